//! Every address that a browser may come back with, and what comes of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{NOW, Noise, Tab, code, good_claims, json_answer, jwt, parameter, result, sent, token_response};
use serde_json::{Value, json};
use spa_authorize::before::callback::{Arrival, is_callback};
use spa_authorize::before::entropy::Entropy;
use spa_authorize::before::error::{Error, ErrorKind};
use spa_authorize::before::outcome::{CallbackResult, Identity, NotOurs};
use spa_authorize::before::step::{Answer, NetworkFault, Response, Step};
use spa_authorize::before::tokens::Tokens;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn each_address_of_the_list_comes_to_what_the_list_says() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("data/callbacks.json")).unwrap();
    let wrong: Vec<String> = rows.iter().filter_map(|row| check_row(row).err()).collect();
    assert!(wrong.is_empty(), "{} of {} rows are wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn the_examples_of_rfc_6749_are_read() {
    let vectors: Value = serde_json::from_str(include_str!("data/vectors.json")).unwrap();
    for row in vectors["responses"].as_array().unwrap() {
        let mut tab = Tab::new(json!({ "redirectUri": "https://client.example.com/cb", "scope": "read" }));
        let state = begin_on(&mut tab, row["responseType"].as_str().unwrap(), "https://client.example.com");
        let url = row["url"].as_str().unwrap().replace("state=xyz", &format!("state={state}"));
        assert_eq!(described(tab.arrive(&url).step, &row["expected"]), row["expected"], "{}", row["what"]);
    }
}

// P-20
#[test]
fn any_order_of_the_parameters_reads_the_same() {
    let mut parts = ["access_token=AT", "token_type=Bearer", "expires_in=60", "scope=a", "theirs=1"];
    for turn in 0..parts.len() {
        parts.rotate_left(1);
        for swap in 0..parts.len() - 1 {
            parts.swap(swap, swap + 1);
            let mut tab = Tab::new(json!({ "responseType": "token" }));
            let state = tab.begin(json!(null)).state;
            let arrival = tab.arrive(&format!("https://app.example/callback#{}&state={state}", parts.join("&")));
            let CallbackResult::Authorized { tokens, .. } = result(arrival.step.unwrap()) else {
                panic!("turn {turn}, swap {swap}: not authorized")
            };
            assert_eq!(tokens.access_token(), Some("AT"));
            assert_eq!(tokens.scope(), ["a"]);
        }
    }
}

// O-2, ATK-12, ATK-16, ISS-4
#[test]
fn each_parameter_that_is_read_is_refused_when_it_is_given_twice() {
    for (flow, tail) in WHOLE_ANSWERS {
        for parameter in tail.split('&') {
            for tail in [format!("{tail}&{parameter}"), format!("{parameter}&{tail}")] {
                assert_eq!(arrival_at(flow, &tail), "parameter-repeated", "{flow} {tail}");
            }
        }
    }
}

// P-12, P-30
#[test]
fn no_parameter_that_is_read_holds_a_control_character() {
    for (flow, tail) in WHOLE_ANSWERS {
        for parameter in tail.split('&') {
            for control in ["%00", "%0d%0a", "%1B", "%7F"] {
                let prose = parameter.starts_with("error_");
                let expected = if prose && control != "%00" { "authorization-refused" } else { "parameter-malformed" };
                let tail = tail.replace(parameter, &format!("{parameter}{control}"));
                assert_eq!(arrival_at(flow, &tail), expected, "{flow} {tail}");
            }
        }
    }
}

// ATK-50
#[test]
fn any_noise_in_the_address_comes_to_a_result_or_to_a_coded_error() {
    let mut noise = Noise::default();
    for turn in 0..1000 {
        let (flow, tail) = WHOLE_ANSWERS[turn % WHOLE_ANSWERS.len()];
        let mut tab = Tab::new(json!({ "responseType": flow, "scope": "openid" }));
        let state = tab.begin(json!(null)).state;
        let mut tail = format!("{}{tail}&state={state}", if flow == "code" { "?" } else { "#" });
        for _ in 0..=noise.below(3) {
            let at = noise.below(tail.len() + 1);
            if tail.is_char_boundary(at) {
                tail.insert_str(at, NOISES[noise.below(NOISES.len())]);
            }
        }
        let url = format!("https://app.example/callback{tail}");
        let arrival = tab.arrive(&url);
        let open = !tab.storage.states("open").is_empty();
        assert_eq!(open, arrival.cleaned.is_none(), "{url}");
        if let Err(failure) = arrival.step {
            assert!(failure.app_data.is_some() && !failure.code().is_empty(), "{url}");
        }
    }
}

