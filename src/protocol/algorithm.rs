//! Signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): the asymmetric ones alone.

use serde::{Serialize, Serializer};

use super::hash::Hash;

/// An algorithm that an ID token may be signed by. `none` and every HMAC do not exist here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(missing_docs, reason = "their registered names say what they are")]
pub enum Algorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
    Ed25519,
}

/// How a signature is made. The salt of RSASSA-PSS is as long as the hash (RFC 7518 §3.5).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 (RFC 7518 §3.3).
    RsaPkcs1,
    /// RSASSA-PSS (RFC 7518 §3.5).
    RsaPss,
    /// ECDSA (RFC 7518 §3.4).
    Ecdsa(Curve),
    /// Ed25519 (RFC 8037 §3.1).
    Ed25519,
}

/// A curve of ECDSA (RFC 7518 §6.2.1.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(missing_docs, reason = "their registered names say what they are")]
pub enum Curve {
    P256,
    P384,
    P521,
}

impl Algorithm {
    /// The algorithm of that name, in its exact case (RFC 7515 §4.1.1).
    #[must_use]
    pub fn named(name: &str) -> Option<Algorithm> {
        ALL.into_iter().find(|known| known.name() == name)
    }

    /// Its registered name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::RS256 => "RS256",
            Algorithm::RS384 => "RS384",
            Algorithm::RS512 => "RS512",
            Algorithm::PS256 => "PS256",
            Algorithm::PS384 => "PS384",
            Algorithm::PS512 => "PS512",
            Algorithm::ES256 => "ES256",
            Algorithm::ES384 => "ES384",
            Algorithm::ES512 => "ES512",
            Algorithm::EdDSA => "EdDSA",
            Algorithm::Ed25519 => "Ed25519",
        }
    }

    /// How its signatures are made.
    #[must_use]
    pub fn scheme(self) -> Scheme {
        match self {
            Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 => Scheme::RsaPkcs1,
            Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => Scheme::RsaPss,
            Algorithm::ES256 => Scheme::Ecdsa(Curve::P256),
            Algorithm::ES384 => Scheme::Ecdsa(Curve::P384),
            Algorithm::ES512 => Scheme::Ecdsa(Curve::P521),
            Algorithm::EdDSA | Algorithm::Ed25519 => Scheme::Ed25519,
        }
    }

    /// Its hash, which `at_hash` is made by too (OpenID Connect Core §3.1.3.6).
    #[must_use]
    pub fn hash(self) -> Hash {
        match self {
            Algorithm::RS256 | Algorithm::PS256 | Algorithm::ES256 => Hash::Sha256,
            Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => Hash::Sha384,
            Algorithm::RS512 | Algorithm::PS512 | Algorithm::ES512 | Algorithm::EdDSA | Algorithm::Ed25519 => {
                Hash::Sha512
            }
        }
    }

    /// Whether a name means this algorithm: Ed25519 has two.
    pub(crate) fn is_named(self, name: &str) -> bool {
        Algorithm::named(name).is_some_and(|other| self.is_same(other))
    }

    pub(crate) fn is_same(self, other: Algorithm) -> bool {
        self.scheme() == other.scheme() && self.hash() == other.hash()
    }

    /// Whether a signature can have so many bytes (RFC 7518 §3.4, RFC 8032 §5.1.6); that of RSA depends on the key.
    pub(crate) fn allows_signature_of(self, length: usize) -> bool {
        match self.scheme() {
            Scheme::RsaPkcs1 | Scheme::RsaPss => true,
            Scheme::Ecdsa(curve) => length == 2 * curve.coordinate_length(),
            Scheme::Ed25519 => length == 64,
        }
    }
}

impl Curve {
    /// Its registered name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
        }
    }

    /// The curve of that name.
    pub(crate) fn named(name: &str) -> Option<Curve> {
        [Curve::P256, Curve::P384, Curve::P521].into_iter().find(|known| known.name() == name)
    }

    /// How many octets a coordinate has (RFC 7518 §6.2.1.2).
    pub(crate) fn coordinate_length(self) -> usize {
        match self {
            Curve::P256 => 32,
            Curve::P384 => 48,
            Curve::P521 => 66,
        }
    }
}

impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

const ALL: [Algorithm; 11] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::EdDSA,
    Algorithm::Ed25519,
];
