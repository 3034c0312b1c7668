//! Every limit at its edge: what just fits is taken, one more is refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Tab, at_once, code, good_claims, json_answer, key, key_set, token_response};
use serde_json::{Value, json};
use spa_authorize::callback::arrival::Next;
use spa_authorize::callback::result::CallbackResult;
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::error::error::Error;
use spa_authorize::sign_out::logout::SessionTokens;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TOKEN_LIMIT: usize = 65_536;

#[test]
fn an_access_token_of_the_fragment_has_at_most_64_kib() {
    let arrive = |length: usize| {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "responseType": "token" })).state;
        let token = "x".repeat(length);
        let fragment = format!("access_token={token}&token_type=Bearer&state={state}");
        tab.come_back(&format!("https://app.example/callback#{fragment}"))
    };
    assert!(matches!(arrive(TOKEN_LIMIT), Ok(CallbackResult::Authorized(_))));
    assert_eq!(code(&arrive(TOKEN_LIMIT + 1).unwrap_err()), "parameter-malformed");
}

#[test]
fn an_access_token_of_the_token_endpoint_has_at_most_64_kib() {
    let exchange = |length: usize| {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "scope": "read" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
        tab.answer(arrival, 200, &json!({ "access_token": "x".repeat(length), "token_type": "Bearer" }).to_string())
    };
    assert!(matches!(exchange(TOKEN_LIMIT), Ok(CallbackResult::Authorized(_))));
    assert_eq!(code(&exchange(TOKEN_LIMIT + 1).unwrap_err()), "token-response-invalid");
}

#[test]
fn an_id_token_has_at_most_64_kib() {
    assert!(matches!(exchanged(TOKEN_LIMIT), Ok(CallbackResult::SignedIn(_))));
    assert_eq!(code(&exchanged(TOKEN_LIMIT + 1).unwrap_err()), "token-response-invalid");
}

#[test]
fn an_id_token_of_the_fragment_has_at_most_64_kib() {
    let arrive = |length: usize| {
        let tab = Tab::new(json!({}));
        let begun = tab.begin(json!({ "responseType": "id_token" }));
        let id_token = id_token_of(length, &begun.nonce.unwrap());
        tab.come_back(&format!("https://app.example/callback#id_token={id_token}&state={}", begun.state))
    };
    assert!(matches!(arrive(TOKEN_LIMIT), Ok(CallbackResult::SignedIn(_))));
    assert_eq!(code(&arrive(TOKEN_LIMIT + 1).unwrap_err()), "parameter-malformed");
}

#[test]
fn an_answer_is_read_up_to_256_kib_and_a_document_up_to_1_mib() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!(null));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
    let body = token_response(&id_token_of(500, &begun.nonce.unwrap()));
    assert!(matches!(tab.answer(arrival, 200, &body), Ok(CallbackResult::SignedIn(_))));
    let limits: Vec<_> = tab.page.requests().into_iter().map(|request| (request.url, request.max_bytes)).collect();
    let expected = [("https://op.example/token", 262_144), ("https://op.example/jwks", 1_048_576)];
    assert_eq!(limits, expected.map(|(url, limit)| (url.to_owned(), limit)));
}

#[test]
fn userinfo_is_read_up_to_256_kib() {
    let tab = Tab::new(json!({}));
    tab.page.answers("https://op.example/userinfo", [json_answer(200, r#"{"sub":"ada"}"#)]);
    let tokens = SessionTokens { id_token: Some(id_token_of(500, "n")), access_token: Some("AT".into()) };
    at_once(tab.client.fetch_user_info_on(&tab.page, &tokens, &WaitOptions::default())).unwrap();
    let limits: Vec<_> = tab.page.requests().into_iter().map(|request| (request.url, request.max_bytes)).collect();
    assert_eq!(limits, [("https://op.example/userinfo".into(), 262_144)]);
}

#[test]
fn a_key_set_has_at_most_100_keys() {
    let answered = |keys: usize| {
        let tab = Tab::new(json!({}));
        let begun = tab.begin(json!({ "responseType": "id_token" }));
        let id_token = id_token_of(500, &begun.nonce.unwrap());
        let others = vec![json!({ "kty": "oct" }); keys - 1];
        tab.page.answers("https://op.example/jwks", [json_answer(200, key_set(&[vec![key("RSA")], others].concat()))]);
        tab.come_back(&format!("https://app.example/callback#id_token={id_token}&state={}", begun.state))
    };
    assert!(matches!(answered(100), Ok(CallbackResult::SignedIn(_))));
    assert_eq!(code(&answered(101).unwrap_err()), "keys-invalid");
}

#[test]
fn a_time_out_lasts_from_a_millisecond_to_ten_minutes() {
    let read = |options: Value| WaitOptions::read(&common::options(options)).map(|options| options.timeout_ms);
    assert_eq!(read(json!(null)).unwrap(), 10_000);
    assert_eq!(WaitOptions::default().timeout_ms, 10_000);
    for right in [1, 600_000] {
        assert_eq!(read(json!({ "timeoutMs": right })).unwrap(), right);
    }
    for wrong in [json!(0), json!(600_001), json!(0.5), json!("5")] {
        let error = read(json!({ "timeoutMs": wrong })).unwrap_err();
        assert_eq!((error.code(), error.details().option.as_deref()), ("invalid-option", Some("timeoutMs")));
    }
}

#[test]
fn each_request_may_take_the_time_that_the_call_gives() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!(null));
    let body = token_response(&id_token_of(500, &begun.nonce.unwrap()));
    tab.page.answers("https://op.example/token", [json_answer(200, body)]);
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
    let Next::Complete(ended) = arrival.next else { panic!("there is nothing to do") };
    let options = WaitOptions { timeout_ms: 7 };
    at_once(tab.client.complete_on(&tab.page, *ended, &options)).unwrap();
    assert_eq!(tab.page.requests().iter().map(|request| request.timeout_ms).collect::<Vec<_>>(), [7, 7]);
}

fn exchanged(length: usize) -> Result<CallbackResult, Error> {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!(null));
    let id_token = id_token_of(length, &begun.nonce.unwrap());
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
    tab.answer(arrival, 200, &token_response(&id_token))
}

/// A good ID token of exactly that many bytes: its signature, which no RSA key fixes here, takes up what is left.
fn id_token_of(length: usize, nonce: &str) -> String {
    let segment = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = format!("{}.{}.", segment(&json!({ "alg": "RS256" })), segment(&good_claims(nonce)));
    let left = length - head.len();
    head + &"A".repeat(left)
}
