//! What a message tells somebody who made a mistake, and what it must not tell.

#![allow(clippy::unwrap_used, reason = "a test panics to fail")]

mod common;

use common::{ISSUER, NOW, Tab, client, code, told};
use serde_json::json;
use spa_authorize::client::client::Client;
use spa_authorize::error::error::Error;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn an_option_of_another_library_is_told_its_name_here() {
    let of_the_client = [
        ("redirectUrl", "redirectUri"),
        ("redirect_uri", "redirectUri"),
        ("callbackURL", "redirectUri"),
        ("client_id", "clientId"),
        ("login_hint", "loginHint"),
        ("authority", "issuer"),
        ("url", "issuer"),
        ("realm", "issuer"),
        ("authorizationParams", "extraParams"),
        ("extraQueryParams", "extraParams"),
        ("response_type", "responseType"),
        ("scopes", "scope"),
        ("authorization_endpoint", "authorizationEndpoint"),
        ("jwks_uri", "jwksUri"),
        ("clockSkewInSeconds", "clockToleranceSeconds"),
        ("leeway", "clockToleranceSeconds"),
    ];
    for (name, nearest) in of_the_client {
        let error = client(json!({ name: "x" })).unwrap_err();
        let expected = format!("unknown-option: unknown option \"{name}\": did you mean \"{nearest}\"?");
        assert_eq!(told(&error), expected);
        assert_eq!(error.details().nearest.as_deref(), Some(nearest));
    }
    for (name, nearest) in [("returnUrl", "returnTo"), ("locale", "uiLocales"), ("email", "loginHint")] {
        let error = Tab::new(json!({})).try_begin(json!({ name: "x" })).unwrap_err();
        assert!(told(&error).ends_with(&format!("did you mean \"{nearest}\"?")), "{error}");
    }
    let auth0 = json!({ "authority": "acme.eu.auth0.com", "clientId": "spa", "redirectUri": "/callback" });
    let error = Client::auth0(&common::options(auth0)).unwrap_err();
    assert!(told(&error).ends_with("did you mean \"domain\"?"), "{error}");
    for name in ["authority", "issuer", "tenantId"] {
        let entra = common::options(json!({ name: "common", "clientId": "spa", "redirectUri": "/callback" }));
        let error = Client::entra(&entra).unwrap_err();
        assert!(told(&error).ends_with("did you mean \"tenant\"?"), "{error}");
    }
}

#[test]
fn an_option_of_another_call_is_told_where_it_belongs() {
    let at_the_client = client(json!({ "returnTo": "/inbox" })).unwrap_err();
    assert_eq!(told(&at_the_client), "unknown-option: unknown option \"returnTo\": give it to signIn");
    let at_the_request = Tab::new(json!({})).try_begin(json!({ "redirectUri": "/callback" })).unwrap_err();
    assert_eq!(told(&at_the_request), "unknown-option: unknown option \"redirectUri\": give it to oidc()");
    assert_eq!(at_the_request.details().belongs_to.as_deref(), Some("oidc()"));
}

#[test]
fn an_option_that_is_managed_here_is_so_in_every_spelling() {
    for name in ["state", "nonce", "code_challenge", "codeVerifier", "response_mode", "client_secret", "request_uri"] {
        let of_the_client = client(json!({ name: "x" })).unwrap_err();
        let of_a_request = Tab::new(json!({})).try_begin(json!({ name: "x" })).unwrap_err();
        assert_eq!((code(&of_the_client), code(&of_a_request)), ("managed-option", "managed-option"), "{name}");
    }
    let secret = client(json!({ "clientSecret": "hush" })).unwrap_err();
    let expected = "managed-option: \"clientSecret\" cannot be given here: leave it out, for a browser keeps no secret";
    assert_eq!(told(&secret), expected);
}

#[test]
fn a_sign_in_that_expired_says_after_how_long_and_by_which_option() {
    for (seconds, shown) in
        [(600u32, "10 minutes"), (60, "1 minute"), (90, "90 seconds"), (1, "1 second"), (3600, "60 minutes")]
    {
        let tab = Tab::new(json!({ "transactionLifetimeSeconds": seconds }));
        let url = format!("{CALLBACK}?code=C&state={}", tab.begin(json!({})).state);
        tab.page.now.set(NOW + u64::from(seconds) * 1000);
        let expected = format!(
            "transaction-expired: the sign-in took longer than the {shown} that \"transactionLifetimeSeconds\" allows: \
             start a new one"
        );
        // Of the record, and then of its marker.
        for _ in 0..2 {
            let error = tab.come_back(&url).unwrap_err();
            assert_eq!(told(&error), expected);
            assert_eq!(error.details().lifetime_seconds, Some(seconds.into()));
        }
    }
}

#[test]
fn a_flow_with_an_id_token_in_the_fragment_is_refused_at_the_click_where_nothing_can_check_it() {
    let tab = Tab::new(json!({}));
    tab.page.can_verify.set(false);
    for flow in ["id_token", "id_token token"] {
        assert_eq!(code(&tab.try_begin(json!({ "responseType": flow })).unwrap_err()), "signature-unavailable");
    }
    assert!(tab.page.storage.entries.borrow().is_empty(), "nothing was stored");
    tab.begin(json!({ "responseType": "code" }));
    let state = tab.begin(json!({ "responseType": "token" })).state;
    tab.come_back(&format!("{CALLBACK}#access_token=AT&token_type=Bearer&state={state}")).unwrap();
}

