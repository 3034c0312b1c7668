//! The locks and the ledger of a session, as the browser has them.

#![cfg(all(target_arch = "wasm32", feature = "npm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

#[path = "common/real_page.rs"]
mod real_page;

use std::pin::pin;

use real_page::{
    assert_quiet, awaited, delete_ledger, free_for_others, has, hold, hold_ledger, lines, poll_once, read, reset,
    value, within, write_line,
};
use serde_json::json;
use spa_authorize::browser::page::Page;
use spa_authorize::host::fault::LedgerFault;
use spa_authorize::host::session_host::{HeldLock as _, SessionHost as _};
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[test]
async fn a_lock_keeps_other_tabs_out_until_it_is_dropped() {
    reset().await;
    let lock = Page.lock("a", false).await;
    assert_eq!(free_for_others("a").await, json!(false));
    drop(lock);
    assert_eq!(free_for_others("a").await, json!(true));
}

#[test]
async fn who_waits_no_longer_is_out_of_the_queue() {
    reset().await;
    hold("a").await;
    let waiting = "navigator.locks.query().then((all) => all.pending.length)";
    {
        let mut lock = Box::pin(Page.lock("a", false));
        assert!(within(50, lock.as_mut()).await.is_none());
        assert_eq!(awaited(waiting).await, json!(1));
    }
    assert_eq!(awaited(waiting).await, json!(0));
    value("letGo()");
    assert_eq!(free_for_others("a").await, json!(true));
    assert_quiet().await;
}

#[test]
async fn a_grant_that_nobody_awaits_any_more_is_given_back() {
    reset().await;
    {
        let mut lock = pin!(Page.lock("a", false));
        assert!(poll_once(lock.as_mut()).await.is_none());
        assert_eq!(free_for_others("a").await, json!(false));
    }
    assert_eq!(free_for_others("a").await, json!(true));
    assert_quiet().await;
}

#[test]
async fn a_grant_that_comes_too_late_is_refused() {
    reset().await;
    has(
        "navigator",
        "locks",
        "{ request: (name, options, granted) => new Promise((end) => ownTimer(() => end(globalThis.held = granted({})), 50)) }",
    );
    value("globalThis.held = 'nothing'");
    assert!(within(10, Box::pin(Page.lock("a", false)).as_mut()).await.is_none());
    Page.pause(100).await;
    assert!(value("held").is_undefined());
}

#[test]
async fn a_lock_that_another_tab_steals_is_lost() {
    reset().await;
    let lock = Page.lock("a", false).await;
    assert!(within(50, pin!(lock.lost())).await.is_none());
    value(
        "other.navigator.locks.request('a', { steal: true }, () => new Promise((end) => { globalThis.letGo = end }))",
    );
    assert!(within(1000, pin!(lock.lost())).await.is_some());
    drop(lock);
    assert_eq!(free_for_others("a").await, json!(false), "the robbed gives nothing back");
    value("letGo()");
    assert_quiet().await;
}

#[test]
async fn a_lock_can_be_stolen() {
    reset().await;
    hold("a").await;
    let lock = within(1000, pin!(Page.lock("a", true))).await.unwrap();
    assert_eq!(awaited("robbed").await, json!("AbortError"));
    drop(lock);
    assert_eq!(free_for_others("a").await, json!(true));
    assert_quiet().await;
}

#[test]
async fn a_lease_stands_in_for_locks_that_are_missing_or_throw_or_are_refused() {
    for locks in [
        "undefined",
        "{ request() { throw new DOMException('no', 'SecurityError') } }",
        "{ request: () => Promise.reject(new DOMException('no', 'SecurityError')) }",
    ] {
        reset().await;
        has("navigator", "locks", locks);
        let first = Page.lock("a", false).await;
        let mut second = Box::pin(Page.lock("a", false));
        assert!(within(300, second.as_mut()).await.is_none(), "{locks}");
        drop(first);
        drop(within(1000, second.as_mut()).await.unwrap());
        Page.pause(100).await;
        assert_eq!(lines().await, json!({}), "{locks}");
        assert_quiet().await;
    }
}

#[test]
async fn a_lease_of_a_dead_tab_ends_and_one_of_a_wrong_clock_never_was() {
    reset().await;
    has("navigator", "locks", "undefined");
    write_line("lock:a", "`${Date.now() + 700} 1`").await;
    let mut lock = Box::pin(Page.lock("a", false));
    assert!(within(400, lock.as_mut()).await.is_none());
    assert!(within(1000, lock.as_mut()).await.is_some());
    for line in ["`${Date.now() + 3_600_000} 1`", "''", "'x'"] {
        write_line("lock:b", line).await;
        assert!(within(500, pin!(Page.lock("b", false))).await.is_some(), "{line}");
    }
}

#[test]
async fn a_lease_is_renewed_while_it_is_held_and_lost_when_it_is_stolen() {
    reset().await;
    has("navigator", "locks", "undefined");
    // Renewals come ten times as fast.
    value("globalThis.setTimeout = (callback, time) => ownTimer(callback, time === 2000 ? 200 : time)");
    let lock = Page.lock("a", false).await;
    let before = lines().await;
    assert!(within(400, pin!(lock.lost())).await.is_none());
    assert_ne!(lines().await, before);
    let thief = within(500, pin!(Page.lock("a", true))).await.unwrap();
    assert!(within(400, pin!(lock.lost())).await.is_some());
    drop(lock);
    Page.pause(100).await;
    assert!(lines().await.get("lock:a").is_some(), "the robbed gives nothing back");
    assert!(within(0, pin!(thief.lost())).await.is_none());
    drop(thief);
}

