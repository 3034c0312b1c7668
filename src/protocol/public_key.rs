//! Public keys (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use serde::Serialize;

use super::algorithm::{Algorithm, Scheme};

/// A public key that a signature may be checked by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey {
    /// Its name in its set.
    pub kid: Option<String>,
    /// The one algorithm that it is for.
    pub alg: Option<String>,
    /// The issuer that it signs for, or a template of many: Microsoft says so.
    pub issuer: Option<String>,
    /// The key itself.
    pub material: KeyMaterial,
}

/// The members that make up a public key of each type, under their names in a JWK.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "kty")]
#[allow(missing_docs, reason = "RFC 7518 §6 names them")]
pub enum KeyMaterial {
    /// RFC 7518 §6.3.1.
    #[serde(rename = "RSA")]
    Rsa { n: String, e: String },
    /// RFC 7518 §6.2.1.
    #[serde(rename = "EC")]
    Ec { crv: String, x: String, y: String },
    /// RFC 8037 §2.
    #[serde(rename = "OKP")]
    Okp { crv: String, x: String },
}

impl PublicKey {
    /// The name of a member because of which it is not for an algorithm.
    pub(crate) fn misfit(&self, algorithm: Algorithm) -> Option<&'static str> {
        let misfit = match (&self.material, algorithm.scheme()) {
            (KeyMaterial::Rsa { .. }, Scheme::RsaPkcs1 | Scheme::RsaPss) => None,
            (KeyMaterial::Ec { crv, .. }, Scheme::Ecdsa(curve)) => (crv != curve.name()).then_some("crv"),
            (KeyMaterial::Okp { crv, .. }, Scheme::Ed25519) => (crv != "Ed25519").then_some("crv"),
            _ => Some("kty"),
        };
        let is_for = self.alg.as_deref().is_none_or(|alg| algorithm.is_named(alg));
        misfit.or_else(|| (!is_for).then_some("alg"))
    }
}
