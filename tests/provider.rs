//! What else is asked of the provider: its metadata, the user's claims, its logout.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{Tab, client, done, json_answer, jwt, sent};
use serde_json::{Value, json};
use spa_authorize::before::config::ClientConfig;
use spa_authorize::before::error::{Error, ErrorKind};
use spa_authorize::before::keys::KeyRing;
use spa_authorize::before::logout::{SessionTokens, logout_url};
use spa_authorize::before::metadata::discover;
use spa_authorize::before::step::{Done, Step, resume};
use spa_authorize::before::user_info::fetch_user_info;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// OIDC-23
#[test]
fn metadata_is_asked_for_below_the_issuer() {
    for (issuer, expected) in [
        ("https://op.example", "https://op.example/.well-known/openid-configuration"),
        ("https://op.example/", "https://op.example/.well-known/openid-configuration"),
        ("https://op.example/tenant/v2.0", "https://op.example/tenant/v2.0/.well-known/openid-configuration"),
    ] {
        let request = sent(discover(&issuer_alone(issuer)));
        assert_eq!((request.method(), request.url.as_str(), request.max_bytes), ("GET", expected, 1024 * 1024));
    }
}

#[test]
fn metadata_becomes_endpoints_and_algorithms() {
    let Done::Metadata(found) = done(discovered(&document(json!({ "theirs": 1 }))).unwrap()) else {
        panic!("no metadata")
    };
    let options: Value = serde_json::from_str(found.json().as_str()).unwrap();
    let expected = json!({
        "authorizationEndpoint": "https://op.example/auth",
        "tokenEndpoint": "https://op.example/token",
        "idTokenSigningAlgs": [],
        "authorizationResponseIssParameterSupported": true,
    });
    assert_eq!(options, expected);
}

#[test]
fn an_endpoint_that_is_null_or_empty_is_none() {
    for nothing in [Value::Null, json!("")] {
        let mut said: Value = serde_json::from_str(&document(json!({}))).unwrap();
        said["jwks_uri"] = nothing.clone();
        let Done::Metadata(found) = done(discovered(&said.to_string()).unwrap()) else { panic!("no metadata") };
        assert!(!found.json().as_str().contains("jwksUri"), "{nothing}");
    }
}

#[test]
fn a_client_with_algorithms_of_its_own_needs_none_of_the_metadata() {
    let body = document(json!({ "id_token_signing_alg_values_supported": ["HS256"] }));
    discovered_by(&without_endpoints(json!({ "idTokenSigningAlgs": "RS256" })), &body).unwrap();
}

// OIDC-23, SEC-5, ATK-59
#[test]
fn metadata_that_is_not_the_issuers_is_refused() {
    let rows = [
        (json!({ "issuer": "https://op.exampleINVALID" }), "metadata-issuer-mismatch"),
        (json!({ "issuer": "https://op.example/" }), "metadata-issuer-mismatch"),
        (json!({ "issuer": "HTTPS://op.example" }), "metadata-issuer-mismatch"),
        (json!({ "issuer": null }), "metadata-issuer-mismatch"),
        (json!({ "authorization_endpoint": null }), "metadata-invalid"),
        (json!({ "authorization_endpoint": 7 }), "metadata-invalid"),
        (json!({ "authorization_endpoint": "/auth" }), "metadata-invalid"),
        (json!({ "authorization_endpoint": "javascript:alert(1)" }), "metadata-invalid"),
        (json!({ "authorization_endpoint": "https://op.example/auth#x" }), "metadata-invalid"),
        (json!({ "token_endpoint": "http://op.example/token" }), "metadata-invalid"),
        (json!({ "end_session_endpoint": "data:text/html,x" }), "metadata-invalid"),
        (json!({ "code_challenge_methods_supported": ["plain"] }), "metadata-invalid"),
        (json!({ "id_token_signing_alg_values_supported": ["HS256", "none"] }), "metadata-invalid"),
        (json!({ "jwks_uri": "http://op.example/jwks" }), "metadata-invalid"),
    ];
    for (changes, expected) in rows {
        assert_eq!(discovered(&document(changes.clone())).unwrap_err().code(), expected, "{changes}");
    }
    for body in ["", "<html>", "[]", "{"] {
        assert_eq!(discovered(body).unwrap_err().code(), "metadata-invalid", "{body}");
    }
}

#[test]
fn metadata_with_another_status_than_200_is_refused() {
    let client = issuer_alone("https://op.example");
    let pending = Step::Send(sent(discover(&client)));
    let answer = json_answer(404, document(json!({})));
    let failure = resume(&client, pending, answer, &mut KeyRing::default(), Tab::new(json!({})).at()).unwrap_err();
    let expected = "http-status: \"https://op.example/.well-known/openid-configuration\" answered 404, not 200";
    assert_eq!((failure.kind, failure.to_string().as_str()), (ErrorKind::HttpStatus, expected));
}

// O-20
#[test]
fn the_access_token_goes_to_userinfo_in_a_header() {
    let id_token = jwt(&json!({}), &json!({ "sub": "ada" }));
    let request = sent(fetch_user_info(&client(json!({})).unwrap(), "AT.1-2_3", &id_token).unwrap());
    assert_eq!((request.method(), request.url.as_str()), ("GET", "https://op.example/userinfo"));
    assert_eq!(request.authorization, "Bearer AT.1-2_3");
}

