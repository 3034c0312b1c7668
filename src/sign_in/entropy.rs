//! The randomness of one sign-in.

use std::fmt;

use crate::error::error::Error;
use crate::host::host::Host;
use crate::protocol::pkce::CodeVerifier;
use crate::protocol::random_text::{Nonce, RandomText, State};

/// 32 random bytes each for a `state`, a `nonce` and a code verifier.
///
/// It has no `Clone`, since no two sign-ins may share it (RFC 9700 §2.1.1).
pub struct Entropy([[u8; 32]; 3]);

impl Entropy {
    /// Draws from a host's generator.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::RandomUnavailable`](crate::error::kind::ErrorKind::RandomUnavailable).
    pub fn draw<H: Host>(host: &H) -> Result<Entropy, Error> {
        let mut entropy = Entropy([[0; 32]; 3]);
        host.fill_at_random(entropy.0.as_flattened_mut())?;
        Ok(entropy)
    }

    pub(super) fn state(&self) -> State {
        State(RandomText::new(self.0[0]))
    }

    pub(super) fn nonce(&self) -> Nonce {
        Nonce(RandomText::new(self.0[1]))
    }

    pub(super) fn code_verifier(&self) -> CodeVerifier {
        CodeVerifier(RandomText::new(self.0[2]))
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy([redacted])")
    }
}
