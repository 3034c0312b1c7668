//! What else a session needs of a page, as the browser has it: channels, storages, frames, popups, clocks.

#![cfg(all(target_arch = "wasm32", feature = "npm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

#[path = "common/real_page.rs"]
mod real_page;

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use real_page::{assert_quiet, awaited, has, page_of, read, recorder, reset, value, within};
use serde_json::json;
use spa_authorize::browser::page::Page;
use spa_authorize::browser::popup::Popup;
use spa_authorize::host::fault::StorageFault;
use spa_authorize::host::request::{Body, HttpRequest};
use spa_authorize::host::session_host::{Area, FrameEvent, PageEvent, SessionHost as _, SilentFrame as _};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[test]
async fn a_text_that_is_posted_reaches_other_tabs_and_no_listener_of_this_page() {
    reset().await;
    value("globalThis.heard = []");
    value("globalThis.theirs = new other.BroadcastChannel('c')");
    value("theirs.onmessage = ({ data }) => heard.push(data)");
    Page.post("c", "1");
    let (heard, hear) = recorder();
    let channel = Page.listen("c", hear);
    Page.post("c", "2");
    Page.pause(100).await;
    assert_eq!(read(&value("heard")), json!(["1", "2"]));
    value("theirs.postMessage('3')");
    value("theirs.postMessage({ not: 'a text' })");
    Page.pause(100).await;
    assert_eq!(*heard.borrow(), ["3"]);
    drop(channel);
    value("theirs.postMessage('4')");
    Page.pause(100).await;
    assert_eq!(*heard.borrow(), ["3"]);
}

#[test]
async fn a_page_that_was_left_has_no_channel_open_until_it_comes_back() {
    reset().await;
    value("globalThis.theirs = new other.BroadcastChannel('c')");
    let (heard, hear) = recorder();
    let _channel = Page.listen("c", hear);
    for (event, expected) in [("pagehide", 0), ("pageshow", 1), ("pageshow", 2)] {
        value(&format!("dispatchEvent(new PageTransitionEvent('{event}', {{ persisted: true }}))"));
        value("theirs.postMessage('')");
        Page.pause(100).await;
        assert_eq!(heard.borrow().len(), expected, "{event}");
    }
}

#[test]
async fn without_channels_nobody_hears_anything() {
    reset().await;
    value("(globalThis.heard = [], globalThis.theirs = new other.BroadcastChannel('c'))");
    value("theirs.onmessage = ({ data }) => heard.push(data)");
    has("globalThis", "BroadcastChannel", "undefined");
    let (heard, hear) = recorder::<String>();
    let channel = Page.listen("c", hear);
    Page.post("c", "1");
    value("theirs.postMessage('2')");
    Page.pause(100).await;
    assert_eq!((heard.take(), read(&value("heard"))), (vec![], json!([])));
    drop(channel);
}

#[test]
async fn both_storages_keep_and_forget() {
    reset().await;
    for (area, name) in [(Area::Tab, "sessionStorage"), (Area::Device, "localStorage")] {
        Page.keep(area, "k", "1").unwrap();
        assert_eq!(value(&format!("{name}.k")), "1");
        assert_eq!(Page.kept(area, "k"), Ok(Some("1".into())));
        Page.forget(area, "k").unwrap();
        assert_eq!(Page.kept(area, "k"), Ok(None));
        has("globalThis", name, "{ setItem() { throw new DOMException('', 'QuotaExceededError') } }");
        assert_eq!(Page.keep(area, "k", "1"), Err(StorageFault::Full));
        value(&format!(
            "Object.defineProperty(globalThis, '{name}', {{ get() {{ throw new DOMException('', 'SecurityError') }}, configurable: true }})"
        ));
        assert_eq!(Page.kept(area, "k"), Err(StorageFault::Blocked));
        assert_eq!(Page.keep(area, "k", "1"), Err(StorageFault::Blocked));
        assert_eq!(Page.forget(area, "k"), Err(StorageFault::Blocked));
    }
}

