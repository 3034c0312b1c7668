//! The ID token: a JWT in compact form whose claims are checked in the order of OpenID Connect Core §3.1.3.7.

use sha2::{Digest as _, Sha256};

use crate::before::algorithm::{Algorithm, SHA_256};
use crate::before::base64url;
use crate::before::config::ClientConfig;
use crate::before::decimal;
use crate::before::error::{Error, ErrorKind, quoted};
use crate::before::json::{JsonText, Object};
use crate::before::jwt;
use crate::before::prelude::*;
use crate::before::text::{has_word, pieces};
use crate::before::time::Timestamp;
use crate::before::transaction::Transaction;

/// An ID token that was taken apart.
pub(crate) struct IdToken {
    pub(crate) algorithm: Algorithm,
    /// In bytes.
    pub(crate) signature_length: usize,
    header: Object,
    claims: Object,
}

/// Claims that have passed every check, under the names of the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct IdTokenClaims(JsonText);

/// What the claims must fit.
pub(crate) struct Expected<'a> {
    pub(crate) config: &'a ClientConfig,
    pub(crate) transaction: &'a Transaction,
    pub(crate) access_token: Option<&'a str>,
    pub(crate) now: Timestamp,
}

impl IdTokenClaims {
    /// Hands over the claims of a token that has passed its last check.
    pub(crate) fn checked(id_token: &IdToken) -> IdTokenClaims {
        IdTokenClaims(id_token.claims.json())
    }

    /// `sub`: with the issuer, who the user is (OpenID Connect Core §5.7).
    #[must_use]
    pub fn subject(&self) -> String {
        Object::parse(self.0.as_str()).unwrap_or_default().text("sub").unwrap_or_default().to_owned()
    }

    /// All claims.
    #[must_use]
    pub fn json(&self) -> &JsonText {
        &self.0
    }
}

impl IdToken {
    /// RFC 7519 §7.2 and RFC 8725 §3. The accepted algorithms have a space between two.
    pub(crate) fn decode(compact: &str, accepted: &str) -> Result<Box<IdToken>, Box<Error>> {
        let segments = pieces(compact, b'.');
        if segments.len() == 5 {
            return Err(ErrorKind::IdTokenEncrypted.into());
        }
        let Some(mut id_token) = IdToken::read(&segments) else {
            return Err(malformed("three parts in base64url, the first two of which are JSON objects"));
        };
        id_token.algorithm = check_header(&id_token.header, accepted)?;
        Ok(id_token)
    }

    fn read(segments: &[&str]) -> Option<Box<IdToken>> {
        let [header, payload, signature] = segments else { return None };
        let (header, claims) = (jwt::object(header)?, jwt::object(payload)?);
        let signature_length = base64url::length(signature)?;
        let id_token = IdToken { algorithm: Algorithm::RS256, signature_length, header, claims };
        (signature_length > 0).then(|| Box::new(id_token))
    }

    /// What its key is called (RFC 7515 §4.1.4).
    pub(crate) fn kid(&self) -> Option<&str> {
        self.header.text("kid")
    }

    /// Every check but that of the signature.
    pub(crate) fn check(&self, expected: &Expected<'_>) -> Result<(), Box<Error>> {
        let Expected { config, transaction, .. } = expected;
        self.check_issuer(transaction.issuer())?;
        self.check_audience(transaction.client_id())?;
        self.check_times(expected)?;
        self.check_nonce(transaction.nonce())?;
        self.check_acr(transaction.acr())?;
        self.check_auth_time(expected)?;
        self.check_at_hash(expected)?;
        self.check_kind()?;
        (config.provider.check_claims)(&self.claims, transaction.organization())?;
        self.check_subject()
    }

    /// Step 2: byte for byte.
    fn check_issuer(&self, issuer: &str) -> Result<(), Box<Error>> {
        let found = self.text("iss", true)?.unwrap_or_default();
        if found == issuer {
            return Ok(());
        }
        Err(ErrorKind::IdTokenIssuerMismatch.of("iss", &quoted(issuer), &quoted(found)))
    }

