//! What else is asked of the provider: its metadata, the user's claims, its logout.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{ISSUER, Tab, at_once, client, json_answer, jwt, options};
use serde_json::{Value, json};
use spa_authorize::client::client::Client;
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::documents::endpoints::{Endpoints, NoEndpoint};
use spa_authorize::documents::metadata::ProviderMetadata;
use spa_authorize::documents::user_info::UserInfo;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::protocol::algorithm::Algorithm;
use spa_authorize::protocol::endpoint::{Endpoint, PlainHttp};
use spa_authorize::protocol::issuer::Issuer;
use spa_authorize::protocol::issuer_rule::IssuerRule;
use spa_authorize::sign_out::logout::SessionTokens;
use spa_authorize::wire::json_text::read;

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
        let tab = Tab::with(issuer_alone(issuer));
        let said = document(json!({ "issuer": issuer }));
        tab.page.answers(expected, [json_answer(200, said)]);
        at_once(tab.client.ready_on(&tab.page)).unwrap();
        let request = the_request(&tab);
        assert_eq!((request.method(), request.url.as_str(), request.max_bytes), ("GET", expected, 1024 * 1024));
    }
}

#[test]
fn metadata_becomes_endpoints_and_algorithms() {
    let found = metadata(&document(json!({ "theirs": 1 }))).unwrap();
    let endpoint = |path: &str| Endpoint::parse(&format!("https://op.example/{path}"), PlainHttp::Refused).unwrap();
    assert_eq!((found.endpoints.authorization, found.endpoints.token), (endpoint("auth"), Ok(endpoint("token"))));
    let Endpoints { userinfo, end_session, revocation, jwks, .. } = found.endpoints;
    assert_eq!([userinfo, end_session, revocation, jwks], [const { Err(NoEndpoint::NotGiven) }; 4]);
    assert_eq!((found.signing_algorithms, found.promises_iss, found.web_message), (None, true, false));

    let said = json!({
        "userinfo_endpoint": "https://op.example/userinfo",
        "end_session_endpoint": "https://op.example/logout",
        "revocation_endpoint": "https://op.example/revoke",
        "jwks_uri": "https://op.example/jwks",
        "id_token_signing_alg_values_supported": ["HS256", "ES256", "none", "RS256", 7],
        "authorization_response_iss_parameter_supported": "true",
        "response_modes_supported": ["query", "web_message"],
    });
    let found = metadata(&document(said)).unwrap();
    assert_eq!((found.endpoints.userinfo, found.endpoints.jwks), (Ok(endpoint("userinfo")), Ok(endpoint("jwks"))));
    assert_eq!(found.endpoints.end_session, Ok(endpoint("logout")));
    assert_eq!(found.endpoints.revocation, Ok(endpoint("revoke")));
    assert_eq!(found.signing_algorithms, Some(vec![Algorithm::ES256, Algorithm::RS256]));
    assert!(!found.promises_iss, "a text is no boolean");
    assert!(found.web_message);
}

#[test]
fn what_the_metadata_says_is_what_the_client_does() {
    let said = json!({ "jwks_uri": "https://op.example/keys", "id_token_signing_alg_values_supported": ["ES256"] });
    let tab = discovered(&document(said)).unwrap();
    assert!(tab.client.is_ready_on(&tab.page));
    assert_eq!(tab.client.config().endpoints, None, "the client itself holds no page");
    tab.page.requests();

    // `iss` is promised, so it must be there.
    let begun = tab.begin(json!({}));
    assert!(begun.url.as_str().starts_with("https://op.example/auth?response_type=code&"), "{}", begun.url);
    let failure = tab.come_back(&format!("https://app.example/callback?code=C&state={}", begun.state)).unwrap_err();
    assert_eq!(failure.kind(), ErrorKind::IssuerMissing);

    let begun = tab.begin(json!({}));
    let body = common::token_response(&jwt(&json!({ "alg": "RS256" }), &common::good_claims(&begun.nonce.unwrap())));
    tab.page.answers("https://op.example/token", [json_answer(200, body)]);
    tab.page.answers("https://op.example/keys", [json_answer(200, common::key_set(&[]))]);
    let url = format!("https://app.example/callback?code=C&state={}&iss=https%3A%2F%2Fop.example", begun.state);
    assert_eq!(tab.come_back(&url).unwrap_err().kind(), ErrorKind::IdTokenAlgorithm, "it lists ES256 alone");
    assert_eq!(the_request(&tab).url, "https://op.example/token");
}

