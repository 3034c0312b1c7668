//! Every address that a browser may come back with, and what comes of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{
    Answer, NOW, Noise, Page, Tab, asks_its_page, code, done, good_claims, json_answer, jwt, key_set, parameter,
    token_response, told,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use spa_authorize::callback::arrival::{Arrival, Next};
use spa_authorize::callback::result::{
    AlreadyHandled, Authorized, CallbackResult, Identity, InteractionRequired, NotOurs, SignedIn,
};
use spa_authorize::callback::tokens::Tokens;
use spa_authorize::client::client::Client;
use spa_authorize::config::callback_options::CallbackOptions;
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::host::fault::{NetworkFault, RandomUnavailable};
use spa_authorize::host::host::Host;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::signature::{SignatureCheck, Verdict};
use spa_authorize::protocol::token::Token;
use spa_authorize::sign_in::entropy::Entropy;

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
        let tab = Tab::new(json!({ "redirectUri": "https://client.example.com/cb", "scope": "read" }));
        tab.page.address.replace(Some("https://client.example.com/".into()));
        let state = tab.begin(json!({ "responseType": row["responseType"] })).state;
        let url = row["url"].as_str().unwrap().replace("state=xyz", &format!("state={state}"));
        let arrival = tab.arrive(&url);
        assert_eq!(described(&tab, arrival, &row["expected"]), row["expected"], "{}", row["what"]);
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
            let tab = Tab::new(json!({ "responseType": "token" }));
            let state = tab.begin(json!(null)).state;
            let url = format!("https://app.example/callback#{}&state={state}", parts.join("&"));
            let Ok(CallbackResult::Authorized(Authorized { tokens, .. })) = tab.come_back(&url) else {
                panic!("turn {turn}, swap {swap}: not authorized")
            };
            assert_eq!(tokens.access_token.as_ref().map(Token::as_str), Some("AT"));
            assert_eq!(tokens.scope.as_slice(), ["a"]);
        }
    }
}

// O-2, ATK-12, ATK-16, ISS-4
#[test]
fn each_parameter_that_is_read_is_refused_when_it_is_given_twice() {
    for (flow, tail) in WHOLE_ANSWERS {
        for parameter in tail.split('&') {
            let is_prose = parameter.starts_with("error_");
            let expected = if is_prose { "authorization-refused" } else { "parameter-repeated" };
            for tail in [format!("{tail}&{parameter}"), format!("{parameter}&{tail}")] {
                assert_eq!(arrival_at(flow, &tail), expected, "{flow} {tail}");
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
                let is_prose = parameter.starts_with("error_");
                let expected = if is_prose { "authorization-refused" } else { "parameter-malformed" };
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
        let tab = Tab::new(json!({ "responseType": flow, "scope": "openid" }));
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
        let open = !tab.page.storage.states("open").is_empty();
        assert_eq!(open, arrival.cleaned.is_none(), "{url}");
        if let Err(failure) = tab.answer(arrival, 400, REFUSED) {
            assert!(failure.app_data().is_some() && !failure.code().is_empty(), "{url}");
        }
    }
}

// P-25, ATK-49
#[test]
fn an_address_of_more_than_256_kib_is_not_read() {
    let tab = Tab::new(json!({ "responseType": "token" }));
    let state = tab.begin(json!(null)).state;
    let url = |length: usize| {
        let head = format!("https://app.example/callback#access_token=AT&token_type=Bearer&state={state}&x=");
        let tail = "x".repeat(length - head.len());
        head + &tail
    };
    let large = url(256 * 1024 + 1);
    assert!(!tab.is_callback(&large));
    let arrival = tab.arrive(&large);
    assert_eq!(arrival.cleaned, None);
    assert_eq!(done(arrival).unwrap(), CallbackResult::NotOurs(NotOurs::TooLarge));
    assert!(matches!(tab.come_back(&url(256 * 1024)), Ok(CallbackResult::Authorized(_))));
}

#[test]
fn an_address_that_is_none_is_the_callers_mistake() {
    let tab = Tab::new(json!({}));
    for url in ["https://[", "https://[/?code=SECRET", "https://[/#access_token=SECRET"] {
        let error = hand_in(&tab, url).map(|arrival| arrival.state).unwrap_err();
        let base = url.split(['?', '#']).next().unwrap();
        assert_eq!(told(&error), format!("invalid-option: \"url\" must be an address, found \"{base}\""));
        assert!(!tab.is_callback(url));
    }
}

#[test]
fn an_address_that_is_handed_in_may_be_relative_to_the_pages() {
    let tab = Tab::new(json!({}));
    for start in ["/callback", "./callback", "//app.example/callback"] {
        let url = format!("{start}?code=C&state={}", tab.begin(json!(null)).state);
        assert!(tab.is_callback(&url));
        tab.sent(hand_in(&tab, &url).unwrap());
    }
}

#[test]
fn only_the_address_that_the_page_shows_is_cleaned() {
    let tab = Tab::new(json!({}));
    let rows = [
        ("?code=C&state=S", "/callback?code=C&state=S", Some("/callback")),
        ("?code=C&state=S", "/callback?code=C&state=S#/route", Some("/callback#/route")),
        ("?code=C&state=S", "/callback?code=C&state=S#_=_", Some("/callback")),
        ("?code=C&state=S", "/callback?code=C&state=S#/route?access_token=AT", Some("/callback#/route")),
        ("?code=C&state=S", "/callback?code=C&state=S&x=1", None),
        ("?code=C&state=S", "/elsewhere", None),
        ("?code=C&state=S#/route", "/callback?code=C&state=S", None),
    ];
    for (given, shown, expected) in rows {
        let state = tab.begin(json!(null)).state;
        let with_state = |text: &str| text.replace("state=S", &format!("state={state}"));
        tab.page.address.replace(Some(format!("https://app.example{}", with_state(shown))));
        let arrival = hand_in(&tab, &format!("https://app.example/callback{}", with_state(given))).unwrap();
        assert_eq!(arrival.cleaned, expected.map(|path| format!("https://app.example{path}")), "{given} {shown}");
        tab.sent(arrival);
    }
}

// SEC-1, O-21, ATK-3
#[test]
fn a_state_is_used_once() {
    let tab = Tab::new(json!({}));
    let url = code_url(&tab.begin(json!(null)).state);
    assert!(tab.is_callback(&url));
    tab.sent(tab.arrive(&url));
    let again = tab.arrive(&url);
    assert!(again.repeats);
    assert_eq!(again.cleaned.as_deref(), Some("https://app.example/callback"));
    assert_eq!(done(again).unwrap(), already_handled("/"));
    assert!(tab.page.requests().is_empty());
}

// FLD-4
#[test]
fn an_answer_that_was_handled_before_says_where_the_app_wanted_to_go() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!({ "returnTo": "/inbox", "appState": { "draft": 1 } })).state;
    tab.sent(tab.arrive(&code_url(&state)));
    let again = tab.arrive(&format!("https://app.example/callback?code=C2&state={state}"));
    assert_eq!(again.cleaned.as_deref(), Some("https://app.example/callback"));
    assert_eq!(done(again).unwrap(), already_handled("/inbox"));
}

