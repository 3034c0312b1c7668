//! What an attacker may hand in, and what must hold whatever it is.
//!
//! Each target takes bytes, asserts its rules, and returns what the bytes came to. `fuzz_targets/` feeds them for as
//! long as one likes; `tests/fuzz_seeds.rs` feeds them the seeds, natively and in browsers, and compares the answers.

#![allow(clippy::missing_panics_doc, clippy::unwrap_used, clippy::panic, reason = "a target panics to fail")]
#![allow(clippy::indexing_slicing, unreachable_pub, reason = "a target panics to fail")]

use std::sync::LazyLock;

use serde_json::{Value, json};
use spa_authorize::before::error::Error;
use spa_authorize::before::json::{JsonText, Object};
use spa_authorize::before::outcome::{CallbackResult, Identity, Signature};
use spa_authorize::before::request::AppData;
use spa_authorize::before::signature::{Unverified, Verdict};
use spa_authorize::before::step::{Answer, Step};

use common::{ISSUER, KEYS, NOW, Tab, good_claims, json_answer, jwt, key};

#[path = "../../tests/common/mod.rs"]
mod common;

pub mod callback;
pub mod id_token;
pub mod key_set;
pub mod metadata;
pub mod return_to;
pub mod seeds;
pub mod token_response;
pub mod transaction;
pub mod user_info;

/// A target's name, and what it does.
pub type Target = (&'static str, fn(&[u8]) -> String);

/// All of them.
pub const TARGETS: [Target; 8] = [
    ("callback", callback::check),
    ("id_token", id_token::check),
    ("key_set", key_set::check),
    ("metadata", metadata::check),
    ("return_to", return_to::check),
    ("token_response", token_response::check),
    ("transaction", transaction::check),
    ("user_info", user_info::check),
];

/// The provider and the page, who answer whatever is asked.
struct Play<'a> {
    status: u16,
    /// What the token endpoint says.
    tokens: &'a str,
    /// What the key set is.
    keys: &'a str,
    /// What comes of every signature's check.
    verdict: Verdict,
}

/// How a sign-in went.
struct Played {
    /// What was asked, in order, and what came of it.
    story: String,
    end: Result<CallbackResult, Box<Error>>,
}

