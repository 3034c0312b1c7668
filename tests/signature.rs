//! Which key a signature is checked by, when the keys are fetched, and what a verdict means.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::task::{Context, Waker};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::live::{LivePage, in_a_while};
use common::{Answer, Noise, Tab, at_hash, code, digest, good_claims, json_answer, key, key_set, token_response};
use serde_json::{Value, json};
use spa_authorize::callback::arrival::Next;
use spa_authorize::callback::result::{CallbackResult, SignedIn};
use spa_authorize::config::callback_options::CallbackOptions;
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::error::error::Error;
use spa_authorize::host::fault::NetworkFault;
use spa_authorize::host::signature::{SignatureCheck, Verdict};
use spa_authorize::protocol::algorithm::{Curve, Scheme};
use spa_authorize::protocol::hash::Hash;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const JWKS: &str = "https://op.example/jwks";
const TOKEN: &str = "https://op.example/token";
const ALL: [&str; 11] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];

#[test]
fn the_keys_are_asked_for_once_in_the_life_of_a_page() {
    let tab = tab_with(json!({}), &[key("RSA")]);
    sign_in(&tab, "id_token", &json!({})).unwrap();
    let requests = tab.page.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].method(), requests[0].url.as_str(), requests[0].max_bytes), ("GET", JWKS, 1024 * 1024));
    assert_eq!(serde_json::to_value(the_check(&tab).key).unwrap(), public(&key("RSA")));
    sign_in(&tab, "id_token", &json!({})).unwrap();
    assert!(asked(&tab).is_empty(), "they are known");
    the_check(&tab);
}

