//! Which key a signature is checked by, when the keys are fetched, and what a verdict means.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Noise, Tab, at_hash, code, good_claims, json_answer, key, key_set, result, sent, token_response};
use serde_json::{Value, json};
use spa_authorize::before::error::Error;
use spa_authorize::before::outcome::CallbackResult;
use spa_authorize::before::signature::{Unverified, Verdict};
use spa_authorize::before::step::{Answer, HttpRequest, NetworkFault, Step};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const ALL: [&str; 11] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];

#[test]
fn the_keys_are_asked_for_once_in_the_life_of_a_page() {
    let mut tab = Tab::new(json!({}));
    let request = sent(arrive(&mut tab, "id_token", &json!({})).unwrap());
    assert_eq!(
        (request.method(), request.url.as_str(), request.max_bytes),
        ("GET", "https://op.example/jwks", 1024 * 1024)
    );
    let check = checked(keys(&mut tab, Step::Send(request), &[key("RSA")]).unwrap());
    assert_eq!(serde_json::from_str::<Value>(check.key()).unwrap(), public(&key("RSA")));
    checked(arrive(&mut tab, "id_token", &json!({})).unwrap());
}

#[test]
fn what_is_signed_is_the_header_and_the_payload_as_they_came() {
    let mut tab = Tab::new(json!({}));
    let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
    let check = checked(keys(&mut tab, pending, &[key("RSA")]).unwrap());
    let (data, signature) = check.signed();
    assert_eq!(data.split('.').count(), 2);
    assert!(data.starts_with(&URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k"}"#)));
    assert_eq!(URL_SAFE_NO_PAD.decode(signature).unwrap(), vec![b's'; 256]);
}

#[test]
fn each_algorithm_is_told_to_webcrypto_by_its_name_there() {
    let plain = |name: &str| json!({ "name": name });
    let hashed = |name: &str, hash: &str| json!({ "name": name, "hash": hash });
    let salted = |hash: &str, salt: u32| json!({ "name": "RSA-PSS", "hash": hash, "saltLength": salt });
    let curved = |hash: &str, curve: &str| json!({ "name": "ECDSA", "hash": hash, "namedCurve": curve });
    let expected = [
        hashed("RSASSA-PKCS1-v1_5", "SHA-256"),
        hashed("RSASSA-PKCS1-v1_5", "SHA-384"),
        hashed("RSASSA-PKCS1-v1_5", "SHA-512"),
        salted("SHA-256", 32),
        salted("SHA-384", 48),
        salted("SHA-512", 64),
        curved("SHA-256", "P-256"),
        curved("SHA-384", "P-384"),
        curved("SHA-512", "P-521"),
        plain("Ed25519"),
        plain("Ed25519"),
    ];
    for (alg, expected) in ALL.into_iter().zip(expected) {
        let mut tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
        let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({ "header": { "alg": alg } })).unwrap()));
        let check = checked(keys(&mut tab, pending, &common::KEYS.map(key)).unwrap());
        assert_eq!(serde_json::from_str::<Value>(check.algorithm().parameters()).unwrap(), expected, "{alg}");
    }
}

// OIDC-6, J-5
#[test]
fn the_configuration_decides_which_algorithms_are_accepted_and_not_the_header() {
    for (accepted, alg, expected) in [
        (json!(null), "ES256", Some("id-token-algorithm")),
        (json!(["ES256"]), "RS256", Some("id-token-algorithm")),
        (json!("ES256"), "ES256", None),
        (json!(["EdDSA"]), "Ed25519", None),
        (json!(["Ed25519"]), "EdDSA", None),
    ] {
        let mut tab = Tab::new(json!({ "idTokenSigningAlgs": accepted }));
        let found =
            arrive(&mut tab, "id_token", &json!({ "header": { "alg": alg } })).err().map(|failure| code(&failure));
        assert_eq!(found, expected, "{accepted} {alg}");
    }
}

