//! Every limit at its edge: what just fits is taken, one more is refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Tab, code, good_claims, json_answer, key, key_set, sent, token_response};
use serde_json::{Value, json};
use spa_authorize::before::callback::timeout;
use spa_authorize::before::error::Error;
use spa_authorize::before::outcome::CallbackResult;
use spa_authorize::before::step::Step;
use spa_authorize::before::user_info::fetch_user_info;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TOKEN_LIMIT: usize = 65_536;

#[test]
fn an_access_token_of_the_fragment_has_at_most_64_kib() {
    let arrive = |length: usize| {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "responseType": "token" })).state;
        let token = "x".repeat(length);
        let fragment = format!("access_token={token}&token_type=Bearer&state={state}");
        let step = tab.arrive(&format!("https://app.example/callback#{fragment}")).step;
        tab.finish(step)
    };
    assert!(matches!(arrive(TOKEN_LIMIT), Ok(CallbackResult::Authorized { .. })));
    assert_eq!(code(&arrive(TOKEN_LIMIT + 1).unwrap_err()), "parameter-malformed");
}

#[test]
fn an_access_token_of_the_token_endpoint_has_at_most_64_kib() {
    let exchange = |length: usize| {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "scope": "read" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
        tab.answer(arrival, 200, &json!({ "access_token": "x".repeat(length), "token_type": "Bearer" }).to_string())
    };
    assert!(matches!(exchange(TOKEN_LIMIT), Ok(CallbackResult::Authorized { .. })));
    assert_eq!(code(&exchange(TOKEN_LIMIT + 1).unwrap_err()), "token-response-invalid");
}

#[test]
fn an_id_token_has_at_most_64_kib() {
    assert!(matches!(exchanged(TOKEN_LIMIT), Ok(CallbackResult::SignedIn { .. })));
    assert_eq!(code(&exchanged(TOKEN_LIMIT + 1).unwrap_err()), "token-response-invalid");
}

#[test]
fn an_id_token_of_the_fragment_has_at_most_64_kib() {
    let arrive = |length: usize| {
        let mut tab = Tab::new(json!({}));
        let begun = tab.begin(json!({ "responseType": "id_token" }));
        let id_token = id_token_of(length, &begun.nonce.unwrap());
        let step = tab.arrive(&format!("https://app.example/callback#id_token={id_token}&state={}", begun.state)).step;
        tab.finish(step)
    };
    assert!(matches!(arrive(TOKEN_LIMIT), Ok(CallbackResult::SignedIn { .. })));
    assert_eq!(code(&arrive(TOKEN_LIMIT + 1).unwrap_err()), "parameter-malformed");
}

#[test]
fn an_answer_is_read_up_to_256_kib_and_a_document_up_to_1_mib() {
    let mut tab = Tab::new(json!({}));
    let begun = tab.begin(json!(null));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
    let request = sent(arrival.step.unwrap());
    assert_eq!(request.max_bytes, 262_144);
    let body = token_response(&id_token_of(500, &begun.nonce.unwrap()));
    let request = sent(tab.step(Step::Send(request), json_answer(200, body)).unwrap());
    assert_eq!(request.max_bytes, 1_048_576);
}

#[test]
fn userinfo_is_read_up_to_256_kib() {
    let tab = Tab::new(json!({}));
    let request = sent(fetch_user_info(&tab.client, "AT", &id_token_of(500, "n")).unwrap());
    assert_eq!(request.max_bytes, 262_144);
}

#[test]
fn a_key_set_has_at_most_100_keys() {
    let answered = |keys: usize| {
        let mut tab = Tab::new(json!({}));
        let begun = tab.begin(json!({ "responseType": "id_token" }));
        let id_token = id_token_of(500, &begun.nonce.unwrap());
        let arrival = tab.arrive(&format!("https://app.example/callback#id_token={id_token}&state={}", begun.state));
        let pending = Step::Send(sent(arrival.step.unwrap()));
        let others = vec![json!({ "kty": "oct" }); keys - 1];
        tab.step(pending, json_answer(200, key_set(&[vec![key("RSA")], others].concat())))
    };
    assert!(matches!(answered(100), Ok(Step::Verify(..))));
    assert_eq!(code(&answered(101).unwrap_err()), "keys-invalid");
}

#[test]
fn a_time_out_lasts_from_a_millisecond_to_ten_minutes() {
    let read = |value: Value| timeout(&common::options(json!({ "timeoutMs": value })));
    assert_eq!(timeout(&common::options(json!(null))), Ok(10_000));
    assert_eq!((read(json!(1)), read(json!(600_000))), (Ok(1), Ok(600_000)));
    for wrong in [json!(0), json!(600_001), json!(0.5), json!("5")] {
        assert_eq!(read(wrong).unwrap_err().code(), "invalid-option");
    }
}

fn exchanged(length: usize) -> Result<CallbackResult, Box<Error>> {
    let mut tab = Tab::new(json!({}));
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