#[test]
fn what_is_signed_is_the_header_and_the_payload_as_they_came() {
    let tab = tab_with(json!({}), &[key("RSA")]);
    sign_in(&tab, "id_token", &json!({})).unwrap();
    let check = the_check(&tab);
    assert_eq!(check.data.split('.').count(), 2);
    assert!(check.data.starts_with(&URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"k"}"#)));
    assert_eq!(check.signature, vec![b's'; 256]);
}

#[test]
fn each_algorithm_is_a_scheme_and_a_hash() {
    let expected = [
        (Scheme::RsaPkcs1, Hash::Sha256),
        (Scheme::RsaPkcs1, Hash::Sha384),
        (Scheme::RsaPkcs1, Hash::Sha512),
        (Scheme::RsaPss, Hash::Sha256),
        (Scheme::RsaPss, Hash::Sha384),
        (Scheme::RsaPss, Hash::Sha512),
        (Scheme::Ecdsa(Curve::P256), Hash::Sha256),
        (Scheme::Ecdsa(Curve::P384), Hash::Sha384),
        (Scheme::Ecdsa(Curve::P521), Hash::Sha512),
        (Scheme::Ed25519, Hash::Sha512),
        (Scheme::Ed25519, Hash::Sha512),
    ];
    for (alg, expected) in ALL.into_iter().zip(expected) {
        let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
        sign_in(&tab, "id_token", &json!({ "header": { "alg": alg } })).unwrap();
        let algorithm = the_check(&tab).algorithm;
        assert_eq!((algorithm.name(), algorithm.scheme(), algorithm.hash()), (alg, expected.0, expected.1));
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
        let tab = Tab::new(json!({ "idTokenSigningAlgs": accepted }));
        let found = sign_in(&tab, "id_token", &json!({ "header": { "alg": alg } }));
        assert_eq!(found.err().map(|failure| code(&failure)), expected, "{accepted} {alg}");
    }
}

#[test]
fn algorithms_that_are_never_accepted_cannot_be_configured() {
    for alg in ["none", "HS256", "rs256", "RSA-OAEP", "ES256K"] {
        let error = common::client(json!({ "idTokenSigningAlgs": [alg] })).unwrap_err();
        let expected = "invalid-option: \"idTokenSigningAlgs\" must be an asymmetric algorithm, ";
        assert!(error.to_string().starts_with(expected), "{error}");
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
            let tab = tab_with(json!({ "idTokenSigningAlgs": ALL }), &[key(kind)]);
            let found = sign_in(&tab, "id_token", &json!({ "header": { "alg": alg } }));
            let expected = if kind == fits(alg) { None } else { Some("id-token-key-unknown") };
            assert_eq!(found.err().map(|failure| code(&failure)), expected, "{alg} by {kind}");
            assert_eq!(checked(&tab).len(), usize::from(expected.is_none()), "{alg} by {kind}");
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
        let tab = tab_with(json!({}), &set);
        let result = sign_in(&tab, "id_token", token);
        let found = match (&result, asked(&tab).len(), checked(&tab).len()) {
            (Ok(_), 1, 1) => "check",
            (Err(failure), 2, 0) if code(failure) == "id-token-key-unknown" => "fetch",
            (Err(failure), 1, 0) => code(failure),
            _ => "something else",
        };
        assert_eq!(found, expected, "{what}");
    }
}

// FLD-10
#[test]
fn the_numbers_of_a_key_have_one_form_for_every_engine() {
    let rsa = key("RSA");
    let zeros = |zeros: usize, bytes: &[u8]| URL_SAFE_NO_PAD.encode([&vec![0; zeros], bytes].concat());
    let rows = [
        ("RS256", json!({ "e": "AAEAAQ" }), json!({ "e": "AQAB" })),
        ("RS256", json!({ "e": "AQAB==" }), json!({ "e": "AQAB" })),
        ("RS256", json!({ "n": zeros(1, &[255; 256]) }), json!({ "n": rsa["n"] })),
        ("RS256", json!({ "n": format!("{}=", rsa["n"].as_str().unwrap()) }), json!({ "n": rsa["n"] })),
        (
            "ES256",
            json!({ "x": zeros(1, &[1; 32]), "y": zeros(0, &[1; 31]) }),
            json!({ "x": zeros(0, &[1; 32]), "y": zeros(1, &[1; 31]) }),
        ),
        ("EdDSA", json!({ "x": format!("{}=", zeros(0, &[1; 32])) }), json!({ "x": zeros(0, &[1; 32]) })),
    ];
    for (alg, given, expected) in rows {
        let kind = if alg == "RS256" {
            "RSA"
        } else if alg == "ES256" {
            "P-256"
        } else {
            "Ed25519"
        };
        let tab = tab_with(json!({ "idTokenSigningAlgs": ALL }), &[changed(key(kind), given.clone())]);
        sign_in(&tab, "id_token", &json!({ "header": { "alg": alg } })).unwrap();
        let found = serde_json::to_value(the_check(&tab).key).unwrap();
        assert_eq!(found, public(&changed(key(kind), expected)), "{given}");
    }
}

// FLD-10
#[test]
fn a_key_that_is_passed_over_is_named_with_its_member_if_the_token_names_it() {
    let long = URL_SAFE_NO_PAD.encode([1; 33]);
    let rows = [
        ("RS256", "RSA", json!({ "n": null }), "n"),
        ("RS256", "RSA", json!({ "e": null }), "e"),
        ("RS256", "RSA", json!({ "e": 65537 }), "e"),
        ("RS256", "RSA", json!({ "e": "" }), "e"),
        ("RS256", "RSA", json!({ "e": "AQ" }), "e"),
        ("RS256", "RSA", json!({ "e": "AAAA" }), "e"),
        ("RS256", "RSA", json!({ "e": "AQAC" }), "e"),
        ("RS256", "RSA", json!({ "e": "AQAAAAE" }), "e"),
        ("RS256", "RSA", json!({ "e": "AQ=AB" }), "e"),
        ("RS256", "RSA", json!({ "n": format!("+/{}", "_".repeat(400)) }), "n"),
        ("RS256", "RSA", json!({ "n": URL_SAFE_NO_PAD.encode([254; 256]) }), "n"),
        ("RS256", "RSA", json!({ "n": URL_SAFE_NO_PAD.encode([255; 2049]) }), "n"),
        ("RS256", "RSA", json!({ "n": URL_SAFE_NO_PAD.encode([255; 255]) }), "n"),
        ("RS256", "RSA", json!({ "kty": null }), "kty"),
        ("RS256", "RSA", json!({ "kty": "oct" }), "kty"),
        ("RS256", "RSA", json!({ "use": "enc" }), "use"),
        ("RS256", "RSA", json!({ "key_ops": ["sign"] }), "key_ops"),
        ("RS256", "RSA", json!({ "d": "AQAB" }), "d"),
        ("RS256", "RSA", json!({ "alg": "RS512" }), "alg"),
        ("RS256", "P-256", json!({}), "kty"),
        ("ES256", "P-384", json!({}), "crv"),
        ("ES256", "P-256", json!({ "crv": "secp256k1" }), "crv"),
        ("ES256", "P-256", json!({ "x": null }), "x"),
        ("ES256", "P-256", json!({ "y": long }), "y"),
        ("EdDSA", "Ed25519", json!({ "x": long }), "x"),
        ("EdDSA", "Ed25519", json!({ "crv": "X25519" }), "crv"),
    ];
    for (alg, kind, changes, member) in rows {
        let tab = tab_with(json!({ "idTokenSigningAlgs": ALL }), &[changed(key(kind), changes.clone())]);
        let error = sign_in(&tab, "id_token", &json!({ "header": { "alg": alg } })).unwrap_err();
        let found = (error.code(), error.details().member.as_deref());
        assert_eq!(found, ("id-token-key-unknown", Some(member)), "{kind} {changes}");
        assert!(error.to_string().contains(&format!("\"{member}\"")), "{error}");
        assert!(checked(&tab).is_empty(), "{changes}");
    }
}

// FLD-10
#[test]
fn a_key_that_is_passed_over_is_not_named_where_the_token_names_another_or_none() {
    for (kid, header) in [("other", json!({ "alg": "RS256" })), ("k", json!({ "alg": "RS256", "kid": null }))] {
        let tab = tab_with(json!({}), &[changed(key("RSA"), json!({ "kid": kid, "n": null }))]);
        let error = sign_in(&tab, "id_token", &json!({ "header": header })).unwrap_err();
        assert_eq!((error.code(), error.details().member.as_deref()), ("id-token-key-unknown", None));
    }
}

// FLD-10
#[test]
fn a_key_that_cannot_be_imported_says_nothing_of_the_signature() {
    for flow in ["id_token", "id_token token", "code"] {
        assert_eq!(verdict(flow, Verdict::KeyUnusable(None)).unwrap_err(), "id-token-key-unusable", "{flow}");
    }
}

#[test]
fn an_exchange_asks_beside_it_for_the_keys_that_it_leads_to() {
    let tab = Tab::new(json!({}));
    let beside =
        [format!("asked {TOKEN}"), format!("asked {JWKS}"), format!("answered {TOKEN}"), format!("answered {JWKS}")];
    assert_eq!(exchange(&tab, good_exchange), (None, beside.to_vec()));
    let alone = vec![format!("asked {TOKEN}"), format!("answered {TOKEN}")];
    assert_eq!(exchange(&tab, good_exchange), (None, alone), "they are known");
}

#[test]
fn an_exchange_that_fails_waits_for_no_keys() {
    let tab = Tab::new(json!({}));
    let events = vec![format!("asked {TOKEN}"), format!("asked {JWKS}"), format!("answered {TOKEN}")];
    let refused = |_: &str| json_answer(400, r#"{"error":"invalid_grant"}"#);
    assert_eq!(exchange(&tab, refused), (Some("exchange-refused"), events.clone()));
    tab.page.answers(JWKS, [Err(NetworkFault::Failed(None))]);
    assert_eq!(exchange(&tab, refused), (Some("exchange-refused"), events));
}

#[test]
fn keys_that_fail_beside_an_exchange_count_after_it() {
    let tab = Tab::new(json!({}));
    tab.page.answers(JWKS, [Err(NetworkFault::Failed(None))]);
    let no_token = |_: &str| json_answer(200, r#"{"access_token":"AT","token_type":"Bearer"}"#);
    assert_eq!(exchange(&tab, no_token).0, Some("id-token-missing"));
    assert_eq!(exchange(&tab, |_| json_answer(200, token_response("a.b.c"))).0, Some("id-token-malformed"));
    assert_eq!(exchange(&tab, good_exchange).0, Some("network-failed"));
}

#[test]
fn an_exchange_that_leads_to_no_keys_asks_for_none() {
    let tab = Tab::new(json!({}));
    tab.page.answers(TOKEN, [json_answer(200, token_response(""))]);
    let state = tab.begin(json!({ "scope": "read" })).state;
    tab.come_back(&format!("https://app.example/callback?code=C&state={state}")).unwrap();
    assert_eq!(asked(&tab), [TOKEN], "no ID token is asked for");
    tab.page.can_verify.set(false);
    sign_in(&tab, "code", &json!({})).unwrap();
    assert_eq!(asked(&tab), [TOKEN], "no signature can be checked");
}

// ATK-32, ATK-33
#[test]
fn an_unknown_key_is_asked_for_once_more_and_then_not_for_a_minute() {
    let tab = tab_with(json!({}), &[changed(key("RSA"), json!({ "kid": "other" }))]);
    let failure = sign_in(&tab, "id_token", &json!({})).unwrap_err();
    assert_eq!(code(&failure), "id-token-key-unknown");
    assert_eq!(failure.app_data().unwrap().return_to, "/inbox");
    assert_eq!(asked(&tab), [JWKS, JWKS]);

    wait(&tab, 59_999);
    assert_eq!(code(&sign_in(&tab, "id_token", &json!({})).unwrap_err()), "id-token-key-unknown");
    assert!(asked(&tab).is_empty());
    wait(&tab, 1);
    keys(&tab, &[key("RSA")]);
    sign_in(&tab, "id_token", &json!({})).unwrap();
    assert_eq!(asked(&tab), [JWKS]);
    the_check(&tab);
}

// ATK-33
#[test]
fn a_thousand_unknown_kids_cost_one_more_request_a_minute() {
    let tab = tab_with(json!({}), &[key("RSA")]);
    let mut noise = Noise::default();
    let mut requests = 0;
    for turn in 0..1000 {
        wait(&tab, 100);
        let header = json!({ "kid": format!("{turn}-{}", noise.below(1 << 24)) });
        let failure = sign_in(&tab, "id_token", &json!({ "header": header })).unwrap_err();
        assert_eq!(code(&failure), "id-token-key-unknown");
        requests += asked(&tab).len();
        assert!(requests <= 3, "request {requests} for token {turn}");
    }
    // The first load, and one at the start of each of the two minutes that 100 s touch.
    assert_eq!(requests, 3);
    assert!(checked(&tab).is_empty());
}

// ATK-33
#[test]
fn two_first_loads_at_once_leave_the_fetch_for_an_unknown_key() {
    let tab = tab_with(json!({}), &[key("RSA")]);
    let (live, options) = (LivePage::of(&tab.page), WaitOptions::default());
    let [mut one, other] = [(); 2].map(|()| {
        let begun = tab.begin(json!({ "responseType": "id_token" }));
        let id_token = id_token(&begun.nonce.unwrap(), &json!({}), common::NOW);
        let url = format!("https://app.example/callback#id_token={id_token}&state={}", begun.state);
        let Next::Complete(ended) = tab.arrive(&url).next else { panic!("there is nothing to do") };
        Box::pin(tab.client.complete_on(&live, *ended, &options))
    });
    assert!(one.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    in_a_while(other).unwrap();
    in_a_while(one).unwrap();
    assert_eq!(asked(&tab), [JWKS, JWKS]);
    keys(&tab, &[changed(key("RSA"), json!({ "kid": "new" }))]);
    sign_in(&tab, "id_token", &json!({ "header": { "kid": "new" } })).unwrap();
}

// ATK-32
#[test]
fn a_kid_is_a_name_and_nothing_else() {
    let theirs = ["../../dev/null", "' OR 1=1", "__proto__", "constructor", "", "K", "k ", "e\u{301}", "encryption"];
    for kid in theirs {
        let tab = tab_with(json!({}), &[key("RSA"), changed(key("RSA"), json!({ "kid": "é" })), encryption()]);
        let failure = sign_in(&tab, "id_token", &json!({ "header": { "kid": kid } })).unwrap_err();
        assert_eq!(code(&failure), "id-token-key-unknown", "{kid}");
        assert_eq!(asked(&tab), [JWKS, JWKS], "{kid}");
    }
    let long = json!({ "header": { "kid": "k".repeat(1024 * 1024) } });
    assert_eq!(code(&sign_in(&Tab::new(json!({})), "code", &long).unwrap_err()), "token-response-invalid");
}

// ATK-32
#[test]
fn another_issuers_keys_check_nothing() {
    let mut tab = tab_with(json!({}), &[key("RSA")]);
    sign_in(&tab, "id_token", &json!({})).unwrap();
    assert_eq!(asked(&tab), [JWKS]);
    let jwks_uri = "https://other.example/jwks";
    tab.client = common::client(json!({ "issuer": "https://other.example", "jwksUri": jwks_uri })).unwrap();
    tab.page.answers(jwks_uri, [json_answer(200, key_set(&[]))]);
    let failure = sign_in(&tab, "id_token", &json!({ "claims": { "iss": "https://other.example" } })).unwrap_err();
    assert_eq!(code(&failure), "id-token-key-unknown");
    assert_eq!(asked(&tab), [jwks_uri, jwks_uri]);
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
        let tab = Tab::new(json!({}));
        tab.page.answers(JWKS, [json_answer(200, body)]);
        for _ in 0..2 {
            assert_eq!(code(&sign_in(&tab, "id_token", &json!({})).unwrap_err()), expected, "{body}");
            assert_eq!(asked(&tab), [JWKS], "{body}");
        }
    }
    let tab = Tab::new(json!({}));
    for (fault, expected) in
        [(NetworkFault::TimedOut(None), "timed-out"), (NetworkFault::TooLarge, "response-too-large")]
    {
        tab.page.answers(JWKS, [Err(fault)]);
        assert_eq!(code(&sign_in(&tab, "id_token", &json!({})).unwrap_err()), expected);
        assert_eq!(asked(&tab), [JWKS]);
    }
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
        assert_eq!(verdict(flow, Verdict::Invalid(None)).unwrap_err(), "id-token-signature-invalid", "{flow}");
    }
}

#[test]
fn a_signature_that_cannot_be_checked_is_refused_from_the_fragment_and_rests_on_tls_from_the_token_endpoint() {
    assert_eq!(verdict("id_token", Verdict::Unavailable(None)).unwrap_err(), "signature-unavailable");
    assert_eq!(verdict("id_token token", Verdict::Unavailable(None)).unwrap_err(), "signature-unavailable");
    assert_eq!(verdict("code", Verdict::Unavailable(None)).unwrap(), "not-checked");
}

#[test]
fn without_webcrypto_no_keys_are_asked_for() {
    let tab = Tab::new(json!({}));
    tab.page.can_verify.set(false);
    assert_eq!(code(&sign_in(&tab, "id_token", &json!({})).unwrap_err()), "signature-unavailable");
    assert!(asked(&tab).is_empty());
    assert_eq!(signature(sign_in(&tab, "code", &json!({})).unwrap()), "not-checked");
    assert_eq!(asked(&tab), [TOKEN]);
    assert!(checked(&tab).is_empty());
}

// OIDC-13, OIDC-16, ATK-46
#[test]
fn an_at_hash_is_checked_by_the_hash_of_the_algorithm() {
    for alg in ALL {
        let hash = hash_of(alg);
        for flow in ["id_token token", "code"] {
            for (at_hash, expected) in [(at_hash(hash, "AT"), None), (at_hash(hash, "XT"), AT_HASH_MISMATCH)] {
                let token = json!({ "header": { "alg": alg }, "claims": { "at_hash": at_hash } });
                let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
                let found = sign_in(&tab, flow, &token).err().map(|failure| code(&failure));
                assert_eq!(found, expected, "{flow} {alg}");
            }
        }
    }
}

#[test]
fn a_wrong_at_hash_is_refused_before_any_key_is_asked_for() {
    for alg in ALL {
        for (flow, at_hash, requests) in [
            ("id_token token", json!("x"), &[][..]),
            ("id_token", json!("x"), &[JWKS]),
            ("code", json!("x"), &[TOKEN]),
            ("code", json!(null), &[TOKEN, JWKS]),
        ] {
            let token = json!({ "header": { "alg": alg }, "claims": { "at_hash": at_hash } });
            let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
            let found = sign_in(&tab, flow, &token).err().map(|failure| code(&failure));
            let is_checked = requests.contains(&JWKS);
            assert_eq!(found, if is_checked { None } else { AT_HASH_MISMATCH }, "{flow} {alg}");
            assert_eq!(asked(&tab), requests, "{flow} {alg}");
            assert_eq!(checked(&tab).len(), usize::from(is_checked), "{flow} {alg}");
        }
    }
}

// ATK-46
#[test]
fn an_at_hash_that_is_not_the_left_half_is_refused_whatever_the_verdict() {
    let whole = digest("SHA-512", "AT");
    let (sha256, sha384) = (digest("SHA-256", "AT"), digest("SHA-384", "AT"));
    let wrong =
        [&[][..], &whole[..1], &whole[..31], &whole[..33], &whole[32..], &whole, &sha256[..16], &sha384[..24], &sha384];
    for wrong in wrong.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)) {
        for verdict in [Verdict::Valid, Verdict::Invalid(None), Verdict::Unavailable(None)] {
            for flow in ["id_token token", "code"] {
                let token = json!({ "header": { "alg": "EdDSA" }, "claims": { "at_hash": wrong } });
                let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
                tab.page.verdict.replace(verdict.clone());
                let failure = sign_in(&tab, flow, &token).unwrap_err();
                assert_eq!(Some(code(&failure)), AT_HASH_MISMATCH, "{flow} {wrong}");
            }
        }
    }
}

