//! What is kept in `sessionStorage`, how much of it, and for how long.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{NOW, PREFIX, Tab, code, result, sent};
use serde_json::{Value, json};
use spa_authorize::before::callback::{handle_callback, is_callback};
use spa_authorize::before::outcome::{CallbackResult, NotOurs};
use spa_authorize::before::store::TransactionStore;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// ATK-61, SEC-2
#[test]
fn each_record_of_the_list_counts_as_tampered_with() {
    let list: Value = serde_json::from_str(include_str!("data/storage.json")).unwrap();
    for row in list["rows"].as_array().unwrap() {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "appState": "{}" })).state;
        let key = format!("{PREFIX}{state}");
        let record = tampered(&tab.storage.entries.borrow()[&key], row, &list["lines"]);
        tab.storage.entries.borrow_mut().insert(key.clone(), record);
        let url = format!("https://app.example/callback?code=C&state={state}");
        let arrival = tab.arrive(&url);
        assert_eq!(code(&arrival.step.unwrap_err()), "transaction-tampered", "{row}");
        assert_eq!(arrival.cleaned.as_deref(), Some("https://app.example/callback"));
        assert!(!tab.storage.entries.borrow().contains_key(&key), "{row}: the record is gone");
        assert_eq!(result(tab.arrive(&url).step.unwrap()), CallbackResult::NotOurs(NotOurs::UnknownState));
    }
}

#[test]
fn a_marker_that_was_tampered_with_is_named() {
    for marker in ["", "{}", "used", "open\nspa\nhttps://op.example\n1", "used\nspa\nhttps://op.example\n1\n"] {
        let mut tab = Tab::new(json!({}));
        let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
        tab.arrive(&url);
        for kept in tab.storage.entries.borrow_mut().values_mut() {
            *kept = marker.into();
        }
        assert_eq!(code(&tab.arrive(&url).step.unwrap_err()), "transaction-tampered", "{marker}");
    }
}

// ATK-63
#[test]
fn two_sign_ins_of_one_tab_do_not_touch_each_other() {
    let mut tab = Tab::new(json!({}));
    let states = [tab.begin(json!({ "returnTo": "/first" })).state, tab.begin(json!({ "returnTo": "/second" })).state];
    assert_eq!(tab.storage.states("open").len(), 2);
    for state in states.iter().rev() {
        sent(tab.arrive(&format!("https://app.example/callback?code=C&state={state}")).step.unwrap());
    }
}

// O-25, SEC-11
#[test]
fn whatever_the_verdict_the_verifier_is_gone() {
    for tail in ["?code=C", "?error=access_denied", "#code=C", "?code=C&code=C", "?code=C&iss=x", "?code=%zz"] {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let records = tab.storage.entries.borrow().values().cloned().collect::<String>();
        let verifier = records.split('\n').nth(6).unwrap();
        let kept = |tab: &Tab| tab.storage.entries.borrow().values().any(|value| value.contains(verifier));
        assert!(verifier.len() == 43 && kept(&tab));
        assert!(tab.arrive(&format!("https://app.example/callback{tail}&state={state}")).cleaned.is_some());
        assert!(!kept(&tab), "{tail}");
    }
}

// SEC-11, BBA-11
#[test]
fn a_sign_in_is_over_in_storage_before_anything_is_sent() {
    let mut tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    sent(tab.arrive(&format!("https://app.example/callback?code=C&state={state}")).step.unwrap());
    let entries = tab.storage.entries.borrow();
    assert_eq!(entries.keys().collect::<Vec<_>>(), [&format!("{PREFIX}{state}")]);
    let expected = format!("used\nspa\nhttps://op.example\n{}", NOW + 3_600_000);
    assert_eq!(entries.values().collect::<Vec<_>>(), [&expected]);
}

#[test]
fn a_sign_in_begins_by_one_write_and_ends_by_one_whatever_else_is_stored() {
    let mut tab = Tab::new(json!({}));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    assert_eq!(tab.storage.calls.take(), ["keys", "set"]);
    for _ in 0..19 {
        tab.begin(json!(null));
    }
    tab.storage.calls.take();
    tab.arrive(&url);
    assert_eq!(tab.storage.calls.take(), ["get", "set"]);
}

#[test]
fn twenty_records_are_kept_in_all_and_what_is_over_goes_first() {
    let mut tab = Tab::new(json!({}));
    let first = tab.begin(json!(null)).state;
    for _ in 0..10 {
        let state = tab.begin(json!(null)).state;
        tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
    }
    for _ in 0..15 {
        tab.begin(json!(null));
    }
    assert_eq!((tab.storage.states("open").len(), tab.storage.states("used").len()), (16, 4));
    assert!(tab.storage.states("open").contains(&first));
}

// ATK-62
#[test]
fn at_most_twenty_sign_ins_are_kept_and_the_oldest_goes_first() {
    let mut tab = Tab::new(json!({}));
    let states: Vec<_> = (0..25)
        .map(|turn| {
            tab.now = NOW + turn;
            tab.begin(json!(null)).state
        })
        .collect();
    assert_eq!(tab.storage.states("open").len(), 20);
    for (turn, state) in states.iter().enumerate() {
        let url = format!("https://app.example/callback?code=C&state={state}");
        assert_eq!(is_callback(&tab.client, &url, &tab.storage, tab.at()), turn >= 5, "sign-in {turn}");
    }
}

