//! The ID token: a JWT in compact form whose claims are checked in the order of OpenID Connect Core §3.1.3.7.

use crate::algorithm::Algorithm;
use crate::error::{ClockGap, Error, Mismatch, quoted};
use crate::json::{Json, JsonText, Object};
use crate::jwt::{decode_object, decode_segment};
use crate::prelude::*;
use crate::time::Timestamp;
use crate::transaction::has_word;

/// An ID token that was taken apart and not yet checked.
pub(crate) struct IdToken {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<String>,
    claims: Object,
    text: String,
}

/// Claims that have passed every check, under the names of the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct IdTokenClaims {
    subject: String,
    json: JsonText,
}

/// What the claims must fit.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) acr: Option<&'a str>,
    pub(crate) max_age: Option<u32>,
    pub(crate) access_token: Option<&'a str>,
    pub(crate) at_hash: AtHash,
    pub(crate) now: Timestamp,
    /// In seconds.
    pub(crate) tolerance: u64,
    /// The provider's own rules, and the organization that was asked for.
    pub(crate) check_claims: fn(&Object, Option<&str>) -> Result<(), Box<Error>>,
    pub(crate) organization: Option<&'a str>,
}

/// Whether an access token needs an `at_hash`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AtHash {
    /// Both came from the authorization endpoint (OpenID Connect Core §3.2.2.10).
    Required,
    /// They came from the token endpoint (OpenID Connect Core §3.1.3.6).
    IfPresent,
}

impl IdTokenClaims {
    /// Hands over what has passed its last check.
    pub(crate) fn checked(json: JsonText) -> IdTokenClaims {
        let claims = Object::parse(json.as_str()).unwrap_or_default();
        let subject = claims.get("sub").and_then(Json::as_text).unwrap_or_default().to_owned();
        IdTokenClaims { subject, json }
    }

    /// `sub`: with the issuer, who the user is (OpenID Connect Core §5.7).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// All claims.
    #[must_use]
    pub fn json(&self) -> &JsonText {
        &self.json
    }
}

impl IdToken {
    /// RFC 7519 §7.2 and RFC 8725 §3.
    pub(crate) fn decode(compact: &str, accepted: &str) -> Result<IdToken, Box<Error>> {
        let (header, payload) = match compact.split('.').collect::<Vec<_>>()[..] {
            [header, payload, signature] if decode_segment(signature).is_some() => (header, payload),
            [_, _, _, _, _] => return Err(Error::IdTokenEncrypted.into()),
            _ => return Err(malformed("it must be three parts in base64url with dots between them").into()),
        };
        let (header, _) = decode_object(header).ok_or_else(|| malformed("its header must be a JSON object"))?;
        let (claims, text) = decode_object(payload).ok_or_else(|| malformed("its payload must be a JSON object"))?;
        let algorithm = check_header(&header, accepted)?;
        Ok(IdToken { algorithm, kid: key_id(&header)?, claims, text })
    }

    /// Every check but that of the signature.
    pub(crate) fn check(self, expected: &Expected<'_>) -> Result<JsonText, Box<Error>> {
        self.check_issuer(expected.issuer)?;
        self.check_audience(expected.client_id)?;
        self.check_times(expected)?;
        self.check_nonce(expected.nonce)?;
        self.check_acr(expected.acr)?;
        self.check_auth_time(expected)?;
        self.check_at_hash(expected)?;
        self.check_kind()?;
        (expected.check_claims)(&self.claims, expected.organization)?;
        self.check_subject()?;
        Ok(JsonText::known(self.text))
    }

    /// Step 2: byte for byte.
    fn check_issuer(&self, issuer: &str) -> Result<(), Box<Error>> {
        let found = self.text_claim("iss")?.ok_or(Error::IdTokenClaimMissing { claim: "iss" })?;
        if found == issuer {
            return Ok(());
        }
        Err(Error::IdTokenIssuerMismatch(Mismatch::new("iss", quoted(issuer), quoted(found))).into())
    }

