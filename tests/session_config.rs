//! The options of a session: what each becomes, and which are refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::sync::Arc;

use common::{Tab, client, client_of, good_claims, jwt, token_response, told};
use serde_json::{Value, json};
use spa_authorize::callback::result::{Authorized, CallbackResult, SignedIn};
use spa_authorize::config::session_config::{Api, SessionConfig, SilentFrame, Store};
use spa_authorize::providers::list::PROVIDERS;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn without_the_option_there_is_no_session() {
    for given in [json!({}), json!({ "session": null })] {
        assert!(client(given).unwrap().config().session.is_none());
    }
}

#[test]
fn an_empty_object_is_a_session_with_the_defaults() {
    let session = session(&json!({}));
    assert_eq!((session.store, session.silent_frame), (Store::Memory, SilentFrame::AfterSignIn));
    assert_eq!((session.renew_before_seconds, session.idle_seconds), (60, None));
    assert!(session.revoke_on_sign_out && !session.share_between_tabs && session.apis.is_empty());
    assert_eq!(format!("{:?}", session.request), "[]");
}

#[test]
fn each_option_of_a_session_is_read() {
    let session = session(&json!({
        "store": "device", "dangerouslyKeepBearerTokens": true, "renewBeforeSeconds": 0, "silentFrame": "never",
        "revokeOnSignOut": false, "idleSeconds": 1800, "request": { "scope": "openid email" },
    }));
    assert_eq!((session.store, session.silent_frame), (Store::Device, SilentFrame::Never));
    assert_eq!((session.renew_before_seconds, session.idle_seconds), (0, Some(1800)));
    assert!(!session.revoke_on_sign_out);
    assert_eq!(format!("{:?}", session.request), "[\"scope\"]");
    let shared = self::session(&json!({ "shareBetweenTabs": true, "silentFrame": "always" }));
    assert_eq!((shared.share_between_tabs, shared.silent_frame), (true, SilentFrame::Always));
}

#[test]
fn each_wrong_option_of_a_session_is_named_by_its_path() {
    let rows = [
        (json!(true), "invalid-option: \"session\" must be an object of options, found a boolean"),
        (json!([]), "invalid-option: \"session\" must be an object of options, found an array"),
        (
            json!({ "store": "cookie" }),
            "invalid-option: \"session.store\" must be one of \"memory\", \"tab\", \"device\", found \"cookie\"",
        ),
        (json!({ "stor": "tab" }), "unknown-option: unknown option \"session.stor\": did you mean \"store\"?"),
        (
            json!({ "shareBetweenTabs": "yes" }),
            "invalid-option: \"session.shareBetweenTabs\" must be true or false, found a string",
        ),
        (
            json!({ "renewBeforeSeconds": 601 }),
            "invalid-option: \"session.renewBeforeSeconds\" must be a whole number from 0 to 600, found a number",
        ),
        (
            json!({ "silentFrame": "sometimes" }),
            "invalid-option: \"session.silentFrame\" must be one of \"after-sign-in\", \"always\", \"never\", found \"sometimes\"",
        ),
        (
            json!({ "idleSeconds": 0 }),
            "invalid-option: \"session.idleSeconds\" must be a whole number from 1 to 31536000, found a number",
        ),
        (
            json!({ "request": "login" }),
            "invalid-option: \"session.request\" must be an object of options, found a string",
        ),
        (
            json!({ "clientSecret": "x" }),
            "managed-option: \"session.clientSecret\" cannot be given here: leave it out, for a browser keeps no secret",
        ),
    ];
    for (given, expected) in rows {
        assert_eq!(refusal(json!({ "session": given })), expected, "{given}");
    }
}

#[test]
fn an_option_of_the_session_beside_it_is_told_where_it_belongs() {
    assert_eq!(refusal(json!({ "store": "tab" })), "unknown-option: unknown option \"store\": give it to session");
}

#[test]
fn a_device_keeps_bearer_tokens_only_if_the_app_says_so() {
    for flag in [json!(null), json!(false)] {
        let expected = "missing-option: \"session.dangerouslyKeepBearerTokens\" is required: the \"store\" \"device\" \
                        keeps a refresh token where any script of this origin can take it away";
        let given = json!({ "store": "device", "dangerouslyKeepBearerTokens": flag });
        assert_eq!(refusal(json!({ "session": given })), expected);
    }
}

