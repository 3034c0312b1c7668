//! What holds for every input of a kind: the same inputs on every run, natively and in browsers.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{ORIGIN, Tab, at_hash, code, done, good_claims, json_answer, jwt, parameter, token_response};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};
use spa_authorize::api::challenge::challenges;
use spa_authorize::callback::result::{Authorized, CallbackResult, NotOurs, SignedIn};
use spa_authorize::callback::tokens::Tokens;
use spa_authorize::error::app_data::AppData;
use spa_authorize::protocol::return_to::ReturnTo;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const CALLBACK: &str = "https://app.example/callback";
const FLOWS: [&str; 4] = ["code", "token", "id_token", "id_token token"];

#[test]
fn what_begin_wrote_the_callback_reads() {
    let extra = btree_map(name("x"), text(1..20), 0..4);
    let request = (select(&FLOWS[..]), text(0..40), json_value(), vec(name("s"), 0..4), extra);
    check(128, request, |(flow, path, app_state, scope, extra)| {
        let return_to = format!("/{path}");
        let scope = ["openid".to_owned()].into_iter().chain(scope).collect::<Vec<_>>();
        let tab = Tab::new(json!({ "responseType": flow }));
        let begun = tab.begin(json!({
            "returnTo": return_to, "appState": app_state, "scope": scope, "extraParams": extra,
        }));
        for (name, value) in &extra {
            let sent = parameter(begun.url.as_str(), name);
            prop_assert_eq!(sent.as_ref(), Some(value));
        }
        let (app_data, granted) = finished(&tab, flow, &begun.state);
        prop_assert_eq!(app_data.return_to, String::from(ReturnTo::new(&return_to, ORIGIN)));
        // `null` counts as not given.
        let kept = app_data.app_state.map_or(Value::Null, |text| serde_json::from_str(text.as_str()).unwrap());
        prop_assert_eq!(kept, app_state);
        let once: Vec<_> = scope.iter().enumerate().filter(|(at, word)| !scope[..*at].contains(word)).collect();
        prop_assert_eq!(granted.iter().collect::<Vec<_>>(), once.into_iter().map(|(_, word)| word).collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn a_number_of_the_apps_comes_back_as_it_was() {
    let kept = |number: Value| {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({ "appState": number })).state;
        finished(&tab, "code", &state).0.app_state.unwrap()
    };
    let last: f64 = 9_007_199_254_740_992.0;
    for number in [-1.0, -0.5, 0.0, 0.5, 1e21, 1e300, last - 1.0, last, 1.0 - last, -last] {
        let found: Option<f64> = kept(json!(number)).deserialize();
        assert_eq!(found.map(f64::to_bits), Some(number.to_bits()), "{number}");
    }
    for number in [i32::MIN, -1, 0, 1, i32::MAX] {
        assert_eq!(kept(json!(number)).as_str(), number.to_string());
        assert_eq!(kept(json!(number)).deserialize(), Some(number));
    }
}

#[test]
fn any_changed_character_of_the_state_is_unknown_and_touches_nothing() {
    check(256, (0..43_usize, printable()), |(at, other)| {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!(null)).state;
        let before = tab.page.storage.entries.borrow().clone();
        prop_assume!(state.as_bytes()[at] != other);
        let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={}", replaced(&state, at, other)));
        prop_assert_eq!(&arrival.cleaned, &None);
        prop_assert_eq!(&*tab.page.storage.entries.borrow(), &before);
        let found = done(arrival).unwrap();
        let at_its_start = at == 0 && matches!(other, b'&' | b'#');
        let expected = if at_its_start { CallbackResult::None } else { CallbackResult::NotOurs(NotOurs::UnknownState) };
        prop_assert_eq!(found, expected);
        Ok(())
    });
}

#[test]
fn any_changed_character_of_the_nonce_is_refused() {
    check(256, (0..43_usize, printable()), |(at, other)| {
        let tab = Tab::new(json!({}));
        let begun = tab.begin(json!(null));
        let nonce = begun.nonce.unwrap();
        prop_assume!(nonce.as_bytes()[at] != other);
        let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&replaced(&nonce, at, other)));
        let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={}", begun.state));
        let failure = tab.answer(arrival, 200, &token_response(&id_token)).unwrap_err();
        prop_assert_eq!(code(&failure), "id-token-nonce-mismatch");
        Ok(())
    });
}

