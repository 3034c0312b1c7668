//! Proof Key for Code Exchange (RFC 7636), by S256 alone.

use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::base64url;
use crate::entropy::is_random;
use crate::prelude::*;

/// The code verifier (RFC 7636 §4.1): 43 characters that never leave this browser before the exchange.
///
/// It has no `Clone`: it is used for one exchange.
pub struct CodeVerifier(String);

impl CodeVerifier {
    /// Takes a verifier that was made here.
    #[must_use]
    pub fn parse(text: &str) -> Option<CodeVerifier> {
        is_random(text).then(|| CodeVerifier(text.into()))
    }

    /// The `S256` code challenge (RFC 7636 §4.2).
    #[must_use]
    pub fn challenge(&self) -> String {
        challenge(&self.0)
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier([redacted])")
    }
}

pub(crate) fn challenge(verifier: &str) -> String {
    base64url::encode(&Sha256::digest(verifier))
}
