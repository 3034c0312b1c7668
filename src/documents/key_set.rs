//! The issuer's key set (RFC 7517 §5).
//!
//! Keys come from there alone. A token's header names one of them; it never brings one along (RFC 8725 §3.10).

use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::public_key::{KeyMaterial, PublicKey};
use crate::wire::base64url;
use crate::wire::json::{Json, Object};

/// The keys of a set that a signature may be checked by.
#[derive(Clone, Debug)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

impl KeySet {
    /// Takes the usable keys of a document, and passes over what is not understood in it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::KeysInvalid`] unless it is an object with a list `keys` of 100 at most.
    pub fn read(document: Option<&Json>) -> Result<KeySet, Error> {
        let keys = document.and_then(Json::as_object).and_then(|document| document.get("keys")?.as_array());
        let found = match keys {
            Some(keys) if keys.len() <= KEYS_LIMIT => {
                let keys = keys.iter().filter_map(Json::as_object).filter_map(public_key).collect();
                return Ok(KeySet { keys });
            }
            Some(_) => "more",
            None => "something else",
        };
        let expected = "an array of at most 100 keys";
        Err(Error::new(ErrorKind::KeysInvalid).member("keys").expected(expected).found(found))
    }

    /// The one key that a token can have been signed by.
    pub(crate) fn find(&self, algorithm: Algorithm, kid: Option<&str>) -> Result<Option<&PublicKey>, Error> {
        let mut fitting = self.keys.iter().filter(|key| key.fits(algorithm, kid));
        let found = fitting.next();
        if fitting.next().is_some() { Err(ErrorKind::IdTokenKeyAmbiguous.into()) } else { Ok(found) }
    }
}

/// A key for signatures, public and strong enough; `None` for any other.
fn public_key(jwk: &Object) -> Option<PublicKey> {
    let is_for_signatures = jwk.given("use").is_none_or(|usage| usage.as_str() == Some("sig"))
        && jwk.given("key_ops").is_none_or(|operations| operations.lists("verify"));
    if !is_for_signatures || jwk.given("d").is_some() {
        return None;
    }
    let text = |name| jwk.text(name).map(str::to_owned);
    let material = match jwk.text("kty")? {
        "RSA" => KeyMaterial::Rsa { n: text("n").filter(|modulus| is_strong(modulus))?, e: text("e")? },
        "EC" => KeyMaterial::Ec { crv: text("crv")?, x: text("x")?, y: text("y")? },
        "OKP" => KeyMaterial::Okp { crv: text("crv")?, x: text("x")? },
        _ => return None,
    };
    Some(PublicKey { kid: text("kid"), alg: text("alg"), material })
}

/// RFC 7518 §3.3: a modulus has 2048 bits or more. Some begin with an octet of zeros (§6.3.1.1).
fn is_strong(modulus: &str) -> bool {
    let bytes = base64url::decode(modulus).unwrap_or_default();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.len() - zeros >= 2048 / 8
}

const KEYS_LIMIT: usize = 100;
