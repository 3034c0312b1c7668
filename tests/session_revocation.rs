//! The end of a refresh token: what is asked, and what an answer means.

#![allow(clippy::unwrap_used, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{client, client_of, json_answer, told};
use serde_json::{Value, json};
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::protocol::token::Token;
use spa_authorize::sign_out::revocation::{Revoked, revocation_request};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn the_request_is_a_form_that_outlives_the_page() {
    let request = asked(json!({ "revocationEndpoint": REVOKE, "clientId": "the spa" })).unwrap();
    assert_eq!((request.method(), request.url.as_str(), request.timeout_ms), ("POST", REVOKE, 1000));
    assert!(request.keepalive && request.bearer.is_none());
    let body = request.body.unwrap();
    assert_eq!(body.media_type, "application/x-www-form-urlencoded");
    assert_eq!(body.text, "token=SECRET%2B1&token_type_hint=refresh_token&client_id=the+spa");
}

#[test]
fn each_provider_that_documents_an_endpoint_has_it() {
    let endpoint = |provider: &str, changes: Value| {
        let client = client_of(provider, changes).unwrap();
        revocation_request(client.config(), &token(), 1000).map(|request| request.url).map_err(|why| why.name())
    };
    assert_eq!(
        endpoint("auth0", json!({ "domain": "acme.auth0.com" })),
        Ok("https://acme.auth0.com/oauth/revoke".to_owned())
    );
    assert_eq!(endpoint("authkit", json!({})), Err("no-endpoint"));
    assert_eq!(endpoint("workosConnect", json!({ "domain": "acme.authkit.app" })), Err("no-endpoint"));
}

// SES-49
#[test]
fn a_provider_without_the_endpoint_is_not_asked() {
    let why = asked(json!({})).unwrap_err();
    assert_eq!(why.name(), "no-endpoint");
    assert_eq!(
        told(why.error().unwrap()),
        "endpoint-missing: no \"revocationEndpoint\" in the options or the metadata"
    );
}

#[test]
fn before_the_endpoints_are_known_nobody_is_asked() {
    let names = ["authorizationEndpoint", "tokenEndpoint", "userinfoEndpoint", "endSessionEndpoint", "jwksUri"];
    let why = asked(names.map(|name| (name.to_owned(), Value::Null)).into_iter().collect()).unwrap_err();
    assert_eq!((why.name(), why.error().unwrap().code()), ("unknown", "not-ready"));
}

// SES-50
#[test]
fn the_status_200_says_that_it_is_dead_whatever_the_body() {
    for body in ["", "{}", "<html>", r#"{"error":"invalid_token"}"#] {
        let revoked = answered(200, body);
        assert_eq!((revoked.name(), revoked.error().is_none()), ("yes", true), "{body}");
    }
}

// SES-117
#[test]
fn an_endpoint_that_wants_a_secret_refuses() {
    for (status, body, error) in [
        (401, "", None),
        (401, "<html>", None),
        (401, r#"{"error":"invalid_client"}"#, Some("invalid_client")),
        (400, r#"{"error":"invalid_client"}"#, Some("invalid_client")),
        (403, r#"{"error":"unauthorized_client"}"#, Some("unauthorized_client")),
        (400, r#"{"error":"unsupported_token_type"}"#, Some("unsupported_token_type")),
    ] {
        let revoked = answered(status, body);
        assert_eq!((revoked.name(), code(&revoked)), ("refused", "revocation-refused"), "{status} {body}");
        assert_eq!(revoked.error().unwrap().refusal().unwrap().error.as_deref(), error, "{status} {body}");
    }
}

// SES-49
#[test]
fn an_answer_that_does_not_say_it_leaves_it_unknown() {
    for (status, body) in [
        (503, ""),
        (503, r#"{"error":"temporarily_unavailable"}"#),
        (429, r#"{"error":"slow_down"}"#),
        (408, ""),
        (404, "<html>"),
        (400, "{}"),
        (400, r#"{"error":""}"#),
        (204, ""),
    ] {
        let revoked = answered(status, body);
        assert_eq!((revoked.name(), code(&revoked)), ("unknown", "http-status"), "{status} {body}");
        assert_eq!(revoked.error().unwrap().details().endpoint.as_deref(), Some(REVOKE));
    }
}

// SES-49
#[test]
fn no_answer_leaves_it_unknown() {
    let revoked = Revoked::read(Err(Error::from(ErrorKind::NetworkFailed)), REVOKE, &token());
    assert_eq!((revoked.name(), code(&revoked)), ("unknown", "network-failed"));
}

#[test]
fn a_refusal_that_repeats_the_token_does_not_show_it() {
    let revoked = answered(400, r#"{"error":"invalid_request","error_description":"SECRET+1 is no token"}"#);
    assert_eq!(
        told(revoked.error().unwrap()),
        "revocation-refused: the provider answered \"invalid_request\": *** is no token"
    );
    assert!(!format!("{revoked:?}").contains("SECRET"));
}

fn asked(changes: Value) -> Result<spa_authorize::host::request::HttpRequest, Revoked> {
    revocation_request(client(changes).unwrap().config(), &token(), 1000)
}

fn answered(status: u16, body: &str) -> Revoked {
    Revoked::read(Ok(json_answer(status, body).unwrap()), REVOKE, &token())
}

fn code(revoked: &Revoked) -> &'static str {
    revoked.error().unwrap().code()
}

fn token() -> Token {
    Token::new("SECRET+1")
}

const REVOKE: &str = "https://op.example/revoke";