#[test]
fn a_refusal_says_what_the_provider_said() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!({})).state;
    let url = format!("{CALLBACK}?error=access_denied&error_description=You+said+no.&state={state}");
    let error = tab.come_back(&url).unwrap_err();
    let expected = "authorization-refused: the provider answered \"access_denied\": You said no. \
        See spa-authorize/docs/errors.md#authorization-refused";
    assert_eq!(error.to_string(), expected);
    let error = exchange_refused("C", r#"{"error":"invalid_grant","error_description":"The code was used"}"#);
    assert_eq!(told(&error), "exchange-refused: the provider answered \"invalid_grant\": The code was used");
}

#[test]
fn no_secret_of_the_sign_in_that_a_provider_repeats_is_shown() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!({}));
    let (state, nonce) = (&begun.state, begun.nonce.as_ref().unwrap());
    let long = "x".repeat(490);
    let echoes = [
        format!("state+{state}+nonce+{nonce}"),
        format!("of%20{state}{nonce}."),
        // Where the text is cut, nothing is left of it either.
        format!("{long}{state}"),
        format!("code+SplxlOBeZQQYbYS6WxSbIA+of+{state}"),
        format!("token+2YotnFZFEjr1zCsicMWpAA+of+{state}"),
    ];
    for echo in echoes {
        let tab = Tab::new(json!({}));
        tab.begin(json!({}));
        let url = format!(
            "{CALLBACK}?error=server_error&code=SplxlOBeZQQYbYS6WxSbIA&access_token=2YotnFZFEjr1zCsicMWpAA\
             &error_description={echo}&error_uri=https://op.example/why?state={state}&state={state}"
        );
        let error = tab.come_back(&url).unwrap_err();
        let refusal = error.refusal().unwrap();
        let shown = format!("{error} {refusal:?}");
        for secret in [state, nonce, "SplxlOBeZQQYbYS6WxSbIA", "2YotnFZFEjr1zCsicMWpAA", &state[..10]] {
            assert!(!shown.contains(secret), "{echo}: {shown}");
        }
        assert!(refusal.error_description.as_ref().unwrap().contains("***"), "{shown}");
        assert_eq!(refusal.error_uri.as_deref(), Some("https://op.example/why?state=***"));
    }
}

#[test]
fn no_secret_of_an_exchange_that_a_provider_repeats_is_shown() {
    let verifier = verifier();
    let rows = [
        (
            "code-1/2+3",
            "the code code-1/2+3 of code=code-1%2F2%2B3 is used".to_owned(),
            "the code *** of code=*** is used",
        ),
        ("SplxlOBe", "the code 'SplxlOBe' is used".to_owned(), "the code '***' is used"),
        ("SplxlOBe", format!("the verifier {verifier} is wrong"), "the verifier *** is wrong"),
        // A short one stands in many a word.
        ("C", "Code C is used, Christopher".to_owned(), "Code *** is used, Christopher"),
        ("used", "used by an unused user: used".to_owned(), "*** by an unused user: ***"),
    ];
    for (code, description, expected) in rows {
        let body = json!({ "error": "invalid_grant", "error_description": description }).to_string();
        let error = exchange_refused(code, &body);
        assert_eq!(told(&error), format!("exchange-refused: the provider answered \"invalid_grant\": {expected}"));
        assert_eq!(error.refusal().unwrap().error_description.as_deref(), Some(expected));
    }
    let body = json!({ "error": "odd", "error_description": "AT-long-one RT-long-one", "access_token": "AT-long-one",
        "refresh_token": "RT-long-one" });
    assert!(told(&exchange_refused("C", &body.to_string())).ends_with(": *** ***"));
}

#[test]
fn a_link_of_the_providers_is_one_of_the_web() {
    for (uri, expected) in [
        ("https://op.example/why", Some("https://op.example/why")),
        ("http://op.example/why", Some("http://op.example/why")),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("/why", None),
        ("//evil.example", None),
        ("https://user@evil.example", None),
        ("see the manual", None),
    ] {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({})).state;
        let error =
            tab.come_back(&format!("{CALLBACK}?error=access_denied&error_uri={uri}&state={state}")).unwrap_err();
        assert_eq!(error.refusal().unwrap().error_uri.as_deref(), expected, "{uri}");
        let error = exchange_refused("C", &json!({ "error": "x", "error_uri": uri }).to_string());
        assert_eq!(error.refusal().unwrap().error_uri.as_deref(), expected, "{uri}");
    }
}

fn exchange_refused(code: &str, body: &str) -> Error {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!({})).state;
    let code = code.replace('+', "%2B");
    let arrival = tab.arrive(&format!("{CALLBACK}?code={code}&state={state}"));
    tab.answer(arrival, 400, body).unwrap_err()
}

/// That of the first sign-in on each page of these tests.
fn verifier() -> String {
    let tab = Tab::new(json!({ "issuer": ISSUER }));
    let state = tab.begin(json!({})).state;
    let body = tab.sent(tab.arrive(&format!("{CALLBACK}?code=C&state={state}"))).body.unwrap();
    common::parameter(&format!("?{}", body.text), "code_verifier").unwrap()
}

const CALLBACK: &str = "https://app.example/callback";
