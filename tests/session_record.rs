//! The record of a session: what the first one holds, what a store gives back, and what is no record.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::{
    ISSUER, LatePage, NOW, Noise, Tab, at_hash, at_once, change, good_claims, json_answer, jwt, parameter, tab_of,
    token_response,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};
use spa_authorize::callback::arrival::Next;
use spa_authorize::callback::result::{CallbackResult, Identity};
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::kept::first_record::first_record;
use spa_authorize::kept::ledger::{Attempt, Ledger, Retry};
use spa_authorize::kept::record::Record;
use spa_authorize::machine::message::{Message, Scope};
use spa_authorize::protocol::timestamp::Timestamp;
use spa_authorize::protocol::token::Token;
use spa_authorize::sign_in::transaction::ClientKey;
use spa_authorize::wire::json::Json;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TOKEN_ENDPOINT: &str = "https://op.example/token";
const EPOCH: &str = "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZY";

#[test]
fn the_first_record_holds_what_the_sign_in_brought() {
    let tab = Tab::new(json!({ "session": {} }));
    let claims = json!({ "azp": "spa", "auth_time": NOW / 1000 - 5, "name": "Ada" });
    let result = signed_in(&tab, json!({}), claims, json!({ "refresh_token": "RT", "scope": "openid read" }));
    let record = first(&tab, &result);
    let written: Value = serde_json::from_str(&record.text()).unwrap();
    let CallbackResult::SignedIn(signed_in) = &result else { panic!("{result:?}") };
    let expected = json!({
        "version": 1, "clientId": "spa", "issuer": ISSUER, "generation": 1, "epoch": EPOCH, "subject": "ada",
        "signedInAt": NOW, "sentAt": NOW, "accessToken": "AT", "expiresAt": NOW + 3_600_000, "scope": ["openid", "read"],
        "refreshToken": "RT", "idToken": signed_in.tokens.id_token.as_ref().unwrap().as_str(),
        "asked": [["responseType", "code"], ["scope", "openid"]],
        "first": { "issuer": ISSUER, "audience": ["spa"], "nonce": nonce_of(&result),
            "authTime": NOW - 5_000, "authorizedParty": "spa" },
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&written[name], value, "{name}");
    }
    assert_ne!(written["family"], written["secret"]);
    assert_eq!(Record::read(&record.text(), &ClientKey::of(tab.client.config())), Some(record));
}

#[test]
fn no_two_sessions_are_of_one_family() {
    let tab = Tab::new(json!({ "session": {} }));
    let result = signed_in(&tab, json!({}), json!({}), json!({}));
    assert_ne!(first(&tab, &result).standing().family, first(&tab, &result).standing().family);
}

#[test]
fn an_access_token_alone_identifies_nobody() {
    let tab = Tab::new(json!({ "session": {}, "scope": ["read"] }));
    let begun = tab.begin(json!({}));
    let answer = json!({ "access_token": "AT", "token_type": "Bearer", "refresh_token": "RT" }).to_string();
    let result = tab.answer(tab.arrive(&code_url(&begun.state)), 200, &answer).unwrap();
    let record = first(&tab, &result);
    assert_eq!((record.subject(), record.claims(), record.user()), (None, None, None));
    assert!(Record::read(&record.text(), &ClientKey::of(tab.client.config())).is_some());
}

#[test]
fn a_sign_in_says_how_far_its_session_is_kept_and_what_it_asked_for() {
    let tab = Tab::new(json!({ "session": { "store": "device", "dangerouslyKeepBearerTokens": true } }));
    let request = json!({ "keep": "tab", "resource": "https://api.example/" });
    let mut alone = request.clone();
    change(&mut alone, json!({ "scope": ["read"] }));
    let answer = json!({ "access_token": "AT", "token_type": "Bearer" }).to_string();
    let begun = tab.begin(alone);
    let authorized = tab.answer(tab.arrive(&code_url(&begun.state)), 200, &answer).unwrap();
    for result in [signed_in(&tab, request, json!({}), json!({})), authorized] {
        let written: Value = serde_json::from_str(&first(&tab, &result).text()).unwrap();
        assert_eq!(written["store"], "tab");
        assert!(written["asked"].as_array().unwrap().contains(&json!(["resource", "https://api.example/"])));
    }
}