    /// Steps 3 to 5.
    fn check_audience(&self, client_id: &str) -> Result<(), Box<Error>> {
        let items = self.claims.get("aud").ok_or_else(|| missing("aud"))?.items();
        let mut is_held = false;
        for item in &items {
            let text = item.as_text().ok_or_else(|| wrong_type("aud", "a string or an array of strings"))?;
            is_held |= text == client_id;
        }
        if !is_held {
            return Err(ErrorKind::IdTokenAudienceMismatch.into());
        }
        match self.text("azp", false)? {
            Some(azp) if azp == client_id => Ok(()),
            None if items.len() == 1 => Ok(()),
            _ => Err(ErrorKind::IdTokenAuthorizedPartyMismatch.into()),
        }
    }

    /// Steps 9 and 10, and RFC 7519 §4.1.5.
    fn check_times(&self, expected: &Expected<'_>) -> Result<(), Box<Error>> {
        let now = expected.now.seconds();
        let exp = self.time("exp", true)?.unwrap_or_default();
        expected.allow(now - exp, true, ErrorKind::IdTokenExpired)?;
        let iat = self.time("iat", true)?.unwrap_or_default();
        expected.allow(iat - now, false, ErrorKind::IdTokenIssuedInFuture)?;
        let nbf = self.time("nbf", false)?.unwrap_or(now);
        expected.allow(nbf - now, false, ErrorKind::IdTokenNotYetValid)
    }

    /// Step 11.
    fn check_nonce(&self, nonce: Option<&str>) -> Result<(), Box<Error>> {
        if self.text("nonce", true)? == nonce { Ok(()) } else { Err(ErrorKind::IdTokenNonceMismatch.into()) }
    }

    /// Step 12, with a space between two of the values.
    fn check_acr(&self, required: Option<&str>) -> Result<(), Box<Error>> {
        let acr = self.text("acr", required.is_some())?;
        match required {
            Some(values) if !values.is_empty() && !has_word(values, acr.unwrap_or_default()) => {
                Err(ErrorKind::IdTokenAcrMismatch.of("acr", values, ""))
            }
            _ => Ok(()),
        }
    }

    /// Step 13.
    fn check_auth_time(&self, expected: &Expected<'_>) -> Result<(), Box<Error>> {
        let max_age = expected.transaction.max_age();
        let auth_time = self.time("auth_time", max_age.is_some())?;
        let (Some(max_age), Some(auth_time)) = (max_age, auth_time) else { return Ok(()) };
        let age = expected.now.seconds() - auth_time;
        expected.allow(age - f64::from(max_age), false, ErrorKind::IdTokenAuthTooOld)
    }

    /// OpenID Connect Core §3.1.3.6, §3.2.2.9 and §3.2.2.10, but for a hash that only the page can make.
    fn check_at_hash(&self, expected: &Expected<'_>) -> Result<(), Box<Error>> {
        let required = expected.transaction.is_implicit() && expected.access_token.is_some();
        match (expected.access_token, self.text("at_hash", required)?) {
            (Some(access_token), Some(_)) if !self.needs_digest() => self.check_digest(&Sha256::digest(access_token)),
            _ => Ok(()),
        }
    }

    /// Whether an access token's hash has to come from the page: SHA-384 and SHA-512 would be a twentieth of the module.
    pub(crate) fn needs_digest(&self) -> bool {
        self.algorithm.hash() != SHA_256 && self.claims.get("at_hash").is_some()
    }

    /// Whether `at_hash` is the left half of the access token's digest; it is that of no digest.
    pub(crate) fn check_digest(&self, digest: &[u8]) -> Result<(), Box<Error>> {
        let left_half = left_half(digest);
        if left_half.is_empty() || !self.claims.has("at_hash", &left_half) {
            return Err(ErrorKind::IdTokenAtHashMismatch.into());
        }
        Ok(())
    }

    /// RFC 8417 §2.2: a security event, a logout among them, has `events`, and no ID token has.
    fn check_kind(&self) -> Result<(), Box<Error>> {
        if self.claims.get("events").is_some() { Err(ErrorKind::IdTokenType.into()) } else { Ok(()) }
    }

    /// OpenID Connect Core §2.
    fn check_subject(&self) -> Result<(), Box<Error>> {
        let subject = self.text("sub", true)?.unwrap_or_default();
        if subject.is_empty() || subject.len() > SUBJECT_LIMIT || subject.bytes().any(|byte| byte >= 0x80) {
            return Err(wrong_type("sub", "1 to 255 ASCII characters"));
        }
        Ok(())
    }

