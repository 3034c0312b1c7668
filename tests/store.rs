//! What is kept in `sessionStorage`, how much of it, and for how long.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{NOW, PREFIX, Page, Tab, at_once, code, done};
use serde_json::{Value, json};
use spa_authorize::callback::result::{CallbackResult, NotOurs};
use spa_authorize::client::client::Client;
use spa_authorize::config::options::Options;
use spa_authorize::sign_out::logout::SessionTokens;
use spa_authorize::wire::json::{Json, Object};
use spa_authorize::wire::json_text::{JsonText, read_object};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// ATK-61, SEC-2
#[test]
fn each_record_of_the_list_counts_as_tampered_with() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("data/storage.json")).unwrap();
    let wrong: Vec<String> = rows.iter().filter_map(|row| check_row(row).err()).collect();
    assert!(wrong.is_empty(), "{} of {} rows are wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn the_record_that_the_list_changes_is_good() {
    let tab = Tab::new(json!({}));
    let (state, record) = begun_record(&tab);
    assert_eq!(changed(&record, &json!({})), record);
    tab.sent(tab.arrive(&callback(&state)));
}

#[test]
fn a_record_has_a_name_for_each_member() {
    let tab = Tab::new(json!({ "authorizationResponseIssParameterSupported": true }));
    let request = json!({
        "scope": "openid email",
        "prompt": "none",
        "maxAge": 60,
        "claims": { "id_token": { "acr": { "essential": true, "values": ["gold", "silver"] } } },
        "returnTo": "/inbox?a=1",
        "appState": { "draft": 1 },
    });
    let begun = tab.begin(request);
    let record: Value = serde_json::from_str(&stored(&tab, &begun.state)).unwrap();
    let verifier = record["flow"]["codeVerifier"].as_str().unwrap();
    assert_eq!(verifier.len(), 43);
    let expected = json!({
        "status": "open",
        "clientId": "spa",
        "issuer": "https://op.example",
        "expiresAt": NOW + 600_000,
        "state": begun.state,
        "redirectUri": "https://app.example/callback",
        "flow": {
            "type": "code",
            "codeVerifier": verifier,
            "tokenEndpoint": "https://op.example/token",
            "tokenRequest": "form",
            "scope": ["openid", "email"],
            "idToken": {
                "nonce": begun.nonce,
                "jwksUri": "https://op.example/jwks",
                "algorithms": record["flow"]["idToken"]["algorithms"],
                "maxAge": 60,
                "acr": ["gold", "silver"],
            },
        },
        "promisesIss": true,
        "isSilent": true,
        "returnTo": "/inbox?a=1",
        "appState": r#"{"draft":1}"#,
    });
    assert_eq!(record, expected);
}