#[test]
async fn a_page_tells_of_its_life_until_nobody_listens() {
    reset().await;
    let (heard, hear) = recorder();
    let life = Page.watch(hear);
    let woke = |came_online, came_back| PageEvent::Woke { is_visible: Page.is_visible(), came_online, came_back };
    for (event, expected) in [
        ("document.dispatchEvent(new Event('visibilitychange'))", woke(false, false)),
        ("document.dispatchEvent(new Event('resume'))", woke(false, false)),
        ("dispatchEvent(new Event('focus'))", woke(false, false)),
        ("dispatchEvent(new Event('online'))", woke(true, false)),
        ("dispatchEvent(new PageTransitionEvent('pageshow'))", woke(false, false)),
        ("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", woke(false, true)),
        ("dispatchEvent(new StorageEvent('storage', { key: 'spa-authorize:1:k' }))", PageEvent::StorageChanged),
        ("dispatchEvent(new StorageEvent('storage'))", PageEvent::StorageChanged),
    ] {
        value(event);
        assert_eq!(heard.take(), [expected], "{event}");
    }
    value("other.localStorage.setItem('theirs', '1')");
    value("other.localStorage.setItem('spa-authorize:1:k', '1')");
    Page.pause(200).await;
    assert_eq!(heard.take(), [PageEvent::StorageChanged]);
    drop(life);
    value("dispatchEvent(new Event('online'))");
    assert_eq!(heard.take(), []);
}

#[test]
async fn a_page_is_visible_as_its_document_says() {
    reset().await;
    for (state, expected) in [("visible", true), ("hidden", false)] {
        has("document", "visibilityState", &format!("'{state}'"));
        assert_eq!(Page.is_visible(), expected);
    }
}

#[test]
async fn a_frame_that_comes_back_to_this_origin_shows_its_address() {
    reset().await;
    let url = value("location.origin + '/callback?code=C&state=S#x'").as_string().unwrap();
    for sandboxed in [true, false] {
        let frame = Page.open_frame(&url, sandboxed);
        let Some(FrameEvent::CameBack(address)) = within(3000, pin!(frame.next())).await else { panic!("{sandboxed}") };
        assert_eq!(address, url);
    }
}

#[test]
async fn a_frame_of_no_page_or_of_another_origin_shows_nothing() {
    reset().await;
    for url in ["about:blank", "data:text/html,<p>theirs", "http://127.0.0.1:1/"] {
        let frame = Page.open_frame(url, true);
        assert!(within(500, pin!(frame.next())).await.is_none(), "{url}");
    }
}

#[test]
async fn a_frame_is_hidden_and_runs_no_script_of_this_origin_where_it_is_sandboxed() {
    reset().await;
    let url = page_of("<script>parent.postMessage({ ran: true }, '*')</script>");
    for (sandboxed, expected) in [(true, json!(0)), (false, json!(1))] {
        value("globalThis.said = []");
        value("globalThis.onmessage = ({ data }) => said.push(data)");
        let frame = Page.open_frame(&url, sandboxed);
        assert_eq!(value("getComputedStyle(frame()).display"), "none");
        assert_eq!(value("frame().allow"), "storage-access");
        assert_eq!(
            value("frame().getAttribute('sandbox')"),
            if sandboxed { JsValue::from("allow-same-origin") } else { JsValue::NULL }
        );
        let _ = within(3000, pin!(frame.next())).await;
        Page.pause(100).await;
        assert_eq!(read(&value("said.length")), expected);
    }
}

