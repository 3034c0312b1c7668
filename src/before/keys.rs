//! The issuer's keys (RFC 7517): which one a token was signed by, and when to ask for them again.
//!
//! Keys come from the issuer's key set alone. A token's header names one of them; it never brings one along
//! (RFC 8725 §3.10).

use crate::before::algorithm::Algorithm;
use crate::before::base64url;
use crate::before::error::{Error, ErrorKind};
use crate::before::json::{Json, JsonText, Members, Object};
use crate::before::prelude::*;
use crate::before::time::Timestamp;

/// Whether signatures can be checked here, and the keys that are known so far: one for the life of a page.
#[derive(Debug, Default)]
pub struct KeyRing {
    /// Whether there is a `WebCrypto`: insecure pages have none.
    pub web_crypto: bool,
    sets: Vec<KeySet>,
}

#[derive(Debug)]
struct KeySet {
    uri: String,
    /// Those that a signature may be checked by.
    keys: Vec<Object>,
    /// When it was last fetched for a key that was not in it; the first load does not count.
    refetched: Option<Timestamp>,
}

impl KeyRing {
    /// One that knows no key yet.
    #[must_use]
    pub const fn new() -> KeyRing {
        KeyRing { web_crypto: false, sets: Vec::new() }
    }

    /// The public key that a token names, as a JWK; `None` when the set is to be fetched, for the first time or again.
    pub(crate) fn find(
        &self,
        uri: &str,
        algorithm: Algorithm,
        kid: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<JsonText>, Box<Error>> {
        let Some(set) = self.sets.iter().find(|set| set.uri == uri) else { return Ok(None) };
        let mut found = None;
        for key in &set.keys {
            let Some(public) = fitting(key, algorithm, kid) else { continue };
            if found.is_some() {
                return Err(ErrorKind::IdTokenKeyAmbiguous.into());
            }
            found = Some(public);
        }
        if found.is_none() && set.was_refetched(now) {
            return Err(ErrorKind::IdTokenKeyUnknown.into());
        }
        Ok(found)
    }

    /// Whether a set was fetched again a moment ago, which is not to be forgotten yet.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn has_refetched(&self, now: Timestamp) -> bool {
        self.sets.iter().any(|set| set.was_refetched(now))
    }

    /// Whether signatures can be checked here, but for the keys of that address.
    pub(crate) fn lacks(&self, uri: &str) -> bool {
        self.web_crypto && !self.sets.iter().any(|set| set.uri == uri)
    }

    /// Keeps a set that was fetched, in place of an older one.
    pub(crate) fn keep(&mut self, uri: &str, document: &str, now: Timestamp) -> Result<(), Box<Error>> {
        let keys = read(document)?;
        match self.sets.iter_mut().find(|set| set.uri == uri) {
            Some(set) => (set.keys, set.refetched) = (keys, Some(now)),
            None => self.sets.push(KeySet { uri: uri.into(), keys, refetched: None }),
        }
        Ok(())
    }
}

impl KeySet {
    fn was_refetched(&self, now: Timestamp) -> bool {
        self.refetched.is_some_and(|at| at.after_seconds(REFETCH_SECONDS) > now)
    }
}

/// RFC 7517 §5: what is not understood in a set is passed over.
fn read(document: &str) -> Result<Vec<Object>, Box<Error>> {
    let document = Object::parse(document).unwrap_or_default();
    let found = match document.get("keys").and_then(Json::as_list) {
        Some(keys) if keys.len() <= KEYS_LIMIT => {
            return Ok(keys.iter().filter_map(Json::as_object).filter(is_usable).collect());
        }
        Some(_) => "more",
        None => "something else",
    };
    Err(ErrorKind::KeysInvalid.of("keys", "an array of at most 100 keys", found))
}

/// Whether a key is for signatures, public and strong enough; any other is passed over.
fn is_usable(key: &Object) -> bool {
    // Some write `null` for what they leave out.
    let given = |name| key.get(name).filter(|json| !json.is("null"));
    (given("use").is_none() || key.has("use", "sig"))
        && given("key_ops").is_none_or(|operations| operations.lists("verify"))
        && given("d").is_none()
        && key.text("n").is_none_or(is_strong)
}

/// The public members of a key that is of the algorithm's type and the token's `kid`; any other is passed over.
fn fitting(key: &Object, algorithm: Algorithm, kid: Option<&str>) -> Option<JsonText> {
    let curve = algorithm.curve();
    let fits = key.has("kty", algorithm.key_type())
        && (curve.is_empty() || key.has("crv", curve))
        && key.text("alg").is_none_or(|alg| algorithm.is(alg))
        && kid.is_none_or(|kid| key.has("kid", kid));
    if !fits {
        return None;
    }
    let mut public = Members::default();
    for name in algorithm.key_members() {
        public.text(name, key.text(name)?);
    }
    Some(JsonText::known(public.finish()))
}

/// RFC 7518 §3.3: a modulus has 2048 bits or more.
fn is_strong(modulus: &str) -> bool {
    // Some begin with an octet of zeros (RFC 7518 §6.3.1.1): an "A" is six of its bits.
    let zeros = modulus.bytes().take_while(|byte| *byte == b'A').count();
    base64url::length(modulus).is_some_and(|length| 8 * length >= 2048 + 6 * zeros)
}

const KEYS_LIMIT: usize = 100;
const REFETCH_SECONDS: u64 = 60;