#[test]
fn algorithms_that_are_never_accepted_cannot_be_configured() {
    for alg in ["none", "HS256", "rs256", "RSA-OAEP", "ES256K"] {
        let error = common::client(json!({ "idTokenSigningAlgs": [alg] })).unwrap_err();
        assert!(
            error.to_string().starts_with("invalid-option: \"idTokenSigningAlgs\" must be asymmetric algorithms"),
            "{error}"
        );
    }
}

// ATK-30, J-5
#[test]
fn an_algorithm_that_is_accepted_finds_no_key_of_another_type() {
    let fits = |alg: &str| match alg {
        "ES256" => "P-256",
        "ES384" => "P-384",
        "ES512" => "P-521",
        "EdDSA" | "Ed25519" => "Ed25519",
        _ => "RSA",
    };
    for alg in ALL {
        for kind in common::KEYS {
            let mut tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
            let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({ "header": { "alg": alg } })).unwrap()));
            let is_checked = matches!(keys(&mut tab, pending, &[key(kind)]), Ok(Step::Verify(..)));
            assert_eq!(is_checked, kind == fits(alg), "{alg} by {kind}");
        }
    }
}

// J-7, ATK-34, OIDC-6
#[test]
fn the_key_is_chosen_by_what_the_set_says_of_it() {
    let rsa = |changes: Value| changed(key("RSA"), changes);
    let with_null = |name: &str| {
        let mut key = key("RSA");
        key[name] = Value::Null;
        key
    };
    let weak = URL_SAFE_NO_PAD.encode([255; 255]);
    let padded = URL_SAFE_NO_PAD.encode([vec![0], vec![255; 255]].concat());
    let no_kid = json!({ "header": { "kid": null } });
    let with_kid = json!({});
    let rows = [
        ("the one of that kid", &with_kid, vec![rsa(json!({ "kid": "other" })), key("RSA")], "check"),
        ("no kid, one fits", &no_kid, vec![key("P-256"), key("RSA"), key("Ed25519")], "check"),
        ("no kid anywhere, one fits", &no_kid, vec![rsa(json!({ "kid": null })), key("P-256")], "check"),
        ("no kid, several fit", &no_kid, vec![key("RSA"), rsa(json!({ "kid": "other" }))], "id-token-key-ambiguous"),
        ("one kid twice", &with_kid, vec![key("RSA"), key("RSA")], "id-token-key-ambiguous"),
        ("one kid, two types", &with_kid, vec![key("P-256"), key("RSA")], "check"),
        ("another kid", &with_kid, vec![rsa(json!({ "kid": "other" }))], "fetch"),
        ("a kid that no key has", &with_kid, vec![rsa(json!({ "kid": null }))], "fetch"),
        ("a key of that alg", &with_kid, vec![rsa(json!({ "alg": "RS256" }))], "check"),
        ("a key of another alg", &with_kid, vec![rsa(json!({ "alg": "PS256" }))], "fetch"),
        ("a key of another type's alg", &with_kid, vec![rsa(json!({ "alg": "EdDSA" }))], "fetch"),
        ("a key for signatures", &with_kid, vec![rsa(json!({ "use": "sig", "key_ops": ["verify"] }))], "check"),
        ("a key for encryption", &with_kid, vec![rsa(json!({ "use": "enc" }))], "fetch"),
        ("a key for no verification", &with_kid, vec![rsa(json!({ "key_ops": ["encrypt"] }))], "fetch"),
        ("operations of another type", &with_kid, vec![rsa(json!({ "key_ops": "verify" }))], "fetch"),
        ("a null for its use", &with_kid, vec![with_null("use")], "check"),
        ("a null for its operations", &with_kid, vec![with_null("key_ops")], "check"),
        ("a null for its private part", &with_kid, vec![with_null("d")], "check"),
        ("a null for its alg", &with_kid, vec![with_null("alg")], "check"),
        ("a private key", &with_kid, vec![rsa(json!({ "d": "AQAB" }))], "fetch"),
        ("a key of 2040 bits", &with_kid, vec![rsa(json!({ "n": weak }))], "fetch"),
        ("a key of 2040 bits, padded", &with_kid, vec![rsa(json!({ "n": padded }))], "fetch"),
        ("a secret in the keys' place", &with_kid, vec![json!({ "kty": "oct", "kid": "k", "k": "AQAB" })], "fetch"),
        (
            "a secret of that kid beside it",
            &with_kid,
            vec![json!({ "kty": "oct", "kid": "k", "k": "AQAB" }), key("RSA")],
            "check",
        ),
        ("its encryption twin beside it", &with_kid, vec![rsa(json!({ "use": "enc" })), key("RSA")], "check"),
        ("a key without its modulus", &with_kid, vec![rsa(json!({ "n": null }))], "fetch"),
        ("an unknown curve beside it", &with_kid, vec![key("secp256k1"), key("RSA")], "check"),
        ("what is no key beside it", &with_kid, vec![json!(7), json!({}), json!(null), key("RSA")], "check"),
        ("no key", &with_kid, vec![], "fetch"),
    ];
    for (what, token, set, expected) in rows {
        let mut tab = Tab::new(json!({}));
        let pending = Step::Send(sent(arrive(&mut tab, "id_token", token).unwrap()));
        let found = match keys(&mut tab, pending, &set) {
            Ok(Step::Verify(..)) => "check",
            Ok(Step::Send(..)) => "fetch",
            Ok(Step::Done(_)) => "done",
            Err(failure) => code(&failure),
        };
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn an_exchange_says_where_the_keys_are_that_it_leads_to() {
    let ahead = |tab: &mut Tab, request| exchange(tab, request).keys_ahead.clone();
    let mut tab = Tab::new(json!({}));
    assert_eq!(ahead(&mut tab, json!({})), "https://op.example/jwks");

    let pending = Step::Send(sent(arrive(&mut tab, "code", &json!({})).unwrap()));
    assert_eq!(ahead(&mut tab, json!({})), "https://op.example/jwks");
    checked(keys(&mut tab, pending, &[key("RSA")]).unwrap());
    assert_eq!(ahead(&mut tab, json!({})), "", "they are known");
}

#[test]
fn an_exchange_that_leads_to_no_keys_says_so() {
    let mut tab = Tab::new(json!({}));
    assert_eq!(exchange(&mut tab, json!({ "scope": "read" })).keys_ahead, "", "no ID token is asked for");
    tab.keys.web_crypto = false;
    assert_eq!(exchange(&mut tab, json!({})).keys_ahead, "", "no signature can be checked");
}

// ATK-32, ATK-33
#[test]
fn an_unknown_key_is_asked_for_once_more_and_then_not_for_a_minute() {
    let mut tab = Tab::new(json!({}));
    let other = changed(key("RSA"), json!({ "kid": "other" }));
    let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
    let pending = Step::Send(sent(keys(&mut tab, pending, std::slice::from_ref(&other)).unwrap()));
    let failure = keys(&mut tab, pending, &[other]).unwrap_err();
    assert_eq!(code(&failure), "id-token-key-unknown");
    assert_eq!(failure.app_data.unwrap().return_to.as_str(), "/inbox");

    tab.now += 59_999;
    assert_eq!(code(&arrive(&mut tab, "id_token", &json!({})).unwrap_err()), "id-token-key-unknown");
    tab.now += 1;
    let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
    checked(keys(&mut tab, pending, &[key("RSA")]).unwrap());
}

// ATK-33
#[test]
fn a_thousand_unknown_kids_cost_one_more_request_a_minute() {
    let mut tab = Tab::new(json!({}));
    let mut noise = Noise::default();
    let mut requests = 0;
    for turn in 0..1000 {
        tab.now += 100;
        let header = json!({ "kid": format!("{turn}-{}", noise.below(1 << 24)) });
        let mut step = arrive(&mut tab, "id_token", &json!({ "header": header }));
        while let Ok(pending @ Step::Send(_)) = step {
            requests += 1;
            assert!(requests <= 3, "request {requests} for token {turn}");
            step = keys(&mut tab, pending, &[key("RSA")]);
        }
        assert_eq!(code(&step.unwrap_err()), "id-token-key-unknown");
    }
    // The first load, and one at the start of each of the two minutes that 100 s touch.
    assert_eq!(requests, 3);
}

// ATK-32
#[test]
fn a_kid_is_a_name_and_nothing_else() {
    let theirs = ["../../dev/null", "' OR 1=1", "__proto__", "constructor", "", "K", "k ", "e\u{301}", "encryption"];
    for kid in theirs {
        let mut tab = Tab::new(json!({}));
        let set = [key("RSA"), changed(key("RSA"), json!({ "kid": "é" })), encryption()];
        let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({ "header": { "kid": kid } })).unwrap()));
        let pending = Step::Send(sent(keys(&mut tab, pending, &set).unwrap()));
        assert_eq!(code(&keys(&mut tab, pending, &set).unwrap_err()), "id-token-key-unknown", "{kid}");
    }
    let mut tab = Tab::new(json!({}));
    let long = json!({ "header": { "kid": "k".repeat(1024 * 1024) } });
    assert_eq!(code(&arrive(&mut tab, "code", &long).unwrap_err()), "token-response-invalid");
}

