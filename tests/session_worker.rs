//! What a session needs of a page, where there is none: nothing throws.

#![cfg(all(target_arch = "wasm32", feature = "npm"))]

use spa_authorize::browser::page::Page;
use spa_authorize::browser::popup::Popup;
use spa_authorize::host::fault::StorageFault;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::session_host::{Area, SessionHost as _};
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[test]
async fn a_worker_has_what_it_has_and_nothing_throws() {
    let url = "https://op.example/revoke".to_owned();
    let request = HttpRequest { url, body: None, bearer: None, keepalive: false, max_bytes: 1, timeout_ms: 1 };
    assert!(!Page.is_visible());
    assert_eq!(Page.kept(Area::Device, "k"), Err(StorageFault::Blocked));
    assert_eq!(Page.keep(Area::Tab, "k", ""), Err(StorageFault::Blocked));
    assert_eq!(Page.forget(Area::Tab, "k"), Err(StorageFault::Blocked));
    assert!(Popup::open(1, 1).is_none());
    drop(Page.watch(|_| ()));
    drop(Page.listen("c", |_| ()));
    drop(Page.open_frame("https://op.example/", true));
    Page.leave_in_place("https://op.example/");
    Page.post("c", "1");
    Page.send_at_last(&request);
    Page.pause(1).await;
    assert!(Page.monotonic_ms() > 0);
    assert_eq!(Page.change_ledger_line("a", |_| Some("1".to_owned())).await, Ok(true));
    assert_eq!(Page.ledger_line("a").await, Ok(Some("1".to_owned())));
    drop(Page.lock("a", false).await);
}
