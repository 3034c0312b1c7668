//! What an API's `WWW-Authenticate` header says.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics to fail")]

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use spa_authorize::api::challenge::{Challenge, challenges};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn a_challenge_has_its_parameters() {
    let header = r#"Bearer realm="api", error="invalid_token", error_description="it expired, sorry""#;
    let found = challenges(header);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].parameter("realm"), Some("api"));
    assert_eq!(found[0].parameter("error"), Some("invalid_token"));
    assert_eq!(found[0].parameter("error_description"), Some("it expired, sorry"));
    assert_eq!(found[0].parameter("scope"), None);
}

/// The example of RFC 9110 §11.6.1.
#[test]
fn a_header_has_several_challenges() {
    let header = r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#;
    let found = challenges(header);
    assert_eq!(schemes(&found), ["Basic", "Newauth"]);
    assert_eq!(found[0].parameter("realm"), Some("simple"));
    assert_eq!(found[1].parameter("type"), Some("1"));
    assert_eq!(found[1].parameter("title"), Some("Login to \"apps\""));
}

#[test]
fn schemes_and_names_are_read_in_any_case() {
    let found = challenges(r#"bEARER ERROR="invalid_token""#);
    assert!(found[0].is("Bearer") && !found[0].is("DPoP"));
    assert_eq!(found[0].parameter("error"), Some("invalid_token"));
}

#[test]
fn a_scheme_may_stand_alone_or_with_a_token68() {
    let found = challenges("Negotiate YWJj+/==, Bearer, Basic a-b._~");
    assert_eq!(schemes(&found), ["Negotiate", "Bearer", "Basic"]);
    assert_eq!(found[0].token68.as_deref(), Some("YWJj+/=="));
    assert_eq!((found[1].token68.as_deref(), found[2].token68.as_deref()), (None, Some("a-b._~")));
    assert!(found.iter().all(|challenge| challenge.parameters.is_empty()));
}

#[test]
fn blanks_and_empty_elements_count_for_nothing() {
    let found = challenges(" ,\t, Bearer\t error  = \t\"invalid_token\" ,, scope = api ,");
    assert_eq!(schemes(&found), ["Bearer"]);
    assert_eq!((found[0].parameter("error"), found[0].parameter("scope")), (Some("invalid_token"), Some("api")));
}

#[test]
fn a_comma_in_a_quoted_string_ends_no_parameter() {
    let found = challenges(r#"Bearer realm="a, Basic realm=b, \", error=c", error="invalid_token""#);
    assert_eq!(schemes(&found), ["Bearer"]);
    assert_eq!(found[0].parameter("realm"), Some(r#"a, Basic realm=b, ", error=c"#));
    assert_eq!(found[0].parameter("error"), Some("invalid_token"));
}

#[test]
fn a_parameter_without_a_challenge_is_left_out() {
    assert_eq!(challenges(r#"error="invalid_token""#), []);
    assert_eq!(challenges("Negotiate YWJj==, error=invalid_token")[0].parameters, []);
}

#[test]
fn of_a_parameter_that_is_there_twice_the_first_counts() {
    let found = challenges(r#"Bearer error="insufficient_scope", error="invalid_token""#);
    assert_eq!(found[0].parameter("error"), Some("insufficient_scope"));
}

#[test]
fn a_string_that_does_not_end_is_no_value() {
    for header in [r#"Bearer error="invalid_token"#, r#"Bearer error="invalid_token\""#, r#"Bearer error="a"b"#] {
        assert_eq!(challenges(header)[0].parameters, [], "{header}");
    }
}

#[test]
fn what_is_no_challenge_is_left_out() {
    for header in ["", ",", "\"", "\\", "=", "==", "é", "Béarer a=b", "@ a=b", "\"Bearer\" a=b", "Bearer\u{a0}a=b"] {
        assert_eq!(challenges(header), [], "{header}");
    }
}

fn schemes(challenges: &[Challenge]) -> Vec<&str> {
    challenges.iter().map(|challenge| challenge.scheme.as_str()).collect()
}