// FLD-6
#[test]
fn every_sign_in_of_this_client_that_a_response_names_is_over() {
    let other = common::client(json!({ "clientId": "other" })).unwrap();
    let tails = [
        "?code=C&state=USED&state=THEIRS&state=FIRST&state=SECOND",
        "?code=C&state=USED&state=THEIRS#state=FIRST&state=SECOND",
        "#code=C&state=USED&state=THEIRS&state=FIRST&state=SECOND",
        "?code=C&state=USED&state=THEIRS#/inbox?state=FIRST&state=SECOND",
        "?code=C&x=state=USED&x=state=THEIRS&state=FIRST&x=state=SECOND",
    ];
    for tail in tails {
        let mut tab = Tab::new(json!({}));
        let used = tab.begin(json!({ "returnTo": "/used" })).state;
        tab.sent(tab.arrive(&code_url(&used)));
        let [first, second] = ["/first", "/second"].map(|path| tab.begin(json!({ "returnTo": path })).state);
        let ours = std::mem::replace(&mut tab.client, other.clone());
        let theirs = tab.begin(json!(null)).state;
        tab.client = ours;
        let named = [("USED", &used), ("THEIRS", &theirs), ("FIRST", &first), ("SECOND", &second)];
        let tail = named.iter().fold(tail.to_owned(), |tail, (name, state)| tail.replace(name, state));
        let url = format!("https://app.example/callback{tail}");
        assert!(tab.is_callback(&url));
        let arrival = tab.arrive(&url);
        assert_eq!(arrival.state.as_ref(), Some(&first), "the first that is open");
        assert!(!arrival.cleaned.as_ref().unwrap().contains("state"), "{:?}", arrival.cleaned);
        assert_eq!(tab.page.storage.states("open"), [theirs]);
        let failure = tab.answer(arrival, 400, REFUSED).unwrap_err();
        assert_eq!((code(&failure), failure.details().parameter.as_deref()), ("parameter-repeated", Some("state")));
        assert_eq!(return_to_of(&failure), "/first");
        assert!(tab.page.requests().is_empty());
    }
}

// FLD-2
#[test]
fn a_known_state_by_itself_ends_its_sign_in_and_gives_back_what_it_kept() {
    for (tail, parameter) in [("?state=S&code=", "code"), ("#state=S", "code"), ("?code=C&amp;state=S", "state")] {
        let tab = Tab::new(json!({ "authorizationResponseIssParameterSupported": true }));
        let state = tab.begin(json!({ "returnTo": "/inbox", "appState": [1] })).state;
        let tail = tail.replace("state=S", &format!("state={state}"));
        let failure = tab.come_back(&format!("https://app.example/callback{tail}")).unwrap_err();
        assert_eq!((code(&failure), failure.details().parameter.as_deref()), ("parameter-missing", Some(parameter)));
        assert_eq!((return_to_of(&failure), app_state_of(&failure)), ("/inbox", "[1]"));
    }
}

// FLD-1, FLD-7
#[test]
fn a_response_without_a_state_or_at_another_address_leaves_its_sign_in_open() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!({ "prompt": "none" })).state;
    let before = tab.page.storage.entries.borrow().clone();
    let rows = [
        ("https://app.example/callback?error=login_required".to_owned(), NotOurs::StateMissing),
        (format!("https://app.example/index.html?code=C&state={state}"), NotOurs::OtherAddress),
    ];
    for (url, reason) in rows {
        assert!(!tab.is_callback(&url));
        let arrival = tab.arrive(&url);
        assert_eq!((&arrival.state, &arrival.cleaned, arrival.repeats), (&None, &None, false));
        assert_eq!(done(arrival).unwrap(), CallbackResult::NotOurs(reason));
        assert_eq!(*tab.page.storage.entries.borrow(), before);
    }
    tab.sent(tab.arrive(&code_url(&state)));
}

#[test]
fn an_answer_given_before_stands_for_a_clean_a_used_and_an_expired_address_alone() {
    let tab = Tab::new(json!({}));
    let repeats = |tab: &Tab, url: &str| tab.arrive(url).repeats;
    assert!(repeats(&tab, "https://app.example/callback"));

    let used = code_url(&tab.begin(json!(null)).state);
    assert_eq!([repeats(&tab, &used), repeats(&tab, &used)], [false, true]);

    let expired = code_url(&tab.begin(json!(null)).state);
    tab.page.now.set(NOW + 600_000);
    assert_eq!([repeats(&tab, &expired), repeats(&tab, &expired)], [false, true]);
    assert_eq!(done(tab.arrive(&expired)).unwrap_err().kind(), ErrorKind::TransactionExpired);
    assert!(!repeats(&tab, "https://app.example/callback?code=C&state=theirs"));
}

