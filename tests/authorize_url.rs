//! The whole authorize URL, and what is refused before there is one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]
#![allow(clippy::too_many_lines, reason = "a list has a row for each rule")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::live::LivePage;
use common::{Tab, client, parameter, parameters, told};
use serde_json::{Value, json};
use spa_authorize::config::options::Options;
use spa_authorize::protocol::pkce::challenge;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const STATE: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
const NONCE: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE";
const CHALLENGE: &str = "50Wn0R52KmqInsWY5skLHGb-didqvwROVuaKxna3M5g";

// BBA-1, BBA-8, OIDC-1, OIDC-2, SEC-5, SEC-6
#[test]
fn the_whole_url_of_each_flow() {
    let head = "https://op.example/authorize?response_type=";
    let client = "&client_id=spa&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback";
    let rows = [
        (
            "code",
            format!(
                "{head}code{client}&scope=openid&state={STATE}&nonce={NONCE}&code_challenge={CHALLENGE}&code_challenge_method=S256"
            ),
        ),
        ("token", format!("{head}token{client}&state={STATE}")),
        ("id_token", format!("{head}id_token{client}&scope=openid&state={STATE}&nonce={NONCE}")),
        ("id_token token", format!("{head}id_token%20token{client}&scope=openid&state={STATE}&nonce={NONCE}")),
    ];
    for (response_type, expected) in rows {
        let tab = Tab::new(json!({}));
        assert_eq!(tab.begin(json!({ "responseType": response_type })).url.as_str(), expected);
    }
}

// BBA-8: whoever asks for nothing gets a code, and PKCE with it.
#[test]
fn the_flow_is_code_unless_another_one_is_asked_for() {
    let url = Tab::new(json!({})).begin(json!(null)).url;
    assert_eq!(parameter(url.as_str(), "response_type").as_deref(), Some("code"));
    assert_eq!(parameter(url.as_str(), "code_challenge_method").as_deref(), Some("S256"));
}