/// By a provider's key that has signed one token and no other.
#[test]
fn any_changed_character_of_the_id_token_is_refused() {
    let good = signed_token(&Tab::new(json!({})).begin(json!(null)).nonce.unwrap());
    assert!(signs_in(&good, &good), "the unchanged one signs in");
    check(512, (0..good.len(), printable()), |(at, other)| {
        prop_assume!(good.as_bytes()[at] != other);
        let changed = replaced(&good, at, other);
        prop_assert!(!signs_in(&changed, &good), "signed in by {changed}");
        Ok(())
    });
}

/// RFC 7515 §2: one text for each signature, so that a token cannot be told from itself.
#[test]
fn a_signature_in_another_spelling_is_refused() {
    let good = signed_token(&Tab::new(json!({})).begin(json!(null)).nonce.unwrap());
    for ending in ["=", "==", "\n", " ", "\0", "%3D"] {
        assert!(!signs_in(&format!("{good}{ending}"), &good), "{ending:?}");
    }
    // 256 bytes leave four bits of the last character over.
    let (rest, last) = good.split_at(good.len() - 1);
    for other in ALPHABET.chars().filter(|other| !last.starts_with(*other)) {
        let changed = format!("{rest}{other}");
        assert!(!signs_in(&changed, &good), "{other}");
    }
}

/// P-20.
#[test]
fn the_order_of_the_parameters_does_not_matter() {
    let own = ["access_token=AT", "token_type=Bearer", "expires_in=60", "scope=a+b", "iss=https%3A%2F%2Fop.example"];
    let tab = Tab::new(json!({ "responseType": "token" }));
    let state = format!("state={}", tab.begin(json!(null)).state);
    let parts: Vec<String> = own.into_iter().chain([state.as_str(), "x=1", "y"]).map(str::to_owned).collect();
    let expected = authorized(&parts);
    check(128, Just(parts).prop_shuffle(), |parts| {
        prop_assert_eq!(&authorized(&parts), &expected, "{:?}", parts);
        Ok(())
    });
}

// P-32, P-34, FLD-5
#[test]
fn cleaning_keeps_the_redirect_uris_own_query_and_the_route_byte_for_byte_and_nothing_else() {
    let others = || vec(piece(), 0..4);
    let forms =
        [("?", ""), ("#", ""), ("#/", "#/"), ("#!/", "#!/"), ("#/route?", "#/route"), ("#!/a/b;c=1?", "#!/a/b;c=1")];
    let forms = select(forms.to_vec());
    check(256, (forms, others(), others(), any::<prop::sample::Index>()), |((form, route), query, beside, at)| {
        let own_query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let redirect_uri = format!("{CALLBACK}{own_query}");
        let flow = if form == "?" { "code" } else { "token" };
        let tab = Tab::new(json!({ "responseType": flow, "redirectUri": redirect_uri }));
        let state = tab.begin(json!(null)).state;
        let response = if form == "?" { "code=C" } else { "access_token=AT&token_type=Bearer&error_uri=%zz" };
        let mut parts = beside.clone();
        parts.insert(at.index(parts.len() + 1), format!("state={state}"));
        parts.insert(0, response.into());
        let parts = parts.join("&");
        let (before, kept) = if form == "?" {
            let route = format!("#/route?{}", beside.join("&"));
            (format!("?{parts}{route}"), format!("{own_query}{route}"))
        } else {
            (format!("?{}{form}{parts}", beside.join("&")), format!("{own_query}{route}"))
        };
        prop_assert_eq!(tab.arrive(&format!("{CALLBACK}{before}")).cleaned, Some(format!("{CALLBACK}{kept}")));
        Ok(())
    });
}

#[test]
fn a_destination_never_leaves_the_origin() {
    let telling = ["/", "\\", "//", "\t", "\n", " ", "\0", ":", "@", "?", "#", ".", "..", "%2f", "%5c", "evil.example"];
    let schemes = ["https:", "http://", "https://app.example", "javascript:", "data:", "blob:https://app.example/"];
    let words = select([&telling[..], &schemes[..]].concat()).prop_map(str::to_owned);
    let wanted = vec(prop_oneof![4 => words, 1 => any::<char>().prop_map(String::from)], 0..8);
    check(1024, wanted.prop_map(|words| words.concat()), |wanted| {
        let path = ReturnTo::new(&wanted, ORIGIN);
        let there = url::Url::parse(ORIGIN).unwrap().join(path.as_str()).unwrap();
        prop_assert_eq!(there.origin().ascii_serialization(), ORIGIN);
        prop_assert!(path.as_str().starts_with('/') && !path.as_str().starts_with("//"));
        prop_assert_eq!(ReturnTo::new(path.as_str(), ORIGIN), path);
        Ok(())
    });
}

