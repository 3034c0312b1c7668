//! The issuer's key set. The first byte chooses the token's algorithm, and whether it names its key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::common::{Tab, good_claims, token_response};
use super::play::{Play, Played};
use super::{CALLBACK, NONCE, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let (alg, kind, signature_length) = ALGORITHMS[choice % 4];
    let header = if choice & 4 == 0 { json!({ "alg": alg }) } else { json!({ "alg": alg, "kid": "k" }) };
    let parts = [header.to_string(), good_claims(NONCE).to_string(), "s".repeat(signature_length)];
    let tokens = token_response(&parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join("."));

    let tab = Tab::new(json!({ "idTokenSigningAlgs": ["RS256", "PS256", "ES256", "EdDSA"] }));
    let state = tab.begin(json!(null)).state;
    let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={state}"));
    let Played { story, end } = Play { keys: &text, ..Play::new(&tokens) }.run(&tab, arrival);
    assert!(story.matches("GET ").count() <= 2, "the keys are fetched again once: {story}");
    let fits = story.contains(&format!("; {alg} by {kind} {{"));
    assert!(end.is_err() || fits, "{alg} by a key of another type: {story}");
    story
}

/// With the type of its keys (RFC 7518 §6, RFC 8037 §2) and the length of its signatures (RFC 7518 §3.4, RFC 8032 §5.1.6).
const ALGORITHMS: [(&str, &str, usize); 4] =
    [("RS256", "Rsa", 256), ("PS256", "Rsa", 256), ("ES256", "Ec", 64), ("EdDSA", "Okp", 64)];
