//! The issuer's keys (RFC 7517): which one a token was signed by, and when to ask for them again.
//!
//! Keys come from the issuer's key set alone. A token's header names one of them; it never brings one along
//! (RFC 8725 §3.10).

use crate::algorithm::Algorithm;
use crate::error::{Error, Mismatch};
use crate::json::{Json, Object};
use crate::jwt::decode_segment;
use crate::prelude::*;
use crate::time::Timestamp;

/// Whether signatures can be checked here, and the keys that are known so far: one for the life of a page.
#[derive(Debug, Default)]
pub struct Verifier {
    /// Whether there is a `WebCrypto`: insecure pages have none.
    pub available: bool,
    sets: Vec<KeySet>,
}

/// A public key as a JWK, of the members that an import needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicKey(Vec<(&'static str, String)>);

/// What a token says of its key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyQuery<'a> {
    pub(crate) kid: Option<&'a str>,
    pub(crate) algorithm: Algorithm,
}

/// What is known of a key.
pub(crate) enum Found<'a> {
    Key(&'a PublicKey),
    /// The set is to be fetched, for the first time or once more.
    Fetch,
}

#[derive(Debug)]
struct KeySet {
    uri: String,
    keys: Vec<Jwk>,
    /// When it was last fetched for a key that was not in it; the first load does not count.
    refetched: Option<Timestamp>,
}

#[derive(Debug)]
struct Jwk {
    kid: Option<String>,
    alg: Option<String>,
    kty: String,
    crv: Option<String>,
    public: PublicKey,
}

impl Verifier {
    /// One that knows no key yet.
    #[must_use]
    pub const fn new() -> Verifier {
        Verifier { available: false, sets: Vec::new() }
    }

    pub(crate) fn find(&self, uri: &str, query: KeyQuery<'_>, now: Timestamp) -> Result<Found<'_>, Box<Error>> {
        let Some(set) = self.sets.iter().find(|set| set.uri == uri) else { return Ok(Found::Fetch) };
        let mut fitting = set.keys.iter().filter(|key| key.fits(query));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(Found::Key(&key.public)),
            (Some(_), Some(_)) => Err(Error::IdTokenKeyAmbiguous.into()),
            (None, _) if set.may_be_fetched_again(now) => Ok(Found::Fetch),
            (None, _) => Err(Error::IdTokenKeyUnknown.into()),
        }
    }

    /// Keeps a set that was fetched, in place of an older one.
    pub(crate) fn keep(&mut self, uri: &str, document: &str, now: Timestamp) -> Result<(), Box<Error>> {
        let keys = read(document)?;
        match self.sets.iter_mut().find(|set| set.uri == uri) {
            Some(set) => *set = KeySet { uri: uri.into(), keys, refetched: Some(now) },
            None => self.sets.push(KeySet { uri: uri.into(), keys, refetched: None }),
        }
        Ok(())
    }
}

impl KeySet {
    fn may_be_fetched_again(&self, now: Timestamp) -> bool {
        self.refetched.is_none_or(|at| at.after_seconds(REFETCH_SECONDS) <= now)
    }
}

impl Jwk {
    /// A key that is for signatures, public and strong enough; any other is passed over.
    fn read(members: &Object) -> Option<Jwk> {
        let text = |name: &str| members.get(name).and_then(Json::as_text).map(str::to_owned);
        let kty = text("kty")?;
        let names: &[&'static str] = match kty.as_str() {
            "RSA" => &["n", "e"],
            "EC" => &["crv", "x", "y"],
            "OKP" => &["crv", "x"],
            _ => return None,
        };
        if members.get("d").is_some() || !is_for_signatures(members) || (kty == "RSA" && is_weak(&text("n")?)) {
            return None;
        }
        let mut public = vec![("kty", kty.clone())];
        for name in names {
            public.push((name, text(name)?));
        }
        Some(Jwk { kid: text("kid"), alg: text("alg"), crv: text("crv"), kty, public: PublicKey(public) })
    }

    fn fits(&self, query: KeyQuery<'_>) -> bool {
        let (kty, crv) = query.algorithm.key_type();
        self.kty == kty
            && crv.is_none_or(|crv| self.crv.as_deref() == Some(crv))
            && self.alg.as_deref().is_none_or(|alg| query.algorithm.is(alg))
            && query.kid.is_none_or(|kid| self.kid.as_deref() == Some(kid))
    }
}

impl PublicKey {
    /// The JWK's members.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

/// RFC 7517 §5: what is not understood in a set is passed over.
fn read(document: &str) -> Result<Vec<Jwk>, Box<Error>> {
    let expected = "an array of at most 100 keys";
    let invalid = |found: &str| Box::new(Error::KeysInvalid(Mismatch::new("keys", expected, found)));
    let document = Object::parse(document).ok_or_else(|| invalid("no JSON object"))?;
    let Some(Json::List(keys)) = document.get("keys") else { return Err(invalid("something else")) };
    if keys.len() > KEYS_LIMIT {
        return Err(invalid("more"));
    }
    Ok(keys.iter().filter_map(Json::as_object).filter_map(Jwk::read).collect())
}

/// RFC 7517 §4.2 and §4.3.
fn is_for_signatures(members: &Object) -> bool {
    let may_verify = match members.get("key_ops") {
        None => true,
        Some(Json::List(operations)) => operations.contains(&Json::Text("verify".into())),
        Some(_) => false,
    };
    may_verify && members.get("use").is_none_or(|purpose| purpose.as_text() == Some("sig"))
}

/// RFC 7518 §3.3: a modulus has 2048 bits or more.
fn is_weak(modulus: &str) -> bool {
    let bytes = decode_segment(modulus).unwrap_or_default();
    bytes.iter().skip_while(|byte| **byte == 0).count() < 256
}

const KEYS_LIMIT: usize = 100;
const REFETCH_SECONDS: u64 = 60;