#[test]
fn other_results_begin_no_session() {
    let tab = Tab::new(json!({ "session": {} }));
    let result = tab.come_back("https://app.example/").unwrap();
    assert!(first_record(tab.client.config(), &tab.page, &result, None).unwrap().is_none());
}

#[test]
fn a_first_token_lasts_from_when_its_request_was_sent() {
    let tab = Tab::new(json!({ "session": {} }));
    let begun = tab.begin(json!({}));
    let arrival = tab.arrive(&code_url(&begun.state));
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
    tab.page.answers(TOKEN_ENDPOINT, [json_answer(200, token_response(&id_token))]);
    let Next::Complete(ended) = arrival.next else { panic!("there is more to do") };
    let slow = LatePage { page: &tab.page };
    let result = at_once(tab.client.complete_on(&slow, *ended, &WaitOptions::default())).unwrap();
    let issue = first(&tab, &result).issue().clone();
    assert_eq!((issue.sent_at.milliseconds(), issue.expires_at.unwrap().milliseconds()), (NOW, NOW + 3_600_000));
}

// SES-101
#[test]
fn a_session_remembers_what_the_sign_in_asked_for() {
    let rows = [
        (
            "oidc",
            json!({}),
            json!({ "scope": ["openid", "b"], "resource": ["https://a.example/", "https://b.example/"] }),
            json!([
                ["responseType", "code"],
                ["scope", "openid b"],
                ["resource", "https://a.example/"],
                ["resource", "https://b.example/"]
            ]),
        ),
        (
            "auth0",
            json!({ "audience": "https://api.example/" }),
            json!({ "organization": "Acme", "loginHint": "ada" }),
            json!([
                ["responseType", "code"],
                ["scope", "openid"],
                ["audience", "https://api.example/"],
                ["organization", "Acme"]
            ]),
        ),
        (
            "authkit",
            json!({ "provider": "authkit" }),
            json!({ "provider": "authkit", "organizationId": "org_1" }),
            json!([["responseType", "code"], ["organizationId", "org_1"]]),
        ),
    ];
    for (provider, client, request, expected) in rows {
        for session in [json!({}), Value::Null] {
            let mut client = client.clone();
            change(&mut client, json!({ "session": session }));
            let tab = tab_of(provider, client);
            tab.begin(request.clone());
            let stored = tab.page.storage.entries.borrow().values().next().unwrap().clone();
            let stored: Value = serde_json::from_str(&stored).unwrap();
            assert_eq!(stored.get("asked"), Some(&expected).filter(|_| !session.is_null()), "{provider}");
        }
    }
}

// SES-101
#[test]
fn the_first_token_is_for_the_one_api_of_the_sign_in() {
    let rows = [
        (json!({}), json!(["https://a.example/"]), Some("https://a.example/")),
        (json!({}), json!(["https://a.example/", "https://b.example/"]), None),
        (Value::Null, json!(["https://a.example/"]), Some("https://a.example/")),
        (Value::Null, json!(["https://a.example/", "https://b.example/"]), None),
        (Value::Null, Value::Null, None),
    ];
    for (session, resource, expected) in rows {
        let tab = Tab::new(json!({ "session": session }));
        let begun = tab.begin(json!({ "resource": resource }));
        let arrival = tab.arrive(&code_url(&begun.state));
        let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
        tab.answer(arrival, 200, &token_response(&id_token)).unwrap();
        let body = format!("?{}", tab.page.requests()[0].body.as_ref().unwrap().text);
        assert_eq!(parameter(&body, "resource").as_deref(), expected, "{resource}");
    }
}

#[test]
fn a_sign_in_that_began_before_records_named_the_api_is_completed() {
    let tab = Tab::new(json!({}));
    let begun = tab.begin(json!({ "resource": "https://a.example/" }));
    for text in tab.page.storage.entries.borrow_mut().values_mut() {
        let mut record: Value = serde_json::from_str(text).unwrap();
        assert_eq!(record["flow"].as_object_mut().unwrap().remove("resource"), Some(json!("https://a.example/")));
        *text = record.to_string();
    }
    let id_token = jwt(&json!({ "alg": "RS256" }), &good_claims(&begun.nonce.unwrap()));
    tab.answer(tab.arrive(&code_url(&begun.state)), 200, &token_response(&id_token)).unwrap();
}