#[test]
fn userinfo_is_taken_when_it_is_about_the_user_of_the_id_token() {
    let body = r#"{"sub":"ada","email":"ada@example.com"}"#;
    let Done::UserInfo(user_info) = done(user_info(200, body).unwrap()) else { panic!("no userinfo") };
    assert_eq!(user_info.json().as_str(), body);
}

// OIDC-17
#[test]
fn userinfo_that_is_not_is_refused() {
    let rows = [
        (200, r#"{"sub":"adainvalid"}"#, "userinfo-subject-mismatch"),
        (200, r#"{"email":"ada@example.com"}"#, "userinfo-invalid"),
        (200, r#"{"sub":7}"#, "userinfo-invalid"),
        (200, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln", "userinfo-invalid"),
        (200, "", "userinfo-invalid"),
        (401, "", "userinfo-refused"),
        (403, "", "userinfo-refused"),
        (500, "", "http-status"),
    ];
    for (status, body, expected) in rows {
        assert_eq!(user_info(status, body).unwrap_err().code(), expected, "{status} {body}");
    }
}

// OIDC-17, SEC-7
#[test]
fn userinfo_without_an_id_token_says_nothing_of_a_user() {
    let client = client(json!({})).unwrap();
    for (access_token, id_token) in
        [("AT", ""), ("AT", "a.b.c"), ("", "e30.eyJzdWIiOiJhZGEifQ.c2ln"), ("A\nT", "e30.eyJzdWIiOiJhZGEifQ.c2ln")]
    {
        let error = fetch_user_info(&client, access_token, id_token).unwrap_err();
        assert!(error.to_string().starts_with("invalid-option: \"tokens\" must be "), "{error}");
    }
}

// OIDC-30
#[test]
fn endpoints_that_a_provider_does_not_have_are_named() {
    let poor = client(json!({ "userinfoEndpoint": null, "endSessionEndpoint": null })).unwrap();
    let error = fetch_user_info(&poor, "AT", "e30.e30.c2ln").unwrap_err();
    assert_eq!((error.kind, error.about.as_str()), (ErrorKind::EndpointMissing, "userinfoEndpoint"));
    let error = logout_url(&poor, &common::options(json!({})), SessionTokens::default(), None).unwrap_err();
    assert_eq!((error.kind, error.about.as_str()), (ErrorKind::EndpointMissing, "endSessionEndpoint"));
}

// OIDC-28
#[test]
fn the_logout_url_says_whose_session_ends_and_where_to_go() {
    let rows = [
        (json!({}), None, "https://op.example/logout?client_id=spa"),
        (json!({}), Some("a.b.c"), "https://op.example/logout?id_token_hint=a.b.c&client_id=spa"),
        (
            json!({ "returnTo": "https://app.example" }),
            None,
            "https://op.example/logout?client_id=spa&post_logout_redirect_uri=https%3A%2F%2Fapp.example",
        ),
        (
            json!({ "returnTo": "/bye" }),
            None,
            "https://op.example/logout?client_id=spa&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye",
        ),
    ];
    for (request, id_token, expected) in rows {
        let url = logout_url(
            &client(json!({})).unwrap(),
            &common::options(request),
            SessionTokens { id_token, access_token: Some("AT") },
            Some(common::ORIGIN),
        );
        assert_eq!(url.unwrap(), expected);
    }
}

#[test]
fn a_logout_goes_nowhere_else() {
    for wanted in ["//evil.example", "/\\evil.example", "javascript:alert(1)", "bye"] {
        let request = common::options(json!({ "returnTo": wanted }));
        let error = logout_url(&client(json!({})).unwrap(), &request, SessionTokens::default(), Some(common::ORIGIN))
            .unwrap_err();
        assert!(
            error.to_string().starts_with("invalid-option: \"returnTo\" must be an absolute https: or http: URL"),
            "{wanted}"
        );
    }
}

fn issuer_alone(issuer: &str) -> ClientConfig {
    without_endpoints(json!({ "issuer": issuer }))
}

fn without_endpoints(mut changes: Value) -> ClientConfig {
    for name in ["authorizationEndpoint", "tokenEndpoint", "userinfoEndpoint", "endSessionEndpoint", "jwksUri"] {
        changes[name] = Value::Null;
    }
    client(changes).unwrap()
}

fn document(changes: Value) -> String {
    let mut document = json!({
        "issuer": "https://op.example",
        "authorization_endpoint": "https://op.example/auth",
        "token_endpoint": "https://op.example/token",
        "authorization_response_iss_parameter_supported": true,
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    common::change(&mut document, changes);
    document.to_string()
}

fn discovered(body: &str) -> Result<Step, Box<Error>> {
    discovered_by(&issuer_alone("https://op.example"), body)
}

fn discovered_by(client: &ClientConfig, body: &str) -> Result<Step, Box<Error>> {
    let pending = Step::Send(sent(discover(client)));
    let answer = json_answer(200, body);
    resume(client, pending, answer, &mut KeyRing::default(), Tab::new(json!({})).at())
}

fn user_info(status: u16, body: &str) -> Result<Step, Box<Error>> {
    let client = client(json!({})).unwrap();
    let id_token = jwt(&json!({}), &json!({ "sub": "ada" }));
    let pending = Step::Send(sent(fetch_user_info(&client, "AT", &id_token).unwrap()));
    let answer = json_answer(status, body);
    resume(&client, pending, answer, &mut KeyRing::default(), Tab::new(json!({})).at())
}
