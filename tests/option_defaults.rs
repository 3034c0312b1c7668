//! The options of a request that a client has as defaults.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test panics to fail")]

mod common;

use common::{Tab, code, good_claims, jwt, parameter, token_response};
use serde_json::{Value, json};
use spa_authorize::callback::result::CallbackResult;
use spa_authorize::providers::list::PROVIDERS;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn each_request_of_the_list_is_what_the_list_says() {
    for row in rows(include_str!("data/option_defaults.json")) {
        let sent = common::client_of(row["provider"].as_str().unwrap(), row["client"].clone())
            .and_then(|client| Tab::with(client).try_begin(row["request"].clone()));
        match (sent, row["error"].as_str()) {
            (Ok(begun), None) => {
                for (name, value) in row["sent"].as_object().unwrap() {
                    assert_eq!(parameter(begun.url.as_str(), name).as_deref(), value.as_str(), "{name}: {row}");
                }
            }
            (Err(error), Some(message)) => assert!(error.to_string().starts_with(message), "{row}: {error}"),
            (sent, _) => panic!("{row}: {:?}", sent.err()),
        }
    }
}

/// The URL that a request's own options make is the one that the same options of the client make.
#[test]
fn every_option_of_a_request_may_be_a_default() {
    let is_of_one_request = |name: &str| matches!(name, "returnTo" | "appState");
    let list = rows(include_str!("data/provider_options.json"));
    for row in &list {
        let provider = row["provider"].as_str().unwrap();
        let mut request = row.get("request").cloned().unwrap_or_else(|| json!({}));
        if let Some(text) = row["request"]["claims"].as_str() {
            request["claims"] = serde_json::from_str(text).unwrap();
        }
        let of_client = row.get("client").cloned().unwrap_or_else(|| json!({}));
        let mut defaults = of_client.clone();
        common::change(&mut defaults, request.clone());
        let given = common::tab_of(provider, of_client).begin(request).url;
        assert_eq!(common::tab_of(provider, defaults).begin(json!({})).url, given, "{row}");
    }
    for provider in PROVIDERS {
        for option in provider.request_options.iter().filter(|option| !is_of_one_request(option.name)) {
            assert!(list.iter().any(|row| row["provider"] == provider.name && row["option"] == option.name));
        }
    }
}

#[test]
fn what_a_default_demands_of_the_answer_goes_with_it() {
    let defaults = json!({ "organization": "org_1", "maxAge": 60 });
    let rows = [
        (json!({}), json!({}), Some("id-token-claim-missing")),
        (json!({ "maxAge": null }), json!({}), Some("id-token-organization-mismatch")),
        (json!({ "maxAge": null }), json!({ "org_id": "org_1" }), None),
        (json!({ "maxAge": null, "organization": "org_2" }), json!({ "org_id": "org_2" }), None),
        (json!({ "maxAge": null, "organization": null }), json!({}), None),
        (json!({ "maxAge": null, "organization": "" }), json!({}), None),
    ];
    for (request, claims, expected) in rows {
        let tab = Tab::with(common::client_of("auth0", defaults.clone()).unwrap());
        let jwks = "https://acme.eu.auth0.com/.well-known/jwks.json";
        tab.page.answers(jwks, [common::json_answer(200, common::key_set(&common::KEYS.map(common::key)))]);
        let begun = tab.begin(request.clone());
        let mut id_token = good_claims(&begun.nonce.unwrap());
        common::change(&mut id_token, json!({ "iss": "https://acme.eu.auth0.com/" }));
        common::change(&mut id_token, claims);
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
        let body = token_response(&jwt(&json!({ "alg": "RS256" }), &id_token));
        assert_eq!(tab.answer(arrival, 200, &body).err().map(|error| code(&error)), expected, "{request}");
    }
}

#[test]
fn an_essential_acr_and_a_silent_prompt_are_defaults_too() {
    let acr = json!({ "id_token": { "acr": { "essential": true, "value": "gold" } } });
    let defaults = json!({ "claims": acr, "prompt": "none" });
    let refused = |request: Value| {
        let tab = Tab::new(defaults.clone());
        let state = tab.begin(request).state;
        tab.come_back(&format!("https://app.example/callback?error=login_required&state={state}"))
    };
    assert!(matches!(refused(json!({})), Ok(CallbackResult::InteractionRequired(_))));
    assert_eq!(code(&refused(json!({ "prompt": "login" })).unwrap_err()), "authorization-refused");
    assert_eq!(code(&refused(json!({ "prompt": null })).unwrap_err()), "authorization-refused");

    let signed_in = |request: Value| {
        let tab = Tab::new(defaults.clone());
        let begun = tab.begin(request);
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
        let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
        tab.answer(arrival, 200, &token_response(&id_token)).err().map(|error| code(&error))
    };
    assert_eq!(signed_in(json!({})), Some("id-token-claim-missing"));
    assert_eq!(signed_in(json!({ "claims": null })), None);
}

#[test]
fn defaults_that_are_secrets_are_not_shown() {
    let shown = format!("{:?}", Tab::new(json!({ "idTokenHint": "SECRET", "extraParams": { "x": "SECRET" } })).client);
    assert!(shown.contains("idTokenHint") && !shown.contains("SECRET"), "{shown}");
}

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}