#[test]
fn a_digest_that_fits_is_no_signature() {
    for (verdict, flow, expected) in [
        (Verdict::Invalid(None), "code", Some("id-token-signature-invalid")),
        (Verdict::Unavailable(None), "id_token token", Some("signature-unavailable")),
        (Verdict::Unavailable(None), "code", None),
    ] {
        let token = json!({ "header": { "alg": "PS384" }, "claims": { "at_hash": at_hash("SHA-384", "AT") } });
        let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
        tab.page.verdict.replace(verdict);
        let found = sign_in(&tab, flow, &token);
        assert_eq!(found.err().map(|failure| code(&failure)), expected, "{flow}");
        the_check(&tab);
    }
}

#[test]
fn without_webcrypto_an_at_hash_is_checked_all_the_same() {
    for alg in ["RS256", "ES384", "EdDSA"] {
        for flow in ["code", "id_token token"] {
            let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
            tab.page.can_verify.set(false);
            let token = json!({ "header": { "alg": alg }, "claims": { "at_hash": at_hash(hash_of(alg), "XT") } });
            let failure = sign_in(&tab, flow, &token).unwrap_err();
            assert_eq!(Some(code(&failure)), AT_HASH_MISMATCH, "{flow} {alg}");
        }
    }
}

#[test]
fn what_is_asked_for_shows_no_token() {
    let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
    let token = json!({ "header": { "alg": "EdDSA" }, "claims": { "at_hash": at_hash("SHA-512", "AT") } });
    sign_in(&tab, "id_token token", &token).unwrap();
    assert_eq!(format!("{:?}", the_check(&tab)), "SignatureCheck { algorithm: EdDSA, .. }");
}