#[test]
fn no_message_holds_a_secret() {
    check(
        256,
        (secret(), secret(), secret(), 0..BROKEN_ANSWERS, any::<bool>()),
        |(code, access, refresh, how, parse)| {
            let tab = Tab::new(json!({}));
            let begun = tab.begin(json!(null));
            let nonce = begun.nonce.unwrap();
            let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(if parse { &nonce } else { &access }));
            let arrival = tab.arrive(&format!("{CALLBACK}?code={code}&state={}", begun.state));
            let (status, body) = broken_answer(how, &access, &refresh, &id_token);
            let failure = tab.answer(arrival, status, &body).unwrap_err();
            let sent = tab.page.requests()[0].body.clone().unwrap().text;
            let verifier = parameter(&format!("?{sent}"), "code_verifier").unwrap();
            let told = format!("{failure} {failure:?}");
            for secret in [&code, &access, &refresh, &id_token, &nonce, &verifier, &begun.state] {
                prop_assert!(!told.contains(secret.as_str()), "{told}");
            }
            Ok(())
        },
    );
}

#[test]
fn no_message_of_a_fragment_holds_a_secret() {
    let parts =
        ["&token_type=Bearer", "&token_type=DPoP", "&expires_in=x", "&code=C", "&iss=https%3A%2F%2Fevil.example"];
    check(256, (secret(), vec(select(parts.to_vec()), 0..3), any::<bool>()), |(access, more, twice)| {
        let tab = Tab::new(json!({ "responseType": "id_token token" }));
        let begun = tab.begin(json!(null));
        let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
        let again = if twice { format!("&access_token={access}") } else { String::new() };
        let fragment =
            format!("access_token={access}&id_token={id_token}{again}{}&state={}", more.concat(), begun.state);
        let failure = tab.come_back(&format!("{CALLBACK}#{fragment}")).unwrap_err();
        let told = format!("{failure} {failure:?}");
        for secret in [&access, &id_token, &begun.state] {
            prop_assert!(!told.contains(secret.as_str()), "{told}");
        }
        Ok(())
    });
}

#[test]
fn a_header_of_any_form_is_read_and_a_challenge_is_found_after_it() {
    let parts = ["Bearer", " ", ",", "=", "\"", "\\", "error", "a68/=", "\t", "é", "@"];
    let noise = vec(prop_oneof![4 => select(parts.to_vec()).prop_map(String::from), 1 => text(0..3)], 0..12);
    check(1024, noise.prop_map(|parts| parts.concat()), |noise| {
        let header = format!("{noise}, Bearer error=\"invalid_token\"");
        let found = challenges(&header);
        // A quotation mark that nothing ends takes in what follows.
        if !noise.contains('"') {
            let last = found.last().unwrap();
            prop_assert!(last.is("Bearer"));
            prop_assert_eq!(last.parameter("error"), Some("invalid_token"));
        }
        prop_assert!(found.iter().all(|challenge| header.contains(&challenge.scheme)));
        Ok(())
    });
}

/// Runs the same cases every time; a failure shows the smallest input that has it.
fn check<S: Strategy>(cases: u32, inputs: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    if let Err(error) = TestRunner::new_with_rng(config, random).run(&inputs, test) {
        panic!("{error}");
    }
}

/// Ends a sign-in well, and returns what the app gets back and the scope.
fn finished(tab: &Tab, flow: &str, state: &str) -> (AppData, Vec<String>) {
    let nonce = URL_SAFE_NO_PAD.encode([65; 32]);
    let mut claims = good_claims(&nonce);
    claims["at_hash"] = json!(at_hash("SHA-256", "AT"));
    let id_token = jwt(&json!({ "alg": "RS256" }), &claims);
    let result = if flow == "code" {
        let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={state}"));
        tab.answer(arrival, 200, &token_response(&id_token))
    } else {
        let token = if flow.contains("id_token") { format!("&id_token={id_token}") } else { String::new() };
        let access = if flow == "id_token" { "" } else { "&access_token=AT&token_type=bearer" };
        tab.come_back(&format!("{CALLBACK}#state={state}{token}{access}"))
    };
    let (tokens, app_data) = match result.unwrap() {
        CallbackResult::SignedIn(SignedIn { tokens, app_data, .. })
        | CallbackResult::Authorized(Authorized { tokens, app_data, .. }) => (tokens, app_data),
        other => panic!("another result: {other:?}"),
    };
    (app_data, tokens.scope.as_slice().to_vec())
}