    /// Steps 3 to 5.
    fn check_audience(&self, client_id: &str) -> Result<(), Box<Error>> {
        let audience = self.audience()?;
        if !audience.contains(&client_id) {
            return Err(Error::IdTokenAudienceMismatch.into());
        }
        match self.text_claim("azp")? {
            Some(azp) if azp != client_id => Err(Error::IdTokenAuthorizedPartyMismatch.into()),
            None if audience.len() > 1 => Err(Error::IdTokenAuthorizedPartyMismatch.into()),
            _ => Ok(()),
        }
    }

    fn audience(&self) -> Result<Vec<&str>, Box<Error>> {
        let expected = "a string or an array of strings";
        let wrong = || Box::new(Error::IdTokenClaimMalformed { claim: "aud", expected });
        match self.claims.get("aud") {
            None => Err(Error::IdTokenClaimMissing { claim: "aud" }.into()),
            Some(Json::Text(text)) => Ok(vec![text]),
            Some(Json::List(items)) => items.iter().map(|item| item.as_text().ok_or_else(wrong)).collect(),
            Some(_) => Err(wrong()),
        }
    }

    /// Steps 9 and 10, and RFC 7519 §4.1.5.
    fn check_times(&self, expected: &Expected<'_>) -> Result<(), Box<Error>> {
        let now = expected.now.seconds();
        let exp = self.time_claim("exp")?.ok_or(Error::IdTokenClaimMissing { claim: "exp" })?;
        expected.allow(now - exp, true).map_err(Error::IdTokenExpired)?;
        let iat = self.time_claim("iat")?.ok_or(Error::IdTokenClaimMissing { claim: "iat" })?;
        expected.allow(iat - now, false).map_err(Error::IdTokenIssuedInFuture)?;
        let nbf = self.time_claim("nbf")?.unwrap_or(now);
        Ok(expected.allow(nbf - now, false).map_err(Error::IdTokenNotYetValid)?)
    }

    /// Step 11.
    fn check_nonce(&self, nonce: &str) -> Result<(), Box<Error>> {
        let found = self.text_claim("nonce")?.ok_or(Error::IdTokenClaimMissing { claim: "nonce" })?;
        if found == nonce { Ok(()) } else { Err(Error::IdTokenNonceMismatch.into()) }
    }

    /// Step 12.
    fn check_acr(&self, required: Option<&str>) -> Result<(), Box<Error>> {
        let acr = self.text_claim("acr")?;
        let Some(required) = required else { return Ok(()) };
        let acr = acr.ok_or(Error::IdTokenClaimMissing { claim: "acr" })?;
        if required.is_empty() || has_word(required, acr) {
            return Ok(());
        }
        Err(Error::IdTokenAcrMismatch { expected: required.replace(' ', ", ") }.into())
    }

    /// Step 13.
    fn check_auth_time(&self, expected: &Expected<'_>) -> Result<(), Box<Error>> {
        let auth_time = self.time_claim("auth_time")?;
        let Some(max_age) = expected.max_age else { return Ok(()) };
        let auth_time = auth_time.ok_or(Error::IdTokenClaimMissing { claim: "auth_time" })?;
        let age = expected.now.seconds() - auth_time;
        Ok(expected.allow(age - f64::from(max_age), false).map_err(Error::IdTokenAuthTooOld)?)
    }

    /// OpenID Connect Core §3.1.3.6, §3.2.2.9 and §3.2.2.10.
    fn check_at_hash(&self, expected: &Expected<'_>) -> Result<(), Box<Error>> {
        let at_hash = self.text_claim("at_hash")?;
        let Some(access_token) = expected.access_token else { return Ok(()) };
        match at_hash {
            Some(at_hash) if at_hash == self.algorithm.left_half_hash(access_token) => Ok(()),
            Some(_) => Err(Error::IdTokenAtHashMismatch.into()),
            None if expected.at_hash == AtHash::Required => Err(Error::IdTokenClaimMissing { claim: "at_hash" }.into()),
            None => Ok(()),
        }
    }

