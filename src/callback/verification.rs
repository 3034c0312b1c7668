//! The checks of an ID token's claims, in the order of OpenID Connect Core §3.1.3.7.

use super::result::IdTokenClaims;
use crate::documents::claims::{Claims, required};
use crate::documents::id_token::IdToken;
use crate::documents::typed_members::UserClaims;
use crate::error::details::CLOCK_ERROR_SECONDS;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::{quoted, shown};
use crate::protocol::expected_issuer::ExpectedIssuer;
use crate::protocol::random_text::Nonce;
use crate::protocol::timestamp::Timestamp;
use crate::sign_in::flow::{IdTokenDemands, RequiredClaim};
use crate::wire::json::Json;

/// What every ID token is checked against, that of a sign-in and a renewed one.
pub(crate) struct Expected<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) issuer: &'a ExpectedIssuer,
    /// The access token that was issued with it.
    pub(crate) access_token: Option<&'a str>,
    /// Whether it came in the fragment, where nothing stands in for its signature, and an access token beside it needs an
    /// `at_hash` (OpenID Connect Core §3.2.2.10).
    pub(crate) is_implicit: bool,
    pub(crate) clock_tolerance_seconds: u32,
    pub(crate) now: Timestamp,
}

impl Expected<'_> {
    /// Every check of the claims of a sign-in's token.
    pub(crate) fn check(&self, token: &IdToken, demands: &IdTokenDemands) -> Result<(), Error> {
        self.check_issuer(token)?;
        self.check_audience(token)?;
        self.check_times(token)?;
        check_nonce(token, &demands.nonce)?;
        demands.acr.as_ref().map_or(Ok(()), |accepted| check_acr(token, accepted))?;
        demands.max_age.map_or(Ok(()), |max_age| self.check_auth_time(token, max_age))?;
        self.check_at_hash(token)?;
        check_kind(token)?;
        demands.policy.as_ref().map_or(Ok(()), |policy| check_policy(token, policy))?;
        demands.organization.as_ref().map_or(Ok(()), |organization| check_organization(token, organization))
    }

    /// Every check of the claims of a renewed token that looks at nothing else of its sign-in (OpenID Connect Core §12.2).
    pub(crate) fn check_renewed(&self, token: &IdToken, policy: Option<&str>) -> Result<(), Error> {
        self.check_issuer(token)?;
        self.check_audience(token)?;
        self.check_times(token)?;
        self.check_at_hash(token)?;
        check_kind(token)?;
        policy.map_or(Ok(()), |policy| check_policy(token, policy))
    }

    /// Step 2: byte for byte, with the token's own tenant where the issuer has one for each.
    fn check_issuer(&self, token: &IdToken) -> Result<(), Error> {
        let tid = token.claims.all.get("tid");
        if self.issuer.needs_tenant() {
            required("tid", tid)?;
        }
        // What is not a string names no tenant.
        let tid = tid.map(|tid| tid.as_str().unwrap_or_default());
        if self.issuer.is_of_token(&token.claims.issuer, tid) {
            return Ok(());
        }
        let error = Error::new(ErrorKind::IdTokenIssuerMismatch).claim("iss");
        Err(error.expected(&self.issuer.description()).found(&quoted(&token.claims.issuer)))
    }

    /// Steps 3 to 5.
    fn check_audience(&self, token: &IdToken) -> Result<(), Error> {
        if !token.claims.audience.iter().any(|audience| audience == self.client_id) {
            return Err(ErrorKind::IdTokenAudienceMismatch.into());
        }
        match &token.claims.authorized_party {
            Some(party) if party == self.client_id => Ok(()),
            None if token.claims.audience.len() == 1 => Ok(()),
            _ => Err(ErrorKind::IdTokenAuthorizedPartyMismatch.into()),
        }
    }

    /// Steps 9 and 10, and RFC 7519 §4.1.5.
    fn check_times(&self, token: &IdToken) -> Result<(), Error> {
        let (claims, now) = (&token.claims, self.now.seconds());
        self.allow(now - claims.expires_at, Edge::TooLate, ErrorKind::IdTokenExpired)?;
        self.allow(claims.issued_at - now, Edge::InTime, ErrorKind::IdTokenIssuedInFuture)?;
        self.allow(claims.not_before.unwrap_or(now) - now, Edge::InTime, ErrorKind::IdTokenNotYetValid)
    }

    /// Step 13. Nobody signed in before 1970 or lately in the future: a provider that sends 0, or milliseconds, does not
    /// say when it was, and no `max_age` is met by that.
    fn check_auth_time(&self, token: &IdToken, max_age: u32) -> Result<(), Error> {
        let auth_time = required("auth_time", token.claims.auth_time)?;
        let age = self.now.seconds() - auth_time;
        let is_time = auth_time > 0.0 && -age <= f64::from(CLOCK_ERROR_SECONDS);
        let missed_by = if is_time { age - f64::from(max_age) } else { age.abs() };
        self.allow(missed_by, Edge::InTime, ErrorKind::IdTokenAuthTooOld)
    }

    /// OpenID Connect Core §3.1.3.6, §3.2.2.9 and §3.2.2.10.
    fn check_at_hash(&self, token: &IdToken) -> Result<(), Error> {
        let Some(access_token) = self.access_token else { return Ok(()) };
        let found = match &token.claims.at_hash {
            None if self.is_implicit => required("at_hash", None)?,
            None => return Ok(()),
            Some(found) => found,
        };
        let expected = token.algorithm.hash().left_half(access_token);
        if *found == expected { Ok(()) } else { Err(ErrorKind::IdTokenAtHashMismatch.into()) }
    }

    /// Allows a time to be missed by the tolerance, and says by how many whole seconds more it was.
    fn allow(&self, missed_by: f64, edge: Edge, kind: ErrorKind) -> Result<(), Error> {
        let beyond = missed_by - f64::from(self.clock_tolerance_seconds);
        if beyond < 0.0 || (beyond == 0.0 && edge == Edge::InTime) {
            return Ok(());
        }
        // No more than a number of JavaScript can say.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and small enough")]
        let seconds = beyond.ceil().min(MOST_SECONDS) as u64;
        Err(Error::new(kind).missed_by(seconds, self.clock_tolerance_seconds.into()))
    }
}