#[test]
fn tabs_share_only_what_is_in_memory() {
    for store in ["tab", "device"] {
        let given = json!({ "store": store, "dangerouslyKeepBearerTokens": true, "shareBetweenTabs": true });
        let expected = "invalid-option: \"session.shareBetweenTabs\" must be left out unless the \"store\" is \"memory\", found true";
        assert_eq!(refusal(json!({ "session": given })), expected);
    }
}

#[test]
fn an_api_is_an_exact_origin() {
    let origin = |origin: &str| Api::Origin(origin.to_owned());
    let apis = |given: Value| session(&json!({ "apis": given })).apis.clone();
    assert_eq!(apis(json!("self")), [Api::OwnOrigin]);
    assert_eq!(apis(json!("https://api.example/")), [origin("https://api.example")]);
    assert_eq!(apis(json!(["self", "https://API.example:443"])), [Api::OwnOrigin, origin("https://api.example")]);
    assert_eq!(apis(json!(["http://localhost:3000"])), [origin("http://localhost:3000")]);
    assert_eq!(apis(json!([])), []);
}

#[test]
fn an_api_that_is_more_or_less_than_an_origin_is_refused() {
    for wrong in [
        "api.example",
        "//api.example",
        "*",
        "https://*.example",
        "https://api.example/orders",
        "https://api.example?",
        "https://api.example#",
        "https://ada@api.example",
        "data:,",
        "null",
        "SELF",
    ] {
        let expected = "\"session.apis\" must be \"self\" or an exact origin, such as \"https://api.example.com\"";
        let given = json!({ "session": { "apis": ["https://good.example", wrong] } });
        assert_eq!(refusal(given), format!("invalid-option: {expected}, found \"{wrong}\""));
    }
}

#[test]
fn an_api_without_tls_is_refused_unless_the_client_allows_it() {
    let given = json!({ "session": { "apis": "http://api.example" } });
    let expected = "\"session.apis\" must be an https: origin, or one of this machine, found \"http://api.example\"";
    assert_eq!(refusal(given.clone()), format!("invalid-option: {expected}"));
    let mut allowed = given;
    common::change(&mut allowed, json!({ "dangerouslyAllowHttpEndpoints": true }));
    assert_eq!(client(allowed).unwrap().config().session.as_ref().unwrap().apis.len(), 1);
}

#[test]
fn the_request_of_a_session_is_checked_by_the_providers_tables() {
    let rows = [
        (
            "oidc",
            json!({ "loginHnt": "ada" }),
            "unknown-option: unknown option \"session.request.loginHnt\": did you mean \"loginHint\"?",
        ),
        (
            "oidc",
            json!({ "clientId": "x" }),
            "unknown-option: unknown option \"session.request.clientId\": give it to oidc()",
        ),
        (
            "oidc",
            json!({ "prompt": "none login" }),
            "invalid-option: \"session.request.prompt\" must be \"none\" alone or other words, found \"none login\"",
        ),
        (
            "auth0",
            json!({ "invitation": "t" }),
            "missing-option: \"session.request.organization\" is required: \"invitation\" needs it",
        ),
        (
            "authkit",
            json!({ "connectionId": "c", "organizationId": "o" }),
            "invalid-option: \"session.request.connectionId\" must be alone, or \"authkit\" beside \"organizationId\", found \"organizationId\"",
        ),
    ];
    for (provider, request, expected) in rows {
        let error = client_of(provider, json!({ "session": { "request": request } })).unwrap_err();
        assert_eq!(told(&error), expected);
    }
}

#[test]
fn authkit_asks_for_its_own_page_unless_the_app_selects_another_way() {
    let request = |given: Value| {
        let client = client_of("authkit", given).unwrap();
        format!("{:?}", client.config().session.as_ref().unwrap().request)
    };
    assert_eq!(request(json!({ "session": {} })), "[\"provider\"]");
    assert_eq!(
        request(json!({ "session": { "request": { "screenHint": "sign-up" } } })),
        "[\"screenHint\", \"provider\"]"
    );
    assert_eq!(request(json!({ "session": { "request": { "connectionId": "c" } } })), "[\"connectionId\"]");
    assert_eq!(request(json!({ "connectionId": "c", "session": {} })), "[]");
}