#[test]
fn a_marker_that_was_tampered_with_is_named() {
    let good =
        r#"{"status":"used","clientId":"spa","issuer":"https://op.example","forgetAt":1800003600000,"returnTo":"/"}"#;
    let markers = [
        String::new(),
        "{}".into(),
        "used".into(),
        r#""used""#.into(),
        "used\nspa\nhttps://op.example\n1800003600000".into(),
        good.replace("used", "open"),
        good.replace("used", "begun"),
        good.replace("1800003600000", "\"1800003600000\""),
        good.replace("1800003600000", "-1"),
        good.replace(r#""forgetAt":1800003600000,"#, ""),
        good.replace(r#""returnTo":"/""#, r#""returnTo":7"#),
        good.replace(r#""returnTo":"/""#, r#""returnTo":"https://evil.example/""#),
        good.replace(r#""returnTo":"/""#, r#""returnTo":"//evil.example/""#),
        good.replace(r#""returnTo""#, r#""appState""#),
        good.replace(r#""clientId":"spa","#, ""),
        format!("{good}\n{{}}"),
    ];
    for marker in markers {
        let tab = Tab::new(json!({}));
        let url = callback(&tab.begin(json!(null)).state);
        tab.arrive(&url);
        for kept in tab.page.storage.entries.borrow_mut().values_mut() {
            assert_eq!(kept, good);
            kept.clone_from(&marker);
        }
        assert_eq!(code(&done(tab.arrive(&url)).unwrap_err()), "transaction-tampered", "{marker}");
    }
}

// ATK-63
#[test]
fn two_sign_ins_of_one_tab_do_not_touch_each_other() {
    let tab = Tab::new(json!({}));
    let states = [tab.begin(json!({ "returnTo": "/first" })).state, tab.begin(json!({ "returnTo": "/second" })).state];
    assert_eq!(tab.page.storage.states("open").len(), 2);
    for state in states.iter().rev() {
        tab.sent(tab.arrive(&callback(state)));
    }
}

// O-25, SEC-11
#[test]
fn whatever_the_verdict_the_verifier_is_gone() {
    for tail in ["?code=C", "?error=access_denied", "#code=C", "?code=C&code=C", "?code=C&iss=x", "?code=%zz"] {
        let tab = Tab::new(json!({}));
        let (state, record) = begun_record(&tab);
        let record: Value = serde_json::from_str(&record).unwrap();
        let verifier = record["flow"]["codeVerifier"].as_str().unwrap();
        let kept = |tab: &Tab| tab.page.storage.entries.borrow().values().any(|value| value.contains(verifier));
        assert!(verifier.len() == 43 && kept(&tab));
        assert!(tab.arrive(&format!("https://app.example/callback{tail}&state={state}")).cleaned.is_some());
        assert!(!kept(&tab), "{tail}");
    }
}

// SEC-11, BBA-11
#[test]
fn a_sign_in_is_over_in_storage_before_anything_is_sent() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    let arrival = tab.arrive(&callback(&state));
    assert!(tab.page.requests().is_empty());
    let forget_at = NOW + 3_600_000;
    let marker = format!(
        r#"{{"status":"used","clientId":"spa","issuer":"https://op.example","forgetAt":{forget_at},"returnTo":"/"}}"#
    );
    let expected = [(format!("{PREFIX}{state}"), marker)].into();
    assert_eq!(*tab.page.storage.entries.borrow(), expected);
    tab.sent(arrival);
    assert_eq!(*tab.page.storage.entries.borrow(), expected);
}

#[test]
fn a_sign_in_begins_by_one_write_and_ends_by_one_whatever_else_is_stored() {
    let tab = Tab::new(json!({}));
    let url = callback(&tab.begin(json!(null)).state);
    assert_eq!(tab.page.storage.calls.take(), ["keys", "set"]);
    for _ in 0..19 {
        tab.begin(json!(null));
    }
    tab.page.storage.calls.take();
    let arrival = tab.arrive(&url);
    assert_eq!(tab.page.storage.calls.take(), ["get", "set"]);
    tab.sent(arrival);
    assert!(tab.page.storage.calls.take().is_empty());
}

#[test]
fn twenty_records_are_kept_in_all_and_what_is_over_goes_first() {
    let tab = Tab::new(json!({}));
    let first = tab.begin(json!(null)).state;
    for _ in 0..10 {
        tab.arrive(&callback(&tab.begin(json!(null)).state));
    }
    for _ in 0..15 {
        tab.begin(json!(null));
    }
    assert_eq!((tab.page.storage.states("open").len(), tab.page.storage.states("used").len()), (16, 4));
    assert!(tab.page.storage.states("open").contains(&first));
}

// ATK-62
#[test]
fn at_most_twenty_sign_ins_are_kept_and_the_oldest_goes_first() {
    let tab = Tab::new(json!({}));
    let states: Vec<_> = (0..25)
        .map(|turn| {
            tab.page.now.set(NOW + turn);
            tab.begin(json!(null)).state
        })
        .collect();
    assert_eq!(tab.page.storage.states("open").len(), 20);
    for (turn, state) in states.iter().enumerate() {
        assert_eq!(tab.is_callback(&callback(state)), turn >= 5, "sign-in {turn}");
    }
}

#[test]
fn at_most_twenty_markers_are_kept() {
    let tab = Tab::new(json!({}));
    for turn in 0..25 {
        tab.page.now.set(NOW + turn);
        tab.arrive(&callback(&tab.begin(json!(null)).state));
    }
    assert_eq!(tab.page.storage.states("used").len(), 20);
}

#[test]
fn a_marker_is_forgotten_after_an_hour() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    tab.arrive(&callback(&state));
    for (later, kept) in [(3_599_999, 1), (3_600_000, 0)] {
        tab.page.now.set(NOW + later);
        tab.begin(json!(null));
        assert_eq!(tab.page.storage.states("used").len(), kept, "{later} ms later");
    }
}

#[test]
fn what_has_expired_leaves_a_marker_when_the_next_sign_in_begins() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!({ "appState": "secret draft" })).state;
    assert!(stored(&tab, &state).contains("secret draft"));
    tab.page.now.set(NOW + 600_000);
    tab.begin(json!(null));
    assert_eq!((tab.page.storage.states("open").len(), tab.page.storage.states("expired")), (1, vec![state.clone()]));
    assert!(!stored(&tab, &state).contains("secret"));
    assert_eq!(code(&done(tab.arrive(&callback(&state))).unwrap_err()), "transaction-expired");
}

#[test]
fn the_apps_own_keys_are_never_touched() {
    let tab = Tab::new(json!({}));
    for key in ["spa-authorize", "spa-authorize:2", "spa-authorize:1:open:x", "spa-authorize:20:x", "theirs"] {
        tab.page.storage.entries.borrow_mut().insert(key.into(), "theirs".into());
    }
    for turn in 0..45 {
        tab.page.now.set(NOW + turn * 100_000);
        tab.begin(json!(null));
    }
    let entries = tab.page.storage.entries.borrow();
    assert_eq!(entries.values().filter(|value| *value == "theirs").count(), 5);
}

#[test]
fn a_full_storage_is_swept_and_tried_once_more() {
    let size = |tab: &Tab| -> usize {
        tab.page.storage.entries.borrow().iter().map(|(key, value)| key.len() + value.len()).sum()
    };
    let mut tab = Tab::new(json!({}));
    tab.arrive(&callback(&tab.begin(json!(null)).state));
    let marker = size(&tab);
    let probe = Tab::new(json!({}));
    probe.begin(json!(null));
    let record = size(&probe);
    tab.page.storage.room = Some(record + marker / 2);
    tab.begin(json!(null));
    assert_eq!((tab.page.storage.states("open").len(), tab.page.storage.states("used").len()), (1, 0));
}

#[test]
fn a_storage_that_stays_full_is_an_error() {
    let mut tab = Tab::new(json!({}));
    tab.page.storage.room = Some(10);
    assert_eq!(tab.try_begin(json!(null)).unwrap_err().code(), "storage-full");
}

#[test]
fn a_sign_in_ends_in_a_storage_that_has_no_room_for_its_marker() {
    let mut tab = Tab::new(json!({}));
    let url = callback(&tab.begin(json!(null)).state);
    tab.page.storage.room = Some(10);
    tab.sent(tab.arrive(&url));
    assert!(tab.page.storage.entries.borrow().is_empty());
    assert!(matches!(done(tab.arrive(&url)), Ok(CallbackResult::NotOurs(NotOurs::UnknownState))));
}

// ATK-61
#[test]
fn a_blocked_storage_is_an_error_and_no_callback() {
    let mut tab = Tab::new(json!({}));
    let url = callback(&tab.begin(json!(null)).state);
    tab.page.storage.blocked = true;
    assert_eq!(tab.try_begin(json!(null)).unwrap_err().code(), "storage-blocked");
    assert_eq!(tab.try_arrive(&url).map(|arrival| arrival.state).unwrap_err().code(), "storage-blocked");
    assert!(!tab.is_callback(&url));
}

#[test]
fn a_blocked_storage_does_not_matter_to_an_ordinary_page_load() {
    let mut tab = Tab::new(json!({}));
    tab.page.storage.blocked = true;
    assert!(matches!(done(tab.arrive("https://app.example/callback")), Ok(CallbackResult::None)));
}

// SEC-14
#[test]
fn logging_out_drops_the_clients_open_sign_ins_and_no_others() {
    let tab = Tab::new(json!({}));
    let used = callback(&tab.begin(json!(null)).state);
    tab.arrive(&used);
    let url = callback(&tab.begin(json!(null)).state);
    sign_out(&common::client(json!({ "clientId": "other" })).unwrap(), &tab.page);
    assert!(tab.is_callback(&url));
    sign_out(&tab.client, &tab.page);
    assert!(matches!(done(tab.arrive(&url)), Ok(CallbackResult::NotOurs(NotOurs::UnknownState))));
    assert!(matches!(done(tab.arrive(&used)), Ok(CallbackResult::AlreadyHandled(_))));
}

// FLD-4
#[test]
fn a_marker_keeps_where_to_return_to_until_the_client_signs_out() {
    let tab = Tab::new(json!({ "transactionLifetimeSeconds": 60 }));
    let request = json!({ "returnTo": "/inbox", "appState": { "draft": 1 } });
    let [used, expired] = [0, 60_000].map(|later| {
        let url = callback(&tab.begin(request.clone()).state);
        tab.page.now.set(NOW + later);
        tab.arrive(&url);
        url
    });
    let kept = || {
        let Ok(CallbackResult::AlreadyHandled(handled)) = done(tab.arrive(&used)) else { panic!("not handled") };
        let failure = done(tab.arrive(&expired)).unwrap_err();
        assert_eq!(code(&failure), "transaction-expired");
        assert!(failure.app_data().is_none_or(|data| data.app_state.is_none()));
        [handled.return_to, failure.app_data().map(|data| data.return_to.clone())]
    };
    let entries = format!("{:?}", tab.page.storage.entries.borrow());
    assert!(entries.contains("/inbox") && !entries.contains("draft"), "{entries}");
    let inbox = || [Some("/inbox".to_owned()), Some("/inbox".to_owned())];
    assert_eq!(kept(), inbox());
    sign_out(&common::client(json!({ "clientId": "other" })).unwrap(), &tab.page);
    assert_eq!(kept(), inbox());
    sign_out(&tab.client, &tab.page);
    assert_eq!(kept(), [None, None]);
    assert!(!format!("{:?}", tab.page.storage.entries.borrow()).contains("/inbox"));
}

// SES-114
#[test]
fn a_client_has_just_come_back_for_a_minute_unless_it_signs_out() {
    let tab = Tab::new(json!({}));
    let other = common::client(json!({ "clientId": "other" })).unwrap();
    let has_just = || (tab.client.has_just_come_back_on(&tab.page), other.has_just_come_back_on(&tab.page));
    let expired = callback(&tab.begin(json!({})).state);
    tab.page.now.set(NOW + 600_000);
    assert!(tab.come_back(&expired).is_err());
    assert_eq!(has_just(), (false, false));
    let begun = tab.begin(json!({}));
    assert_eq!(has_just(), (false, false));
    tab.sent(tab.arrive(&callback(&begun.state)));
    let since = tab.page.now.get();
    assert_eq!(has_just(), (true, false));
    tab.page.now.set(since + 59_999);
    assert_eq!(has_just(), (true, false));
    tab.page.now.set(since + 60_000);
    assert_eq!(has_just(), (false, false));
    tab.sent(tab.arrive(&callback(&tab.begin(json!({})).state)));
    sign_out(&other, &tab.page);
    assert_eq!(has_just(), (true, false));
    sign_out(&tab.client, &tab.page);
    assert_eq!(has_just(), (false, false));
}

#[test]
fn sixty_four_kib_of_app_state_survive_the_trip() {
    let tab = Tab::new(json!({}));
    let app_state = "é".repeat(32 * 1024 - 1);
    let begun = tab.begin(json!({ "appState": app_state }));
    assert!(!begun.url.as_str().contains("%C3%A9"));
    let url = format!("https://app.example/callback?error=access_denied&state={}", begun.state);
    let failure = tab.come_back(&url).unwrap_err();
    let kept = failure.app_data().unwrap().app_state.as_ref().unwrap();
    assert_eq!(kept.as_str().len(), 64 * 1024);
    assert_eq!(kept.as_str(), format!("\"{app_state}\""));
}

fn sign_out(client: &Client, page: &Page) {
    at_once(client.sign_out_on(page, &Options::new(), &SessionTokens::default())).unwrap();
}

fn callback(state: &str) -> String {
    format!("https://app.example/callback?code=C&state={state}")
}

/// A sign-in with a record that has every member which is always there.
fn begun_record(tab: &Tab) -> (String, String) {
    let state = tab.begin(json!({ "appState": {} })).state;
    let record = stored(tab, &state);
    (state, record)
}

fn stored(tab: &Tab, state: &str) -> String {
    tab.page.storage.entries.borrow()[&format!("{PREFIX}{state}")].clone()
}

fn check_row(row: &Value) -> Result<(), String> {
    let tab = Tab::new(json!({}));
    let (state, record) = begun_record(&tab);
    let record = row["record"].as_str().map_or_else(|| changed(&record, &row["change"]), str::to_owned);
    let key = format!("{PREFIX}{state}");
    tab.page.storage.entries.borrow_mut().insert(key.clone(), record);

    let url = callback(&state);
    let is_callback = tab.is_callback(&url);
    let arrival = tab.arrive(&url);
    let is_cleaned = arrival.cleaned.as_deref() == Some("https://app.example/callback");
    let found = tab.answer(arrival, 400, r#"{"error":"invalid_grant"}"#).unwrap_err().code();
    let is_gone = !tab.page.storage.entries.borrow().contains_key(&key);
    let is_over = matches!(done(tab.arrive(&url)), Ok(CallbackResult::NotOurs(NotOurs::UnknownState)));
    if found == "transaction-tampered" && is_callback && is_cleaned && is_gone && is_over {
        return Ok(());
    }
    let rest = format!("callback {is_callback}, cleaned {is_cleaned}, gone {is_gone}, over {is_over}");
    Err(format!("{row}\n  found {found}, {rest}"))
}

/// A record with other members, each named by its path and `null` if it goes. The others keep their order.
fn changed(record: &str, changes: &Value) -> String {
    let mut members = read_object(record).unwrap();
    for (path, value) in changes.as_object().unwrap() {
        let value = Some(value).filter(|value| !value.is_null());
        let value = value.map(|value| serde_json::from_value(value.clone()).unwrap());
        members = with_member(&members, path, value);
    }
    JsonText::write(&Json::Object(members)).unwrap().as_str().to_owned()
}

fn with_member(members: &Object, path: &str, value: Option<Json>) -> Object {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let value = match rest {
        None => value,
        Some(rest) => Some(Json::Object(with_member(members.get(name).unwrap().as_object().unwrap(), rest, value))),
    };
    let mut all: Vec<_> = members.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    match (all.iter().position(|(known, _)| known == name), value) {
        (Some(index), Some(value)) => all[index].1 = value,
        (Some(index), None) => drop(all.remove(index)),
        (None, Some(value)) => all.push((name.to_owned(), value)),
        (None, None) => panic!("there is no {path} to take away"),
    }
    Object::new(all)
}