/// Whether the very second of a limit is still in time.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Edge {
    InTime,
    TooLate,
}

/// Step 11.
fn check_nonce(token: &IdToken, nonce: &Nonce) -> Result<(), Error> {
    let found = required("nonce", token.claims.nonce.as_deref())?;
    if found == nonce.as_str() { Ok(()) } else { Err(ErrorKind::IdTokenNonceMismatch.into()) }
}

/// Step 12.
fn check_acr(token: &IdToken, accepted: &[String]) -> Result<(), Error> {
    let found = required("acr", token.claims.acr.as_ref())?;
    if accepted.is_empty() || accepted.contains(found) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::IdTokenAcrMismatch).claim("acr").accepted(accepted.to_vec()))
}

/// RFC 8417 §2.2: a security event, a logout among them, has `events`, and no ID token has.
fn check_kind(token: &IdToken) -> Result<(), Error> {
    let Some(events) = token.claims.all.get("events") else { return Ok(()) };
    let error = Error::new(ErrorKind::IdTokenType).member("events").expected("absent from an ID token's claims");
    Err(error.found(events.kind()))
}

/// `tfp` is the policy, and in older tokens `acr`. Their case is not that of the request.
fn check_policy(token: &IdToken, policy: &str) -> Result<(), Error> {
    let given = ["tfp", "acr"].into_iter().find_map(|claim| Some((claim, token.claims.all.get(claim)?)));
    match given {
        Some((claim, found)) if !found.as_str().is_some_and(|found| found.eq_ignore_ascii_case(policy)) => {
            Err(Error::new(ErrorKind::IdTokenAcrMismatch).claim(claim).accepted(vec![policy.to_owned()]))
        }
        _ => Ok(()),
    }
}

fn check_organization(token: &IdToken, RequiredClaim { name, value }: &RequiredClaim) -> Result<(), Error> {
    let found = token.claims.all.get(name);
    if found.and_then(Json::as_str) == Some(value) {
        return Ok(());
    }
    let found = found.map_or_else(|| "nothing".to_owned(), shown);
    let error = Error::new(ErrorKind::IdTokenOrganizationMismatch).claim(name);
    Err(error.expected(&quoted(value)).found(&found))
}

impl IdTokenClaims {
    /// Hands over the claims of a token that has passed its last check.
    pub(super) fn checked(token: IdToken) -> IdTokenClaims {
        let Claims { subject, text, all, .. } = token.claims;
        IdTokenClaims { subject, claims: UserClaims::new(text, &all) }
    }
}

/// `Number.MAX_SAFE_INTEGER`.
const MOST_SECONDS: f64 = 9_007_199_254_740_991.0;