// ATK-32
#[test]
fn another_issuers_keys_check_nothing() {
    let mut tab = Tab::new(json!({}));
    let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
    checked(keys(&mut tab, pending, &[key("RSA")]).unwrap());
    let other = json!({ "issuer": "https://other.example", "jwksUri": "https://other.example/jwks" });
    tab.client = common::client(other).unwrap();
    let token = json!({ "claims": { "iss": "https://other.example" } });
    let request = sent(arrive(&mut tab, "id_token", &token).unwrap());
    assert_eq!(request.url, "https://other.example/jwks");
}

// ATK-34
#[test]
fn a_key_set_that_is_none_is_refused_and_not_kept() {
    let many = key_set(&vec![key("RSA"); 101]);
    let very_many = key_set(&vec![json!({ "kty": "oct" }); 10_000]);
    for (body, expected) in [
        ("", "keys-invalid"),
        ("<html>", "keys-invalid"),
        ("{}", "keys-invalid"),
        (r#"{"keys":null}"#, "keys-invalid"),
        (r#"{"keys":{}}"#, "keys-invalid"),
        (many.as_str(), "keys-invalid"),
        (very_many.as_str(), "keys-invalid"),
    ] {
        let mut tab = Tab::new(json!({}));
        let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
        let failure = tab.step(pending, json_answer(200, body)).unwrap_err();
        assert_eq!(code(&failure), expected, "{body}");
        sent(arrive(&mut tab, "id_token", &json!({})).unwrap());
    }
    let mut tab = Tab::new(json!({}));
    let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
    assert_eq!(code(&tab.step(pending, Answer::Fault(NetworkFault::TimedOut(5))).unwrap_err()), "timed-out");
    let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
    let failure = tab.step(pending, Answer::Fault(NetworkFault::TooLarge)).unwrap_err();
    assert_eq!(code(&failure), "response-too-large");
}

#[test]
fn a_good_signature_signs_in() {
    for flow in ["id_token", "id_token token", "code"] {
        assert_eq!(verdict(flow, Verdict::Valid).unwrap(), "verified", "{flow}");
    }
}

#[test]
fn a_bad_signature_is_refused_wherever_it_came_from() {
    for flow in ["id_token", "id_token token", "code"] {
        assert_eq!(verdict(flow, Verdict::Invalid).unwrap_err(), "id-token-signature-invalid", "{flow}");
    }
}

#[test]
fn a_signature_that_cannot_be_checked_is_refused_from_the_fragment_and_rests_on_tls_from_the_token_endpoint() {
    assert_eq!(verdict("id_token", Verdict::Unavailable).unwrap_err(), "signature-unavailable");
    assert_eq!(verdict("id_token token", Verdict::Unavailable).unwrap_err(), "signature-unavailable");
    assert_eq!(verdict("code", Verdict::Unavailable).unwrap(), "not-checked");
}

#[test]
fn without_webcrypto_no_keys_are_asked_for() {
    let mut tab = Tab::new(json!({}));
    tab.keys.web_crypto = false;
    assert_eq!(code(&arrive(&mut tab, "id_token", &json!({})).unwrap_err()), "signature-unavailable");
    let CallbackResult::SignedIn { signature, .. } = result(arrive(&mut tab, "code", &json!({})).unwrap()) else {
        panic!("not signed in")
    };
    assert_eq!(signature.as_str(), "not-checked");
}

#[test]
fn an_answer_that_is_no_verdict_vouches_for_nothing() {
    let answers = [
        (json_answer(200, b"valid"), "id-token-signature-invalid"),
        (Answer::Fault(NetworkFault::Aborted), "aborted"),
        (Answer::Fault(NetworkFault::Failed), "aborted"),
    ];
    for (answer, expected) in answers {
        let mut tab = Tab::new(json!({}));
        let pending = Step::Send(sent(arrive(&mut tab, "id_token", &json!({})).unwrap()));
        let pending = Step::Verify(checked(keys(&mut tab, pending, &[key("RSA")]).unwrap()));
        assert_eq!(code(&tab.step(pending, answer).unwrap_err()), expected);
    }
}

// OIDC-13, OIDC-16, ATK-46
#[test]
fn an_at_hash_is_checked_by_the_hash_of_the_algorithm() {
    for alg in ALL {
        let hash = hash_of(alg);
        for flow in ["id_token token", "code"] {
            for (at_hash, expected) in [(at_hash(hash, "AT"), None), (at_hash(hash, "XT"), AT_HASH_MISMATCH)] {
                let token = json!({ "header": { "alg": alg }, "claims": { "at_hash": at_hash } });
                let mut tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
                let step = arrive(&mut tab, flow, &token);
                let found = tab.finish(step).err().map(|failure| code(&failure));
                assert_eq!(found, expected, "{flow} {alg}");
            }
        }
    }
}

#[test]
fn the_page_hashes_an_access_token_only_where_the_module_does_not() {
    for alg in ALL {
        for (flow, at_hash) in [("id_token token", json!("x")), ("id_token", json!("x")), ("code", json!(null))] {
            let token = json!({ "header": { "alg": alg }, "claims": { "at_hash": at_hash } });
            let Ok((check, _)) = asked(flow, &token) else {
                assert_eq!(hash_of(alg), "SHA-256");
                continue;
            };
            let needed = flow == "id_token token";
            assert_eq!(check.hashed(), if needed { "AT" } else { "" }, "{flow} {alg}");
            assert_eq!(check.algorithm().hash(), hash_of(alg));
        }
    }
}

// ATK-46
#[test]
fn an_answer_without_the_digest_that_was_asked_for_is_refused_whatever_its_verdict() {
    let whole = common::digest("SHA-512", "AT");
    for at_hash in [at_hash("SHA-512", "AT"), String::new()] {
        for verdict in [Verdict::Valid, Verdict::Invalid, Verdict::Unavailable] {
            for digest in [&[][..], &whole[..1], &whole[..32], &whole[32..], &common::digest("SHA-384", "AT")] {
                for flow in ["id_token token", "code"] {
                    let token = json!({ "header": { "alg": "EdDSA" }, "claims": { "at_hash": at_hash } });
                    let (check, mut tab) = asked(flow, &token).unwrap();
                    let answer = Answer::Verdict { verdict, digest: digest.to_vec() };
                    assert_eq!(
                        Some(code(&tab.step(Step::Verify(check), answer).unwrap_err())),
                        AT_HASH_MISMATCH,
                        "{flow}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_digest_that_fits_is_no_signature() {
    for (verdict, flow, expected) in [
        (Verdict::Invalid, "code", Some("id-token-signature-invalid")),
        (Verdict::Unavailable, "id_token token", Some("signature-unavailable")),
        (Verdict::Unavailable, "code", None),
    ] {
        let token = json!({ "header": { "alg": "PS384" }, "claims": { "at_hash": at_hash("SHA-384", "AT") } });
        let (check, mut tab) = asked(flow, &token).unwrap();
        let answer = common::verdict(&check, verdict);
        let step = tab.step(Step::Verify(check), answer);
        assert_eq!(step.err().map(|failure| code(&failure)), expected, "{flow}");
    }
}

#[test]
fn without_webcrypto_tls_vouches_for_what_only_the_page_can_hash() {
    for (alg, expected) in [("RS256", AT_HASH_MISMATCH), ("ES384", None), ("EdDSA", None)] {
        let mut tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
        tab.keys.web_crypto = false;
        let token = json!({ "header": { "alg": alg }, "claims": { "at_hash": at_hash(hash_of(alg), "XT") } });
        let found = arrive(&mut tab, "code", &token);
        assert_eq!(found.err().map(|failure| code(&failure)), expected, "{alg}");
        let found = arrive(&mut tab, "id_token token", &token).unwrap_err();
        assert_eq!(code(&found), expected.unwrap_or("signature-unavailable"), "{alg}");
    }
}

#[test]
fn what_is_asked_for_shows_no_token() {
    let token = json!({ "header": { "alg": "EdDSA" } });
    let (check, _) = asked("id_token token", &token).unwrap();
    assert_eq!(format!("{check:?}"), "Unverified { algorithm: EdDSA, .. }");
}

// J-8, ATK-37
#[test]
fn a_signature_of_another_length_than_its_algorithms_is_none() {
    for (alg, length) in
        [("ES256", 63), ("ES256", 65), ("ES256", 66), ("ES256", 70), ("ES384", 64), ("ES512", 131), ("EdDSA", 32)]
    {
        let mut tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
        let token = json!({ "header": { "alg": alg }, "signature": length });
        let pending = Step::Send(sent(arrive(&mut tab, "id_token", &token).unwrap()));
        let failure = keys(&mut tab, pending, &common::KEYS.map(key)).unwrap_err();
        assert_eq!(code(&failure), "id-token-signature-invalid", "{alg} {length}");
    }
}

// J-6, ATK-31, ATK-32
#[test]
fn a_header_brings_no_key_along_and_its_kid_is_text() {
    let tricks = json!({ "jwk": key("RSA"), "jku": "https://evil.example/jwks", "x5u": "https://evil.example/x5u", "x5c": ["AA"] });
    let mut tab = Tab::new(json!({}));
    let request = sent(arrive(&mut tab, "id_token", &json!({ "header": tricks })).unwrap());
    assert_eq!(request.url, "https://op.example/jwks");
    for kid in [json!(7), json!(["k"]), json!({})] {
        let failure = arrive(&mut tab, "id_token", &json!({ "header": { "kid": kid } })).unwrap_err();
        assert_eq!(code(&failure), "id-token-malformed");
    }
}

#[test]
fn claims_are_checked_before_any_key_is_asked_for() {
    let mut tab = Tab::new(json!({}));
    let failure = arrive(&mut tab, "id_token", &json!({ "claims": { "aud": "other" } })).unwrap_err();
    assert_eq!(code(&failure), "id-token-audience-mismatch");
}

/// The request that a code's return sends.
fn exchange(tab: &mut Tab, request: Value) -> Box<HttpRequest> {
    let state = tab.begin(request).state;
    sent(tab.arrive(&format!("https://app.example/callback?code=C&state={state}")).step.unwrap())
}

/// Signs in up to the first step that follows the ID token.
fn arrive(tab: &mut Tab, flow: &str, token: &Value) -> Result<Step, Box<Error>> {
    let begun = tab.begin(json!({ "responseType": flow, "returnTo": "/inbox" }));
    let id_token = id_token(&begun.nonce.unwrap(), token, tab.now);
    if flow == "code" {
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
        let pending = Step::Send(sent(arrival.step.unwrap()));
        return tab.step(pending, json_answer(200, token_response(&id_token)));
    }
    let access_token = if flow == "id_token" { "" } else { "&access_token=AT&token_type=Bearer" };
    tab.arrive(&format!("https://app.example/callback#id_token={id_token}{access_token}&state={}", begun.state)).step
}

fn id_token(nonce: &str, token: &Value, now: u64) -> String {
    let object = |name| token.get(name).cloned().unwrap_or_else(|| json!({}));
    let header = changed(json!({ "alg": "RS256", "kid": "k" }), object("header"));
    let at_hash = at_hash("SHA-256", "AT");
    let claims = changed(good_claims(nonce), json!({ "at_hash": at_hash, "iat": now / 1000, "exp": now / 1000 + 300 }));
    let claims = changed(claims, object("claims"));
    let length = match header["alg"].as_str() {
        Some("ES256" | "EdDSA" | "Ed25519") => 64,
        Some("ES384") => 96,
        Some("ES512") => 132,
        _ => 256,
    };
    let length = token.get("signature").and_then(Value::as_u64).unwrap_or(length);
    let signature = "s".repeat(usize::try_from(length).unwrap());
    [header.to_string(), claims.to_string(), signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// The check of a token's signature, and the tab where it goes on with the answer.
fn asked(flow: &str, token: &Value) -> Result<(Box<Unverified>, Tab), Box<Error>> {
    let mut tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
    let pending = Step::Send(sent(arrive(&mut tab, flow, token)?));
    let check = checked(keys(&mut tab, pending, &common::KEYS.map(key))?);
    Ok((check, tab))
}

fn hash_of(alg: &str) -> &'static str {
    match alg.get(2..) {
        Some("256") => "SHA-256",
        Some("384") => "SHA-384",
        _ => "SHA-512",
    }
}

fn keys(tab: &mut Tab, pending: Step, set: &[Value]) -> Result<Step, Box<Error>> {
    tab.step(pending, json_answer(200, key_set(set)))
}

fn checked(step: Step) -> Box<Unverified> {
    match step {
        Step::Verify(check) => check,
        other => panic!("nothing is checked: {other:?}"),
    }
}

const AT_HASH_MISMATCH: Option<&str> = Some("id-token-at-hash-mismatch");

/// A key without its name.
fn public(key: &Value) -> Value {
    changed(key.clone(), json!({ "kid": null }))
}

/// A key that has a name of its own, and is for no signature.
fn encryption() -> Value {
    changed(key("RSA"), json!({ "kid": "encryption", "use": "enc" }))
}

/// What a verdict comes to: the result's `signature`, or a code.
fn verdict(flow: &str, verdict: Verdict) -> Result<&'static str, &'static str> {
    let mut tab = Tab::new(json!({}));
    let pending = Step::Send(sent(arrive(&mut tab, flow, &json!({})).unwrap()));
    let check = checked(keys(&mut tab, pending, &[key("RSA")]).unwrap());
    let answer = common::verdict(&check, verdict);
    match tab.step(Step::Verify(check), answer) {
        Ok(step) => match result(step) {
            CallbackResult::SignedIn { signature, .. } => Ok(signature.as_str()),
            other => panic!("another result: {other:?}"),
        },
        Err(failure) => Err(code(&failure)),
    }
}

fn changed(mut value: Value, changes: Value) -> Value {
    common::change(&mut value, changes);
    value
}