// BBA-5, O-14
#[test]
fn the_redirect_uri_is_sent_as_it_was_configured() {
    for redirect_uri in [
        "https://app.example",
        "https://app.example/",
        "https://app.example/callback/",
        "https://app.example/callback?",
        "https://app.example/callback?x=%41&y=+",
        "https://app.example/a/../callback",
        "HTTPS://APP.example:443/callback",
    ] {
        let tab = Tab::new(json!({ "redirectUri": redirect_uri }));
        let begun = tab.begin(json!(null));
        assert_eq!(parameter(begun.url.as_str(), "redirect_uri").as_deref(), Some(redirect_uri));
        let join = if redirect_uri.contains('?') { '&' } else { '?' };
        let arrival = tab.arrive(&format!("{redirect_uri}{join}code=C&state={}", begun.state));
        tab.answer(arrival, 400, r#"{"error":"invalid_grant"}"#).unwrap_err();
        let body = tab.page.requests()[0].body.clone().unwrap();
        assert_eq!(body.media_type, "application/x-www-form-urlencoded");
        let sent = parameter(&format!("?{}", body.text), "redirect_uri");
        assert_eq!(sent.as_deref(), Some(redirect_uri));
    }
}

#[test]
fn the_whole_url_with_every_option() {
    let tab = Tab::new(json!({ "scope": "openid" }));
    let url = tab
        .begin(json!({
            "scope": ["openid", "email profile", "openid"],
            "prompt": ["login", "consent"],
            "loginHint": "ada+test@example.com",
            "maxAge": 0,
            "uiLocales": ["fr-CA", "en"],
            "acrValues": "urn:a urn:b",
            "display": "popup",
            "idTokenHint": "a.b.c",
            "resource": ["https://api.example/a", "urn:api"],
            "extraParams": { "x y": "1&2=#é😀", "empty": "" },
            "returnTo": "/inbox?secret=1",
            "appState": { "draft": "secret" },
        }))
        .url;
    let tail = "&prompt=login%20consent&login_hint=ada%2Btest%40example.com&max_age=0&ui_locales=fr-CA%20en\
        &acr_values=urn%3Aa%20urn%3Ab&display=popup&id_token_hint=a.b.c&resource=https%3A%2F%2Fapi.example%2Fa\
        &resource=urn%3Aapi&x%20y=1%262%3D%23%C3%A9%F0%9F%98%80";
    assert!(url.as_str().ends_with(tail), "{url}");
    assert_eq!(parameter(url.as_str(), "scope").as_deref(), Some("openid email profile"));
    assert!(!url.as_str().contains("secret"));
}

#[test]
fn the_examples_of_rfc_6749_have_every_parameter_of_theirs() {
    let vectors: Value = serde_json::from_str(include_str!("data/vectors.json")).unwrap();
    for row in vectors["requests"].as_array().unwrap() {
        let tab = Tab::new(json!({
            "clientId": "s6BhdRkqt3",
            "authorizationEndpoint": "https://server.example.com/authorize",
        }));
        let url = tab.begin(json!({ "responseType": row["responseType"], "scope": "read" })).url;
        for (name, value) in parameters(row["url"].as_str().unwrap()) {
            match name.as_str() {
                "state" => assert_eq!(parameter(url.as_str(), "state").as_deref(), Some(STATE)),
                "redirect_uri" => assert!(parameter(url.as_str(), &name).is_some()),
                _ => assert_eq!(parameter(url.as_str(), &name), Some(value), "{}", row["what"]),
            }
        }
    }
}

/// Some providers refuse a request that has one.
#[test]
fn a_nonce_that_no_id_token_could_hold_is_not_sent() {
    for (request, sent) in [
        (json!({ "scope": "read" }), false),
        (json!({ "responseType": "token", "scope": "openid" }), false),
        (json!({ "scope": "read openid" }), true),
    ] {
        let url = Tab::new(json!({})).begin(request.clone()).url;
        assert_eq!(parameter(url.as_str(), "nonce").is_some(), sent, "{request}");
    }
}

// O-23, O-24
#[test]
fn the_code_challenge_is_the_one_of_rfc_7636() {
    let vectors: Value = serde_json::from_str(include_str!("data/vectors.json")).unwrap();
    assert_eq!(challenge(vectors["pkce"]["verifier"].as_str().unwrap()), vectors["pkce"]["challenge"]);
}

// O-18, P-24
#[test]
fn each_bit_of_a_state_and_a_nonce_falls_either_way() {
    let mut ones = vec![[0; 256]; 2];
    let turns = 400;
    let tab = Tab::new(json!({}));
    for _ in 0..turns {
        let url = drawn(&tab);
        for (name, ones) in ["state", "nonce"].into_iter().zip(&mut ones) {
            let bytes = URL_SAFE_NO_PAD.decode(parameter(&url, name).unwrap()).unwrap();
            for (bit, count) in ones.iter_mut().enumerate() {
                *count += i32::from(bytes[bit / 8] >> (bit % 8) & 1);
            }
        }
    }
    // Eight standard deviations: not in this universe's time.
    assert!(ones.iter().flatten().all(|count| (turns / 2 - 80..=turns / 2 + 80).contains(count)), "{ones:?}");
}

// SEC-4, O-25
#[test]
fn two_sign_ins_share_no_randomness() {
    let drawn = [(); 2].map(|()| drawn(&Tab::new(json!({}))));
    for name in ["state", "nonce", "code_challenge"] {
        let [first, second] = [&drawn[0], &drawn[1]].map(|url| parameter(url, name).unwrap());
        assert_eq!((first.len(), second.len()), (43, 43));
        assert_ne!(first, second, "{name}");
    }
}

// ATK-60
#[test]
fn an_endpoint_keeps_its_own_query() {
    for (endpoint, expected) in [
        ("https://op.example/authorize?p=b2c_1", "https://op.example/authorize?p=b2c_1&response_type=code&"),
        ("https://op.example/authorize?", "https://op.example/authorize?response_type=code&"),
        ("https://op.example", "https://op.example/?response_type=code&"),
    ] {
        let tab = Tab::new(json!({ "authorizationEndpoint": endpoint }));
        let url = tab.begin(json!(null)).url;
        assert!(url.as_str().starts_with(expected), "{url}");
    }
}

// ATK-56
#[test]
fn an_endpoint_whose_query_collides_is_refused() {
    for (name, request) in [
        ("state", json!({})),
        ("response_mode", json!({})),
        ("client%5Fid", json!({})),
        ("prompt", json!({ "prompt": "login" })),
        ("theirs", json!({ "extraParams": { "theirs": "1" } })),
    ] {
        let tab = Tab::new(json!({ "authorizationEndpoint": format!("https://op.example/authorize?{name}=x") }));
        let error = tab.try_begin(request).unwrap_err();
        assert!(
            error.to_string().starts_with("invalid-option: \"authorizationEndpoint\" must be a URL whose query has no"),
            "{error}"
        );
        assert!(tab.page.storage.entries.borrow().is_empty());
    }
}

#[test]
fn endpoints_that_are_not_known_yet_are_an_error() {
    let changes = json!({ "authorizationEndpoint": null, "tokenEndpoint": null, "userinfoEndpoint": null, "endSessionEndpoint": null, "jwksUri": null });
    assert_eq!(Tab::new(changes).try_begin(json!(null)).unwrap_err().code(), "not-ready");
}

#[test]
fn a_code_needs_a_token_endpoint_and_an_implicit_flow_does_not() {
    let tab = Tab::new(json!({ "tokenEndpoint": null }));
    assert_eq!(tab.try_begin(json!(null)).unwrap_err().code(), "endpoint-missing");
    tab.begin(json!({ "responseType": "id_token" }));
}

#[test]
fn an_id_token_needs_the_providers_keys_and_an_access_token_does_not() {
    let tab = Tab::new(json!({ "jwksUri": null }));
    for request in [json!({}), json!({ "responseType": "id_token" })] {
        assert_eq!(
            told(&tab.try_begin(request).unwrap_err()),
            "endpoint-missing: no \"jwksUri\" in the options or the metadata"
        );
    }
    tab.begin(json!({ "scope": "read" }));
    tab.begin(json!({ "responseType": "token" }));
}

// BBA-4, BBA-5, SEC-13, OIDC-24, OIDC-25, ATK-58, ATK-59, ATK-60
#[test]
fn each_wrong_client_option_is_named_with_what_it_must_be() {
    let rows = [
        (
            json!({ "clientId": null }),
            "missing-option",
            "missing-option: \"clientId\" is required: this app's identifier at the provider",
        ),
        (
            json!({ "clientId": "a\nb" }),
            "invalid-option",
            "invalid-option: \"clientId\" must be a string of one line that is not blank, found \"a b\"",
        ),
        (
            json!({ "clientId": "" }),
            "missing-option",
            "missing-option: \"clientId\" is required: this app's identifier at the provider",
        ),
        (
            json!({ "clientId": " " }),
            "invalid-option",
            "invalid-option: \"clientId\" must be a string of one line that is not blank, found \" \"",
        ),
        (
            json!({ "clientId": 7 }),
            "invalid-option",
            "invalid-option: \"clientId\" must be a string of one line that is not blank, found a number",
        ),
        (json!({ "clientID": "x" }), "unknown-option", "unknown-option: unknown option \"clientID\""),
        (
            json!({ "clientSecret": "hush" }),
            "managed-option",
            "managed-option: \"clientSecret\" cannot be given here: leave it out",
        ),
        (json!({ "issuer": null }), "missing-option", "missing-option: \"issuer\" is required: "),
        (
            json!({ "issuer": "op.example" }),
            "invalid-option",
            "invalid-option: \"issuer\" must be an absolute https: or http: URL without credentials, found \"op.example\"",
        ),
        (
            json!({ "issuer": "http://op.example" }),
            "invalid-option",
            "invalid-option: \"issuer\" must be an https: URL, or one of this machine, found ",
        ),
        (
            json!({ "issuer": "https://op.example?x=1" }),
            "invalid-option",
            "invalid-option: \"issuer\" must be a URL without a query, backslashes and spaces, found ",
        ),
        (
            // FLD-16
            json!({ "issuer": "https://op.example/.well-known/openid-configuration" }),
            "invalid-option",
            "invalid-option: \"issuer\" must be the issuer itself, without \"/.well-known/openid-configuration\", found ",
        ),
        (
            json!({ "issuer": "https://op.example#x" }),
            "invalid-option",
            "invalid-option: \"issuer\" must be a URL without a fragment, found ",
        ),
        (
            json!({ "issuer": "https://op.example\\@evil" }),
            "invalid-option",
            "invalid-option: \"issuer\" must be a URL without a query, backslashes and spaces, found ",
        ),
        (
            json!({ "issuer": "https://user@op.example" }),
            "invalid-option",
            "invalid-option: \"issuer\" must be an absolute https: or http: URL without credentials, found ",
        ),
        (
            json!({ "redirectUri": null }),
            "missing-option",
            "missing-option: \"redirectUri\" is required: where the browser comes back to",
        ),
        (
            json!({ "redirectUri": "callback" }),
            "invalid-option",
            "invalid-option: \"redirectUri\" must be an absolute https: or http: URL without credentials, or a path such as \"/callback\", found \"callback\"",
        ),
        (
            json!({ "redirectUri": "https://app.example/callback#" }),
            "invalid-option",
            "invalid-option: \"redirectUri\" must be a URL without a fragment, found ",
        ),
        (
            json!({ "redirectUri": "https://app.example/?c%6Fde=1" }),
            "invalid-option",
            "invalid-option: \"redirectUri\" must be a URL whose query has no \"code\", found ",
        ),
        (
            json!({ "redirectUri": "javascript:alert(1)" }),
            "invalid-option",
            "invalid-option: \"redirectUri\" must be an absolute https: or http: URL without credentials, or a path ",
        ),
        (
            json!({ "responseType": "code token" }),
            "invalid-option",
            "invalid-option: \"responseType\" must be one of \"code\", \"token\", \"id_token\", \"id_token token\", found \"code token\"",
        ),
        (
            json!({ "clockToleranceSeconds": 601 }),
            "invalid-option",
            "invalid-option: \"clockToleranceSeconds\" must be a whole number from 0 to 600, found a number",
        ),
        (
            json!({ "clockToleranceSeconds": -1 }),
            "invalid-option",
            "invalid-option: \"clockToleranceSeconds\" must be a whole number from 0 to 600, found a number",
        ),
        (
            json!({ "transactionLifetimeSeconds": 0.5 }),
            "invalid-option",
            "invalid-option: \"transactionLifetimeSeconds\" must be a whole number from 1 to 3600, found a number",
        ),
        (
            json!({ "scope": "open\"id" }),
            "invalid-option",
            "invalid-option: \"scope\" must be words separated by spaces, or an array of them, in ASCII without quotes and backslashes, found \"open\"id\"",
        ),
        (
            json!({ "scope": [7] }),
            "invalid-option",
            "invalid-option: \"scope\" must be words separated by spaces, or an array of them, in ASCII without quotes and backslashes, found a number",
        ),
        (
            json!({ "tokenEndpoint": "http://op.example/token" }),
            "invalid-option",
            "invalid-option: \"tokenEndpoint\" must be an https: URL, or one of this machine, found ",
        ),
        (
            json!({ "tokenEndpoint": "javascript:alert(1)" }),
            "invalid-option",
            "invalid-option: \"tokenEndpoint\" must be an absolute https: or http: URL without credentials, found ",
        ),
        (
            json!({ "authorizationEndpoint": "https://op.example/#x" }),
            "invalid-option",
            "invalid-option: \"authorizationEndpoint\" must be a URL without a fragment, found ",
        ),
        (
            json!({ "authorizationEndpoint": null }),
            "missing-option",
            "missing-option: \"authorizationEndpoint\" is required: the endpoints are given together",
        ),
        (
            json!({ "dangerouslyAllowHttpEndpoints": "yes" }),
            "invalid-option",
            "invalid-option: \"dangerouslyAllowHttpEndpoints\" must be true or false, found a string",
        ),
    ];
    for (changes, code, message) in rows {
        let error = client(changes.clone()).unwrap_err();
        assert_eq!(error.code(), code, "{changes}");
        assert!(error.to_string().starts_with(message), "{changes}: {error}");
    }
}

// BBA-1, SEC-5, OIDC-1, OIDC-2, OIDC-21, OIDC-25, OIDC-27, ATK-57
#[test]
fn each_wrong_request_option_is_named_with_what_it_must_be() {
    let rows = [
        (json!({ "loginhint": "x" }), "unknown-option", "unknown-option: unknown option \"loginhint\""),
        (
            json!({ "state": "mine" }),
            "managed-option",
            "managed-option: \"state\" cannot be given here: use the option \"appState\"",
        ),
        (json!({ "maxAge": "x", "loginhint": "x" }), "unknown-option", "unknown-option: unknown option \"loginhint\""),
        (
            json!({ "maxAge": "x", "state": "mine" }),
            "managed-option",
            "managed-option: \"state\" cannot be given here: use the option \"appState\"",
        ),
        (
            json!({ "codeChallenge": "mine" }),
            "managed-option",
            "managed-option: \"codeChallenge\" cannot be given here: leave it out",
        ),
        (
            json!({ "prompt": "none login" }),
            "invalid-option",
            "invalid-option: \"prompt\" must be \"none\" alone or other words, found \"none login\"",
        ),
        (
            json!({ "maxAge": "0" }),
            "invalid-option",
            "invalid-option: \"maxAge\" must be a whole number from 0 to 4294967295, found a string",
        ),
        (
            json!({ "claims": [] }),
            "invalid-option",
            "invalid-option: \"claims\" must be an object that JSON can hold, found an array",
        ),
        (
            json!({ "claims": "{}" }),
            "invalid-option",
            "invalid-option: \"claims\" must be an object that JSON can hold, found a string",
        ),
        (
            json!({ "display": "tv" }),
            "invalid-option",
            "invalid-option: \"display\" must be one of \"page\", \"popup\", \"touch\", \"wap\", found \"tv\"",
        ),
        (
            json!({ "resource": "api" }),
            "invalid-option",
            "invalid-option: \"resource\" must be an absolute URI without a fragment, or an array of them, found \"api\"",
        ),
        (
            json!({ "resource": "https://api.example/#x" }),
            "invalid-option",
            "invalid-option: \"resource\" must be an absolute URI without a fragment, or an array of them, found ",
        ),
        (
            json!({ "responseType": "id_token", "scope": "email" }),
            "invalid-option",
            "invalid-option: \"scope\" must be words with \"openid\", found \"email\"",
        ),
        (
            json!({ "extraParams": { "state": "mine" } }),
            "managed-option",
            "managed-option: \"extraParams.state\" cannot be given here: use the option \"appState\"",
        ),
        (
            json!({ "extraParams": { "redirect_uri": "x" } }),
            "managed-option",
            "managed-option: \"extraParams.redirect_uri\" cannot be given here: leave it out",
        ),
        (
            json!({ "extraParams": { "code_challenge_method": "plain" } }),
            "managed-option",
            "managed-option: \"extraParams.code_challenge_method\" cannot be given here: ",
        ),
        (
            json!({ "extraParams": { "response_type": "token" } }),
            "managed-option",
            "managed-option: \"extraParams.response_type\" cannot be given here: ",
        ),
        (
            json!({ "extraParams": { "request_uri": "x" } }),
            "managed-option",
            "managed-option: \"extraParams.request_uri\" cannot be given here: ",
        ),
        (
            json!({ "extraParams": { "response_mode": "form_post" } }),
            "managed-option",
            "managed-option: \"extraParams.response_mode\" cannot be given here: ",
        ),
        (
            json!({ "extraParams": { "response_mode": "query" } }),
            "managed-option",
            "managed-option: \"extraParams.response_mode\" cannot be given here: ",
        ),
        (
            json!({ "extraParams": { "redirect_uri[]": "x" } }),
            "managed-option",
            "managed-option: \"extraParams.redirect_uri[]\" cannot be given here: leave it out",
        ),
        (
            json!({ "responseMode": "form_post" }),
            "managed-option",
            "managed-option: \"responseMode\" cannot be given here: ",
        ),
        (
            json!({ "extraParams": { "nonce": "mine" } }),
            "managed-option",
            "managed-option: \"extraParams.nonce\" cannot be given here: ",
        ),
        (json!({ "nonce": "mine" }), "managed-option", "managed-option: \"nonce\" cannot be given here: "),
        (
            json!({ "responseType": "code id_token" }),
            "invalid-option",
            "invalid-option: \"responseType\" must be one of \"code\", \"token\", \"id_token\", \"id_token token\", found ",
        ),
        (
            json!({ "extraParams": { "__proto__": "x" } }),
            "managed-option",
            "managed-option: \"extraParams.__proto__\" cannot be given here: ",
        ),
        (
            json!({ "extraParams": { "login_hint": "x" } }),
            "managed-option",
            "managed-option: \"extraParams.login_hint\" cannot be given here: use the option \"loginHint\"",
        ),
        (
            json!({ "extraParams": { "x": 7 } }),
            "invalid-option",
            "invalid-option: \"extraParams.x\" must be a string, found a number",
        ),
        (
            json!({ "extraParams": "x=1" }),
            "invalid-option",
            "invalid-option: \"extraParams\" must be an object whose values are strings, found a string",
        ),
        (
            json!({ "appState": "x".repeat(65_536) }),
            "app-state-too-large",
            "app-state-too-large: \"appState\" must be at most 65536 bytes of JSON, found 65538",
        ),
    ];
    for (request, code, message) in rows {
        let tab = Tab::new(json!({}));
        let error = tab.try_begin(request.clone()).unwrap_err();
        assert_eq!(error.code(), code, "{request}");
        assert!(error.to_string().starts_with(message), "{request}: {error}");
        assert!(tab.page.storage.entries.borrow().is_empty(), "nothing was stored");
    }
}

#[test]
fn a_misspelt_option_is_told_the_name_that_was_most_likely_meant() {
    for (misspelt, nearest) in [
        ("loginhint", Some("loginHint")),
        ("login_hint", Some("loginHint")),
        ("promt", Some("prompt")),
        ("returnTO", Some("returnTo")),
        ("apState", Some("appState")),
        ("x", None),
        ("", None),
    ] {
        let error = Tab::new(json!({})).try_begin(json!({ misspelt: "x" })).unwrap_err();
        assert_eq!((error.code(), error.details().nearest.as_deref()), ("unknown-option", nearest), "{misspelt}");
        let hint = nearest.map_or_else(|| ", appState, keep".to_owned(), |name| format!(": did you mean \"{name}\"?"));
        assert!(told(&error).ends_with(&hint), "{error}");
    }
}

#[test]
fn a_redirect_uri_on_another_origin_than_the_pages_is_refused() {
    for other in ["https://other.example/callback", "http://app.example/callback", "https://app.example:8443/callback"]
    {
        let tab = Tab::new(json!({ "redirectUri": other }));
        let error = tab.try_begin(json!(null)).unwrap_err();
        let expected = "invalid-option: \"redirectUri\" must be on this page's origin \"https://app.example\", found ";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

// SEC-13
#[test]
fn http_endpoints_are_for_this_machine_or_for_those_who_say_so() {
    client(json!({ "issuer": "http://localhost:4174", "tokenEndpoint": "http://127.0.0.1/token" })).unwrap();
    client(json!({ "issuer": "http://op.test", "dangerouslyAllowHttpEndpoints": true })).unwrap();
    client(json!({ "redirectUri": "http://192.168.0.7/callback" })).unwrap();
}

#[test]
fn null_counts_as_not_given() {
    let tab = Tab::new(json!({}));
    let url = tab
        .begin(json!({ "loginHint": null, "maxAge": null, "extraParams": null, "appState": null, "resource": [] }))
        .url;
    assert!(url.as_str().ends_with("&code_challenge_method=S256"));
}

/// An authorize URL with real randomness.
fn drawn(tab: &Tab) -> String {
    tab.client.create_authorize_url_on(&LivePage::of(&tab.page), &Options::new()).unwrap().into()
}
