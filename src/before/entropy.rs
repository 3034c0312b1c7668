//! Random values: who holds one knows that this browser made it.

use core::fmt;

use crate::before::base64url;
#[cfg(target_arch = "wasm32")]
use crate::before::browser::page::fill_at_random as fill;
use crate::before::error::{Error, ErrorKind};
use crate::before::prelude::*;

/// The randomness of one sign-in: 32 bytes each for its `state`, its `nonce` and its code verifier.
///
/// It has no `Clone`, since no two sign-ins may share it (RFC 9700 §2.1.1).
pub struct Entropy(pub(crate) [[u8; 32]; 3]);

impl Entropy {
    /// Draws from the system's generator: `crypto.getRandomValues` in a browser, which insecure pages have too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RandomUnavailable`] when there is no generator.
    pub fn draw() -> Result<Entropy, Box<Error>> {
        let mut entropy = Entropy([[0; 32]; 3]);
        fill(entropy.0.as_flattened_mut()).ok_or(ErrorKind::RandomUnavailable)?;
        Ok(entropy)
    }

    /// Uses given bytes for state, nonce and verifier, for tests that need the same URL twice.
    #[must_use]
    pub fn fixed(bytes: [[u8; 32]; 3]) -> Entropy {
        Entropy(bytes)
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy([redacted])")
    }
}

/// Whether a text is 32 bytes in base64url: 43 characters that no router and no provider rewrites.
pub(crate) fn is_random(text: &str) -> bool {
    base64url::length(text) == Some(32)
}

#[cfg(not(target_arch = "wasm32"))]
fn fill(bytes: &mut [u8]) -> Option<()> {
    getrandom::fill(bytes).ok()
}
