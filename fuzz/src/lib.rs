//! What an attacker may hand in, and what must hold whatever it is.
//!
//! Each target takes bytes, asserts its rules, and returns what the bytes came to. `fuzz_targets/` feeds them for as
//! long as one likes; `tests/fuzz_seeds.rs` feeds them the seeds, natively and in browsers, and compares the answers.

#![allow(clippy::missing_panics_doc, clippy::unwrap_used, clippy::panic, reason = "a target panics to fail")]
#![allow(clippy::indexing_slicing, unreachable_pub, reason = "a target panics to fail")]

use std::sync::LazyLock;

use serde_json::json;

use common::{KEYS, ORIGIN, good_claims, jwt, key};

#[path = "../../tests/common/mod.rs"]
mod common;
mod play;
mod text;

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

/// An input's first byte chooses among a few cases, and the rest is text.
fn split(input: &[u8]) -> (usize, String) {
    let (first, rest) = input.split_first().unwrap_or((&b'0', &[]));
    (usize::from(*first), String::from_utf8_lossy(rest).into_owned())
}

/// Whether a path leads to the app, by a second reader.
fn is_of_the_app(path: &str) -> bool {
    url::Url::parse(ORIGIN).unwrap().join(path).unwrap().origin().ascii_serialization() == ORIGIN
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