#[test]
fn an_answer_given_before_stands_for_no_other_clean_address_than_the_pages_own() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    tab.arrive(&code_url(&state));
    tab.page.address.replace(Some("https://app.example/callback#/route".into()));
    let repeats = |url: &str| hand_in(&tab, url).unwrap().repeats;
    assert!(repeats("https://app.example/callback#/route"));
    // A framework's router gives addresses without their fragments.
    assert!(repeats("https://app.example/callback"));
    assert!(!repeats("https://app.example/"));
    assert!(!repeats("https://app.example/callback?x=1"));

    // A state says which answer it was, wherever it stands.
    let used = hand_in(&tab, &code_url(&state)).unwrap();
    assert_eq!((used.repeats, used.state, used.cleaned), (true, Some(state), None));
}

// RFC 3986 §6.2.2.2
#[test]
fn a_state_that_comes_with_escapes_is_the_same_one() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    let escaped = format!("%{:02x}{}", state.as_bytes()[0], &state[1..]);
    assert!(tab.is_callback(&code_url(&escaped)));
    let arrival = tab.arrive(&code_url(&escaped));
    assert_eq!(arrival.state.as_deref(), Some(&*state));
    tab.sent(arrival);
    assert_eq!(done(tab.arrive(&code_url(&state))).unwrap(), already_handled("/"));
}

#[test]
fn a_used_state_is_unknown_after_an_hour() {
    let tab = Tab::new(json!({}));
    let url = code_url(&tab.begin(json!(null)).state);
    tab.arrive(&url);
    tab.page.now.set(NOW + 3_599_999);
    assert_eq!(done(tab.arrive(&url)).unwrap(), already_handled("/"));
    tab.page.now.set(NOW + 3_600_000);
    assert!(!tab.is_callback(&url));
    assert_eq!(done(tab.arrive(&url)).unwrap(), CallbackResult::NotOurs(NotOurs::UnknownState));
}

// ATK-62
#[test]
fn an_expired_sign_in_says_so_each_time_and_gives_back_what_it_kept() {
    let tab = Tab::new(json!({ "transactionLifetimeSeconds": 60 }));
    let url = code_url(&tab.begin(json!({ "returnTo": "/inbox", "appState": { "draft": 1 } })).state);
    tab.page.now.set(NOW + 60_000);
    let first = tab.arrive(&url);
    assert_eq!(first.cleaned.as_deref(), Some("https://app.example/callback"));
    let failure = done(first).unwrap_err();
    assert_eq!(code(&failure), "transaction-expired");
    let app_data = failure.app_data().unwrap();
    assert_eq!((&*app_data.return_to, app_state_of(&failure)), ("/inbox", r#"{"draft":1}"#));
    assert_eq!(code(&done(tab.arrive(&url)).unwrap_err()), "transaction-expired");
}

#[test]
fn a_sign_in_lives_to_its_last_millisecond() {
    let tab = Tab::new(json!({ "transactionLifetimeSeconds": 60 }));
    let url = code_url(&tab.begin(json!(null)).state);
    tab.page.now.set(NOW + 59_999);
    tab.sent(tab.arrive(&url));
}

// BBA-14, SEC-15
#[test]
fn another_clients_answer_is_left_alone() {
    let tab = Tab::new(json!({}));
    let url = code_url(&tab.begin(json!(null)).state);
    let arrive_as = |other: &Client| {
        tab.page.address.replace(Some(url.clone()));
        assert!(!other.is_callback_on(&tab.page, None));
        let arrival = other.arrive_on(&tab.page, &CallbackOptions::default()).unwrap();
        assert_eq!(arrival.cleaned, None);
        assert_eq!(done(arrival).unwrap(), CallbackResult::NotOurs(NotOurs::OtherClient));
    };
    for changes in [json!({ "clientId": "other" }), json!({ "issuer": "https://other.example" })] {
        arrive_as(&common::client(changes).unwrap());
    }
    tab.sent(tab.arrive(&url));
    arrive_as(&common::client(json!({ "clientId": "other" })).unwrap());
}

// SEC-3
#[test]
fn a_code_goes_to_the_endpoint_that_the_sign_in_began_with_and_nowhere_else() {
    let mut tab = Tab::new(json!({}));
    let url = code_url(&tab.begin(json!(null)).state);
    tab.client = common::client(json!({ "tokenEndpoint": "https://evil.example/token" })).unwrap();
    tab.page.answers("https://op.example/token", [json_answer(400, REFUSED)]);
    assert_eq!(code(&tab.come_back(&url).unwrap_err()), "exchange-refused");
    let asked: Vec<String> = tab.page.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(asked, ["https://op.example/token"]);
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
        let tab = Tab::new(json!({}));
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
    let tab = Tab::new(json!({ "responseType": "token", "scope": "openid" }));
    let state = tab.begin(json!(null)).state;
    let url = format!("https://app.example/callback#access_token=THEIRS&token_type=Bearer&state={state}");
    let tokens = authorized(tab.come_back(&url));
    assert_eq!((tokens.access_token.as_ref().map(Token::as_str), tokens.id_token), (Some("THEIRS"), None));
}

#[test]
fn a_forged_answer_leaves_the_real_one_alive() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "appState": { "draft": 1 } }));
    let unknown = "A".repeat(43);
    for forged in [format!("?error=access_denied&state={unknown}"), format!("#access_token=x&state={unknown}")] {
        let arrival = tab.arrive(&format!("https://app.example/callback{forged}"));
        assert_eq!(done(arrival).unwrap(), CallbackResult::NotOurs(NotOurs::UnknownState));
    }
    tab.sent(tab.arrive(&code_url(&begun.state)));
}