    /// RFC 8417 §2.2: a security event, a logout among them, has `events`, and no ID token has.
    fn check_kind(&self) -> Result<(), Box<Error>> {
        if self.claims.get("events").is_some() { Err(Error::IdTokenType.into()) } else { Ok(()) }
    }

    /// OpenID Connect Core §2.
    fn check_subject(&self) -> Result<(), Box<Error>> {
        let subject = self.text_claim("sub")?.ok_or(Error::IdTokenClaimMissing { claim: "sub" })?;
        if subject.is_empty() || subject.len() > SUBJECT_LIMIT || !subject.is_ascii() {
            return Err(Error::IdTokenClaimMalformed { claim: "sub", expected: "1 to 255 ASCII characters" }.into());
        }
        Ok(())
    }

    /// A claim of the wrong type is refused, never taken for an absent one.
    fn text_claim(&self, claim: &'static str) -> Result<Option<&str>, Box<Error>> {
        match self.claims.get(claim) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(Error::IdTokenClaimMalformed { claim, expected: "a string" }.into()),
        }
    }

    /// A `NumericDate` (RFC 7519 §2).
    fn time_claim(&self, claim: &'static str) -> Result<Option<f64>, Box<Error>> {
        match self.claims.get(claim) {
            None => Ok(None),
            Some(Json::Number(seconds)) => Ok(Some(*seconds)),
            Some(_) => Err(Error::IdTokenClaimMalformed { claim, expected: "a number of seconds" }.into()),
        }
    }
}

impl Expected<'_> {
    /// Allows a time to be missed by the tolerance; `at_once` when the very second is too late already.
    fn allow(&self, missed_by: f64, at_once: bool) -> Result<(), ClockGap> {
        #[allow(clippy::cast_precision_loss, reason = "the tolerance is 600 at most")]
        let beyond = missed_by - self.tolerance as f64;
        if beyond < 0.0 || (beyond == 0.0 && !at_once) {
            return Ok(());
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and `as` saturates")]
        let whole = beyond as u64;
        #[allow(clippy::cast_precision_loss, reason = "for a message")]
        let begun = u64::from((whole as f64) < beyond);
        Err(ClockGap { seconds: whole.saturating_add(begun), tolerance: self.tolerance })
    }
}

/// RFC 8725 §3.1 and §3.11, RFC 7515 §4.1.11: what the header may say. It chooses among what is accepted, no more.
fn check_header(header: &Object, accepted: &str) -> Result<Algorithm, Box<Error>> {
    if header.get("crit").is_some() {
        return Err(Error::IdTokenCriticalHeader.into());
    }
    match header.get("typ").map(|typ| typ.as_text().unwrap_or_default().to_ascii_lowercase()).as_deref() {
        None | Some("jwt" | "application/jwt") => {}
        Some(_) => return Err(Error::IdTokenType.into()),
    }
    let algorithm = header.get("alg").and_then(Json::as_text).and_then(Algorithm::named);
    algorithm
        .filter(|algorithm| accepted.split(' ').any(|name| algorithm.is(name)))
        .ok_or_else(|| Error::IdTokenAlgorithm { accepted: accepted.replace(' ', ", ") }.into())
}

/// RFC 7515 §4.1.4.
fn key_id(header: &Object) -> Result<Option<String>, Box<Error>> {
    match header.get("kid") {
        None => Ok(None),
        Some(Json::Text(kid)) => Ok(Some(kid.clone())),
        Some(_) => Err(malformed("its \"kid\" must be a string").into()),
    }
}

fn malformed(because: &'static str) -> Error {
    Error::IdTokenMalformed { because }
}

const SUBJECT_LIMIT: usize = 255;