// P-25, ATK-49
#[test]
fn an_address_of_more_than_256_kib_is_not_read() {
    let mut tab = Tab::new(json!({ "responseType": "token" }));
    let state = tab.begin(json!(null)).state;
    let url = |length: usize| {
        let head = format!("https://app.example/callback#access_token=AT&token_type=Bearer&state={state}&x=");
        let tail = "x".repeat(length - head.len());
        head + &tail
    };
    let large = tab.arrive(&url(256 * 1024 + 1));
    assert_eq!(result(large.step.unwrap()), CallbackResult::NotOurs(NotOurs::TooLarge));
    assert_eq!(large.cleaned, None);
    assert!(matches!(result(tab.arrive(&url(256 * 1024)).step.unwrap()), CallbackResult::Authorized { .. }));
}

#[test]
fn an_address_that_is_none_is_the_callers_mistake() {
    let tab = Tab::new(json!({}));
    let error =
        spa_authorize::before::callback::handle_callback(&tab.client, "no address", &tab.storage, &tab.keys, tab.at())
            .unwrap_err();
    assert_eq!(error.to_string(), "invalid-option: \"url\" must be an address, found \"no address\"");
}

// SEC-1, O-21, ATK-3
#[test]
fn a_state_is_used_once() {
    let mut tab = Tab::new(json!({}));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    assert!(is_callback(&tab.client, &url, &tab.storage, tab.at()));
    sent(tab.arrive(&url).step.unwrap());
    let again = tab.arrive(&url);
    assert!(again.replay);
    assert_eq!(again.cleaned.as_deref(), Some("https://app.example/callback"));
    assert_eq!(result(again.step.unwrap()), CallbackResult::AlreadyHandled);
}

#[test]
fn an_answer_given_before_stands_for_a_clean_a_used_and_an_expired_address_alone() {
    let mut tab = Tab::new(json!({}));
    let replay = |tab: &Tab, url: &str| tab.arrive(url).replay;
    assert!(replay(&tab, "https://app.example/callback"));

    let used = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    assert_eq!([replay(&tab, &used), replay(&tab, &used)], [false, true]);

    let expired = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    tab.now = NOW + 600_000;
    assert_eq!([replay(&tab, &expired), replay(&tab, &expired)], [false, true]);
    assert_eq!(tab.arrive(&expired).step.unwrap_err().kind, ErrorKind::TransactionExpired);
    assert!(!replay(&tab, "https://app.example/callback?code=C&state=theirs"));
}

// RFC 3986 §6.2.2.2
#[test]
fn a_state_that_comes_with_escapes_is_the_same_one() {
    let mut tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    let escaped = format!("%{:02x}{}", state.as_bytes()[0], &state[1..]);
    let url = |state: &str| format!("https://app.example/callback?code=C&state={state}");
    assert!(is_callback(&tab.client, &url(&escaped), &tab.storage, tab.at()));
    let arrival = tab.arrive(&url(&escaped));
    assert_eq!(arrival.state.as_deref(), Some(&*state));
    sent(arrival.step.unwrap());
    assert_eq!(result(tab.arrive(&url(&state)).step.unwrap()), CallbackResult::AlreadyHandled);
}

#[test]
fn a_used_state_is_unknown_after_an_hour() {
    let mut tab = Tab::new(json!({}));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    tab.arrive(&url);
    tab.now = NOW + 3_599_999;
    assert_eq!(result(tab.arrive(&url).step.unwrap()), CallbackResult::AlreadyHandled);
    tab.now = NOW + 3_600_000;
    assert!(!is_callback(&tab.client, &url, &tab.storage, tab.at()));
    assert_eq!(result(tab.arrive(&url).step.unwrap()), CallbackResult::NotOurs(NotOurs::UnknownState));
}