// SES-101
#[test]
fn a_sign_in_whose_memory_cannot_be_read_is_tampered_with() {
    for asked in [json!("x"), json!([["scope"]]), json!([["scope", 7]]), json!([["a", "b", "c"]]), json!({})] {
        let tab = Tab::new(json!({ "session": {} }));
        let begun = tab.begin(json!({}));
        for text in tab.page.storage.entries.borrow_mut().values_mut() {
            let mut record: Value = serde_json::from_str(text).unwrap();
            change(&mut record, json!({ "asked": asked }));
            *text = record.to_string();
        }
        assert_eq!(tab.come_back(&code_url(&begun.state)).unwrap_err().code(), "transaction-tampered", "{asked}");
    }
}

#[test]
fn a_result_gives_its_refresh_token_to_the_session() {
    let tab = Tab::new(json!({ "session": {} }));
    let result = signed_in(&tab, json!({}), json!({}), json!({ "refresh_token": "RT-1", "custom": [1, "x"] }));
    let CallbackResult::SignedIn(bare) = result.without_refresh_token() else { panic!("not signed in") };
    assert_eq!((bare.tokens.refresh_token.as_ref(), bare.tokens.access_token), (None, Some(Token::new("AT"))));
    let raw: Value = serde_json::from_str(bare.tokens.raw.as_str()).unwrap();
    assert_eq!((raw.get("refresh_token"), &raw["custom"], &raw["expires_in"]), (None, &json!([1, "x"]), &json!(3600)));
}

#[test]
fn neither_an_access_token_alone_nor_a_user_keeps_a_refresh_token() {
    let tab = Tab::new(json!({ "session": {}, "scope": ["read"] }));
    let state = tab.begin(json!({})).state;
    let answer = json!({ "access_token": "AT", "token_type": "Bearer", "refresh_token": "RT-1" }).to_string();
    let result = tab.answer(tab.arrive(&code_url(&state)), 200, &answer).unwrap();
    let CallbackResult::Authorized(bare) = result.without_refresh_token() else { panic!("not authorized") };
    assert!(bare.tokens.refresh_token.is_none() && !bare.tokens.raw.as_str().contains("RT-1"));

    let (_, result) = with_user(json!({}));
    let CallbackResult::SignedIn(bare) = result.without_refresh_token() else { panic!("not signed in") };
    let Identity::User(user) = bare.identity else { panic!("no user") };
    assert!(bare.tokens.refresh_token.is_none() && !bare.tokens.raw.as_str().contains("RT-1"));
    assert!(!user.answer().as_str().contains("RT-1") && user.answer().as_str().contains("ada@example.com"));
}

#[test]
fn a_record_says_who_the_user_is() {
    let tab = Tab::new(json!({ "session": {} }));
    let claims = json!({ "name": "Ada", "email_verified": "yes", "org_id": "org_1" });
    let record = first(&tab, &signed_in(&tab, json!({}), claims, json!({})));
    let found = record.claims().unwrap();
    assert_eq!(found.mistyped(), ["email_verified"]);
    assert_eq!((record.organization_id().as_deref(), record.user()), (Some("org_1"), None));
}

// SES-120
#[test]
fn a_record_of_authkit_keeps_the_user_and_nobodys_other_tokens() {
    let changes = json!({ "organization_id": "org_1", "authentication_method": "SSO", "impersonator": 7 });
    let (tab, result) = with_user(changes);
    let record = first(&tab, &result);
    let text = record.text();
    assert!(
        !text.contains("of Google") && text.matches("RT-1").count() == 1 && text.matches("AT-1").count() == 1,
        "{text}"
    );
    let user = record.user().unwrap();
    assert_eq!((user.id(), record.subject()), ("user_1", Some("user_1")));
    assert_eq!((user.mistyped(), user.mistyped_beside()), (&["first_name"][..], &["impersonator"][..]));
    assert_eq!((record.organization_id().as_deref(), record.claims()), (Some("org_1"), None));
    assert_eq!(Record::read(&text, &ClientKey::of(tab.client.config())), Some(record));
}

// SES-66
#[test]
fn a_record_that_is_printed_says_where_it_stands_and_shows_no_token() {
    let (tab, result) = with_user(json!({}));
    let record = first(&tab, &result);
    let shown = format!("{record:?} {:?}", record.issue());
    assert!(shown.contains(&record.standing().family) && shown.contains("expires_at"), "{shown}");
    assert!(!shown.contains("AT-1") && !shown.contains("RT-1"), "{shown}");
}