// J-8, ATK-37
#[test]
fn a_signature_of_another_length_than_its_algorithms_is_none() {
    for (alg, length) in
        [("ES256", 63), ("ES256", 65), ("ES256", 66), ("ES256", 70), ("ES384", 64), ("ES512", 131), ("EdDSA", 32)]
    {
        let tab = Tab::new(json!({ "idTokenSigningAlgs": ALL }));
        let token = json!({ "header": { "alg": alg }, "signature": length });
        let failure = sign_in(&tab, "id_token", &token).unwrap_err();
        assert_eq!(code(&failure), "id-token-signature-invalid", "{alg} {length}");
        assert_eq!(asked(&tab), [JWKS]);
        assert!(checked(&tab).is_empty(), "{alg} {length}");
    }
}

// J-6, ATK-31, ATK-32
#[test]
fn a_header_brings_no_key_along_and_its_kid_is_text() {
    let tricks = json!({ "jwk": key("RSA"), "jku": "https://evil.example/jwks", "x5u": "https://evil.example/x5u", "x5c": ["AA"] });
    let tab = tab_with(json!({}), &[changed(key("RSA"), json!({ "e": "Aw" }))]);
    sign_in(&tab, "id_token", &json!({ "header": tricks })).unwrap();
    assert_eq!(asked(&tab), [JWKS]);
    assert_eq!(serde_json::to_value(the_check(&tab).key).unwrap()["e"], "Aw");
    for kid in [json!(7), json!(["k"]), json!({})] {
        let failure = sign_in(&tab, "id_token", &json!({ "header": { "kid": kid } })).unwrap_err();
        assert_eq!(code(&failure), "id-token-malformed");
    }
}