// ATK-17, ATK-18
#[test]
fn the_providers_refusal_is_shown_as_clean_text_with_what_the_app_kept() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "returnTo": "/inbox", "appState": [1] }));
    let description = format!("%3Cimg%20src=x%20onerror=alert(1)%3E%0D%0A%1B[31m%E2%80%AE{}", "x".repeat(1000));
    let url = format!(
        "https://app.example/callback?error=access_denied&error_description={description}&state={}",
        begun.state
    );
    let failure = tab.come_back(&url).unwrap_err();
    let message = failure.to_string();
    assert!(
        message.starts_with("authorization-refused: the provider answered \"access_denied\": <img src=x "),
        "{message}"
    );
    assert_eq!(failure.refusal().unwrap().error.as_deref(), Some("access_denied"));
    let text = description_of(&failure);
    assert!(text.starts_with("<img src=x onerror=alert(1)>  [31mx"), "{text}");
    assert_eq!(text.chars().count(), 500);
    assert_eq!((return_to_of(&failure), app_state_of(&failure)), ("/inbox", "[1]"));
}

// ATK-18
#[test]
fn a_description_of_100_kb_is_cut_and_loses_what_is_no_text() {
    for (part, kept) in [("x", "x"), ("%E2%80%AE", ""), ("%0A", " "), ("%C3%A9", "é"), ("%F0%9F%A6%8A", "🦊")] {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let description = part.repeat(100_000 / part.len());
        let url =
            format!("https://app.example/callback?error=server_error&error_description={description}&state={state}");
        let failure = tab.come_back(&url).unwrap_err();
        assert_eq!(description_of(&failure).trim(), kept.repeat(500).trim(), "{part}");
    }
}

#[test]
fn a_refusal_has_no_text_that_the_provider_did_not_send() {
    for silent in ["", "&error_description=&error_uri=", "&error_description=%E2%80%AE"] {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let url = format!("https://app.example/callback?error=access_denied{silent}&state={state}");
        let failure = tab.come_back(&url).unwrap_err();
        let refusal = failure.refusal().unwrap();
        assert_eq!((&refusal.error_description, &refusal.error_uri), (&None, &None), "{silent}");
    }
}

// FLD-3
#[test]
fn text_for_people_that_cannot_be_read_counts_as_absent_and_decides_nothing() {
    let texts = [
        "error_description=AADB2C90091%3a+annul%u00e9+la+saisie.%0d%0a",
        "error_description=Non+authentifi%E9",
        "error_description=%",
        "error_description=%00",
        "error_description=one&error_description=two",
        "error_uri=%zz",
        "error_uri=https://a.example&error_uri=https://b.example",
    ];
    for text in texts {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "returnTo": "/inbox" })).state;
        let url = format!("https://app.example/callback?error=access_denied&{text}&state={state}");
        let failure = tab.come_back(&url).unwrap_err();
        assert_eq!(told(&failure), "authorization-refused: the provider answered \"access_denied\"", "{text}");
        assert_eq!(failure.refusal().unwrap().error.as_deref(), Some("access_denied"));
        let shown = failure.refusal().unwrap().error_description.as_deref().unwrap_or_default();
        assert_eq!(shown, "", "{text}");

        let state = tab.begin(json!({ "prompt": "none" })).state;
        let url = format!("https://app.example/callback?error=login_required&{text}&state={state}");
        assert!(matches!(tab.come_back(&url), Ok(CallbackResult::InteractionRequired(_))), "{text}");
    }
}

// FLD-9
#[test]
fn an_id_token_signs_in_without_an_access_token_only_where_one_was_asked_for() {
    let answer = |scope: &str, changes: Value| {
        let tab = Tab::new(json!({}));
        let begun = tab.begin(json!({ "scope": scope }));
        let nonce = begun.nonce.clone().unwrap_or_default();
        let mut body = json!({ "id_token": jwt(&json!({ "alg": "RS256" }), &good_claims(&nonce)), "not_before": 1 });
        common::change(&mut body, changes);
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
        tab.answer(arrival, 200, &body.to_string())
    };
    for changes in [json!({}), json!({ "token_type": "Bearer", "expires_in": 60 })] {
        let Ok(CallbackResult::SignedIn(signed_in)) = answer("openid", changes) else { panic!("not signed in") };
        assert_eq!((signed_in.tokens.access_token, signed_in.tokens.expires_at), (None, None));
    }
    let refused = answer("read", json!({})).unwrap_err();
    assert_eq!(code(&refused), "token-response-invalid");
    assert_eq!(code(&answer("openid", json!({ "access_token": 7 })).unwrap_err()), "token-response-invalid");
    assert_eq!(code(&answer("openid", json!({ "id_token": "a.b.c" })).unwrap_err()), "id-token-malformed");
}

// FLD-12
#[test]
fn a_scope_may_be_an_array_of_words_and_of_nothing_else() {
    for (scope, expected) in [
        (json!(["openid", "user:read:email"]), Some(vec!["openid", "user:read:email"])),
        (json!([]), Some(vec!["asked"])),
        (json!(["a b"]), Some(vec!["a", "b"])),
        (json!(["a", 7]), None),
        (json!({ "a": 1 }), None),
    ] {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "scope": "asked" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
        let body = json!({ "access_token": "AT", "token_type": "Bearer", "scope": scope }).to_string();
        match tab.answer(arrival, 200, &body) {
            Ok(CallbackResult::Authorized(authorized)) => {
                assert_eq!(Some(authorized.tokens.scope.as_slice().iter().map(String::as_str).collect()), expected);
            }
            other => {
                assert_eq!((code(&other.unwrap_err()), expected), ("token-response-invalid", None), "{scope}");
            }
        }
    }
}

