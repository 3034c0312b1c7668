//! Random values: who holds one knows that this browser made it.

use core::fmt;

use crate::base64url;
#[cfg(target_arch = "wasm32")]
use crate::browser::page::fill_at_random as fill;
use crate::error::{Error, ErrorKind};
use crate::pkce::CodeVerifier;
use crate::prelude::*;

/// The randomness of one sign-in: 32 bytes each for its `state`, its `nonce` and its code verifier.
///
/// It has no `Clone`, since no two sign-ins may share it (RFC 9700 §2.1.1).
#[derive(Debug)]
pub struct Entropy {
    pub(crate) state: RandomText,
    pub(crate) nonce: RandomText,
    pub(crate) verifier: CodeVerifier,
}

impl Entropy {
    /// Draws from the system's generator: `crypto.getRandomValues` in a browser, which insecure pages have too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RandomUnavailable`] when there is no generator.
    pub fn draw() -> Result<Entropy, Box<Error>> {
        let mut bytes = [[0; 32]; 3];
        fill(bytes.as_flattened_mut()).ok_or(ErrorKind::RandomUnavailable)?;
        Ok(Entropy::fixed(bytes))
    }

    /// Uses given bytes for state, nonce and verifier, for tests that need the same URL twice.
    #[must_use]
    pub fn fixed([state, nonce, verifier]: [[u8; 32]; 3]) -> Entropy {
        Entropy {
            state: RandomText::encode(&state),
            nonce: RandomText::encode(&nonce),
            verifier: CodeVerifier::encode(&verifier),
        }
    }
}

/// 32 random bytes in base64url: 43 characters that no router and no provider rewrites.
#[derive(Clone, Eq, PartialEq)]
pub struct RandomText(String);

impl RandomText {
    pub(crate) fn encode(bytes: &[u8; 32]) -> RandomText {
        RandomText(base64url::encode(bytes))
    }

    /// Takes 32 bytes in base64url, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<RandomText> {
        is_random(text).then(|| RandomText(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text is 32 bytes in base64url.
pub(crate) fn is_random(text: &str) -> bool {
    base64url::length(text) == Some(32)
}

impl fmt::Debug for RandomText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn fill(bytes: &mut [u8]) -> Option<()> {
    getrandom::fill(bytes).ok()
}
