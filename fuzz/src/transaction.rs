//! What stands in `sessionStorage`: any text under the key of a sign-in. The first byte chooses the answer, and whether
//! the token endpoint names a user, as WorkOS's does: it may do so, and nobody is signed in by that at another provider.

use serde::de::IgnoredAny;
use serde_json::{Value, json};
use spa_authorize::callback::result::{Authorized, CallbackResult, SignedIn};
use spa_authorize::error::app_data::AppData;

use super::common::{ISSUER, PREFIX, Tab};
use super::play::Play;
use super::{CALLBACK, ID_TOKEN, STATE, TOKENS, is_of_the_app, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let tab = Tab::new(json!({}));
    tab.begin(json!(null));
    let key = format!("{PREFIX}{STATE}");
    tab.page.storage.entries.borrow_mut().insert(key.clone(), text.clone());

    let answer = if choice & 2 == 0 { "?code=C".into() } else { format!("#id_token={}", *ID_TOKEN) };
    let arrival = tab.arrive(&format!("{CALLBACK}{answer}&state={STATE}"));
    let left = tab.page.storage.entries.borrow().get(&key).cloned();
    assert!(arrival.state.is_none() || left.is_none_or(|marker| read(&marker)["status"] != "open"));

    let tokens = if choice & 4 == 0 { TOKENS.clone() } else { with_user(&TOKENS) };
    let played = Play::new(&tokens).run(&tab, arrival);
    let app_data = match &played.end {
        Ok(
            CallbackResult::SignedIn(SignedIn { app_data, .. })
            | CallbackResult::Authorized(Authorized { app_data, .. }),
        ) => Some(app_data.clone()),
        Ok(CallbackResult::AlreadyHandled(handled)) => handled.return_to.clone().map(of_a_marker),
        Ok(_) => None,
        Err(error) => error.app_data().cloned(),
    };
    if let Some(app_data) = app_data {
        assert_is_a_record_of_ours(&read(&text), app_data.app_state.is_some());
        assert!(is_of_the_app(&app_data.return_to), "{}", app_data.return_to);
        let state = app_data.app_state;
        assert!(
            state.as_ref().is_none_or(|json| serde_json::from_str::<IgnoredAny>(json.as_str()).is_ok()),
            "{state:?}"
        );
    }
    let other = tab.begin(json!(null)).state;
    assert!(tab.page.storage.keys_with(&other).len() == 1 && tab.page.storage.entries.borrow().len() <= 2);
    played.story
}

/// A record of another state, client or issuer gives nothing back, and a marker no `appState`.
fn assert_is_a_record_of_ours(record: &Value, has_app_state: bool) {
    let [status, client_id, issuer, state] = ["status", "clientId", "issuer", "state"].map(|name| &record[name]);
    assert_eq!([client_id, issuer], ["spa", ISSUER]);
    if has_app_state || !["used", "expired"].iter().any(|marker| status == marker) {
        assert_eq!([status, state], ["open", STATE]);
    }
}

fn of_a_marker(return_to: String) -> AppData {
    AppData { return_to, app_state: None }
}

fn with_user(tokens: &str) -> String {
    let mut tokens = read(tokens);
    tokens["user"] = json!({ "id": "user_1" });
    tokens.to_string()
}

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}