#[test]
fn claims_are_checked_before_any_key_is_asked_for() {
    let tab = Tab::new(json!({}));
    let failure = sign_in(&tab, "id_token", &json!({ "claims": { "aud": "other" } })).unwrap_err();
    assert_eq!(code(&failure), "id-token-audience-mismatch");
    assert!(asked(&tab).is_empty());
}

/// Signs in with an ID token that differs from a good one by what `token` says.
fn sign_in(tab: &Tab, flow: &str, token: &Value) -> Result<CallbackResult, Error> {
    // A page that could not check a signature would not have gone to the provider.
    let can_verify = tab.page.can_verify.replace(true);
    let begun = tab.begin(json!({ "responseType": flow, "returnTo": "/inbox" }));
    tab.page.can_verify.set(can_verify);
    let id_token = id_token(&begun.nonce.unwrap(), token, tab.page.now.get());
    if flow == "code" {
        tab.page.answers(TOKEN, [json_answer(200, token_response(&id_token))]);
        return tab.come_back(&format!("https://app.example/callback?code=C&state={}", begun.state));
    }
    let access_token = if flow == "id_token" { "" } else { "&access_token=AT&token_type=Bearer" };
    let fragment = format!("id_token={id_token}{access_token}&state={}", begun.state);
    tab.come_back(&format!("https://app.example/callback#{fragment}"))
}

