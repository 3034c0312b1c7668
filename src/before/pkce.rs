//! Proof Key for Code Exchange (RFC 7636), by S256 alone.

use sha2::{Digest as _, Sha256};

use crate::before::base64url;
use crate::before::prelude::*;

/// The `S256` code challenge (RFC 7636 §4.2) of a verifier.
#[must_use]
pub fn challenge(verifier: &str) -> String {
    base64url::encode(&Sha256::digest(verifier))
}