fn authorized(parts: &[String]) -> Tokens {
    let tab = Tab::new(json!({ "responseType": "token" }));
    tab.begin(json!(null));
    match tab.come_back(&format!("{CALLBACK}#{}", parts.join("&"))).unwrap() {
        CallbackResult::Authorized(Authorized { tokens, .. }) => tokens,
        other => panic!("not authorized by {parts:?}: {other:?}"),
    }
}

fn signed_token(nonce: &str) -> String {
    let parts = [json!({ "alg": "RS256", "kid": "k" }).to_string(), good_claims(nonce).to_string(), "s".repeat(256)];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// Whether a token signs in where the only signature ever made is that of `signed`.
fn signs_in(token: &str, signed: &str) -> bool {
    let (data, signature) = signed.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!(null)).state;
    tab.page.answers("https://op.example/jwks", [json_answer(200, common::key_set(&[common::key("RSA")]))]);
    let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={state}"));
    let is_accepted = tab.answer(arrival, 200, &token_response(token)).is_ok();
    // The page found every signature to be good; a browser does so with this one alone.
    let checks = tab.page.checked.take();
    is_accepted && checks.iter().map(|check| (check.data.as_str(), &check.signature)).eq([(data, &signature)])
}

fn broken_answer(how: usize, access: &str, refresh: &str, id_token: &str) -> (u16, String) {
    let mut body = json!({
        "access_token": access, "token_type": "Bearer", "refresh_token": refresh, "id_token": id_token,
    });
    let (status, changes) = match how {
        0 => (500, json!({})),
        1 => (200, json!({ "token_type": "DPoP" })),
        2 => (200, json!({ "expires_in": "soon" })),
        3 => (200, json!({ "scope": [access, 7] })),
        4 => (200, json!({ "id_token": format!("{id_token}.x") })),
        5 => (200, json!({ "id_token": access })),
        6 => (200, json!({ "id_token": [id_token] })),
        7 => (200, json!({ "access_token": { "is": access } })),
        8 => (200, json!({ "id_token": id_token.replace('.', "..") })),
        _ => return (200, format!("{body}{access}")),
    };
    common::change(&mut body, changes);
    (status, body.to_string())
}

fn replaced(text: &str, at: usize, other: u8) -> String {
    [&text[..at], char::from(other).encode_utf8(&mut [0; 4]), &text[at + 1..]].concat()
}

fn printable() -> impl Strategy<Value = u8> {
    prop_oneof![3 => select(ALPHABET.as_bytes()), 1 => 0x20_u8..0x7F]
}

fn text(length: core::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(any::<char>(), length).prop_map(String::from_iter)
}

fn name(start: &'static str) -> impl Strategy<Value = String> {
    letters(0..6).prop_map(move |rest| format!("{start}{rest}"))
}

fn secret() -> impl Strategy<Value = String> {
    letters(20..40)
}

fn letters(length: core::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(select(ALPHABET.as_bytes()).prop_map(char::from), length).prop_map(String::from_iter)
}

/// A parameter of somebody else's, of characters that no URL parser rewrites.
fn piece() -> impl Strategy<Value = String> {
    let words =
        ["a", "Z", "0", "-", "_", ".", "~", "!", "$", "(", "*", ",", ";", "@", "/", "=", "+", "%20", "%zz", "%C3%A9"];
    vec(select(words.to_vec()), 0..8).prop_map(|words| format!("x{}", words.concat()))
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text(0..10).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let members = btree_map(text(0..5), inner.clone(), 0..4);
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::from),
            members.prop_map(|members: BTreeMap<_, _>| Value::Object(members.into_iter().collect())),
        ]
    })
}

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Kinds of [`broken_answer`].
const BROKEN_ANSWERS: usize = 10;
