//! What a session remembers of the ID token that it began with.

use serde::Serialize;

use crate::documents::claims::Claims;
use crate::documents::jwt::Segment;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;

/// The claims of the first ID token that no renewed one may change (OpenID Connect Core §12.2).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirstIdToken {
    /// `iss`.
    pub(crate) issuer: String,
    /// `aud`, in its order.
    pub(crate) audience: Vec<String>,
    /// `nonce`, which a renewed token may leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    /// `auth_time`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) auth_time: Option<Timestamp>,
    /// `azp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authorized_party: Option<String>,
}

impl FirstIdToken {
    /// What is remembered of an ID token that has passed every check.
    pub(crate) fn read(id_token: &Token) -> Option<FirstIdToken> {
        let payload = Segment::decode(id_token.as_str().split('.').nth(1)?)?;
        Claims::read(payload).ok().map(|claims| FirstIdToken::of(&claims))
    }

    /// Compares a renewed ID token with this one, in the order of OpenID Connect Core §12.2.
    pub(crate) fn check(&self, renewed: &Claims) -> Result<(), Error> {
        let FirstIdToken { issuer, audience, nonce, auth_time, authorized_party } = FirstIdToken::of(renewed);
        if issuer != self.issuer {
            let error = Error::new(ErrorKind::IdTokenIssuerMismatch).claim("iss");
            return Err(error.expected(&quoted(&self.issuer)).found(&quoted(&issuer)));
        }
        if !holds_all(&audience, &self.audience) || !holds_all(&self.audience, &audience) {
            return Err(ErrorKind::IdTokenAudienceMismatch.into());
        }
        // Either may leave it out.
        if auth_time.is_some() && self.auth_time.is_some() && auth_time != self.auth_time {
            return Err(ErrorKind::IdTokenAuthTimeMismatch.into());
        }
        if nonce.is_some() && nonce != self.nonce {
            return Err(ErrorKind::IdTokenNonceMismatch.into());
        }
        if authorized_party != self.authorized_party {
            return Err(ErrorKind::IdTokenAuthorizedPartyMismatch.into());
        }
        Ok(())
    }

    fn of(claims: &Claims) -> FirstIdToken {
        FirstIdToken {
            issuer: claims.issuer.clone(),
            audience: claims.audience.clone(),
            nonce: claims.nonce.clone(),
            auth_time: claims.auth_time.map(Timestamp::from_seconds),
            authorized_party: claims.authorized_party.clone(),
        }
    }
}

fn holds_all(audience: &[String], others: &[String]) -> bool {
    others.iter().all(|other| audience.contains(other))
}
