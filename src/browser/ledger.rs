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
use crate::host::flag::Flag;
use crate::host::race::race;

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
pub(super) async fn read(key: &str) -> Option<String> {
    let (transaction, lines) = begin(IdbTransactionMode::Readonly).await?;
    let request = lines.get(&key.into()).ok()?;
    completed(&transaction).await?;
    request.result().ok()?.as_string()
}

/// Writes a line; `None` if that is not possible.
pub(super) async fn write(key: &str, text: &str) -> Option<()> {
    let (transaction, lines) = begin(IdbTransactionMode::Readwrite).await?;
    lines.put_with_key(&text.into(), &key.into()).ok()?;
    completed(&transaction).await
}

/// Changes a line by what it was, and no tab comes between (Indexed Database API §2.7). Whether it was changed; `None` if
/// that is not possible.
pub(super) async fn change(key: &str, by: impl Fn(Option<String>) -> Change + 'static) -> Option<bool> {
    let (transaction, lines) = begin(IdbTransactionMode::Readwrite).await?;
    let request = lines.get(&key.into()).ok()?;
    let is_changed = Rc::new(Cell::new(false));
    let (changed, found, key) = (is_changed.clone(), request.clone(), JsValue::from(key));
    let _listener = Listener::new(&request, &["success"], move |_| {
        let line = found.result().ok().and_then(|line| line.as_string());
        changed.set(apply(&lines, &key, by(line)).is_some());
    });
    completed(&transaction).await?;
    Some(is_changed.get())
}

/// Removes the lines that are over; `None` if that is not possible.
pub(super) async fn prune(is_over: impl Fn(&str) -> bool + 'static) -> Option<()> {
    let (transaction, lines) = begin(IdbTransactionMode::Readwrite).await?;
    // Both come in the order of the keys.
    let (keys, texts) = (lines.get_all_keys().ok()?, lines.get_all().ok()?);
    let found = texts.clone();
    let _listener = Listener::new(&texts, &["success"], move |_| {
        let (Ok(keys), Ok(texts)) = (keys.result(), found.result()) else { return };
        for (key, text) in Array::from(&keys).iter().zip(Array::from(&texts).iter()) {
            if text.as_string().is_some_and(|text| is_over(&text)) {
                let _ = lines.delete(&key);
            }
        }
    });
    completed(&transaction).await
}

fn apply(lines: &IdbObjectStore, key: &JsValue, change: Change) -> Option<IdbRequest> {
    match change {
        Change::Nothing => None,
        Change::Write(text) => lines.put_with_key(&text.into(), key).ok(),
        Change::Remove => lines.delete(key).ok(),
    }
}

/// A transaction, which has to be used before anything is awaited. A database that the browser has closed throws, and is
/// opened again.
async fn begin(mode: IdbTransactionMode) -> Option<(IdbTransaction, IdbObjectStore)> {
    if let Some(begun) = begin_on(&database().await?, mode) {
        return Some(begun);
    }
    forget();
    begin_on(&database().await?, mode)
}

fn begin_on(database: &IdbDatabase, mode: IdbTransactionMode) -> Option<(IdbTransaction, IdbObjectStore)> {
    let transaction = database.transaction_with_str_and_mode(LINES, mode).ok()?;
    let lines = transaction.object_store(LINES).ok()?;
    Some((transaction, lines))
}

async fn completed(transaction: &IdbTransaction) -> Option<()> {
    (first_of(transaction, &["complete", "abort"]).await == "complete").then_some(())
}

/// The database. One that does not open in time counts as missing until it does.
async fn database() -> Option<IdbDatabase> {
    let opening = OPENING.with_borrow_mut(|opening| opening.get_or_insert_with(begin_to_open).clone());
    if race(pin!(opening.has_ended.raised()), pin!(sleep(OPENING_LIMIT_MS))).await.is_ok() {
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
const OPENING_LIMIT_MS: u32 = 5000;