// O-9, ATK-19
#[test]
fn an_error_code_that_is_none_is_not_shown() {
    let undisplayable = "parameter-malformed: \"error\" must be form-encoded UTF-8 without control characters";
    let no_code = "authorization-refused: the provider answered no valid error code";
    let rows = [
        ("%1B[31m", undisplayable),
        ("x%0D%0A%1B[31my", undisplayable),
        ("a%22b", no_code),
        ("a%5Cb", no_code),
        ("%C3%A9", no_code),
        (&"x".repeat(101), no_code),
    ];
    for (error, expected) in rows {
        let tab = Tab::new(json!({}));
        let url = format!("https://app.example/callback?error={error}&state={}", tab.begin(json!(null)).state);
        let failure = tab.come_back(&url).unwrap_err();
        assert_eq!(told(&failure), expected, "{error}");
        assert!(failure.refusal().is_none_or(|refusal| refusal.error.is_none()), "{error}");
    }
}

// OIDC-19
#[test]
fn the_four_expected_refusals_of_a_silent_request_are_a_result() {
    let four = ["login_required", "consent_required", "interaction_required", "account_selection_required"];
    for error in four {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "prompt": "none", "returnTo": "/inbox" })).state;
        let result = tab.come_back(&format!("https://app.example/callback?error={error}&state={state}"));
        let Ok(CallbackResult::InteractionRequired(InteractionRequired { error: found, app_data })) = result else {
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
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "prompt": prompt })).state;
        let failure = tab.come_back(&format!("https://app.example/callback?error={error}&state={state}")).unwrap_err();
        assert_eq!(code(&failure), "authorization-refused");
        assert_eq!(told(&failure), format!("authorization-refused: the provider answered \"{error}\""));
    }
}

// O-14, O-24
#[test]
fn a_code_becomes_tokens_and_claims() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "scope": "openid email", "returnTo": "/inbox", "appState": { "draft": 1 } }));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C%2F1&state={}", begun.state));
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
    let result = tab.answer(arrival, 200, &token_response(&id_token));

    let requests = tab.page.requests();
    assert_eq!(requests.iter().map(|request| request.url.as_str()).collect::<Vec<_>>(), [TOKEN_ENDPOINT, JWKS]);
    assert_eq!((requests[0].method(), requests[1].method()), ("POST", "GET"));
    assert!(requests.iter().all(|request| request.bearer.is_none()));
    let body = requests[0].body.as_ref().unwrap();
    assert_eq!(body.media_type, "application/x-www-form-urlencoded");
    let body = format!("?{}", body.text);
    let verifier = parameter(&body, "code_verifier").unwrap();
    assert_eq!(
        common::parameters(&body).into_iter().map(|(name, _)| name).collect::<Vec<_>>(),
        ["grant_type", "client_id", "code", "code_verifier", "redirect_uri"]
    );
    assert_eq!(parameter(&body, "code").as_deref(), Some("C/1"));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    assert_eq!(parameter(begun.url.as_str(), "code_challenge"), Some(challenge));

    let Ok(CallbackResult::SignedIn(SignedIn { tokens, identity: Identity::Claims(claims), app_data, .. })) = result
    else {
        panic!("not signed in")
    };
    assert_eq!(claims.subject(), "ada");
    assert_eq!(tokens.scope.as_slice(), ["openid", "email"]);
    assert_eq!(tokens.expires_at.unwrap().milliseconds(), NOW + 3_600_000);
    assert_eq!(tokens.id_token.as_ref().map(Token::as_str), Some(id_token.as_str()));
    assert_eq!(app_data.return_to, "/inbox");
    assert_eq!(app_data.app_state.unwrap().as_str(), "{\"draft\":1}");
}

#[test]
fn a_code_without_openid_authorizes_and_identifies_nobody() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "scope": "read" }));
    let arrival = tab.arrive(&code_url(&begun.state));
    let tokens = authorized(tab.answer(arrival, 200, &token_response("not.even.read")));
    assert_eq!(tokens.id_token, None);
}

#[test]
fn an_implicit_id_token_signs_in() {
    let tab = Tab::new(json!({ "responseType": "id_token" }));
    let begun = tab.begin(json!(null));
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
    let url = format!("https://app.example/callback#id_token={id_token}&state={}", begun.state);
    let Ok(CallbackResult::SignedIn(SignedIn { tokens, identity: Identity::Claims(claims), signature, .. })) =
        tab.come_back(&url)
    else {
        panic!("not signed in")
    };
    assert_eq!((claims.subject(), signature.as_str()), ("ada", "verified"));
    assert_eq!((tokens.access_token, tokens.expires_at), (None, None));
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
        // FLD-14
        (400, Some("text/html"), "exchange-refused"),
        (400, None, "exchange-refused"),
        (200, Some("application/json"), "exchange-refused"),
        (400, Some("APPLICATION/JSON ; charset=UTF-8"), "exchange-refused"),
        (400, Some("application/problem+json"), "exchange-refused"),
    ];
    for (status, content_type, expected) in rows {
        let tab = Tab::new(json!({}));
        let url = code_url(&tab.begin(json!(null)).state);
        let mut answer = json_answer(status, REFUSED).unwrap();
        answer.media_type = content_type.map(str::to_owned);
        tab.page.answers(TOKEN_ENDPOINT, [Ok(answer)]);
        assert_eq!(code(&tab.come_back(&url).unwrap_err()), expected, "{status} {content_type:?}");
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
        (200, format!("\u{feff}\u{feff}{}", good(json!({}))), "token-response-invalid"),
        (200, format!("{}\u{feff}", good(json!({}))), "token-response-invalid"),
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
        (200, good(json!({ "scope": ["a", 7] })), "token-response-invalid"),
        (200, good(json!({})), "id-token-missing"),
    ];
    for (status, body, expected) in rows {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "returnTo": "/inbox" })).state;
        let failure = tab.answer(tab.arrive(&code_url(&state)), status, &body).unwrap_err();
        assert_eq!(code(&failure), expected, "{status} {}", body.chars().take(100).collect::<String>());
        assert_eq!(return_to_of(&failure), "/inbox");
    }
}