// ATK-62
#[test]
fn an_expired_sign_in_says_so_each_time_and_gives_back_what_it_kept() {
    let mut tab = Tab::new(json!({ "transactionLifetimeSeconds": 60 }));
    let begun = tab.begin(json!({ "returnTo": "/inbox", "appState": "{\"draft\":1}" }));
    let url = format!("https://app.example/callback?code=C&state={}", begun.state);
    tab.now = NOW + 60_000;
    let first = tab.arrive(&url);
    let failure = first.step.unwrap_err();
    assert_eq!(code(&failure), "transaction-expired");
    assert_eq!(failure.app_data.unwrap().return_to.as_str(), "/inbox");
    assert_eq!(first.cleaned.as_deref(), Some("https://app.example/callback"));
    assert_eq!(code(&tab.arrive(&url).step.unwrap_err()), "transaction-expired");
}

#[test]
fn a_sign_in_lives_to_its_last_millisecond() {
    let mut tab = Tab::new(json!({ "transactionLifetimeSeconds": 60 }));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    tab.now = NOW + 59_999;
    sent(tab.arrive(&url).step.unwrap());
}

// BBA-14, SEC-15
#[test]
fn another_clients_answer_is_left_alone() {
    let mut tab = Tab::new(json!({}));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    for changes in [json!({ "clientId": "other" }), json!({ "issuer": "https://other.example" })] {
        let other = common::client(changes).unwrap();
        assert!(!is_callback(&other, &url, &tab.storage, tab.at()));
        let arrival =
            spa_authorize::before::callback::handle_callback(&other, &url, &tab.storage, &tab.keys, tab.at()).unwrap();
        assert_eq!(arrival.cleaned, None);
        assert_eq!(result(arrival.step.unwrap()), CallbackResult::NotOurs(NotOurs::OtherClient));
    }
    sent(tab.arrive(&url).step.unwrap());
    let other = common::client(json!({ "clientId": "other" })).unwrap();
    let arrival =
        spa_authorize::before::callback::handle_callback(&other, &url, &tab.storage, &tab.keys, tab.at()).unwrap();
    assert_eq!(result(arrival.step.unwrap()), CallbackResult::NotOurs(NotOurs::OtherClient));
}

// SEC-3
#[test]
fn a_code_goes_to_the_endpoint_that_the_sign_in_began_with_and_nowhere_else() {
    let mut tab = Tab::new(json!({}));
    let url = format!("https://app.example/callback?code=C&state={}", tab.begin(json!(null)).state);
    tab.client = common::client(json!({ "tokenEndpoint": "https://evil.example/token" })).unwrap();
    let request = sent(tab.arrive(&url).step.unwrap());
    assert_eq!(request.url, "https://op.example/token");
}

// ATK-6, ATK-8, ATK-10, SEC-8, SEC-9
#[test]
fn a_code_of_another_sign_in_or_provider_ends_in_no_token() {
    let theirs = |changes: Value| {
        let mut claims = good_claims(&"A".repeat(43));
        common::change(&mut claims, changes);
        token_response(&jwt(&json!({ "alg": "RS256" }), &claims))
    };
    let rows = [
        ("PKCE", 400, r#"{"error":"invalid_grant"}"#.into(), "exchange-refused"),
        ("no PKCE, another nonce", 200, theirs(json!({})), "id-token-nonce-mismatch"),
        ("no PKCE, no nonce", 200, theirs(json!({ "nonce": null })), "id-token-claim-missing"),
        ("another issuer", 200, theirs(json!({ "iss": "https://other.example" })), "id-token-issuer-mismatch"),
        ("another client", 200, theirs(json!({ "aud": "other" })), "id-token-audience-mismatch"),
    ];
    for (what, status, body, expected) in rows {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=THEIRS&state={state}"));
        let failure = tab.answer(arrival, status, &body).unwrap_err();
        assert_eq!(code(&failure), expected, "{what}");
        assert!(!format!("{failure:?}").contains("AT\""), "{what}: {failure:?}");
    }
}

// SEC-7, ATK-7, O-19
#[test]
fn an_access_token_alone_identifies_nobody_even_beside_openid() {
    let mut tab = Tab::new(json!({ "responseType": "token", "scope": "openid" }));
    let state = tab.begin(json!(null)).state;
    let url = format!("https://app.example/callback#access_token=THEIRS&token_type=Bearer&state={state}");
    let CallbackResult::Authorized { tokens, .. } = result(tab.arrive(&url).step.unwrap()) else {
        panic!("not authorized")
    };
    assert_eq!((tokens.access_token(), tokens.id_token()), (Some("THEIRS"), None));
}

#[test]
fn a_forged_answer_leaves_the_real_one_alive() {
    let mut tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "appState": "{\"draft\":1}" }));
    let unknown = "A".repeat(43);
    for forged in [format!("?error=access_denied&state={unknown}"), format!("#access_token=x&state={unknown}")] {
        let arrival = tab.arrive(&format!("https://app.example/callback{forged}"));
        assert_eq!(result(arrival.step.unwrap()), CallbackResult::NotOurs(NotOurs::UnknownState));
    }
    sent(tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state)).step.unwrap());
}