#[test]
fn at_most_twenty_markers_are_kept() {
    let mut tab = Tab::new(json!({}));
    for turn in 0..25 {
        tab.now = NOW + turn;
        let state = tab.begin(json!(null)).state;
        tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
    }
    assert_eq!(tab.storage.states("used").len(), 20);
}

#[test]
fn what_has_expired_leaves_a_marker_when_the_next_sign_in_begins() {
    let mut tab = Tab::new(json!({}));
    let state = tab.begin(json!({ "appState": "\"secret draft\"" })).state;
    tab.now = NOW + 600_000;
    tab.begin(json!(null));
    assert_eq!((tab.storage.states("open").len(), tab.storage.states("expired")), (1, vec![state.clone()]));
    assert!(!tab.storage.entries.borrow()[&format!("{PREFIX}{state}")].contains("secret"));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
    assert_eq!(code(&arrival.step.unwrap_err()), "transaction-expired");
}

#[test]
fn the_apps_own_keys_are_never_touched() {
    let mut tab = Tab::new(json!({}));
    for key in ["spa-authorize", "spa-authorize:2:open:x", "theirs"] {
        tab.storage.entries.borrow_mut().insert(key.into(), "theirs".into());
    }
    for turn in 0..45 {
        tab.now = NOW + turn * 100_000;
        tab.begin(json!(null));
    }
    let entries = tab.storage.entries.borrow();
    assert_eq!(entries.values().filter(|value| *value == "theirs").count(), 3);
}

#[test]
fn a_full_storage_is_swept_and_tried_once_more() {
    let mut tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
    let marker: usize = tab.storage.entries.borrow().iter().map(|(key, value)| key.len() + value.len()).sum();
    let mut probe = Tab::new(json!({}));
    probe.begin(json!(null));
    let record: usize = probe.storage.entries.borrow().iter().map(|(key, value)| key.len() + value.len()).sum();
    tab.storage.room = Some(record + marker / 2);
    tab.begin(json!(null));
    assert_eq!((tab.storage.states("open").len(), tab.storage.states("used").len()), (1, 0));
}

#[test]
fn a_storage_that_stays_full_is_an_error() {
    let mut tab = Tab::new(json!({}));
    tab.storage.room = Some(10);
    assert_eq!(tab.try_begin(json!(null)).unwrap_err().code(), "storage-full");
}

// ATK-61
#[test]
fn a_blocked_storage_is_an_error_and_no_callback() {
    let mut tab = Tab::new(json!({}));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    tab.storage.blocked = true;
    assert_eq!(tab.try_begin(json!(null)).unwrap_err().code(), "storage-blocked");
    assert_eq!(
        handle_callback(&tab.client, &url, &tab.storage, &tab.keys, tab.at()).unwrap_err().code(),
        "storage-blocked"
    );
    assert!(!is_callback(&tab.client, &url, &tab.storage, tab.at()));
}

#[test]
fn a_blocked_storage_does_not_matter_to_an_ordinary_page_load() {
    let mut tab = Tab::new(json!({}));
    tab.storage.blocked = true;
    assert_eq!(result(tab.arrive("https://app.example/callback").step.unwrap()), CallbackResult::None);
}

// SEC-14
#[test]
fn logging_out_drops_the_clients_open_sign_ins_and_no_others() {
    let mut tab = Tab::new(json!({}));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    let other = common::client(json!({ "clientId": "other" })).unwrap();
    TransactionStore::new(&tab.storage).drop_client(&other).unwrap();
    assert!(is_callback(&tab.client, &url, &tab.storage, tab.at()));
    TransactionStore::new(&tab.storage).drop_client(&tab.client).unwrap();
    assert_eq!(result(tab.arrive(&url).step.unwrap()), CallbackResult::NotOurs(NotOurs::UnknownState));
}

#[test]
fn sixty_four_kib_of_app_state_survive_the_trip() {
    let mut tab = Tab::new(json!({}));
    let app_state = format!("\"{}\"", "é".repeat(32 * 1024 - 1));
    assert_eq!(app_state.len(), 64 * 1024);
    let begun = tab.begin(json!({ "appState": app_state }));
    assert!(!begun.url.as_str().contains("%C3%A9"));
    let arrival = tab.arrive(&format!("https://app.example/callback?error=access_denied&state={}", begun.state));
    assert_eq!(arrival.step.unwrap_err().app_data.unwrap().app_state.unwrap().as_str(), app_state);
}

fn tampered(record: &str, row: &Value, names: &Value) -> String {
    if let Some(record) = row.get("record").and_then(Value::as_str) {
        return record.into();
    }
    let mut lines: Vec<String> = record.split('\n').map(str::to_owned).collect();
    let names = names.as_array().unwrap();
    assert_eq!(lines.len(), names.len());
    for (name, line) in row["change"].as_object().unwrap() {
        let index = names.iter().position(|known| known == name).unwrap();
        lines[index] = line.as_str().unwrap().into();
    }
    lines.join("\n")
}
