//! Random values: whoever holds one knows that this browser made it.

use std::fmt;

use serde::Serialize;

use crate::wire::base64url;

/// 32 random bytes in base64url: 43 characters that no router and no provider rewrites.
///
/// It is a secret, so its `Debug` shows nothing, and it has no `Clone`: no two sign-ins may share one (RFC 9700 §2.1.1).
#[derive(Eq, PartialEq, Serialize)]
pub struct RandomText(String);

impl RandomText {
    pub(crate) fn new(bytes: [u8; 32]) -> RandomText {
        RandomText(base64url::encode(&bytes))
    }

    /// Takes a text of that form, and no other.
    pub(crate) fn parse(text: &str) -> Option<RandomText> {
        let bytes = base64url::decode(text)?;
        (bytes.len() == 32).then(|| RandomText(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RandomText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The `state` of a sign-in (RFC 6749 §4.1.1): its answer carries it.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct State(pub(crate) RandomText);

/// The `nonce` of a sign-in (OpenID Connect Core §3.1.2.1): its ID token carries it.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct Nonce(pub(crate) RandomText);

impl State {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Nonce {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