// ATK-17, ATK-18
#[test]
fn the_providers_refusal_is_shown_as_clean_text_with_what_the_app_kept() {
    let mut tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "returnTo": "/inbox", "appState": "[1]" }));
    let description = format!("%3Cimg%20src=x%20onerror=alert(1)%3E%0D%0A%1B[31m%E2%80%AE{}", "x".repeat(1000));
    let url = format!(
        "https://app.example/callback?error=access_denied&error_description={description}&state={}",
        begun.state
    );
    let failure = tab.arrive(&url).step.unwrap_err();
    assert_eq!(failure.to_string(), "authorization-refused: \"access_denied\"");
    let text = failure.refusal.unwrap().error_description;
    assert!(text.starts_with("<img src=x onerror=alert(1)>  [31mx"), "{text}");
    assert_eq!(text.chars().count(), 500);
    assert_eq!(failure.app_data.unwrap().app_state.unwrap().as_str(), "[1]");
}

// ATK-18
#[test]
fn a_description_of_100_kb_is_cut_and_loses_what_is_no_text() {
    for (part, kept) in [("x", "x"), ("%E2%80%AE", ""), ("%0A", " "), ("%C3%A9", "é"), ("%F0%9F%A6%8A", "🦊")] {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let description = part.repeat(100_000 / part.len());
        let url =
            format!("https://app.example/callback?error=server_error&error_description={description}&state={state}");
        let text = tab.arrive(&url).step.unwrap_err().refusal.unwrap().error_description;
        assert_eq!(text.trim(), kept.repeat(500).trim(), "{part}");
    }
}

#[test]
fn a_refusal_has_no_text_that_the_provider_did_not_send() {
    for silent in ["", "&error_description=&error_uri=", "&error_description=%E2%80%AE"] {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let url = format!("https://app.example/callback?error=access_denied{silent}&state={state}");
        let refusal = tab.arrive(&url).step.unwrap_err().refusal.unwrap();
        assert_eq!(refusal.error_description + &refusal.error_uri, "", "{silent}");
    }
}

// O-9, ATK-19
#[test]
fn an_error_code_that_is_none_is_not_shown() {
    let undisplayable = "parameter-malformed: \"error\" must be form-encoded UTF-8 without control characters";
    let no_code = "authorization-refused: no valid error code";
    let rows = [
        ("%1B[31m", undisplayable),
        ("x%0D%0A%1B[31my", undisplayable),
        ("a%22b", no_code),
        ("a%5Cb", no_code),
        ("%C3%A9", no_code),
        (&"x".repeat(101), no_code),
    ];
    for (error, expected) in rows {
        let mut tab = Tab::new(json!({}));
        let url = format!("https://app.example/callback?error={error}&state={}", tab.begin(json!(null)).state);
        assert_eq!(tab.arrive(&url).step.unwrap_err().to_string(), expected, "{error}");
    }
}

// OIDC-19
#[test]
fn the_four_expected_refusals_of_a_silent_request_are_a_result() {
    let four = ["login_required", "consent_required", "interaction_required", "account_selection_required"];
    for error in four {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "prompt": "none", "returnTo": "/inbox" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?error={error}&state={state}"));
        let CallbackResult::InteractionRequired { error: found, app_data } = result(arrival.step.unwrap()) else {
            panic!("{error}: another result")
        };
        assert_eq!((found.as_str(), app_data.return_to.as_str()), (error, "/inbox"));
    }
}

// OIDC-19
#[test]
fn other_refusals_and_other_requests_stay_errors() {
    let codes = [
        ("none", "access_denied"),
        ("login", "login_required"),
        ("none", "invalid_request_uri"),
        ("none", "invalid_request_object"),
        ("none", "request_not_supported"),
        ("none", "request_uri_not_supported"),
        ("none", "registration_not_supported"),
        ("none", "temporarily_unavailable"),
    ];
    for (prompt, error) in codes {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "prompt": prompt })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?error={error}&state={state}"));
        let failure = arrival.step.unwrap_err();
        assert_eq!(code(&failure), "authorization-refused");
        assert_eq!(failure.to_string(), format!("authorization-refused: \"{error}\""));
    }
}