// SES-35
#[test]
fn what_is_not_exactly_a_record_is_none() {
    let tab = Tab::new(json!({ "session": {} }));
    let record = first(&tab, &signed_in(&tab, json!({}), json!({}), json!({ "refresh_token": "RT" })));
    let long = "x".repeat(70_000);
    let changes = [
        json!({ "version": 2 }),
        json!({ "version": "1" }),
        json!({ "version": null }),
        json!({ "clientId": "other" }),
        json!({ "issuer": "https://other.example" }),
        json!({ "issuer": "https://op.example/" }),
        json!({ "subject": null }),
        json!({ "subject": 7 }),
        json!({ "idToken": null }),
        json!({ "family": "x" }),
        json!({ "family": null }),
        json!({ "secret": null }),
        json!({ "epoch": "x" }),
        json!({ "generation": 0 }),
        json!({ "generation": 1.5 }),
        json!({ "generation": -1 }),
        json!({ "sentAt": "now" }),
        json!({ "signedInAt": null }),
        json!({ "store": "cloud" }),
        json!({ "store": null }),
        json!({ "expiresAt": "never" }),
        json!({ "accessToken": "" }),
        json!({ "accessToken": long }),
        json!({ "refreshToken": 7 }),
        json!({ "scope": "openid" }),
        json!({ "user": "{" }),
        json!({ "asked": [["scope"]] }),
        json!({ "asked": null }),
        json!({ "first": {} }),
        json!({ "first": { "issuer": ISSUER, "audience": ["spa"], "jwksUri": "https://evil.example" } }),
        json!({ "tokenEndpoint": "https://evil.example/token" }),
        json!({ "jwksUri": "https://evil.example/jwks" }),
        json!({ "__proto__": {} }),
        json!({ "constructor": {} }),
    ];
    let key = ClientKey::of(tab.client.config());
    for difference in changes {
        let mut other: Value = serde_json::from_str(&record.text()).unwrap();
        change(&mut other, difference.clone());
        assert_eq!(Record::read(&other.to_string(), &key), None, "{difference}");
    }
    let text = record.text();
    let longest = format!("{text}{}", " ".repeat(512 * 1024 - text.len()));
    assert_eq!(Record::read(&longest, &key).as_ref(), Some(&record));
    let padded = longest + " ";
    let proto = text.replacen('{', r#"{"__proto__":{"version":1},"#, 1);
    for other in ["", "null", "[]", "{}", "1", &text[1..], &text[..text.len() - 1], &padded, &proto] {
        assert_eq!(Record::read(other, &key), None);
    }
}

// SES-35
#[test]
fn a_record_with_an_id_token_says_what_the_first_one_said() {
    let tab = Tab::new(json!({ "session": {} }));
    let key = ClientKey::of(tab.client.config());
    let record = first(&tab, &signed_in(&tab, json!({}), json!({}), json!({})));
    for difference in [json!({ "first": null }), json!({ "idToken": null, "user": "{}" })] {
        let mut other: Value = serde_json::from_str(&record.text()).unwrap();
        change(&mut other, difference.clone());
        assert_eq!(Record::read(&other.to_string(), &key), None, "{difference}");
    }
}

#[test]
fn what_is_said_to_other_tabs_is_heard_as_it_was_said() {
    let tab = Tab::new(json!({ "session": {} }));
    let key = ClientKey::of(tab.client.config());
    let record = Arc::new(first(&tab, &signed_in(&tab, json!({}), json!({}), json!({}))));
    let (family, asker) = (record.standing().family.clone(), EPOCH.to_owned());
    let messages = [
        Message::Ended(Scope::Client),
        Message::Ended(Scope::Family(family.clone())),
        Message::Adopted { family, generation: 7 },
        Message::Renewed(record.clone()),
        Message::Ask { asker: asker.clone() },
        Message::Given { asker, record },
    ];
    for message in messages {
        assert_eq!(Message::read(&message.text(), &key), Some(message));
    }
}

#[test]
fn a_line_of_the_ledger_is_read_as_it_was_written_and_nothing_else_is_one() {
    let at = Timestamp::from_milliseconds(NOW);
    let attempt = Some(Attempt { id: "page:1".into(), deadline: at });
    let line = Ledger {
        generation: 3,
        attempt,
        retry: Some(Retry { at, failures: 2 }),
        is_refused: true,
        written_at: Some(at),
    };
    for line in [line, Ledger::at(1)] {
        assert_eq!(Ledger::read(&line.text()), Some(line));
    }
    for other in ["", "{}", "[]", r#"{"generation":1}"#, r#"{"generation":"1","isRefused":false}"#] {
        assert_eq!(Ledger::read(other), None);
    }
}

// SES-35
#[test]
fn what_was_written_is_read_and_nothing_else() {
    let tab = Tab::new(json!({ "session": {} }));
    let key = ClientKey::of(tab.client.config());
    let written = first(&tab, &signed_in(&tab, json!({}), json!({}), json!({}))).text();
    let token = || option::of(text(1..40));
    let asked = vec((text(0..4), text(0..8)), 0..3);
    let parts = (token(), token(), vec(text(1..8), 0..4), asked, any::<u32>(), text(1..8));
    check(parts, |(access_token, refresh_token, scope, asked, generation, other)| {
        let mut changed: Value = serde_json::from_str(&written).unwrap();
        change(
            &mut changed,
            json!({ "accessToken": access_token, "refreshToken": refresh_token, "scope": scope,
            "asked": asked, "generation": u64::from(generation) + 1 }),
        );
        let record = Record::read(&changed.to_string(), &key).unwrap();
        let text = record.text();
        prop_assert_eq!(Record::read(&text, &key), Some(record));
        for (at, _) in text.char_indices().step_by(7) {
            prop_assert_eq!(Record::read(&text[..at], &key), None);
        }
        let known = changed.get(&other).is_some();
        change(&mut changed, json!({ other: 1 }));
        prop_assert!(known || Record::read(&changed.to_string(), &key).is_none());
        Ok(())
    });
}

// SES-35
#[test]
fn no_text_makes_the_reader_panic() {
    let tab = Tab::new(json!({ "session": {} }));
    let key = ClientKey::of(tab.client.config());
    let text = first(&tab, &signed_in(&tab, json!({}), json!({}), json!({}))).text();
    let mut noise = Noise::default();
    for _ in 0..2000 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=noise.below(3) {
            let at = noise.below(bytes.len());
            bytes[at] = u8::try_from(32 + noise.below(95)).unwrap();
        }
        if let Some(record) = Record::read(&String::from_utf8(bytes).unwrap(), &key) {
            drop((record.claims(), record.user(), record.organization_id()));
        }
    }
}

