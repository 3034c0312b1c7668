//! The address that the browser comes back to. The first byte chooses the flow; `?` and `#` follow the redirect URI.

use std::mem;

use serde_json::json;
use spa_authorize::callback::arrival::Arrival;
use spa_authorize::callback::result::{AlreadyHandled, CallbackResult};
use spa_authorize::config::callback_options::CallbackOptions;
use spa_authorize::error::error::Error;
use spa_authorize::host::host::Host as _;
use spa_authorize::wire::url::WebUrl;

use super::common::{ORIGIN, PREFIX, Tab, client, done};
use super::play::Play;
use super::{CALLBACK, FLOWS, STATE, TOKENS, VERIFIER, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let url = if text.starts_with(['?', '#']) { [CALLBACK, &text].concat() } else { text };
    let tab = two_sign_ins(FLOWS[choice % 4]);
    let before = tab.page.storage.entries.borrow().clone();

    let recognised = tab.is_callback(&url);
    assert_eq!(*tab.page.storage.entries.borrow(), before, "looking has touched something");
    let arrival = match arrive(&tab, &url) {
        Ok(arrival) => arrival,
        Err(error) => {
            assert!(!recognised && *tab.page.storage.entries.borrow() == before);
            return error.to_string();
        }
    };
    assert_eq!(recognised, arrival.state.is_some());
    let Some(state) = arrival.state.clone() else {
        assert_eq!(*tab.page.storage.entries.borrow(), before, "an answer that is not ours has touched something");
        assert_eq!(arrival.cleaned, None);
        let result = done(arrival).unwrap();
        assert!(matches!(result, CallbackResult::None | CallbackResult::NotOurs(_)), "{result:?}");
        return format!("{result:?}");
    };

    assert_eq!(state, STATE, "nobody else's sign-in may end");
    let after = tab.page.storage.entries.borrow().clone();
    let own = format!("{PREFIX}{STATE}");
    assert!(after[&own].starts_with(r#"{"status":"used","#), "it ends before the first step");
    assert!(before.iter().all(|(key, value)| *key == own || after.get(key) == Some(value)));
    let cleaned = arrival.cleaned.clone().unwrap();
    assert!(cleaned.starts_with(CALLBACK) && !cleaned.contains(VERIFIER), "{cleaned}");
    tab.page.show_address(&cleaned);
    assert!(!tab.client.is_callback_on(&tab.page, None), "cleaning left a response in {cleaned}");

    let played = Play::new(&TOKENS).run(&tab, arrival);
    let again = arrive(&tab, &url).unwrap();
    assert_eq!(again.cleaned.as_ref(), Some(&cleaned));
    let return_to = Some("/inbox".to_owned());
    assert_eq!(done(again).unwrap(), CallbackResult::AlreadyHandled(AlreadyHandled { return_to }));
    format!("{cleaned} {}", played.story)
}

/// Comes back to an address, as the browser shows it; one that it cannot show is handed in.
fn arrive(tab: &Tab, url: &str) -> Result<Arrival, Error> {
    let start = format!("{ORIGIN}/");
    let shown = WebUrl::join(&start, url).map(String::from);
    let url = shown.is_none().then(|| url.to_owned());
    tab.page.address.replace(shown.or(Some(start)));
    tab.client.arrive_on(&tab.page, &CallbackOptions { url, ..CallbackOptions::default() })
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