impl<'a> Play<'a> {
    /// With a key for each algorithm, and with signatures that are good.
    fn new(tokens: &'a str) -> Play<'a> {
        Play { status: 200, tokens, keys: &ALL_KEYS, verdict: Verdict::Valid }
    }

    /// Goes on to the end, which must be one that was earned.
    fn run(&self, tab: &mut Tab, mut step: Result<Step, Box<Error>>) -> Played {
        let mut story = String::new();
        let mut vouched = false;
        for _ in 0..LONGEST_PLAY {
            let pending = match step {
                Ok(pending) => pending,
                Err(failure) => return Played { story: story + &explained(&failure), end: Err(failure) },
            };
            let answer = match &pending {
                Step::Send(request) => {
                    assert!(request.url.starts_with("http"), "asked {}", request.url);
                    story = format!("{story}{} {}; ", request.method(), request.url);
                    self.answer(request.method())
                }
                Step::Verify(check) => {
                    assert_public(check);
                    story = format!("{story}{} by PublicKey({:?}); ", algorithm(check), public(check));
                    vouched = self.verdict == Verdict::Valid;
                    common::verdict(check, self.verdict)
                }
                Step::Done(_) => {
                    let result = common::result(pending);
                    assert_earned(&result, vouched);
                    return Played { story: story + &described(&result), end: Ok(result) };
                }
            };
            step = tab.step(pending, answer);
        }
        panic!("there is no end to it: {story}");
    }

    fn answer(&self, method: &str) -> Answer {
        let (status, body) = if method == "POST" { (self.status, self.tokens) } else { (200, self.keys) };
        json_answer(status, body)
    }
}

/// Nobody is signed in but by a signature that was found good.
fn assert_earned(result: &CallbackResult, vouched: bool) {
    match result {
        CallbackResult::SignedIn { tokens, identity, signature, .. } => {
            assert!(vouched && *signature == Signature::Verified, "signed in without a verdict");
            assert!(tokens.id_token().is_some());
            assert_identity(identity);
        }
        CallbackResult::Authorized { tokens, .. } => {
            assert!(tokens.access_token().is_some_and(|token| !token.is_empty()));
            assert_eq!(tokens.id_token(), None, "an identity that nobody checked");
        }
        _ => {}
    }
}

/// OpenID Connect Core §3.1.3.7, steps 2, 3, 9 and 11, by a second reader.
fn assert_identity(identity: &Identity) {
    let Identity::Claims(claims) = identity else { panic!("a user of WorkOS's") };
    let claims: Value = serde_json::from_str(claims.json().as_str()).unwrap();
    assert_eq!((&claims["iss"], &claims["nonce"]), (&ISSUER.into(), &NONCE.into()));
    let audience = &claims["aud"];
    assert!(audience == "spa" || audience.as_array().is_some_and(|all| all.contains(&"spa".into())), "{audience}");
    #[allow(clippy::cast_precision_loss, reason = "a date")]
    let now = (NOW / 1000) as f64;
    assert!(claims["exp"].as_f64().unwrap() > now - 60.0 && claims["iat"].as_f64().unwrap() <= now + 60.0);
}

/// A check by nothing but the public members of a key, over two parts of a token.
fn assert_public(check: &Unverified) {
    for (name, _) in public(check) {
        assert!(["kty", "n", "e", "crv", "x", "y"].contains(&name.as_str()), "{name}");
    }
    let (data, signature) = check.signed();
    assert!(!signature.is_empty());
    assert_eq!(data.split('.').count(), 2);
}

/// Its name for `WebCrypto`.
fn algorithm(check: &Unverified) -> String {
    let parameters: Value = serde_json::from_str(check.algorithm().parameters()).unwrap();
    parameters["name"].as_str().unwrap().into()
}

/// The key's members, in their order.
fn public(check: &Unverified) -> Vec<(String, String)> {
    let key = Object::parse(check.key()).unwrap();
    key.iter().map(|(name, value)| (name.into(), value.as_text().unwrap().into())).collect()
}

/// A result as text, so that a difference in any part of it is one in the text.
fn described(result: &CallbackResult) -> String {
    match result {
        CallbackResult::SignedIn { tokens, identity: Identity::Claims(claims), app_data, .. } => {
            let (raw, claims) = (tokens.raw().as_str(), claims.json().as_str());
            format!("signed in: {tokens:?} {raw} {claims} {}", returned(app_data))
        }
        CallbackResult::Authorized { tokens, app_data } => {
            format!("authorized: {tokens:?} {} {}", tokens.raw().as_str(), returned(app_data))
        }
        other => format!("{other:?}"),
    }
}

fn explained(failure: &Error) -> String {
    let message = failure.to_string();
    let own = own_words(failure);
    assert!(!own.contains(VERIFIER) && !own.contains(NONCE), "a secret in \"{message}\"");
    format!("{}: {message} {:?}", failure.code(), failure.app_data.as_deref().map(returned))
}

/// A message without what came: whoever puts a secret in there has told it to everybody.
fn own_words(failure: &Error) -> String {
    let mut failure = failure.clone();
    failure.found.clear();
    if failure.refusal.is_some() {
        // It is about the provider's error.
        failure.about.clear();
    }
    failure.to_string()
}

fn returned(app_data: &AppData) -> String {
    format!("{} {:?}", app_data.return_to.as_str(), app_data.app_state.as_ref().map(JsonText::as_str))
}

/// An input's first byte chooses among a few cases, and the rest is text.
fn split(input: &[u8]) -> (usize, String) {
    let (first, rest) = input.split_first().unwrap_or((&b'0', &[]));
    (usize::from(*first), String::from_utf8_lossy(rest).into_owned())
}

static ALL_KEYS: LazyLock<String> = LazyLock::new(|| common::key_set(&KEYS.map(key)));
/// A good one, for the first sign-in.
static ID_TOKEN: LazyLock<String> = LazyLock::new(|| jwt(&json!({ "alg": "RS256" }), &good_claims(NONCE)));
static TOKENS: LazyLock<String> = LazyLock::new(|| common::token_response(&ID_TOKEN));

const FLOWS: [&str; 4] = ["code", "token", "id_token", "id_token token"];
const CALLBACK: &str = "https://app.example/callback";

/// Those of the first sign-in that a tab begins.
const STATE: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
const NONCE: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE";
const VERIFIER: &str = "gYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYE";

/// An exchange, the keys, the keys once more, a signature, and the end.
const LONGEST_PLAY: usize = 5;