fn first(tab: &Tab, result: &CallbackResult) -> Record {
    first_record(tab.client.config(), &tab.page, result, Some(EPOCH.into())).unwrap().unwrap()
}

fn signed_in(tab: &Tab, request: Value, claims: Value, answer: Value) -> CallbackResult {
    let begun = tab.begin(request);
    let mut all = good_claims(&begun.nonce.unwrap());
    change(&mut all, json!({ "at_hash": at_hash("SHA-256", "AT") }));
    change(&mut all, claims);
    let mut body = serde_json::from_str(&token_response(&jwt(&json!({ "alg": "RS256" }), &all))).unwrap();
    change(&mut body, answer);
    tab.answer(tab.arrive(&code_url(&begun.state)), 200, &body.to_string()).unwrap()
}

/// A sign-in at AuthKit.
fn with_user(changes: Value) -> (Tab, CallbackResult) {
    let tab = tab_of("authkit", json!({ "provider": "authkit", "session": {} }));
    let mut answer = json!({
        "user": { "id": "user_1", "email": "ada@example.com", "first_name": 7 },
        "access_token": "AT-1", "refresh_token": "RT-1", "oauth_tokens": { "access_token": "of Google" },
    });
    change(&mut answer, changes);
    let begun = tab.begin(json!({}));
    let result = tab.answer(tab.arrive(&code_url(&begun.state)), 200, &answer.to_string()).unwrap();
    (tab, result)
}

fn nonce_of(result: &CallbackResult) -> String {
    let CallbackResult::SignedIn(signed_in) = result else { panic!("{result:?}") };
    let claims: BTreeMap<String, Json> = signed_in.claims().unwrap();
    claims["nonce"].as_str().unwrap().to_owned()
}

fn code_url(state: &str) -> String {
    format!("https://app.example/callback?code=c&state={state}")
}

fn text(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(any::<char>(), length).prop_map(String::from_iter)
}

fn check<S: Strategy>(inputs: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: 128, failure_persistence: None, ..Config::default() };
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    if let Err(error) = TestRunner::new_with_rng(config, random).run(&inputs, test) {
        panic!("{error}");
    }
}
