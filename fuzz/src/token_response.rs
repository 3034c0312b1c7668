//! The token endpoint's answer. The first byte chooses its status, and whether `openid` was asked for.

use serde_json::{Value, json};
use spa_authorize::callback::result::CallbackResult;

use super::common::Tab;
use super::play::Play;
use super::text::own_words;
use super::{CALLBACK, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let (status, scope) = (STATUSES[choice % 4], if choice & 4 == 0 { "openid" } else { "read" });
    let tab = Tab::new(json!({ "scope": scope }));
    let state = tab.begin(json!(null)).state;
    let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={state}"));
    let played = Play { status, ..Play::new(&text) }.run(&tab, arrival);
    match &played.end {
        Ok(CallbackResult::SignedIn(_)) => assert_eq!((status, scope), (200, "openid")),
        Ok(CallbackResult::Authorized(_)) => assert_eq!((status, scope), (200, "read")),
        Ok(other) => panic!("{other:?}"),
        Err(error) => assert_is_discreet(&own_words(error), &text),
    }
    played.story
}

/// What was issued stays out of the message.
fn assert_is_discreet(message: &str, text: &str) {
    let Ok(answer) = serde_json::from_str::<Value>(text) else { return };
    for name in ["access_token", "refresh_token", "id_token"] {
        let token = answer[name].as_str().filter(|token| token.len() > 16);
        assert!(token.is_none_or(|token| !message.contains(token)), "\"{name}\" in \"{message}\"");
    }
}

const STATUSES: [u16; 4] = [200, 400, 401, 500];