    /// A claim of the wrong type is refused, never taken for an absent one.
    fn text(&self, claim: &'static str, required: bool) -> Result<Option<&str>, Box<Error>> {
        match self.claims.get(claim) {
            None if required => Err(missing(claim)),
            None => Ok(None),
            Some(json) => json.as_text().map(Some).ok_or_else(|| wrong_type(claim, "a string")),
        }
    }

    /// A `NumericDate` (RFC 7519 §2), likewise.
    fn time(&self, claim: &'static str, required: bool) -> Result<Option<f64>, Box<Error>> {
        match self.claims.get(claim) {
            None if required => Err(missing(claim)),
            None => Ok(None),
            Some(json) => json.as_number().map(Some).ok_or_else(|| wrong_type(claim, "a number of seconds")),
        }
    }
}

impl Expected<'_> {
    /// Allows a time to be missed by the tolerance; `at_once` when the very second is too late already.
    fn allow(&self, missed_by: f64, at_once: bool, kind: ErrorKind) -> Result<(), Box<Error>> {
        let tolerance = self.config.clock_tolerance;
        #[allow(clippy::cast_precision_loss, reason = "the tolerance is 600 at most")]
        let beyond = missed_by - tolerance as f64;
        if beyond < 0.0 || (beyond == 0.0 && !at_once) {
            return Ok(());
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and `as` saturates")]
        let whole = beyond as u64;
        #[allow(clippy::cast_precision_loss, reason = "for a message")]
        let begun = u64::from((whole as f64) < beyond);
        Err(kind.of(&decimal::write(whole.saturating_add(begun)), &decimal::write(tolerance), ""))
    }
}

/// RFC 8725 §3.1 and §3.11, RFC 7515 §4.1.4 and §4.1.11: what the header may say. It chooses among what is accepted, no
/// more.
fn check_header(header: &Object, accepted: &str) -> Result<Algorithm, Box<Error>> {
    if header.get("crit").is_some() {
        return Err(ErrorKind::IdTokenCriticalHeader.into());
    }
    if !header.get("typ").is_none_or(|typ| is_jwt(typ.as_text().unwrap_or_default())) {
        return Err(ErrorKind::IdTokenType.into());
    }
    let algorithm = header.text("alg").and_then(Algorithm::named);
    let Some(algorithm) =
        algorithm.filter(|algorithm| pieces(accepted, b' ').into_iter().any(|name| algorithm.is(name)))
    else {
        return Err(ErrorKind::IdTokenAlgorithm.of("alg", accepted, ""));
    };
    if header.get("kid").is_some_and(|kid| kid.as_text().is_none()) {
        return Err(malformed("one whose \"kid\" is a string"));
    }
    Ok(algorithm)
}

/// In base64url.
fn left_half(digest: &[u8]) -> String {
    base64url::encode(digest.get(..digest.len() / 2).unwrap_or_default())
}

/// RFC 7515 §4.1.9.
fn is_jwt(media_type: &str) -> bool {
    media_type.eq_ignore_ascii_case("jwt") || media_type.eq_ignore_ascii_case("application/jwt")
}

fn malformed(expected: &'static str) -> Box<Error> {
    ErrorKind::IdTokenMalformed.about(expected)
}

fn missing(claim: &'static str) -> Box<Error> {
    ErrorKind::IdTokenClaimMissing.about(claim)
}

fn wrong_type(claim: &'static str, expected: &'static str) -> Box<Error> {
    ErrorKind::IdTokenClaimMalformed.of(claim, expected, "")
}

const SUBJECT_LIMIT: usize = 255;

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use serde_json::Value;
    use sha2::{Digest as _, Sha256};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::left_half;

    #[test]
    fn the_hashes_are_those_of_openid_connect_core() {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/data/vectors.json")).unwrap_or_default();
        let rows = vectors.get("hashes").and_then(Value::as_array).cloned().unwrap_or_default();
        assert_eq!(rows.len(), 2);
        for row in rows {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            assert_eq!(left_half(&Sha256::digest(text("text"))), text("hash"), "{row}");
        }
    }
}