// O-14, O-24
#[test]
fn a_code_becomes_tokens_and_claims() {
    let mut tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "scope": "openid email", "returnTo": "/inbox", "appState": "{\"draft\":1}" }));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C%2F1&state={}", begun.state));
    let request = sent(arrival.step.unwrap());
    assert_eq!((request.method(), request.url.as_str()), ("POST", "https://op.example/token"));
    assert_eq!((request.content_type, request.accept()), ("application/x-www-form-urlencoded", "application/json"));
    let body = format!("?{}", request.body);
    let verifier = parameter(&body, "code_verifier").unwrap();
    assert_eq!(
        common::parameters(&body).into_iter().map(|(name, _)| name).collect::<Vec<_>>(),
        ["grant_type", "client_id", "code", "code_verifier", "redirect_uri"]
    );
    assert_eq!(parameter(&body, "code").as_deref(), Some("C/1"));
    let challenge = spa_authorize::before::pkce::challenge(&verifier);
    assert_eq!(parameter(begun.url.as_str(), "code_challenge"), Some(challenge));

    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
    let answer = json_answer(200, token_response(&id_token));
    let CallbackResult::SignedIn { tokens, identity: Identity::Claims(claims), app_data, .. } =
        tab.resume(Step::Send(request), answer).unwrap()
    else {
        panic!("not signed in")
    };
    assert_eq!(claims.subject(), "ada");
    assert_eq!(tokens.scope(), ["openid", "email"]);
    assert_eq!(tokens.expires_at().unwrap().milliseconds(), NOW + 3_600_000);
    assert_eq!(tokens.id_token(), Some(id_token.as_str()));
    assert_eq!(app_data.app_state.unwrap().as_str(), "{\"draft\":1}");
}

#[test]
fn a_code_without_openid_authorizes_and_identifies_nobody() {
    let mut tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "scope": "read" }));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
    let body = token_response("not.even.read");
    let CallbackResult::Authorized { tokens, .. } = tab.answer(arrival, 200, &body).unwrap() else {
        panic!("not authorized")
    };
    assert_eq!(tokens.id_token(), None);
}

#[test]
fn an_implicit_id_token_signs_in() {
    let mut tab = Tab::new(json!({ "responseType": "id_token" }));
    let begun = tab.begin(json!(null));
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
    let arrival = tab.arrive(&format!("https://app.example/callback#id_token={id_token}&state={}", begun.state));
    let CallbackResult::SignedIn { tokens, identity: Identity::Claims(claims), signature, .. } =
        tab.finish(arrival.step).unwrap()
    else {
        panic!("not signed in")
    };
    assert_eq!((claims.subject().as_str(), signature.as_str()), ("ada", "verified"));
    assert_eq!((tokens.access_token(), tokens.expires_at()), (None, None));
}

// O-15
#[test]
fn an_answer_of_another_media_type_than_json_is_refused() {
    let rows = [
        (200, None, "response-not-json"),
        (200, Some("text/html; charset=utf-8"), "response-not-json"),
        (200, Some("text/json"), "response-not-json"),
        (200, Some("application/jwt"), "response-not-json"),
        (200, Some("application/json-seq"), "response-not-json"),
        (400, Some("text/html"), "http-status"),
        (200, Some("application/json"), "exchange-refused"),
        (400, Some("APPLICATION/JSON ; charset=UTF-8"), "exchange-refused"),
        (400, Some("application/problem+json"), "exchange-refused"),
    ];
    for (status, content_type, expected) in rows {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let pending =
            Step::Send(sent(tab.arrive(&format!("https://app.example/callback?code=C&state={state}")).step.unwrap()));
        let body = r#"{"error":"invalid_grant"}"#.into();
        let answer = Answer::Response(Response { status, content_type: content_type.unwrap_or_default().into(), body });
        assert_eq!(code(&tab.resume(pending, answer).unwrap_err()), expected, "{status} {content_type:?}");
    }
}

