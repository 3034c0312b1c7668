//! The issuer's key set (RFC 7517 §5).
//!
//! Keys come from there alone. A token's header names one of them; it never brings one along (RFC 8725 §3.10).

use super::jwk::{UnusableMember, public_key};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::expected_issuer::ExpectedIssuer;
use crate::protocol::public_key::PublicKey;
use crate::wire::json::{Json, Object};

/// The keys of a set that a signature may be checked by.
#[derive(Clone, Debug)]
pub struct KeySet {
    keys: Vec<PublicKey>,
    passed_over: Vec<PassedOver>,
}

/// A key that cannot be used, whatever it is wanted for.
#[derive(Clone, Debug)]
struct PassedOver {
    kid: Option<String>,
    member: UnusableMember,
}

/// What a token says of its key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WantedKey<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<&'a str>,
    /// The issuer that the token names, and the one that it had to name.
    pub(crate) iss: &'a str,
    pub(crate) expected_issuer: &'a ExpectedIssuer,
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
            Some(keys) if keys.len() <= KEYS_LIMIT => return Ok(KeySet::of(keys)),
            Some(_) => "more",
            None => "something else",
        };
        let expected = "an array of at most 100 keys";
        Err(Error::new(ErrorKind::KeysInvalid).member("keys").expected(expected).found(found))
    }

    /// The one key that a token can have been signed by.
    pub(crate) fn find(&self, wanted: &WantedKey<'_>) -> Result<Option<&PublicKey>, Error> {
        let mut fitting =
            self.keys.iter().filter(|key| wanted.names(key.kid.as_deref()) && wanted.misfit(key).is_none());
        let found = fitting.next();
        if fitting.next().is_some() { Err(ErrorKind::IdTokenKeyAmbiguous.into()) } else { Ok(found) }
    }

    /// That no key fits; and why not the one that the token names, if it is there.
    pub(crate) fn no_key(&self, wanted: &WantedKey<'_>) -> Error {
        let error = Error::from(ErrorKind::IdTokenKeyUnknown);
        let is_named = |kid: &Option<String>| wanted.kid.is_some() && wanted.kid == kid.as_deref();
        let unusable = self.passed_over.iter().filter(|key| is_named(&key.kid)).map(|key| key.member);
        let misfits = self.keys.iter().filter(|key| is_named(&key.kid)).filter_map(|key| wanted.misfit(key));
        match misfits.chain(unusable).next() {
            Some(member) => error.member(member),
            None => error,
        }
    }

    fn of(keys: &[Json]) -> KeySet {
        let mut set = KeySet { keys: Vec::new(), passed_over: Vec::new() };
        for jwk in keys.iter().filter_map(Json::as_object) {
            match public_key(jwk) {
                Ok(key) => set.keys.push(key),
                Err(member) => set.passed_over.push(PassedOver { kid: kid(jwk), member }),
            }
        }
        set
    }
}

impl WantedKey<'_> {
    fn names(&self, kid: Option<&str>) -> bool {
        self.kid.is_none() || self.kid == kid
    }

    /// The name of a member because of which a key is not the wanted one.
    fn misfit(&self, key: &PublicKey) -> Option<UnusableMember> {
        let is_of_issuer = |issuer: &str| self.expected_issuer.allows_key_of(issuer, self.iss);
        let is_foreign = key.issuer.as_deref().is_some_and(|issuer| !is_of_issuer(issuer));
        key.misfit(self.algorithm).or_else(|| is_foreign.then_some("issuer"))
    }
}

fn kid(jwk: &Object) -> Option<String> {
    jwk.text("kid").map(str::to_owned)
}

const KEYS_LIMIT: usize = 100;
