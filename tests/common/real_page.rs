//! A real page in a browser, whose values a test can replace. A frame of its origin plays the other tab.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use js_sys::{JSON, Promise};
use serde_json::{Value, json};
use spa_authorize::browser::page::Page;
use spa_authorize::host::session_host::SessionHost as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Each test begins with empty storages, an empty ledger, and a page that has everything.
pub async fn reset() {
    value(START);
    delete_ledger().await;
}

pub async fn delete_ledger() {
    awaited("new Promise((end) => { ownDatabases.deleteDatabase('spa-authorize').onsuccess = () => end(true) })").await;
    Page.pause(0).await;
}

/// Has the page show another value.
pub fn has(object: &str, name: &str, what: &str) {
    value(&format!(
        "(ownedBy.push([{object}, '{name}', Object.getOwnPropertyDescriptor({object}, '{name}')]),
            Object.defineProperty({object}, '{name}', {{ value: {what}, configurable: true, writable: true }}))"
    ));
}

/// Another tab takes a lock, until `letGo`.
pub async fn hold(name: &str) {
    awaited(&format!(
        "new Promise((held) => {{
            globalThis.robbed = other.navigator.locks.request('{name}', () => new Promise((end) => {{
                globalThis.letGo = end; held(true);
            }})).catch((error) => error.name);
        }})"
    ))
    .await;
}

/// Whether another tab would have a lock at once. Locks are given back a moment after they are dropped.
pub async fn free_for_others(name: &str) -> Value {
    Page.pause(50).await;
    awaited(&format!("other.navigator.locks.request('{name}', {{ ifAvailable: true }}, (lock) => lock !== null)")).await
}

/// The ledger, as another tab reads it.
pub async fn lines() -> Value {
    awaited("onLines('readonly', (lines, end) => { const all = {}; lines.openCursor().onsuccess = ({ target: { result } }) => { if (!result) return end(all); all[result.key] = result.value; result.continue() } })").await
}

pub async fn write_line(key: &str, line: &str) {
    let _ = Page.ledger_line("").await;
    awaited(&format!(
        "onLines('readwrite', (lines, end) => {{ lines.put({line}, '{key}').onsuccess = () => end(true) }})"
    ))
    .await;
}

/// Another tab begins to write into the ledger, and comes to no end until `letLedgerGo()`.
pub async fn hold_ledger() {
    awaited("onLines('readwrite', (lines, end) => { let is_over = false; globalThis.letLedgerGo = () => { is_over = true }; const again = () => { if (!is_over) lines.get('').onsuccess = again }; again(); end(true) })").await;
}

/// The address of a page of this origin.
pub fn page_of(html: &str) -> String {
    value(&format!("URL.createObjectURL(new Blob([{}], {{ type: 'text/html' }}))", Value::from(html)))
        .as_string()
        .unwrap()
}

/// What was heard, and the listener.
pub fn recorder<T: 'static>() -> (Rc<RefCell<Vec<T>>>, impl Fn(T) + Clone + 'static) {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let kept = heard.clone();
    (heard, move |item| kept.borrow_mut().push(item))
}

/// Whether no promise was rejected that nobody looks at.
pub async fn assert_quiet() {
    Page.pause(50).await;
    assert_eq!(read(&value("unhandled.map(String)")), json!([]));
}

/// The output of some work, if it comes in time.
pub async fn within<F: Future>(milliseconds: u32, mut work: Pin<&mut F>) -> Option<F::Output> {
    let wait = format!("new Promise((end) => ownTimer(end, {milliseconds}))");
    let mut over = pin!(JsFuture::from(Promise::from(value(&wait))));
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        over.as_mut().poll(context).map(|_| None)
    })
    .await
}

pub async fn poll_once<F: Future>(mut work: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|context| {
        Poll::Ready(match work.as_mut().poll(context) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        })
    })
    .await
}

/// A JavaScript expression's value.
pub fn value(expression: &str) -> JsValue {
    js_sys::eval(&format!("({expression})")).unwrap_or_else(|thrown| panic!("{expression}: {thrown:?}"))
}

/// What a promise comes to.
pub async fn awaited(expression: &str) -> Value {
    read(&JsFuture::from(Promise::from(value(expression))).await.unwrap())
}

/// A JavaScript value, by its JSON.
pub fn read(value: &JsValue) -> Value {
    serde_json::from_str(&String::from(JSON::stringify(value).unwrap())).unwrap()
}

const START: &str = "(() => {
    for (const [object, name, own] of (globalThis.ownedBy ?? []).reverse()) {
        delete object[name];
        if (own) Object.defineProperty(object, name, own);
    }
    globalThis.ownedBy = [];
    globalThis.stuck?.dispatchEvent(new Event('error'));
    globalThis.ownTimer ??= setTimeout.bind(globalThis);
    globalThis.ownOpen ??= open.bind(globalThis);
    globalThis.ownDatabases ??= indexedDB;
    globalThis.ownLocks ??= navigator.locks;
    globalThis.setTimeout = ownTimer;
    globalThis.open = ownOpen;
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
    globalThis.onmessage = null;
    for (const name of ['sessionStorage', 'localStorage']) globalThis[name].clear();
    if (!globalThis.unhandled) {
        addEventListener('unhandledrejection', ({ reason }) => unhandled.push(reason));
        const keepalive = Object.getOwnPropertyDescriptor(Request.prototype, 'keepalive');
        globalThis.restoreKeepalive = () => keepalive && Object.defineProperty(Request.prototype, 'keepalive', keepalive);
    }
    globalThis.unhandled = [];
    for (const frame of [...document.querySelectorAll('iframe')]) frame.remove();
    const frame = document.createElement('iframe');
    frame.id = 'other';
    document.body.append(frame);
    globalThis.other = frame.contentWindow;
    globalThis.frame = () => [...document.querySelectorAll('iframe')].find((frame) => frame.id !== 'other');
    globalThis.onLines = (mode, work) => new Promise((end) => {
        ownDatabases.open('spa-authorize').onsuccess = ({ target: { result: database } }) => {
            const lines = database.transaction('lines', mode).objectStore('lines');
            work(lines, (answer) => { database.close(); end(answer) });
        };
    });
})()";