#[test]
async fn who_waits_for_a_lease_no_longer_leaves_none() {
    reset().await;
    has("navigator", "locks", "undefined");
    {
        let mut lock = pin!(Page.lock("a", false));
        assert!(poll_once(lock.as_mut()).await.is_none());
    }
    Page.pause(200).await;
    assert_eq!(lines().await, json!({}));
}

#[test]
async fn a_line_of_the_ledger_is_there_for_all_tabs() {
    reset().await;
    assert_eq!(Page.ledger_line("family").await, Ok(None));
    assert_eq!(write("family", "{\"generation\":1}").await, Ok(true));
    assert_eq!(lines().await, json!({ "family": "{\"generation\":1}" }));
    write_line("family", "'2'").await;
    assert_eq!(Page.ledger_line("family").await, Ok(Some("2".to_owned())));
}

#[test]
async fn a_line_is_changed_by_what_it_is() {
    reset().await;
    assert_eq!(write("family", "1").await, Ok(true));
    let next = |line: Option<String>| line.filter(|line| line == "1").map(|line| line + "2");
    assert_eq!(Page.change_ledger_line("family", next).await, Ok(true));
    assert_eq!(Page.change_ledger_line("family", next).await, Ok(false));
    assert_eq!(lines().await, json!({ "family": "12" }));
}

// SES-94
#[test]
async fn a_ledger_that_does_not_answer_is_no_ledger_without_a_line() {
    reset().await;
    assert_eq!(write("family", "1").await, Ok(true));
    hold_ledger().await;
    value("globalThis.setTimeout = (callback, time) => ownTimer(callback, time >= 2000 ? 20 : time)");
    assert_eq!(within(1000, pin!(Page.ledger_line("family"))).await, Some(Err(LedgerFault)));
    assert_eq!(within(1000, pin!(write("family", "2"))).await, Some(Err(LedgerFault)));
    value("letLedgerGo()");
    // What was to be written is written in its turn.
    assert_eq!(within(1000, pin!(lines())).await, Some(json!({ "family": "2" })));
}

#[test]
async fn lines_of_the_ledger_that_are_over_are_removed() {
    reset().await;
    for (key, text) in [("a", "old"), ("b", "new"), ("c", "old"), ("d", "new")] {
        assert_eq!(write(key, text).await, Ok(true));
    }
    Page.prune_ledger(|text| text == "old").await;
    assert_eq!(lines().await, json!({ "b": "new", "d": "new" }));
}

#[test]
async fn a_ledger_that_was_deleted_is_made_again() {
    reset().await;
    assert_eq!(write("family", "1").await, Ok(true));
    delete_ledger().await;
    assert_eq!(Page.ledger_line("family").await, Ok(None));
    assert_eq!(write("family", "2").await, Ok(true));
    assert_eq!(Page.ledger_line("family").await, Ok(Some("2".to_owned())));
}

#[test]
async fn a_ledger_that_was_closed_without_a_word_is_opened_again() {
    reset().await;
    has("globalThis", "indexedDB", "{ open: (...given) => (globalThis.opening = ownDatabases.open(...given)) }");
    assert_eq!(write("family", "1").await, Ok(true));
    value("opening.result.close()");
    assert_eq!(Page.ledger_line("family").await, Ok(Some("1".to_owned())));
    value("opening.result.close()");
    assert_eq!(write("family", "2").await, Ok(true));
    assert_eq!(Page.ledger_line("family").await, Ok(Some("2".to_owned())));
}

#[test]
async fn a_ledger_is_opened_once_and_by_its_first_use() {
    reset().await;
    has("globalThis", "indexedDB", "{ open: (...given) => (opened.push(given), ownDatabases.open(...given)) }");
    value("globalThis.opened = []");
    assert_eq!(read(&value("opened")), json!([]));
    let _ = Page.ledger_line("a").await;
    let _ = Page.ledger_line("b").await;
    assert_eq!(read(&value("opened")), json!([["spa-authorize"]]));
}

#[test]
async fn without_a_ledger_every_grant_has_a_grace() {
    for database in [
        "undefined",
        "{ open() { throw new DOMException('no', 'SecurityError') } }",
        "{ open: () => failing() }",
        "{ open: () => (globalThis.stuck = new EventTarget()) }",
    ] {
        for locks in ["ownLocks", "undefined"] {
            reset().await;
            value(
                "globalThis.failing = () => { const it = new EventTarget(); ownTimer(() => it.dispatchEvent(new Event('error'))); return it }",
            );
            // A database that never answers is given up in time.
            value("globalThis.setTimeout = (callback, time) => ownTimer(callback, time >= 2000 ? 20 : time)");
            has("globalThis", "indexedDB", database);
            has("navigator", "locks", locks);
            assert_eq!(within(200, pin!(Page.ledger_line("a"))).await, Some(Ok(None)), "{database}");
            assert_eq!(within(200, pin!(write("a", "1"))).await, Some(Ok(true)), "{database}");
            let mut lock = Box::pin(Page.lock("a", false));
            assert!(within(80, lock.as_mut()).await.is_none(), "{database} {locks}");
            let lock = within(500, lock.as_mut()).await.unwrap();
            assert!(within(100, pin!(lock.lost())).await.is_none(), "{database} {locks}");
            // What it gives back is given back before the ledger is there again.
            drop(lock);
            assert_quiet().await;
        }
    }
}

async fn write(key: &str, text: &'static str) -> Result<bool, LedgerFault> {
    Page.change_ledger_line(key, |_| Some(text.to_owned())).await
}
