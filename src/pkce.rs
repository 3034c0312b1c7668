//! Proof Key for Code Exchange (RFC 7636), by S256 alone.

use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::base64url;
use crate::entropy::RandomText;
use crate::prelude::*;

/// The code verifier (RFC 7636 §4.1): 43 characters that never leave this browser before the exchange.
///
/// It has no `Clone`: it is used for one exchange.
pub struct CodeVerifier(RandomText);

impl CodeVerifier {
    pub(crate) fn encode(bytes: &[u8; 32]) -> CodeVerifier {
        CodeVerifier(RandomText::encode(bytes))
    }

    /// Takes a verifier that was made here.
    #[must_use]
    pub fn parse(text: &str) -> Option<CodeVerifier> {
        RandomText::parse(text).map(CodeVerifier)
    }

    /// The `S256` code challenge (RFC 7636 §4.2).
    #[must_use]
    pub fn challenge(&self) -> String {
        base64url::encode(&Sha256::digest(self.as_str()))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier([redacted])")
    }
}