/// Exchanges a code on a page whose answers take a moment: the code of the error, and what was asked and answered.
fn exchange(tab: &Tab, answer: impl Fn(&str) -> Answer) -> (Option<&'static str>, Vec<String>) {
    let begun = tab.begin(json!({}));
    tab.page.answers(TOKEN, [answer(&begun.nonce.unwrap())]);
    tab.page.address.replace(Some(format!("https://app.example/callback?code=C&state={}", begun.state)));
    let live = LivePage::of(&tab.page);
    let result = in_a_while(tab.client.handle_callback_on(&live, &CallbackOptions::default()));
    (result.err().map(|failure| code(&failure)), live.events.take())
}

fn good_exchange(nonce: &str) -> Answer {
    json_answer(200, token_response(&id_token(nonce, &json!({}), common::NOW)))
}

/// A tab whose provider has these keys.
fn tab_with(changes: Value, set: &[Value]) -> Tab {
    let tab = Tab::new(changes);
    keys(&tab, set);
    tab
}

/// Has the provider publish these keys from now on.
fn keys(tab: &Tab, set: &[Value]) {
    tab.page.answers(JWKS, [json_answer(200, key_set(set))]);
}

fn wait(tab: &Tab, milliseconds: u64) {
    tab.page.now.set(tab.page.now.get() + milliseconds);
}