#[test]
fn what_the_app_says_itself_stands_beside_the_metadata() {
    let own = json!({ "idTokenSigningAlgs": "RS256", "authorizationResponseIssParameterSupported": false });
    let said = json!({
        "jwks_uri": "https://op.example/jwks",
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    let tab = discovered_by(without_endpoints(own), &document(said)).unwrap();
    let begun = tab.begin(json!({}));
    let claims = common::good_claims(&begun.nonce.unwrap());
    let body = common::token_response(&jwt(&json!({ "alg": "RS256" }), &claims));
    tab.page.answers("https://op.example/token", [json_answer(200, body)]);
    tab.come_back(&format!("https://app.example/callback?code=C&state={}", begun.state)).unwrap();
}

#[test]
fn metadata_is_asked_for_once_in_the_life_of_a_page_and_after_each_failure() {
    let tab = Tab::with(issuer_alone(ISSUER));
    tab.page.answers(WELL_KNOWN, [json_answer(200, "{}"), json_answer(200, document(json!({})))]);
    assert!(at_once(tab.client.ready_on(&tab.page)).is_err());
    assert!(!tab.client.is_ready_on(&tab.page));
    for _ in 0..2 {
        at_once(tab.client.ready_on(&tab.page)).unwrap();
        assert!(tab.client.is_ready_on(&tab.page));
    }
    assert_eq!(tab.page.requests().len(), 2);
}

#[test]
fn an_endpoint_that_is_null_or_empty_is_none() {
    for nothing in [Value::Null, json!("")] {
        let mut said: Value = serde_json::from_str(&document(json!({}))).unwrap();
        said["jwks_uri"] = nothing.clone();
        assert_eq!(metadata(&said.to_string()).unwrap().endpoints.jwks, Err(NoEndpoint::NotGiven), "{nothing}");
    }
}

#[test]
fn a_client_with_algorithms_of_its_own_needs_none_of_the_metadata() {
    let body = document(json!({ "id_token_signing_alg_values_supported": ["HS256"] }));
    discovered_by(without_endpoints(json!({ "idTokenSigningAlgs": "RS256" })), &body).unwrap();
}

// OIDC-23
#[test]
fn metadata_without_an_algorithm_that_can_be_checked_fails_only_what_needs_an_id_token() {
    let said =
        json!({ "jwks_uri": "https://op.example/jwks", "id_token_signing_alg_values_supported": ["HS256", "none"] });
    let tab = discovered(&document(said)).unwrap();
    tab.try_begin(json!({ "scope": "profile" })).unwrap();
    for request in [json!({}), json!({ "responseType": "id_token" })] {
        let error = tab.try_begin(request).unwrap_err();
        let member = error.details().member.as_deref();
        assert_eq!((error.code(), member), ("metadata-invalid", Some("id_token_signing_alg_values_supported")));
    }
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
        (json!({ "code_challenge_methods_supported": ["plain"] }), "metadata-invalid"),
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
    let tab = Tab::with(issuer_alone(ISSUER));
    tab.page.answers(WELL_KNOWN, [json_answer(404, document(json!({})))]);
    let failure = at_once(tab.client.ready_on(&tab.page)).unwrap_err();
    let expected = "http-status: \"https://op.example/.well-known/openid-configuration\" answered 404, not 200";
    assert_eq!((failure.kind(), common::told(&failure).as_str()), (ErrorKind::HttpStatus, expected));
}

// O-20
#[test]
fn the_access_token_goes_to_userinfo_in_a_header() {
    let tab = Tab::new(json!({}));
    tab.page.answers(USERINFO, [json_answer(200, r#"{"sub":"ada"}"#)]);
    at_once(tab.client.fetch_user_info_on(&tab.page, &tokens("AT.1-2_3", &adas_token()), &wait())).unwrap();
    let request = the_request(&tab);
    assert_eq!((request.method(), request.url.as_str()), ("GET", USERINFO));
    assert_eq!(request.bearer.unwrap().as_str(), "AT.1-2_3");
}

#[test]
fn the_metadata_of_one_issuer_is_not_anothers() {
    let tab = Tab::with(issuer_alone(ISSUER));
    tab.page.answers(WELL_KNOWN, [json_answer(200, document(json!({})))]);
    at_once(tab.client.ready_on(&tab.page)).unwrap();
    let (other, at) = ("https://other.example", "https://other.example/.well-known/openid-configuration");
    tab.page.answers(at, [json_answer(200, document(json!({ "issuer": other })))]);
    let client = issuer_alone(other);
    at_once(client.ready_on(&tab.page)).unwrap();
    assert!(client.is_ready_on(&tab.page));
}

#[test]
fn userinfo_is_taken_when_it_is_about_the_user_of_the_id_token() {
    let body = r#"{"sub":"ada","email":"ada@example.com"}"#;
    assert_eq!(user_info(200, body).unwrap().json().as_str(), body);
}

#[test]
fn a_standard_claim_of_another_type_is_left_out_of_the_user_info() {
    let body = r#"{"sub":"ada","email":7,"email_verified":1,"phone_number":null,"updated_at":1,"name":"Ada"}"#;
    let found = user_info(200, body).unwrap();
    assert_eq!(found.mistyped(), ["email", "email_verified", "phone_number"]);
    assert_eq!(found.deserialize::<Value>(), Some(json!({ "sub": "ada", "name": "Ada", "updated_at": 1 })));
    assert_eq!(found.json().as_str(), body);
}

#[test]
fn userinfo_waits_for_the_metadata() {
    let tab = Tab::with(issuer_alone(ISSUER));
    tab.page.answers(WELL_KNOWN, [json_answer(200, document(json!({ "userinfo_endpoint": USERINFO })))]);
    tab.page.answers(USERINFO, [json_answer(200, r#"{"sub":"ada"}"#)]);
    at_once(tab.client.fetch_user_info_on(&tab.page, &tokens("AT", &adas_token()), &wait())).unwrap();
    let asked: Vec<String> = tab.page.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(asked, [WELL_KNOWN, USERINFO]);
}

#[test]
fn the_time_of_a_call_is_that_of_the_metadata_too() {
    let tab = Tab::with(issuer_alone(ISSUER));
    tab.page.answers(WELL_KNOWN, [json_answer(200, document(json!({ "userinfo_endpoint": USERINFO })))]);
    tab.page.answers(USERINFO, [json_answer(200, r#"{"sub":"ada"}"#)]);
    let options = WaitOptions { timeout_ms: 200 };
    at_once(tab.client.fetch_user_info_on(&tab.page, &tokens("AT", &adas_token()), &options)).unwrap();
    let times: Vec<u32> = tab.page.requests().into_iter().map(|request| request.timeout_ms).collect();
    assert_eq!(times, [200, 200]);
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
    let tab = Tab::new(json!({}));
    for (access_token, id_token) in
        [("AT", ""), ("AT", "a.b.c"), ("", "e30.eyJzdWIiOiJhZGEifQ.c2ln"), ("A\nT", "e30.eyJzdWIiOiJhZGEifQ.c2ln")]
    {
        let tokens = tokens(access_token, id_token);
        let error = at_once(tab.client.fetch_user_info_on(&tab.page, &tokens, &wait())).unwrap_err();
        assert!(error.to_string().starts_with("invalid-option: \"tokens\" must be "), "{error}");
        assert!(tab.page.requests().is_empty());
    }
}

// FLD-15
#[test]
fn an_endpoint_that_cannot_be_used_fails_only_what_needs_it() {
    for unusable in
        ["/x", "x", "http://op.example/x", "data:text/html,x", "https://op.example/x#y", "https://a@op.example/x"]
    {
        let said = ["token_endpoint", "userinfo_endpoint", "end_session_endpoint", "jwks_uri"];
        let said: serde_json::Map<String, Value> =
            said.map(|name| (name.to_owned(), json!(unusable))).into_iter().collect();
        let tab = discovered(&document(said.into())).unwrap();
        tab.begin(json!({ "responseType": "token" }));
        let needing = [
            ("tokenEndpoint", tab.try_begin(json!({ "scope": "read" })).unwrap_err()),
            ("jwksUri", tab.try_begin(json!({ "responseType": "id_token" })).unwrap_err()),
            ("endSessionEndpoint", logout_url(json!({}), &SessionTokens::default(), &tab).unwrap_err()),
            (
                "userinfoEndpoint",
                at_once(tab.client.fetch_user_info_on(&tab.page, &tokens("AT", &adas_token()), &wait())).unwrap_err(),
            ),
        ];
        for (option, error) in needing {
            let details = error.details();
            assert_eq!((error.code(), details.option.as_deref()), ("endpoint-missing", Some(option)), "{unusable}");
            assert_eq!(details.found, Some(format!("\"{unusable}\"")));
            assert!(error.to_string().contains(details.expected.as_deref().unwrap()), "{error}");
        }
    }
}

// FLD-15
#[test]
fn an_endpoint_of_another_type_than_a_string_is_named_when_it_is_needed() {
    let tab = discovered(&document(json!({ "end_session_endpoint": 7 }))).unwrap();
    let error = logout_url(json!({}), &SessionTokens::default(), &tab).unwrap_err();
    assert_eq!((error.code(), error.details().found.as_deref()), ("endpoint-missing", Some("a number")));
}

// OIDC-30
#[test]
fn endpoints_that_a_provider_does_not_have_are_named() {
    let tab = Tab::new(json!({ "userinfoEndpoint": null, "endSessionEndpoint": null }));
    let error = at_once(tab.client.fetch_user_info_on(&tab.page, &tokens("AT", "e30.e30.c2ln"), &wait())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::EndpointMissing);
    assert_eq!(error.details().option.as_deref(), Some("userinfoEndpoint"));
    let error = logout_url(json!({}), &SessionTokens::default(), &tab).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::EndpointMissing);
    assert_eq!(error.details().option.as_deref(), Some("endSessionEndpoint"));
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
        let tokens = SessionTokens { id_token: id_token.map(str::to_owned), access_token: Some("AT".to_owned()) };
        assert_eq!(logout_url(request, &tokens, &Tab::new(json!({}))).unwrap(), expected);
    }
}

#[test]
fn a_logout_endpoint_whose_query_collides_is_refused() {
    let tokens = SessionTokens { id_token: Some("a.b.c".to_owned()), access_token: None };
    let logout_at = |query: &str| {
        let tab = Tab::new(json!({ "endSessionEndpoint": format!("https://op.example/logout?{query}") }));
        logout_url(json!({ "returnTo": "/bye" }), &tokens, &tab)
    };
    for name in ["client_id", "client%5Fid", "id_token_hint", "post_logout_redirect_uri"] {
        let error = logout_at(&format!("theirs=1&{name}=x")).unwrap_err();
        assert!(
            error.to_string().starts_with("invalid-option: \"endSessionEndpoint\" must be a URL whose query has no"),
            "{error}"
        );
    }
    let url = logout_at("logout_uri=https%3A%2F%2Fapp.example%2F").unwrap();
    let own = "https://op.example/logout?logout_uri=https%3A%2F%2Fapp.example%2F&id_token_hint=a.b.c&client_id=spa&";
    assert!(url.starts_with(own), "{url}");
}

#[test]
fn a_logout_goes_nowhere_else() {
    for wanted in ["//evil.example", "/\\evil.example", "javascript:alert(1)", "bye"] {
        let request = json!({ "returnTo": wanted });
        let error = logout_url(request, &SessionTokens::default(), &Tab::new(json!({}))).unwrap_err();
        assert!(
            error.to_string().starts_with("invalid-option: \"returnTo\" must be an absolute https: or http: URL"),
            "{wanted}"
        );
    }
}

fn issuer_alone(issuer: &str) -> Client {
    without_endpoints(json!({ "issuer": issuer }))
}

fn without_endpoints(mut changes: Value) -> Client {
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

fn discovered(body: &str) -> Result<Tab, Error> {
    discovered_by(issuer_alone(ISSUER), body)
}

/// A tab that has asked for the metadata.
fn discovered_by(client: Client, body: &str) -> Result<Tab, Error> {
    let tab = Tab::with(client);
    tab.page.answers(WELL_KNOWN, [json_answer(200, body)]);
    at_once(tab.client.ready_on(&tab.page))?;
    Ok(tab)
}

fn metadata(body: &str) -> Result<ProviderMetadata, Error> {
    let issuer = Issuer::parse(ISSUER, PlainHttp::Refused).unwrap();
    ProviderMetadata::read(read(body).as_ref(), (&issuer, &IssuerRule::Own), PlainHttp::Refused)
}

/// The only request since the last one that was looked at.
fn the_request(tab: &Tab) -> HttpRequest {
    let mut requests = tab.page.requests();
    assert_eq!(requests.len(), 1, "one request is sent");
    requests.remove(0)
}

#[test]
fn the_tokens_of_a_sign_out_are_there_if_one_is_and_are_never_printed() {
    let token = || Some("SECRET".to_owned());
    let rows = [
        (SessionTokens::default(), true),
        (SessionTokens { id_token: token(), access_token: None }, false),
        (SessionTokens { id_token: None, access_token: token() }, false),
    ];
    for (tokens, is_empty) in rows {
        let shown = format!("{tokens:?}");
        assert_eq!((tokens.is_empty(), shown.contains("true")), (is_empty, !is_empty), "{shown}");
        assert!(!shown.contains("SECRET"), "{shown}");
    }
}

fn user_info(status: u16, body: &str) -> Result<UserInfo, Error> {
    let tab = Tab::new(json!({}));
    tab.page.answers(USERINFO, [json_answer(status, body)]);
    at_once(tab.client.fetch_user_info_on(&tab.page, &tokens("AT", &adas_token()), &wait()))
}

fn logout_url(request: Value, tokens: &SessionTokens, tab: &Tab) -> Result<String, Error> {
    tab.client.logout_url_on(&tab.page, &options(request), tokens)
}

fn tokens(access_token: &str, id_token: &str) -> SessionTokens {
    SessionTokens { id_token: Some(id_token.to_owned()), access_token: Some(access_token.to_owned()) }
}

fn adas_token() -> String {
    jwt(&json!({}), &json!({ "sub": "ada" }))
}

fn wait() -> WaitOptions {
    WaitOptions::default()
}

const USERINFO: &str = "https://op.example/userinfo";
const WELL_KNOWN: &str = "https://op.example/.well-known/openid-configuration";
