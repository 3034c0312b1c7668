//! The ID token of a renewal (OpenID Connect Core §12.2).

use crate::callback::keys::NO_KEYS;
use crate::callback::signature::Signer;
use crate::callback::verification::Expected;
use crate::config::client_config::{ClientConfig, OptionalEndpoint};
use crate::documents::id_token::IdToken;
use crate::documents::jwt::text_claim;
use crate::documents::token_response::Issued;
use crate::error::error::Error;
use crate::error::kind::{ErrorClass, ErrorKind};
use crate::error::quote::quoted;
use crate::host::host::Host;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::kept::identity::ORGANIZATION_CLAIM;
use crate::kept::record::Record;
use crate::protocol::token::Token;

/// Checks the ID token of an answer, if there is one, and says whose it is. It is left out where the keys to check it by
/// have changed and cannot be had: the refresh token beside it may be the only one that is not spent.
pub(super) async fn check_renewed<H: Host>(
    config: &ClientConfig,
    host: &H,
    record: &Record,
    answer: &mut Issued,
) -> Result<Option<String>, Error> {
    let Some(compact) = &answer.id_token else { return Ok(None) };
    let token = IdToken::read(compact.as_str(), &config.accepted_algorithms()?)?;
    let issuer = &config.issuer_rule.expected(&config.issuer)?;
    let expected = Expected {
        client_id: &config.client_id,
        issuer,
        access_token: answer.access_token.as_ref().map(Token::as_str),
        is_implicit: false,
        clock_tolerance_seconds: config.clock_tolerance_seconds,
        now: host.now(),
    };
    expected.check_renewed(&token, config.policy.as_deref())?;
    if record.subject() != Some(&token.claims.subject) {
        return Err(ErrorKind::IdTokenSubjectMismatch.into());
    }
    record.first.as_ref().map_or(Ok(()), |first| first.check(&token.claims))?;
    check_organization(record, compact)?;
    let jwks_uri = config.endpoint(OptionalEndpoint::Jwks)?;
    let signer = Signer { jwks_uri, issuer, is_implicit: false, timeout_ms: DEFAULT_TIMEOUT_MS };
    match signer.check(host, &token, NO_KEYS).await {
        Err(error) if has_no_keys(&error) => answer.id_token = None,
        checked => drop(checked?),
    }
    Ok(Some(token.claims.subject))
}

/// A new ID token is of the organization that the session is in. The one at hand was compared with the first.
pub(super) fn check_organization(record: &Record, id_token: &Token) -> Result<(), Error> {
    let (expected, found) = (record.organization_id(), text_claim(id_token.as_str(), ORGANIZATION_CLAIM));
    if expected == found {
        return Ok(());
    }
    let said = |organization: Option<String>| organization.map_or_else(|| "absent".to_owned(), |text| quoted(&text));
    let error = Error::new(ErrorKind::IdTokenOrganizationMismatch).claim(ORGANIZATION_CLAIM);
    Err(error.expected(&said(expected)).found(&said(found)))
}

/// Whether an error is of the request for the keys.
fn has_no_keys(error: &Error) -> bool {
    error.class() == ErrorClass::Network || error.kind() == ErrorKind::KeysInvalid
}
