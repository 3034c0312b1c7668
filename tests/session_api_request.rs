//! Which requests of the app carry its access token, and which refusals are worth another try.

#![allow(clippy::unwrap_used, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{ORIGIN, told};
use spa_authorize::api::api_request::{is_worth_a_repeat, may_carry_token};
use spa_authorize::api::refusals::Refusals;
use spa_authorize::config::session_config::Api;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::protocol::token::Token;
use spa_authorize::wire::url::WebUrl;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn a_listed_origin_gets_the_token() {
    for address in [
        "https://api.example",
        "https://api.example:443/orders?id=1#top",
        "HTTPS://API.example/orders",
        "//api.example/orders",
        "https://b.example:8443/",
    ] {
        asked(address, &listed()).unwrap();
    }
}

// SES-59
#[test]
fn an_origin_that_is_not_listed_gets_no_token() {
    for (address, origin) in [
        ("https://evil.example/orders", "https://evil.example"),
        ("//evil.example/orders", "https://evil.example"),
        ("\\\\evil.example/orders", "https://evil.example"),
        ("http://api.example/orders", "http://api.example"),
        ("https://api.example:8443/orders", "https://api.example:8443"),
        ("https://b.example/orders", "https://b.example"),
        ("https://api.example.evil.example/", "https://api.example.evil.example"),
        ("https://x.api.example/", "https://x.api.example"),
        ("/orders", ORIGIN),
    ] {
        assert_eq!(origin_of(&asked(address, &listed()).unwrap_err()), origin, "{address}");
    }
}

// SES-59
#[test]
fn an_address_that_has_no_origin_gets_no_token() {
    for (address, shown) in [
        ("data:text/plain,https://api.example/", "data:"),
        ("blob:https://api.example/0-0", "blob:"),
        ("javascript:fetch('https://api.example/')", "javascript:"),
        ("mailto:a@api.example", "mailto:"),
    ] {
        assert_eq!(origin_of(&asked(address, &listed()).unwrap_err()), shown, "{address}");
        // Two that have none are not of one origin.
        let url = WebUrl::parse(address).unwrap();
        assert!(may_carry_token(&url, &[Api::OwnOrigin], url.origin()).is_err(), "{address}");
    }
}

// SES-59
#[test]
fn an_address_with_credentials_gets_no_token_and_no_message_has_them() {
    for address in ["https://ada:hush@api.example/orders", "https://hush@api.example", "https://:hush@api.example"] {
        let error = asked(address, &listed()).unwrap_err();
        assert_eq!(origin_of(&error), "https://***@api.example", "{address}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
}

#[test]
fn the_pages_own_origin_gets_the_token_if_it_is_listed() {
    let apis = [Api::OwnOrigin];
    asked("/api/orders", &apis).unwrap();
    asked(&format!("{ORIGIN}/api"), &apis).unwrap();
    assert_eq!(origin_of(&asked("https://api.example/", &apis).unwrap_err()), "https://api.example");
}

#[test]
fn nothing_gets_the_token_by_default() {
    let error = asked("/api", &[]).unwrap_err();
    let expected = "\"https://app.example\" gets no token: add it to \"session.apis\" if it is your API";
    assert_eq!(told(&error), format!("origin-not-listed: {expected}"));
}

// SES-60
#[test]
fn a_token_that_has_died_is_worth_a_repeat() {
    for challenge in [
        r#"Bearer error="invalid_token""#,
        r#"Bearer realm="api", error="invalid_token", error_description="expired""#,
        "bearer ERROR=invalid_token",
        r#"Basic realm="api", Bearer error="invalid_token""#,
        r#"Bearer error="insufficient_scope", Bearer error="invalid_token""#,
    ] {
        assert!(is_worth_a_repeat(Some(challenge)), "{challenge}");
    }
}

// SES-60
#[test]
fn a_refusal_that_does_not_say_why_is_worth_a_repeat() {
    assert!(is_worth_a_repeat(None));
    for challenge in ["", "Bearer", r#"Bearer realm="api""#, r#"Basic realm="api""#, "\"", r#"Bearer error="unended"#] {
        assert!(is_worth_a_repeat(Some(challenge)), "{challenge}");
    }
}

// SES-60
#[test]
fn a_refusal_for_another_reason_than_the_tokens_death_is_not_worth_a_repeat() {
    for challenge in [
        r#"Bearer error="insufficient_scope", scope="orders:write""#,
        r#"Bearer error="insufficient_user_authentication", acr_values="gold""#,
        r#"Bearer error="Invalid_Token""#,
        r#"Bearer error_description="error=invalid_token", error="invalid_request""#,
        r#"Bearer error="invalid_request", DPoP error="invalid_token""#,
    ] {
        assert!(!is_worth_a_repeat(Some(challenge)), "{challenge}");
    }
}

// SES-60
#[test]
fn a_refusal_that_a_new_token_did_not_help_against_renews_nothing_for_a_minute() {
    let mut refusals = Refusals::default();
    assert!(refusals.may_renew(0));
    refusals.was_in_vain(1_000);
    assert_eq!([1_000, 60_999, 61_000].map(|now| refusals.may_renew(now)), [false, false, true]);
}

// SES-60
#[test]
fn a_token_that_a_refusal_has_just_led_to_is_known_for_a_minute() {
    let mut refusals = Refusals::default();
    refusals.led_to(Token::new("AT-2"), 1_000);
    let is_known = |token, now| refusals.has_just_led_to(&Token::new(token), now);
    assert_eq!([is_known("AT-2", 60_999), is_known("AT-2", 61_000), is_known("AT-1", 1_000)], [true, false, false]);
}

/// What a request to an address of the page would get.
fn asked(address: &str, apis: &[Api]) -> Result<(), Error> {
    may_carry_token(&WebUrl::join(&format!("{ORIGIN}/inbox"), address).unwrap(), apis, ORIGIN)
}

fn listed() -> [Api; 2] {
    ["https://api.example", "https://b.example:8443"].map(|origin| Api::Origin(origin.to_owned()))
}

fn origin_of(error: &Error) -> &str {
    assert_eq!(error.kind(), ErrorKind::OriginNotListed);
    error.details().origin.as_deref().unwrap_or_default()
}
