//! Signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): asymmetric ones alone, as the names they are.

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::base64url;
use crate::prelude::*;

/// An algorithm that an ID token may be signed by. `none` and every HMAC have no name here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// RSASSA-PSS with SHA-384.
    PS384,
    /// RSASSA-PSS with SHA-512.
    PS512,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// ECDSA on P-521 with SHA-512.
    ES512,
    /// Ed25519, by its older name.
    EdDSA,
    /// Ed25519.
    Ed25519,
}

/// What `WebCrypto` is told of an algorithm, to import a key and to verify by it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CryptoParameters {
    /// The algorithm's name there.
    pub name: &'static str,
    /// The hash, where the name does not say it.
    pub hash: Option<&'static str>,
    /// The curve of an ECDSA key.
    pub named_curve: Option<&'static str>,
    /// The salt of RSASSA-PSS, in bytes: as long as the hash (RFC 7518 §3.5).
    pub salt_length: Option<u32>,
}

#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// The algorithm of that name, in its exact case (RFC 7515 §4.1.1).
    #[must_use]
    pub fn named(name: &str) -> Option<Algorithm> {
        ALL.into_iter().find(|(known, ..)| *known == name).map(|(_, algorithm)| algorithm)
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        ALL.into_iter().find(|(_, algorithm)| *algorithm == self).map_or("", |(name, _)| name)
    }

    /// The key type it needs, and the curve of one that has a curve (RFC 7518 §6.1, RFC 8037 §2).
    pub(crate) fn key_type(self) -> (&'static str, Option<&'static str>) {
        match self {
            Algorithm::ES256 => ("EC", Some("P-256")),
            Algorithm::ES384 => ("EC", Some("P-384")),
            Algorithm::ES512 => ("EC", Some("P-521")),
            Algorithm::EdDSA | Algorithm::Ed25519 => ("OKP", Some("Ed25519")),
            _ => ("RSA", None),
        }
    }

    /// Whether a key that names its algorithm means this one.
    pub(crate) fn is(self, name: &str) -> bool {
        self.as_str() == name || (self.key_type().0 == "OKP" && matches!(name, "EdDSA" | "Ed25519"))
    }

    /// The bytes of a signature, where the algorithm fixes them (RFC 7518 §3.4, RFC 8032 §5.1.6).
    pub(crate) fn signature_length(self) -> Option<usize> {
        match self {
            Algorithm::ES256 | Algorithm::EdDSA | Algorithm::Ed25519 => Some(64),
            Algorithm::ES384 => Some(96),
            Algorithm::ES512 => Some(132),
            _ => None,
        }
    }

    pub(crate) fn crypto_parameters(self) -> CryptoParameters {
        let plain = |name| CryptoParameters { name, hash: None, named_curve: None, salt_length: None };
        let (hash, salt_length) = match self.hash() {
            Hash::Sha256 => ("SHA-256", 32),
            Hash::Sha384 => ("SHA-384", 48),
            Hash::Sha512 => ("SHA-512", 64),
        };
        match self {
            Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 => {
                CryptoParameters { hash: Some(hash), ..plain("RSASSA-PKCS1-v1_5") }
            }
            Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => {
                CryptoParameters { hash: Some(hash), salt_length: Some(salt_length), ..plain("RSA-PSS") }
            }
            Algorithm::ES256 | Algorithm::ES384 | Algorithm::ES512 => {
                CryptoParameters { hash: Some(hash), named_curve: self.key_type().1, ..plain("ECDSA") }
            }
            Algorithm::EdDSA | Algorithm::Ed25519 => plain("Ed25519"),
        }
    }

    /// The left half of a text's hash in base64url, which `at_hash` is (OpenID Connect Core §3.1.3.6).
    pub(crate) fn left_half_hash(self, text: &str) -> String {
        match self.hash() {
            Hash::Sha256 => left_half(&Sha256::digest(text)),
            Hash::Sha384 => left_half(&Sha384::digest(text)),
            Hash::Sha512 => left_half(&Sha512::digest(text)),
        }
    }

    fn hash(self) -> Hash {
        match self {
            Algorithm::RS256 | Algorithm::PS256 | Algorithm::ES256 => Hash::Sha256,
            Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Hash::Sha384,
            _ => Hash::Sha512,
        }
    }
}

fn left_half(digest: &[u8]) -> String {
    base64url::encode(digest.get(..digest.len() / 2).unwrap_or_default())
}

const ALL: [(&str, Algorithm); 11] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("ES512", Algorithm::ES512),
    ("EdDSA", Algorithm::EdDSA),
    ("Ed25519", Algorithm::Ed25519),
];

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use serde_json::Value;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::Algorithm;

    #[test]
    fn the_hashes_are_those_of_openid_connect_core() {
        let vectors: Value = serde_json::from_str(include_str!("../tests/data/vectors.json")).unwrap_or_default();
        let rows = vectors.get("hashes").and_then(Value::as_array).cloned().unwrap_or_default();
        assert_eq!(rows.len(), 2);
        for row in rows {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            assert_eq!(Algorithm::RS256.left_half_hash(text("text")), text("hash"), "{row}");
        }
    }
}