// RFC 8259 §8.1
// FLD-11
#[test]
fn a_byte_order_mark_before_an_answer_is_ignored() {
    let marked = |status, text: &str| json_answer(status, format!("\u{feff}{text}"));
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!(null));
    let body = token_response(&jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap())));
    tab.page.answers(TOKEN_ENDPOINT, [marked(200, &body)]);
    tab.page.answers(JWKS, [marked(200, &key_set(&[common::key("RSA")]))]);
    let Ok(CallbackResult::SignedIn(SignedIn { tokens, .. })) = tab.come_back(&code_url(&begun.state)) else {
        panic!("not signed in")
    };
    assert_eq!(tokens.raw.as_str(), body);

    let url = code_url(&tab.begin(json!(null)).state);
    tab.page.answers(TOKEN_ENDPOINT, [marked(400, REFUSED)]);
    assert_eq!(code(&tab.come_back(&url).unwrap_err()), "exchange-refused");
}

// RFC 8259 §8.1
#[test]
fn an_answer_that_is_no_utf_8_is_no_json() {
    let good = r#"{"access_token":"AT","token_type":"Bearer"}"#;
    let utf_16: Vec<u8> = "\u{feff}".encode_utf16().chain(good.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    let latin_1: Vec<u8> = good.bytes().map(|byte| if byte == b'A' { 0xC4 } else { byte }).collect();
    for body in [utf_16, latin_1, [good.as_bytes(), b"\xFF"].concat()] {
        let tab = Tab::new(json!({}));
        let url = code_url(&tab.begin(json!({ "scope": "read" })).state);
        tab.page.answers(TOKEN_ENDPOINT, [json_answer(200, body)]);
        assert_eq!(code(&tab.come_back(&url).unwrap_err()), "token-response-invalid");
    }
}

#[test]
fn expires_in_is_read_as_a_number_or_as_digits() {
    for (expires_in, expected) in [(json!(60), Some(60_000)), (json!("60"), Some(60_000)), (json!(null), None)] {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "scope": "read" })).state;
        let body = json!({ "access_token": "AT", "token_type": "bearer", "expires_in": expires_in }).to_string();
        let tokens = authorized(tab.answer(tab.arrive(&code_url(&state)), 200, &body));
        assert_eq!(tokens.expires_at.map(|at| at.milliseconds() - NOW), expected);
    }
}

// BBA-7, O-15
#[test]
fn a_network_that_fails_is_named_and_keeps_what_the_app_wants_back() {
    let faults = [
        (
            NetworkFault::Failed(None),
            "network-failed: no answer from URL: the network, CORS there, or connect-src here",
            None,
        ),
        (NetworkFault::TimedOut(None), "timed-out: no answer from URL within 10000 ms", Some(10_000)),
        (NetworkFault::TooLarge, "response-too-large: URL sent more than 262144 bytes", Some(262_144)),
        (NetworkFault::Redirected, "response-redirected: URL redirects, and no endpoint may", None),
    ];
    for (fault, expected, limit) in faults {
        // Its query may hold what is not for a log.
        let tab = Tab::new(json!({ "tokenEndpoint": "https://op.example/token?key=1" }));
        let url = code_url(&tab.begin(json!({ "returnTo": "/inbox" })).state);
        tab.page.answers("https://op.example/token?key=1", [Err(fault)]);
        let failure = tab.come_back(&url).unwrap_err();
        assert_eq!(told(&failure), expected.replace("URL", "\"https://op.example/token\""));
        assert_eq!(failure.details().endpoint.as_deref(), Some(TOKEN_ENDPOINT));
        assert_eq!(failure.details().timeout_ms.or(failure.details().max_bytes), limit);
        assert_eq!(return_to_of(&failure), "/inbox");
    }
}

#[test]
fn the_keys_are_fetched_beside_the_exchange() {
    for (exchange, keys, order) in [(2, 1, ["jwks", "token"]), (1, 3, ["token", "jwks"])] {
        let tab = Tab::new(json!({}));
        let slow = SlowPage::new(&tab.page, exchange, keys);
        let result = come_back_slowly(&tab, &slow, good_answer);
        assert!(matches!(result, Ok(CallbackResult::SignedIn(_))), "{result:?}");
        let answered = order.map(|name| format!("{name} answered"));
        assert_eq!(slow.log.take(), [&["token asked".into(), "jwks asked".into()][..], &answered].concat());
    }
}

#[test]
fn an_exchange_that_fails_waits_for_no_keys_and_drops_them() {
    let refused = |exchange| {
        let tab = Tab::new(json!({}));
        let slow = SlowPage::new(&tab.page, exchange, usize::MAX);
        let failure = come_back_slowly(&tab, &slow, |_| json_answer(400, REFUSED)).unwrap_err();
        assert_eq!(code(&failure), "exchange-refused");
        slow.log.take()
    };
    assert_eq!(refused(1), ["token asked", "jwks asked", "token answered", "jwks dropped"]);
    assert_eq!(refused(0), ["token asked", "token answered"]);
}

#[test]
fn keys_that_fail_count_only_after_the_exchange_and_the_claims() {
    type Row = (fn(&str) -> Answer, &'static str, Option<&'static str>);
    let answers: [Row; 4] = [
        (|_| json_answer(400, REFUSED), "exchange-refused", None),
        (|_| Err(NetworkFault::Failed(None)), "network-failed", Some(TOKEN_ENDPOINT)),
        (|_| good_answer(&"A".repeat(43)), "id-token-nonce-mismatch", None),
        (good_answer, "http-status", Some(JWKS)),
    ];
    for (answer, expected, endpoint) in answers {
        for exchange in [0, 2] {
            let tab = Tab::new(json!({}));
            tab.page.answers(JWKS, [json_answer(500, "{}")]);
            let slow = SlowPage::new(&tab.page, exchange, 0);
            let failure = come_back_slowly(&tab, &slow, answer).unwrap_err();
            assert_eq!((code(&failure), failure.details().endpoint.as_deref()), (expected, endpoint));
            assert_eq!(return_to_of(&failure), "/inbox");
            let asked = slow.log.take().iter().filter(|line| *line == "jwks asked").count();
            assert!(asked <= 1, "{expected}: {asked} times");
        }
    }
}

