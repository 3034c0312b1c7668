//! The address that the browser comes back to. The first byte chooses the flow; `?` and `#` follow the redirect URI.

use std::mem;

use serde_json::json;
use spa_authorize::before::callback::{handle_callback, is_callback};
use spa_authorize::before::outcome::CallbackResult;

use super::common::{Tab, client, result};
use super::{CALLBACK, FLOWS, Play, STATE, TOKENS, VERIFIER, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let url = if text.starts_with(['?', '#']) { [CALLBACK, &text].concat() } else { text };
    let mut tab = two_sign_ins(FLOWS[choice % 4]);
    let before = tab.storage.entries.borrow().clone();

    let recognised = is_callback(&tab.client, &url, &tab.storage, tab.at());
    assert_eq!(*tab.storage.entries.borrow(), before, "looking has touched something");
    let arrival = match handle_callback(&tab.client, &url, &tab.storage, &tab.keys, tab.at()) {
        Ok(arrival) => arrival,
        Err(error) => {
            assert!(!recognised && *tab.storage.entries.borrow() == before);
            return error.to_string();
        }
    };
    assert_eq!(recognised, arrival.state.is_some());
    let Some(state) = arrival.state else {
        assert_eq!(*tab.storage.entries.borrow(), before, "an answer that is not ours has touched something");
        assert_eq!(arrival.cleaned, None);
        let result = result(arrival.step.unwrap());
        assert!(matches!(result, CallbackResult::None | CallbackResult::NotOurs(_)), "{result:?}");
        return format!("{result:?}");
    };

    assert_eq!(state, STATE, "nobody else's sign-in may end");
    let after = tab.storage.entries.borrow().clone();
    let own = format!("spa-authorize:1:{STATE}");
    assert!(after[&own].starts_with("used\n"), "it ends before the first step");
    assert!(before.iter().all(|(key, value)| *key == own || after.get(key) == Some(value)));
    let cleaned = arrival.cleaned.unwrap();
    assert!(cleaned.starts_with(CALLBACK) && !cleaned.contains(VERIFIER), "{cleaned}");
    assert!(!is_callback(&tab.client, &cleaned, &tab.storage, tab.at()), "cleaning left a response in {cleaned}");

    let played = Play::new(&TOKENS).run(&mut tab, arrival.step);
    let again = tab.arrive(&url);
    assert_eq!(result(again.step.unwrap()), CallbackResult::AlreadyHandled);
    assert_eq!(again.cleaned.as_ref(), Some(&cleaned));
    format!("{cleaned} {}", played.story)
}

/// Ours, and another client's in the same tab.
fn two_sign_ins(flow: &str) -> Tab {
    let mut tab = Tab::new(json!({ "responseType": flow }));
    assert_eq!(tab.begin(json!({ "returnTo": "/inbox", "appState": "{\"draft\":1}" })).state, STATE);
    let ours = mem::replace(&mut tab.client, client(json!({ "clientId": "other" })).unwrap());
    tab.begin(json!(null));
    tab.client = ours;
    tab
}