/// Where requests went since this was last asked.
fn asked(tab: &Tab) -> Vec<String> {
    tab.page.requests().into_iter().map(|request| request.url).collect()
}

/// The signatures that were checked since this was last asked.
fn checked(tab: &Tab) -> Vec<SignatureCheck> {
    tab.page.checked.take()
}

/// The only signature that was checked since.
fn the_check(tab: &Tab) -> SignatureCheck {
    let mut checks = checked(tab);
    assert_eq!(checks.len(), 1, "one signature is checked");
    checks.remove(0)
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

fn hash_of(alg: &str) -> &'static str {
    match alg.get(2..) {
        Some("256") => "SHA-256",
        Some("384") => "SHA-384",
        _ => "SHA-512",
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
    let tab = tab_with(json!({}), &[key("RSA")]);
    tab.page.verdict.replace(verdict);
    let result = sign_in(&tab, flow, &json!({}));
    the_check(&tab);
    result.map(signature).map_err(|failure| code(&failure))
}

fn signature(result: CallbackResult) -> &'static str {
    match result {
        CallbackResult::SignedIn(SignedIn { signature, .. }) => signature.as_str(),
        other => panic!("another result: {other:?}"),
    }
}

fn changed(mut value: Value, changes: Value) -> Value {
    common::change(&mut value, changes);
    value
}