#[test]
fn an_unknown_option_names_the_nearest_one() {
    let rows = [
        ("uri", Some("url")),
        ("URL", Some("url")),
        ("timeoutMS", Some("timeoutMs")),
        ("timeout", Some("timeoutMs")),
        ("singal", Some("signal")),
        ("u", None),
        ("retries", None),
    ];
    for (unknown, nearest) in rows {
        let error = CallbackOptions::read(&common::options(json!({ unknown: 1 }))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownOption);
        assert_eq!(error.details().option.as_deref(), Some(unknown));
        assert_eq!(error.details().known.as_deref().unwrap(), ["url", "signal", "timeoutMs"]);
        assert_eq!(error.details().nearest.as_deref(), nearest, "{unknown}");
        let hint = nearest.map_or_else(
            || ". This call takes url, signal, timeoutMs".to_owned(),
            |name| format!(": did you mean \"{name}\"?"),
        );
        assert_eq!(told(&error), format!("unknown-option: unknown option \"{unknown}\"{hint}"));
    }
    let error = Tab::new(json!({})).try_begin(json!({ "promt": "none" })).unwrap_err();
    assert_eq!((code(&error), error.details().nearest.as_deref()), ("unknown-option", Some("prompt")));
}

#[test]
fn what_is_sent_and_what_is_issued_print_without_secrets() {
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!({ "scope": "read" })).state;
    let arrival = tab.arrive(&format!("https://app.example/callback?code=SECRET&state={state}"));
    let body = r#"{"access_token":"SECRET","token_type":"bearer"}"#;
    let tokens = authorized(tab.answer(arrival, 200, body));
    let [request] = &tab.page.requests()[..] else { panic!("one request") };
    assert_eq!(format!("{request:?}"), r#"HttpRequest { method: "POST", url: "https://op.example/token", .. }"#);
    let media_type = "application/x-www-form-urlencoded";
    assert_eq!(format!("{:?}", request.body), format!(r#"Some(Body {{ media_type: "{media_type}", .. }})"#));
    assert_eq!(format!("{:?}", json_answer(200, body).unwrap()), "HttpResponse { status: 200, .. }");
    assert_eq!(tokens.token_type.as_deref(), Some("bearer"));
    assert_eq!(format!("{tokens:?}"), r#"Tokens { expires_at: None, scope: ["read"], .. }"#);

    let begun = tab.begin(json!({ "responseType": "id_token" }));
    let nonce = begun.nonce.unwrap();
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&nonce));
    let result = tab.come_back(&format!("https://app.example/callback#id_token={id_token}&state={}", begun.state));
    assert!(matches!(result, Ok(CallbackResult::SignedIn(_))));
    assert!(!format!("{result:?}").contains(&id_token));
    let sent = format!("{:?}", tab.page.requests());
    assert_eq!(sent, r#"[HttpRequest { method: "GET", url: "https://op.example/jwks", .. }]"#);
}

#[test]
fn random_values_print_as_redacted() {
    let entropy = Entropy::draw(&Tab::new(json!({})).page).unwrap();
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
            let tab = Tab::new(json!({}));
            let begun = tab.begin(json!(null));
            let arrival = tab.arrive(&format!("https://app.example/callback{tail}&state={}", begun.state));
            printed.push(format!("{:?} {:?}", begun.url, arrival.cleaned));
            let failure = tab.answer(arrival, 200, body).unwrap_err();
            printed.push(format!("{failure:?} {failure} {:?}", failure.details()));
            printed.push(format!("{:?} {:?}", json_answer(200, body), tab.page.requests()));
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

const TOKEN_ENDPOINT: &str = "https://op.example/token";
const JWKS: &str = "https://op.example/jwks";

/// An answer of a token endpoint that takes no code.
const REFUSED: &str = r#"{"error":"invalid_grant"}"#;

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
    let tab = Tab::new(json!({ "responseType": flow, "scope": "openid" }));
    let state = tab.begin(json!(null)).state;
    let mark = if flow == "code" { "?" } else { "#" };
    let arrival = tab.arrive(&format!("https://app.example/callback{mark}{tail}&state={state}"));
    assert_eq!(arrival.cleaned.as_deref(), Some("https://app.example/callback"), "{tail}");
    let failure = tab.answer(arrival, 400, REFUSED).err();
    failure.filter(|failure| failure.code() != "exchange-refused").map_or("", |failure| code(&failure))
}

fn already_handled(return_to: &str) -> CallbackResult {
    CallbackResult::AlreadyHandled(AlreadyHandled { return_to: Some(return_to.to_owned()) })
}

fn code_url(state: &str) -> String {
    format!("https://app.example/callback?code=C&state={state}")
}

/// Reads an address that the page need not show.
fn hand_in(tab: &Tab, url: &str) -> Result<Arrival, Error> {
    tab.client.arrive_on(&tab.page, &CallbackOptions { url: Some(url.into()), ..CallbackOptions::default() })
}

fn authorized(result: Result<CallbackResult, Error>) -> Tokens {
    match result {
        Ok(CallbackResult::Authorized(Authorized { tokens, .. })) => tokens,
        other => panic!("not authorized: {other:?}"),
    }
}

fn description_of(failure: &Error) -> &str {
    failure.refusal().unwrap().error_description.as_deref().unwrap_or_default()
}

fn return_to_of(failure: &Error) -> &str {
    &failure.app_data().unwrap().return_to
}

fn app_state_of(failure: &Error) -> &str {
    failure.app_data().unwrap().app_state.as_ref().unwrap().as_str()
}

fn check_row(row: &Value) -> Result<(), String> {
    let redirect_uri = row.get("redirectUri").and_then(Value::as_str).unwrap_or("https://app.example/callback");
    let tab = Tab::new(json!({
        "redirectUri": redirect_uri,
        "authorizationResponseIssParameterSupported": row.get("issPromised").is_some(),
    }));
    let flow = row["flow"].as_str().unwrap();
    let scope = if flow.contains("id_token") { "openid" } else { "asked" };
    let state = tab.begin(json!({ "responseType": flow, "scope": scope })).state;
    let url = row["url"].as_str().unwrap().replace("{S}", &state);

    let answers = tab.is_callback(&url);
    let arrival = tab.arrive(&url);
    let (cleaned, open) = (arrival.cleaned.clone(), tab.page.storage.states("open").contains(&state));
    let found = described(&tab, arrival, &row["expected"]);
    if found != row["expected"] {
        return Err(format!("{row}\n  found {found}"));
    }
    let touched = !matches!(found["kind"].as_str(), Some("none" | "not-ours"));
    if touched != cleaned.is_some() || touched != answers || touched == open {
        return Err(format!("{row}\n  cleaned {cleaned:?}, recognised {answers}, and the record says otherwise"));
    }
    match row.get("cleaned").and_then(Value::as_str) {
        Some(expected) if cleaned.as_deref() != Some(expected) => Err(format!("{row}\n  cleaned {cleaned:?}")),
        _ => Ok(()),
    }
}

/// What came of an arrival, in the members that the expectation has. A code is sent, and refused.
fn described(tab: &Tab, arrival: Arrival, expected: &Value) -> Value {
    let result = tab.answer(arrival, 400, REFUSED);
    let sent = tab.page.requests();
    let mut all = match result {
        _ if !sent.is_empty() => {
            let [HttpRequest { url, body: Some(body), .. }] = &sent[..] else { panic!("one code is sent: {sent:?}") };
            assert_eq!(url, TOKEN_ENDPOINT);
            json!({ "sends": parameter(&format!("?{}", body.text), "code") })
        }
        Err(failure) => json!({ "error": code(&failure) }),
        Ok(CallbackResult::None) => json!({ "kind": "none" }),
        Ok(CallbackResult::NotOurs(reason)) => json!({ "kind": "not-ours", "reason": reason.as_str() }),
        Ok(CallbackResult::Authorized(Authorized { tokens, .. })) => described_tokens(&tokens),
        Ok(other) => panic!("no row expects {other:?}"),
    };
    all.as_object_mut()
        .unwrap()
        .retain(|name, _| expected.get(name).is_some() || matches!(name.as_str(), "error" | "sends" | "kind"));
    all
}

fn described_tokens(tokens: &Tokens) -> Value {
    json!({
        "kind": "authorized",
        "accessToken": tokens.access_token.as_ref().map(Token::as_str),
        "scope": tokens.scope.as_slice(),
        "refreshToken": tokens.refresh_token.as_ref().map(Token::as_str),
        "expiresIn": tokens.expires_at.map(|at| (at.milliseconds() - NOW) / 1000),
    })
}

/// The answer of a token endpoint with an ID token of that nonce.
fn good_answer(nonce: &str) -> Answer {
    json_answer(200, token_response(&jwt(&json!({ "alg": "RS256" }), &good_claims(nonce))))
}

/// A sign-in that comes back with a code to a page whose answers take their time.
fn come_back_slowly(tab: &Tab, slow: &SlowPage<'_>, answer: impl Fn(&str) -> Answer) -> Result<CallbackResult, Error> {
    let begun = tab.begin(json!({ "returnTo": "/inbox" }));
    tab.page.answers(TOKEN_ENDPOINT, [answer(&begun.nonce.unwrap())]);
    let Next::Complete(ended) = tab.arrive(&code_url(&begun.state)).next else { panic!("there is nothing to do") };
    let options = WaitOptions::default();
    let mut completed = pin!(tab.client.complete_on(slow, *ended, &options));
    for _ in 0..10 {
        if let Poll::Ready(result) = completed.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
    }
    panic!("it waits for what does not come: {:?}", slow.log)
}

/// A page whose answers take their time. Its requests are lazy: they are sent when they are first awaited.
struct SlowPage<'a> {
    page: &'a Page,
    /// How often each address is asked in vain.
    delays: BTreeMap<&'static str, usize>,
    /// What became of the requests, in that order.
    log: RefCell<Vec<String>>,
}

impl SlowPage<'_> {
    fn new(page: &Page, exchange: usize, keys: usize) -> SlowPage<'_> {
        SlowPage { page, delays: [(TOKEN_ENDPOINT, exchange), (JWKS, keys)].into(), log: RefCell::default() }
    }
}

impl Host for SlowPage<'_> {
    asks_its_page!(self);

    async fn send(&self, request: &HttpRequest) -> Answer {
        let name = request.url.rsplit('/').next().unwrap();
        let mut under_way = UnderWay { log: &self.log, name, end: "dropped" };
        self.log.borrow_mut().push(format!("{name} asked"));
        let mut delay = self.delays[&*request.url];
        poll_fn(|_| {
            let is_due = delay == 0;
            delay = delay.saturating_sub(1);
            if is_due { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        under_way.end = "answered";
        self.page.send(request).await
    }

    fn fill_at_random(&self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        self.page.fill_at_random(bytes)
    }

    async fn verify(&self, check: &SignatureCheck) -> Verdict {
        self.page.verify(check).await
    }
}

/// A request that was sent. It logs its end.
struct UnderWay<'a> {
    log: &'a RefCell<Vec<String>>,
    name: &'a str,
    end: &'static str,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.log.borrow_mut().push(format!("{} {}", self.name, self.end));
    }
}
