//! What stands in `sessionStorage`: any text under the key of a sign-in. The first byte chooses which, and the answer.

use serde::de::IgnoredAny;
use serde_json::json;
use spa_authorize::before::outcome::CallbackResult;

use super::common::{ISSUER, ORIGIN, Tab};
use super::{CALLBACK, ID_TOKEN, Play, STATE, TOKENS, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let mut tab = Tab::new(json!({}));
    tab.begin(json!(null));
    let key = format!("spa-authorize:1:{STATE}");
    tab.storage.entries.borrow_mut().insert(key.clone(), text.clone());

    let answer = if choice & 2 == 0 { "?code=C".into() } else { format!("#id_token={}", *ID_TOKEN) };
    let arrival = tab.arrive(&format!("{CALLBACK}{answer}&state={STATE}"));
    let left = tab.storage.entries.borrow().get(&key).cloned();
    assert!(arrival.state.is_none() || left.is_none_or(|marker| !marker.starts_with("open")));

    let played = Play::new(&TOKENS).run(&mut tab, arrival.step);
    let app_data = match &played.end {
        Ok(CallbackResult::SignedIn { app_data, .. } | CallbackResult::Authorized { app_data, .. }) => Some(app_data),
        Ok(_) => None,
        Err(failure) => failure.app_data.as_ref(),
    };
    if let Some(app_data) = app_data {
        assert_is_a_record_of_ours(&text);
        let path = app_data.return_to.as_str();
        let there = url::Url::parse(ORIGIN).unwrap().join(path).unwrap();
        assert_eq!(there.origin().ascii_serialization(), ORIGIN, "{path}");
        let state = app_data.app_state.as_ref();
        assert!(state.is_none_or(|json| serde_json::from_str::<IgnoredAny>(json.as_str()).is_ok()), "{state:?}");
    }
    let other = tab.begin(json!(null)).state;
    assert!(tab.storage.keys_with(&other).len() == 1 && tab.storage.entries.borrow().len() <= 2);
    played.story
}

/// A record of another state, client or issuer gives nothing back.
fn assert_is_a_record_of_ours(text: &str) {
    let lines: Vec<_> = text.split('\n').collect();
    assert_eq!((lines[0], lines[1], lines[2], lines[4]), ("open", "spa", ISSUER, STATE));
}
