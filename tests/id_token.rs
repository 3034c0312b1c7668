//! Every ID token of the list, one change away from a good one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{NOW, Noise, Tab, at_hash, code, good_claims, token_response};
use serde::Deserialize;
use serde_json::{Value, json};
use spa_authorize::callback::result::{CallbackResult, IdTokenClaims, Identity, SignedIn};
use spa_authorize::error::error::Error;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn each_id_token_of_the_list_comes_to_what_the_list_says() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("data/id_tokens.json")).unwrap();
    let wrong: Vec<String> = rows.iter().filter_map(|row| check_row(row).err()).collect();
    assert!(wrong.is_empty(), "{} of {} rows are wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

// ATK-49, ATK-48, J-10
#[test]
fn a_token_of_more_than_64_kib_is_not_taken_apart() {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#);
    // A million brackets, three at a time.
    let nested = "W1tb".repeat(1_000_000 / 3);
    for compact in [
        format!("{header}.e30.{}", "A".repeat(64 * 1024)),
        "A".repeat(10_000_000),
        ".".repeat(1_000_000),
        format!("{header}.{nested}.YQ"),
    ] {
        let failure = sign_in(&Tab::new(json!({})), &json!({ "compact": compact })).unwrap_err();
        assert_eq!(code(&failure), "token-response-invalid");
        assert!(failure.to_string().contains("65536"), "{failure}");
    }
    let compact = format!("{header}.e30.{}", "A".repeat(64 * 1024));
    let row = json!({ "flow": "id_token token", "compact": compact });
    assert_eq!(code(&sign_in(&Tab::new(json!({})), &row).unwrap_err()), "parameter-malformed");
}

// ATK-48
#[test]
fn of_two_members_of_one_name_the_last_one_counts_for_everybody() {
    for members in [r#""sub":"eve""#, r#""\u0073ub":"eve""#] {
        let tab = Tab::new(json!({}));
        let claims = claims(sign_in(&tab, &json!({ "claimsText": members })).unwrap());
        let handed_over: Value = serde_json::from_str(claims.json().as_str()).unwrap();
        assert_eq!((claims.subject(), &handed_over["sub"]), ("eve", &json!("eve")));
    }
}

// ATK-50
#[test]
fn any_noise_in_a_token_comes_to_a_result_or_to_a_coded_error() {
    let noises = [".", "..", "=", "_", "-", "A", "e30", "W10", "é", "\0", "\n", "{", "gA", "77u_"];
    let mut noise = Noise::default();
    for _ in 0..500 {
        let mut compact = common::jwt(&json!({ "alg": "RS256" }), &good_claims(""));
        for _ in 0..=noise.below(4) {
            let at = noise.below(compact.len() + 1);
            if compact.is_char_boundary(at) {
                compact.insert_str(at, noises[noise.below(noises.len())]);
            }
        }
        let failure = sign_in(&Tab::new(json!({})), &json!({ "compact": compact })).unwrap_err();
        assert!(code(&failure).starts_with("id-token-"), "{compact}: {failure}");
    }
}

// ATK-45
#[test]
fn a_time_that_was_missed_is_told_in_seconds() {
    let tab = Tab::new(json!({ "clockToleranceSeconds": 0 }));
    let failure = sign_in(&tab, &json!({ "seconds": { "exp": -75 } })).unwrap_err();
    assert_eq!(
        common::told(&failure),
        "id-token-expired: by 75 s beyond the tolerance of 0 s: check this device's clock"
    );
}

#[test]
fn a_part_of_a_second_counts_as_a_whole_one() {
    for (missed, told) in [(75.0, 75), (75.001, 76), (75.999, 76)] {
        let tab = Tab::new(json!({ "clockToleranceSeconds": 0 }));
        #[allow(clippy::cast_precision_loss, reason = "a date")]
        let exp = (NOW / 1000) as f64 - missed;
        let message = sign_in(&tab, &json!({ "claims": { "exp": exp } })).unwrap_err().to_string();
        assert!(message.starts_with(&format!("id-token-expired: by {told} s ")), "{missed}: {message}");
    }
}

// ATK-45
#[test]
fn a_clock_a_day_off_is_named_either_way() {
    let day = 86_400;
    for (seconds, expected) in [(day, "id-token-issued-in-future"), (-day, "id-token-expired")] {
        let tab = Tab::new(json!({}));
        let row = json!({ "seconds": { "iat": seconds, "exp": seconds + 300 } });
        assert_eq!(code(&sign_in(&tab, &row).unwrap_err()), expected);
    }
}

#[test]
fn the_claims_are_handed_over_as_they_came() {
    let tab = Tab::new(json!({}));
    let row = json!({ "claims": { "email": "ada@example.com", "roles": ["a"] } });
    let claims = claims(sign_in(&tab, &row).unwrap());
    let claims: Value = serde_json::from_str(claims.json().as_str()).unwrap();
    assert_eq!((&claims["email"], &claims["roles"]), (&json!("ada@example.com"), &json!(["a"])));
}

#[derive(Debug, Default, Deserialize, PartialEq)]
struct Profile {
    name: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    updated_at: Option<Value>,
    nickname: Option<Value>,
}

#[test]
fn a_standard_claim_of_another_type_is_left_out_of_what_the_app_reads() {
    let row = json!({ "claims": {
        "name": 7, "email": ["ada@example.com"], "email_verified": "true", "picture": {}, "locale": false,
        "updated_at": "2026-01-01T00:00:00Z", "nickname": 7, "amr": "pwd",
    } });
    let CallbackResult::SignedIn(signed_in) = sign_in(&Tab::new(json!({})), &row).unwrap() else { panic!("another") };
    let expected =
        Profile { updated_at: Some(json!("2026-01-01T00:00:00Z")), nickname: Some(json!(7)), ..Profile::default() };
    assert_eq!(signed_in.claims::<Profile>(), Some(expected));
    let Identity::Claims(claims) = &signed_in.identity else { panic!("no claims") };
    assert_eq!(claims.mistyped(), ["amr", "name", "picture", "email", "email_verified", "locale"]);
    assert!(claims.json().as_str().contains(r#""name":7"#), "the ID token has what came");
}

#[test]
fn any_changed_character_of_the_nonce_is_refused() {
    for index in 0..43 {
        let tab = Tab::new(json!({}));
        let row = json!({ "flip": index });
        assert_eq!(code(&sign_in(&tab, &row).unwrap_err()), "id-token-nonce-mismatch", "character {index}");
    }
}

fn check_row(row: &Value) -> Result<(), String> {
    let all = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
    let mut client = json!({ "idTokenSigningAlgs": all });
    common::change(&mut client, row.get("client").cloned().unwrap_or_else(|| json!({})));
    let tab = Tab::new(client);
    let (found, message) = match sign_in(&tab, row) {
        Ok(CallbackResult::SignedIn(_)) => ("signed-in", String::new()),
        Ok(_) => ("another result", String::new()),
        Err(failure) => (code(&failure), failure.to_string()),
    };
    let says = row.get("says").and_then(Value::as_str).unwrap_or_default();
    if row["expected"] == found && message.contains(says) {
        Ok(())
    } else {
        Err(format!("{row}\n  found {found} {message}"))
    }
}

fn sign_in(tab: &Tab, row: &Value) -> Result<CallbackResult, Error> {
    let flow = row.get("flow").and_then(Value::as_str).unwrap_or("code");
    let mut request = json!({ "responseType": flow });
    common::change(&mut request, row.get("request").cloned().unwrap_or_else(|| json!({})));
    if let Some(text) = request.get("claims").and_then(Value::as_str) {
        // The rows have the option as the text that is sent.
        request["claims"] = serde_json::from_str(text).unwrap();
    }
    let begun = tab.begin(request);
    let id_token =
        row.get("compact").and_then(Value::as_str).map_or_else(|| compact(row, &begun.nonce.unwrap()), str::to_owned);
    if flow == "code" {
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
        return tab.answer(arrival, 200, &token_response(&id_token));
    }
    let fragment = format!("id_token={id_token}&access_token=AT&token_type=Bearer&state={}", begun.state);
    tab.come_back(&format!("https://app.example/callback#{fragment}"))
}

fn claims(result: CallbackResult) -> IdTokenClaims {
    match result {
        CallbackResult::SignedIn(SignedIn { identity: Identity::Claims(claims), .. }) => claims,
        other => panic!("another result: {other:?}"),
    }
}

fn compact(row: &Value, nonce: &str) -> String {
    let object = |name| row.get(name).cloned().unwrap_or_else(|| json!({}));
    let mut header = json!({ "alg": "RS256", "kid": "k" });
    common::change(&mut header, object("header"));
    remove(&mut header, row, "removeHeader");

    let mut claims = good_claims(nonce);
    common::change(&mut claims, object("claims"));
    if let Some(alg) = row.get("atHash").and_then(Value::as_str) {
        claims["at_hash"] = json!(at_hash(hash_of(alg), "AT"));
    }
    for (name, offset) in object("seconds").as_object().unwrap() {
        claims[name] = json!(i64::try_from(NOW / 1000).unwrap() + offset.as_i64().unwrap());
    }
    for (name, suffix) in object("append").as_object().unwrap() {
        claims[name] = json!(format!("{}{}", claims[name].as_str().unwrap(), suffix.as_str().unwrap()));
    }
    if let Some(index) = row.get("flip").and_then(Value::as_u64) {
        claims["nonce"] = json!(flipped(nonce, usize::try_from(index).unwrap()));
    }
    remove(&mut claims, row, "remove");

    let signature = "s".repeat(signature_length(header["alg"].as_str().unwrap_or_default()));
    let texts = [text_with(&header, row, "headerText"), text_with(&claims, row, "claimsText"), signature];
    texts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// With the members that no value can hold: one of a name that is there already, `null`.
fn text_with(object: &Value, row: &Value, name: &str) -> String {
    let text = object.to_string();
    match row.get(name).and_then(Value::as_str) {
        Some(members) => format!("{},{members}}}", &text[..text.len() - 1]),
        None => text,
    }
}

/// RFC 7518 §3.4 and RFC 8032 §5.1.6; that of RSA is the key's.
fn signature_length(alg: &str) -> usize {
    match alg {
        "ES256" | "EdDSA" => 64,
        "ES384" => 96,
        "ES512" => 132,
        _ => 256,
    }
}

fn remove(object: &mut Value, row: &Value, list: &str) {
    if let Some(name) = row.get(list).and_then(Value::as_str) {
        object.as_object_mut().unwrap().remove(name);
    }
}

fn flipped(text: &str, index: usize) -> String {
    let other = if text.as_bytes()[index] == b'x' { "y" } else { "x" };
    format!("{}{other}{}", &text[..index], &text[index + 1..])
}

fn hash_of(alg: &str) -> &'static str {
    match alg {
        "RS384" => "SHA-384",
        "ES512" | "EdDSA" => "SHA-512",
        _ => "SHA-256",
    }
}