// O-15, O-16, O-10, O-11, O-12
#[test]
fn answers_of_the_token_endpoint_that_are_none_are_refused() {
    let good = |changes: Value| {
        let mut body = json!({ "access_token": "AT", "token_type": "Bearer", "expires_in": 60 });
        common::change(&mut body, changes);
        body.to_string()
    };
    let rows = [
        (400, r#"{"error":"invalid_grant","error_description":"used"}"#.into(), "exchange-refused"),
        (401, r#"{"error":"invalid_client"}"#.into(), "exchange-refused"),
        (403, r#"{"error":"invalid_grant"}"#.into(), "exchange-refused"),
        (200, r#"{"error":"bad_verification_code"}"#.into(), "exchange-refused"),
        (500, "oops".into(), "http-status"),
        (400, String::new(), "http-status"),
        (204, String::new(), "http-status"),
        (200, String::new(), "token-response-invalid"),
        (200, "<!doctype html>".into(), "token-response-invalid"),
        (200, r#"{"access_token":"AT""#.into(), "token-response-invalid"),
        (200, "[]".into(), "token-response-invalid"),
        (200, "\u{feff}{}".into(), "token-response-invalid"),
        (200, "[".repeat(200_000), "token-response-invalid"),
        (200, good(json!({ "access_token": null })), "token-response-invalid"),
        (200, good(json!({ "access_token": 7 })), "token-response-invalid"),
        (200, good(json!({ "access_token": "x".repeat(65_537) })), "token-response-invalid"),
        (200, good(json!({ "token_type": null })), "token-response-invalid"),
        (200, good(json!({ "token_type": "DPoP" })), "token-type-unsupported"),
        (200, good(json!({ "expires_in": -1 })), "token-response-invalid"),
        (200, good(json!({ "expires_in": 3600.5 })), "token-response-invalid"),
        (200, good(json!({ "expires_in": "3600;" })), "token-response-invalid"),
        (200, good(json!({ "expires_in": 1e20 })), "token-response-invalid"),
        (200, good(json!({ "expires_in": 8_640_000_000_000_u64 })), "token-response-invalid"),
        (200, good(json!({ "expires_in": true })), "token-response-invalid"),
        (200, good(json!({ "scope": ["a"] })), "token-response-invalid"),
        (200, good(json!({})), "id-token-missing"),
    ];
    for (status, body, expected) in rows {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "returnTo": "/inbox" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
        let failure = tab.answer(arrival, status, &body).unwrap_err();
        assert_eq!(code(&failure), expected, "{status} {}", body.chars().take(100).collect::<String>());
        assert_eq!(failure.app_data.unwrap().return_to.as_str(), "/inbox");
    }
}

#[test]
fn expires_in_is_read_as_a_number_or_as_digits() {
    for (expires_in, expected) in [(json!(60), Some(60_000)), (json!("60"), Some(60_000)), (json!(null), None)] {
        let mut tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "scope": "read" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
        let body = json!({ "access_token": "AT", "token_type": "bearer", "expires_in": expires_in }).to_string();
        let CallbackResult::Authorized { tokens, .. } = tab.answer(arrival, 200, &body).unwrap() else {
            panic!("not authorized")
        };
        assert_eq!(tokens.expires_at().map(|at| at.milliseconds() - NOW), expected);
    }
}

// BBA-7, O-15
#[test]
fn a_network_that_fails_is_named_and_keeps_what_the_app_wants_back() {
    let faults = [
        (NetworkFault::Failed, "network-failed: no answer from URL: the network, CORS there, or connect-src here"),
        (NetworkFault::TimedOut(10_000), "timed-out: no answer from URL within 10000 ms"),
        (NetworkFault::Aborted, "aborted: by its AbortSignal, or by signOut"),
        (NetworkFault::TooLarge, "response-too-large: URL sent more than 262144 bytes"),
        (NetworkFault::Redirected, "response-redirected: URL redirects, and no endpoint may"),
    ];
    for (fault, expected) in faults {
        // Its query may hold what is not for a log.
        let mut tab = Tab::new(json!({ "tokenEndpoint": "https://op.example/token?key=1" }));
        let state = tab.begin(json!({ "returnTo": "/inbox" })).state;
        let pending =
            Step::Send(sent(tab.arrive(&format!("https://app.example/callback?code=C&state={state}")).step.unwrap()));
        let failure = tab.resume(pending, Answer::Fault(fault)).unwrap_err();
        assert_eq!(failure.to_string(), expected.replace("URL", "\"https://op.example/token\""));
        assert_eq!(failure.app_data.unwrap().return_to.as_str(), "/inbox");
    }
}

#[test]
fn what_is_sent_and_what_is_issued_print_without_secrets() {
    let mut tab = Tab::new(json!({}));
    let state = tab.begin(json!({ "scope": "read" })).state;
    let arrival = tab.arrive(&format!("https://app.example/callback?code=SECRET&state={state}"));
    let request = sent(arrival.step.unwrap());
    assert_eq!(format!("{request:?}"), r#"HttpRequest { method: "POST", url: "https://op.example/token", .. }"#);
    let answer = json_answer(200, r#"{"access_token":"SECRET","token_type":"bearer"}"#);
    assert_eq!(format!("{answer:?}"), "Response { status: 200, .. }");
    let step = tab.step(Step::Send(request), answer);
    let Ok(CallbackResult::Authorized { tokens, .. }) = tab.finish(step) else { panic!("no tokens") };
    assert_eq!(tokens.token_type(), Some("bearer"));
    assert_eq!(format!("{tokens:?}"), r#"Tokens { expires_at: None, scope: ["read"], .. }"#);

    let begun = tab.begin(json!({ "responseType": "id_token" }));
    let nonce = begun.nonce.unwrap();
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&nonce));
    let arrival = tab.arrive(&format!("https://app.example/callback#id_token={id_token}&state={}", begun.state));
    let pending = Step::Send(sent(arrival.step.unwrap()));
    assert_eq!(format!("{pending:?}"), r#"Send(HttpRequest { method: "GET", url: "https://op.example/jwks", .. })"#);
}

#[test]
fn random_values_print_as_redacted() {
    let entropy = Entropy::fixed([[1; 32], [2; 32], [3; 32]]);
    assert_eq!(format!("{entropy:?}"), "Entropy([redacted])");
}

// ATK-19
#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let secrets = ["SECRET-CODE", "SECRET-ACCESS", "SECRET-REFRESH"];
    let tails = [
        "?code=SECRET-CODE",
        "?code=SECRET-CODE&code=SECRET-CODE",
        "?code=SECRET-CODE%zz",
        "#code=SECRET-CODE",
        "?code=SECRET-CODE&iss=https://evil.example",
        "?code=SECRET-CODE&access_token=SECRET-ACCESS",
        "#access_token=SECRET-ACCESS&refresh_token=SECRET-REFRESH&token_type=Bearer",
        "?error=access_denied&code=SECRET-CODE",
    ];
    let bodies = [
        r#"{"access_token":"SECRET-ACCESS","token_type":"Bearer","refresh_token":"SECRET-REFRESH","id_token":"SECRET"}"#,
        r#"{"access_token":"SECRET-ACCESS","refresh_token":"SECRET-REFRESH"}"#,
        r#"{"access_token":["SECRET-ACCESS"],"token_type":"Bearer"}"#,
        "SECRET-ACCESS",
    ];
    let mut printed = Vec::new();
    for tail in tails {
        for body in bodies {
            let mut tab = Tab::new(json!({}));
            let begun = tab.begin(json!(null));
            let arrival = tab.arrive(&format!("https://app.example/callback{tail}&state={}", begun.state));
            printed.push(format!("{:?} {arrival:?}", begun.url));
            if arrival.step.as_ref().is_ok_and(|step| matches!(step, Step::Send(..))) {
                let answer = json_answer(200, body);
                printed.push(format!("{answer:?}"));
                let failure = tab.answer(arrival, 200, body).unwrap_err();
                printed.push(format!("{failure:?} {failure}"));
            } else if let Err(failure) = arrival.step {
                printed.push(failure.to_string());
            }
            let nonce = begun.nonce.unwrap();
            assert!(!printed.iter().any(|text| text.contains(&nonce)), "the nonce: {printed:?}");
        }
    }
    let printed = printed.join("\n");
    assert!(printed.contains("access_denied"));
    for secret in secrets {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
}

/// Every parameter that is read of each kind of answer, but for the state.
const WHOLE_ANSWERS: [(&str, &str); 4] = [
    ("code", "code=C&iss=https%3A%2F%2Fop.example&scope=openid"),
    (
        "id_token token",
        "access_token=AT&token_type=Bearer&expires_in=60&scope=openid&iss=https%3A%2F%2Fop.example&id_token=a.b.c",
    ),
    ("token", "error=access_denied&error_description=no&error_uri=https%3A%2F%2Fop.example%2Fno"),
    ("code", "error=login_required&iss=https%3A%2F%2Fop.example"),
];

const NOISES: [&str; 24] = [
    "&",
    "=",
    "#",
    "?",
    "/",
    "%",
    "%zz",
    "%00",
    "%0d%0a",
    "%E9",
    "%F0%9F%A6%8A",
    "+",
    ";",
    "é",
    "🦊",
    " ",
    "&state=",
    "&code=x",
    "&access_token=x",
    "&error=x",
    "&id_token=e30.e30.YQ",
    ":~:text=",
    "[]",
    "__proto__",
];

/// The code that an answer comes to, or nothing.
fn arrival_at(flow: &str, tail: &str) -> &'static str {
    let mut tab = Tab::new(json!({ "responseType": flow, "scope": "openid" }));
    let state = tab.begin(json!(null)).state;
    let mark = if flow == "code" { "?" } else { "#" };
    let arrival = tab.arrive(&format!("https://app.example/callback{mark}{tail}&state={state}"));
    assert_eq!(arrival.cleaned.as_deref(), Some("https://app.example/callback"), "{tail}");
    arrival.step.err().map_or("", |failure| code(&failure))
}

fn begin_on(tab: &mut Tab, response_type: &str, origin: &str) -> String {
    use spa_authorize::before::{
        authorize_url::begin, entropy::Entropy, request::SignInRequest, store::TransactionStore,
    };
    let request = common::options(json!({ "responseType": response_type }));
    let request = SignInRequest::parse(&tab.client, &request, origin).unwrap();
    let (_, transaction) = begin(&tab.client, &request, Entropy::fixed([[1; 32], [2; 32], [3; 32]]), tab.at()).unwrap();
    TransactionStore::new(&tab.storage).open(&transaction, tab.at()).unwrap();
    transaction.state().into()
}

fn check_row(row: &Value) -> Result<(), String> {
    let redirect_uri = row.get("redirectUri").and_then(Value::as_str).unwrap_or("https://app.example/callback");
    let mut tab = Tab::new(json!({
        "redirectUri": redirect_uri,
        "authorizationResponseIssParameterSupported": row.get("issPromised").is_some(),
    }));
    let flow = row["flow"].as_str().unwrap();
    let scope = if flow.contains("id_token") { "openid" } else { "asked" };
    let state = tab.begin(json!({ "responseType": flow, "scope": scope })).state;
    let url = row["url"].as_str().unwrap().replace("{S}", &state);

    let answers = is_callback(&tab.client, &url, &tab.storage, tab.at());
    let Arrival { cleaned, step, .. } = tab.arrive(&url);
    let found = described(step, &row["expected"]);
    if found != row["expected"] {
        return Err(format!("{row}\n  found {found}"));
    }
    let touched = !matches!(found["kind"].as_str(), Some("none" | "not-ours"));
    if touched != cleaned.is_some() || touched != answers || touched == tab.storage.states("open").contains(&state) {
        return Err(format!("{row}\n  cleaned {cleaned:?}, recognised {answers}, and the record says otherwise"));
    }
    match row.get("cleaned").and_then(Value::as_str) {
        Some(expected) if cleaned.as_deref() != Some(expected) => Err(format!("{row}\n  cleaned {cleaned:?}")),
        _ => Ok(()),
    }
}

/// What came of a step, in the members that the expectation has.
fn described(step: Result<Step, Box<Error>>, expected: &Value) -> Value {
    let mut all = match step {
        Err(failure) => json!({ "error": code(&failure) }),
        Ok(Step::Send(request)) => json!({ "sends": parameter(&format!("?{}", request.body), "code") }),
        Ok(step) => match result(step) {
            CallbackResult::None => json!({ "kind": "none" }),
            CallbackResult::NotOurs(reason) => json!({ "kind": "not-ours", "reason": reason.as_str() }),
            CallbackResult::Authorized { tokens, .. } => described_tokens(&tokens),
            other => panic!("no row expects {other:?}"),
        },
    };
    all.as_object_mut()
        .unwrap()
        .retain(|name, _| expected.get(name).is_some() || matches!(name.as_str(), "error" | "sends" | "kind"));
    all
}

fn described_tokens(tokens: &Tokens) -> Value {
    json!({
        "kind": "authorized",
        "accessToken": tokens.access_token(),
        "scope": tokens.scope(),
        "refreshToken": tokens.refresh_token(),
        "expiresIn": tokens.expires_at().map(|at| (at.milliseconds() - NOW) / 1000),
    })
}
