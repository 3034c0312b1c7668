//! The hashes of the SHA-2 family that signatures, `at_hash` and PKCE are made by (FIPS 180-4).

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::wire::base64url;

/// A hash function.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// Its name, as `WebCrypto` has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
        }
    }

    /// The length of a digest, in bytes.
    #[must_use]
    pub fn length(self) -> u8 {
        match self {
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }

    pub(crate) fn digest(self, text: &str) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(text).to_vec(),
            Hash::Sha384 => Sha384::digest(text).to_vec(),
            Hash::Sha512 => Sha512::digest(text).to_vec(),
        }
    }

    /// The left half of a text's digest in base64url, as `at_hash` has it (OpenID Connect Core §3.1.3.6).
    #[must_use]
    pub fn left_half(self, text: &str) -> String {
        let digest = self.digest(text);
        base64url::encode(digest.get(..digest.len() / 2).unwrap_or_default())
    }
}