#[test]
fn each_provider_has_sessions() {
    for provider in PROVIDERS {
        let client = client_of(provider.name, json!({ "session": {} })).unwrap();
        assert!(client.config().session.is_some(), "{}", provider.name);
    }
}

#[test]
fn a_client_whose_server_exchanges_has_no_session() {
    let error = client_of("workosConnect", json!({ "exchange": "server", "session": {} })).unwrap_err();
    let expected = "left out beside the \"exchange\" \"server\", where the server has the tokens";
    assert_eq!(told(&error), format!("invalid-option: \"session\" must be {expected}, found an object"));
}

#[test]
fn what_a_session_asks_for_is_not_shown() {
    let client = client(json!({ "session": { "request": { "loginHint": "SECRET" } } })).unwrap();
    assert!(!format!("{client:?}").contains("SECRET"));
}

#[test]
fn a_sign_in_is_kept_where_it_says() {
    for (keep, expected) in [(json!(null), Store::Device), (json!("tab"), Store::Tab), (json!("device"), Store::Device)]
    {
        let (tab, state) = begun(&keep);
        let config = tab.client.config().session.clone().unwrap();
        assert_eq!(config.store_for(kept(&tab, &state)), expected, "{keep}");
    }
}

#[test]
fn who_signs_in_is_kept_where_the_sign_in_says() {
    let tab = Tab::new(json!({ "session": { "store": "tab" } }));
    let begun = tab.begin(json!({ "keep": "tab" }));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
    let result = tab.answer(arrival, 200, &token_response(&id_token)).unwrap();
    assert!(matches!(result, CallbackResult::SignedIn(SignedIn { keep: Some(Store::Tab), .. })), "{result:?}");
}

#[test]
fn without_a_session_nothing_is_kept() {
    let error = Tab::new(json!({})).try_begin(json!({ "keep": "tab" })).unwrap_err();
    assert_eq!(told(&error), "missing-option: \"session\" is required: \"keep\" says where it is kept");
}

#[test]
fn a_sign_in_is_kept_no_further_than_its_client_allows() {
    for (store, keep) in [("memory", "tab"), ("memory", "device"), ("tab", "device")] {
        let error = Tab::new(json!({ "session": { "store": store } })).try_begin(json!({ "keep": keep })).unwrap_err();
        let expected = format!("no further than the \"store\" of the session, \"{store}\", found \"{keep}\"");
        assert_eq!(told(&error), format!("invalid-option: \"keep\" must be {expected}"));
    }
    let of_the_session = refusal(json!({ "session": { "request": { "keep": "tab" } } }));
    assert!(
        of_the_session.starts_with("invalid-option: \"session.request.keep\" must be no further"),
        "{of_the_session}"
    );
}

#[test]
fn a_record_that_says_more_than_its_client_keeps_it_no_further() {
    let (tab, state) = begun(&json!("tab"));
    for record in tab.page.storage.entries.borrow_mut().values_mut() {
        *record = record.replace(r#""keep":"tab""#, r#""keep":"device""#);
    }
    let found = kept(&tab, &state);
    assert_eq!(found, Some(Store::Device));
    assert_eq!(session(&json!({ "store": "tab" })).store_for(found), Store::Tab);
    assert_eq!(session(&json!({})).store_for(found), Store::Memory);
}

#[test]
fn where_to_keep_a_sign_in_is_no_default() {
    let error = refusal(json!({ "session": { "store": "tab" }, "keep": "tab" }));
    assert_eq!(error, "unknown-option: unknown option \"keep\": give it to signIn");
}

fn begun(keep: &Value) -> (Tab, String) {
    let tab = Tab::new(json!({ "session": { "store": "device", "dangerouslyKeepBearerTokens": true } }));
    let state = tab.begin(json!({ "responseType": "token", "keep": keep })).state;
    (tab, state)
}

fn kept(tab: &Tab, state: &str) -> Option<Store> {
    let url = format!("https://app.example/callback#access_token=AT&token_type=Bearer&state={state}");
    let CallbackResult::Authorized(Authorized { keep, .. }) = tab.come_back(&url).unwrap() else {
        panic!("not authorized")
    };
    keep
}

fn session(given: &Value) -> Arc<SessionConfig> {
    client(json!({ "session": given })).unwrap().config().session.clone().unwrap()
}

fn refusal(given: Value) -> String {
    told(&client(given).unwrap_err())
}
