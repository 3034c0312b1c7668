//! The ledger: lines of text in `IndexedDB`, which all tabs see in one order. Web Locks do not order `localStorage`.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

use super::globals::of_global;
use super::listener::{Listener, first_of};
use super::timer::sleep;
use crate::host::fault::LedgerFault;
use crate::host::flag::Flag;
use crate::host::race::race;
use crate::host::reply::Reply;

/// What becomes of a line.
pub(super) enum Change {
    Nothing,
    Write(String),
    Remove,
}

/// The database, which is opened once, and again after it was closed.
#[derive(Default)]
struct Opening {
    has_ended: Flag,
    open: RefCell<Option<(IdbDatabase, Listener)>>,
}

/// Whether there is a ledger at all: a private window, an old file or the user's settings may block it.
pub(super) async fn is_there() -> bool {
    database().await.is_some()
}

/// A line; `None` if there is no such line, or no ledger.
pub(super) async fn read(key: &str) -> Result<Option<String>, LedgerFault> {
    let Some((transaction, lines)) = begin(IdbTransactionMode::Readonly).await? else { return Ok(None) };
    let request = lines.get(&key.into()).map_err(|_| LedgerFault)?;
    completed(transaction, ()).await?;
    Ok(line_of(&request))
}

/// Changes a line by what it was, and no tab comes between (Indexed Database API §2.7). Whether it was changed; `None` if
/// there is no ledger.
pub(super) async fn change(
    key: &str,
    by: impl Fn(Option<String>) -> Change + 'static,
) -> Result<Option<bool>, LedgerFault> {
    let Some((transaction, lines)) = begin(IdbTransactionMode::Readwrite).await? else { return Ok(None) };
    let request = lines.get(&key.into()).map_err(|_| LedgerFault)?;
    let is_changed = Rc::new(Cell::new(false));
    let (changed, found, key) = (is_changed.clone(), request.clone(), JsValue::from(key));
    let listener = Listener::new(&request, &["success"], move |_| {
        changed.set(apply(&lines, &key, by(line_of(&found))).is_some());
    });
    completed(transaction, listener).await?;
    Ok(Some(is_changed.get()))
}

fn line_of(request: &IdbRequest) -> Option<String> {
    request.result().ok()?.as_string()
}

/// Removes the lines that are over.
pub(super) async fn prune(is_over: impl Fn(&str) -> bool + 'static) -> Result<(), LedgerFault> {
    let Some((transaction, lines)) = begin(IdbTransactionMode::Readwrite).await? else { return Ok(()) };
    // Both come in the order of the keys.
    let keys = lines.get_all_keys().map_err(|_| LedgerFault)?;
    let texts = lines.get_all().map_err(|_| LedgerFault)?;
    let found = texts.clone();
    let listener = Listener::new(&texts, &["success"], move |_| {
        let (Ok(keys), Ok(texts)) = (keys.result(), found.result()) else { return };
        for (key, text) in Array::from(&keys).iter().zip(Array::from(&texts).iter()) {
            if text.as_string().is_some_and(|text| is_over(&text)) {
                let _ = lines.delete(&key);
            }
        }
    });
    completed(transaction, listener).await
}

fn apply(lines: &IdbObjectStore, key: &JsValue, change: Change) -> Option<IdbRequest> {
    match change {
        Change::Nothing => None,
        Change::Write(text) => lines.put_with_key(&text.into(), key).ok(),
        Change::Remove => lines.delete(key).ok(),
    }
}

/// A transaction, which has to be used before anything is awaited; `None` if there is no ledger. A database that the
/// browser has closed throws, and is opened again.
async fn begin(mode: IdbTransactionMode) -> Result<Option<(IdbTransaction, IdbObjectStore)>, LedgerFault> {
    let Some(known) = database().await else { return Ok(None) };
    if let Some(begun) = begin_on(&known, mode) {
        return Ok(Some(begun));
    }
    forget();
    let again = database().await.ok_or(LedgerFault)?;
    begin_on(&again, mode).map(Some).ok_or(LedgerFault)
}

fn begin_on(database: &IdbDatabase, mode: IdbTransactionMode) -> Option<(IdbTransaction, IdbObjectStore)> {
    let transaction = database.transaction_with_str_and_mode(LINES, mode).ok()?;
    let lines = transaction.object_store(LINES).ok()?;
    Some((transaction, lines))
}

/// Waits for the end of a transaction, for a time: another tab's may keep it waiting for ever. It goes on all the same, with
/// what it needs.
async fn completed(transaction: IdbTransaction, needed: impl Sized + 'static) -> Result<(), LedgerFault> {
    let ended = Rc::new(Reply::new());
    let tells = ended.clone();
    spawn_local(async move {
        tells.bring(first_of(&transaction, &["complete", "abort"]).await);
        drop(needed);
    });
    let ended = race(pin!(sleep(LIMIT_MS)), pin!(ended.wait())).await;
    if ended.is_ok_and(|name| name == "complete") { Ok(()) } else { Err(LedgerFault) }
}

/// The database. One that does not open in time counts as missing until it does.
async fn database() -> Option<IdbDatabase> {
    let opening = OPENING.with_borrow_mut(|opening| opening.get_or_insert_with(begin_to_open).clone());
    if race(pin!(opening.has_ended.raised()), pin!(sleep(LIMIT_MS))).await.is_ok() {
        opening.has_ended.raise();
    }
    opening.open.borrow().as_ref().map(|(database, _)| database.clone())
}

fn begin_to_open() -> Rc<Opening> {
    let opening = Rc::new(Opening::default());
    let begun = opening.clone();
    spawn_local(async move {
        begun.open.replace(open().await.map(close_for_others));
        if begun.open.borrow().is_none() {
            forget();
        }
        begun.has_ended.raise();
    });
    opening
}

/// Opens whatever version there is: a later one of this library may have made it.
async fn open() -> Option<IdbDatabase> {
    let factory: IdbFactory = of_global("indexedDB")?.unchecked_into();
    let request = factory.open(DATABASE).ok()?;
    let new = request.clone();
    let _listener = Listener::new(&request, &["upgradeneeded"], move |_| {
        let database = new.result().map(JsValue::unchecked_into::<IdbDatabase>);
        // What fails here fails the request.
        let _ = database.and_then(|database| database.create_object_store(LINES));
    });
    if first_of(&request, &["success", "error"]).await != "success" {
        return None;
    }
    request.result().ok().map(JsValue::unchecked_into)
}

/// Whoever wants to delete the database waits until nobody has it open.
fn close_for_others(database: IdbDatabase) -> (IdbDatabase, Listener) {
    let open = database.clone();
    let listener = Listener::new(&database, &["versionchange", "close"], move |_| {
        open.close();
        forget();
    });
    (database, listener)
}

fn forget() {
    OPENING.take();
}

thread_local! {
    static OPENING: RefCell<Option<Rc<Opening>>> = const { RefCell::new(None) };
}

const DATABASE: &str = "spa-authorize";
const LINES: &str = "lines";
/// How long it may take to open the database, and to end a transaction.
const LIMIT_MS: u32 = 5000;
