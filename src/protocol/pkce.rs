//! Proof Key for Code Exchange (RFC 7636), by `S256` alone.

use serde::Serialize;

use super::hash::Hash;
use super::random_text::RandomText;
use crate::wire::base64url;

/// The code verifier of a sign-in (RFC 7636 §4.1): a secret that only the exchange of its code sends.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct CodeVerifier(pub(crate) RandomText);

impl CodeVerifier {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The code challenge that the authorize URL shows (RFC 7636 §4.2).
    #[must_use]
    pub fn challenge(&self) -> String {
        challenge(self.as_str())
    }
}

/// The `S256` code challenge of a verifier (RFC 7636 §4.2).
#[must_use]
pub fn challenge(verifier: &str) -> String {
    base64url::encode(&Hash::Sha256.digest(verifier))
}