#[test]
async fn a_frame_says_what_its_own_window_posts_and_from_where() {
    reset().await;
    let script = "const circle = {}; circle.circle = circle;
        for (const data of ['text', 7, null, [1], circle, { big: 1n }, { type: 'x', response: { code: 'C', state: 'S' } }])
            parent.postMessage(data, '*')";
    let frame = Page.open_frame(&format!("data:text/html,<script>{script}</script>"), false);
    value("postMessage({ from: 'this page' })");
    value("other.eval('parent.postMessage({ from: 1 })')");
    let Some(FrameEvent::Said { origin, json }) = within(3000, pin!(frame.next())).await else {
        panic!("said nothing")
    };
    assert_eq!((origin.as_str(), json.as_str()), ("null", r#"{"type":"x","response":{"code":"C","state":"S"}}"#));
    assert!(within(200, pin!(frame.next())).await.is_none());
}

#[test]
async fn a_frame_that_is_dropped_leaves_nothing_behind() {
    reset().await;
    value("globalThis.listening = 0");
    value(
        "globalThis.addEventListener = function (...given) { listening += 1; return EventTarget.prototype.addEventListener.apply(this, given) }",
    );
    value(
        "globalThis.removeEventListener = function (...given) { listening -= 1; return EventTarget.prototype.removeEventListener.apply(this, given) }",
    );
    let frame = Page.open_frame("about:blank", false);
    assert_eq!(read(&value("[listening, frame() !== undefined]")), json!([1, true]));
    drop(frame);
    assert_eq!(read(&value("[listening, frame() === undefined]")), json!([0, true]));
}

#[test]
async fn a_popup_has_a_storage_of_its_own_and_goes_where_it_is_sent() {
    reset().await;
    value("globalThis.open = (...given) => (globalThis.opened = [ownOpen(...given), given])[0]");
    let popup = Popup::open(400, 500).unwrap();
    let features = value("opened[1][2]").as_string().unwrap();
    assert!(features.starts_with("popup,width=400,height=500,left="), "{features}");
    assert!(!popup.is_closed());
    popup.keep("k", "theirs").unwrap();
    assert_eq!(Page.kept(Area::Tab, "k"), Ok(None));
    let url = page_of("<p>the provider's");
    popup.go_to(&url);
    for _ in 0..50 {
        Page.pause(50).await;
        if value("opened[0].location.href") == url.as_str() && value("opened[0].document.readyState") == "complete" {
            break;
        }
    }
    assert_eq!(value("opened[0].location.href"), url.as_str());
    assert_eq!(value("opened[0].sessionStorage.k"), "theirs");
    popup.close();
    Page.pause(300).await;
    assert!(popup.is_closed());
    popup.go_to(&url);
    popup.close();
}

#[test]
async fn a_popup_that_the_browser_blocks_is_none() {
    reset().await;
    for open in ["() => null", "() => { throw new Error() }", "() => ({ closed: true })", "undefined"] {
        has("globalThis", "open", open);
        assert!(Popup::open(400, 500).is_none(), "{open}");
    }
}

#[test]
async fn a_last_request_outlives_the_page_and_tells_nobody() {
    reset().await;
    value("globalThis.sent = []");
    let body = Body { media_type: "application/x-www-form-urlencoded", text: "token=RT".into() };
    let url = "https://op.example/revoke".to_owned();
    let request = HttpRequest { url, body: Some(body), bearer: None, keepalive: false, max_bytes: 1, timeout_ms: 1 };
    for answer in ["Promise.reject(new TypeError())", "undefined", "(() => { throw new TypeError() })()"] {
        has("globalThis", "fetch", &format!("(url, init) => {{ sent.push({{ url, ...init }}); return {answer} }}"));
        Page.send_at_last(&request);
        let expected = json!({ "url": "https://op.example/revoke", "method": "POST", "body": "token=RT", "keepalive": true,
            "credentials": "omit", "redirect": "manual", "cache": "no-store", "referrerPolicy": "no-referrer", "headers": {} });
        assert_eq!(read(&value("sent.splice(0)")), json!([expected]));
    }
    has("Request.prototype", "keepalive", "0");
    value("delete Request.prototype.keepalive");
    has("navigator", "sendBeacon", "(url, body) => { sent.push(url, body.type, body.text()); return true }");
    Page.send_at_last(&request);
    assert_eq!(
        awaited("Promise.all(sent.splice(0))").await,
        json!(["https://op.example/revoke", "application/x-www-form-urlencoded", "token=RT"])
    );
    for beacon in ["() => false", "() => { throw new TypeError() }", "undefined"] {
        has("navigator", "sendBeacon", beacon);
        Page.send_at_last(&request);
        assert_eq!(read(&value("sent.splice(0).length")), json!(1), "{beacon}");
    }
    value("restoreKeepalive()");
    assert_quiet().await;
}

#[test]
async fn a_pause_may_be_longer_than_a_timer() {
    reset().await;
    value("globalThis.timed = []");
    value("globalThis.setTimeout = (callback, time) => { timed.push(time); return ownTimer(callback, 0) }");
    Page.pause(u32::MAX).await;
    assert_eq!(read(&value("timed")), json!([2_147_483_647, 2_147_483_647, 1]));
}

#[test]
async fn a_clock_of_the_page_never_goes_back() {
    reset().await;
    let before = Page.monotonic_ms();
    has("Date", "now", "() => 0");
    Page.pause(20).await;
    assert!(Page.monotonic_ms() >= before + 15);
    has("globalThis", "performance", "undefined");
    assert_eq!(Page.monotonic_ms(), 0);
}

#[test]
async fn whatever_the_user_does_or_comes_to_is_activity() {
    reset().await;
    let acts = Rc::new(Cell::new(0));
    let counted = acts.clone();
    let listening = Page.watch_activity(move || counted.set(counted.get() + 1));
    let act = || {
        value("dispatchEvent(new PointerEvent('pointerdown'))");
        value("dispatchEvent(new KeyboardEvent('keydown'))");
        value("document.dispatchEvent(new Event('visibilitychange'))");
    };
    has("document", "visibilityState", "'visible'");
    act();
    assert_eq!(acts.get(), 3);
    has("document", "visibilityState", "'hidden'");
    value("document.dispatchEvent(new Event('visibilitychange'))");
    assert_eq!(acts.get(), 3);
    drop(listening);
    act();
    assert_eq!(acts.get(), 3);
}
