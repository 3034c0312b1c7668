//! The end of a refresh token (RFC 7009): the request, and what an answer means.

use crate::config::client_config::{ClientConfig, OptionalEndpoint};
use crate::documents::token_response::refusal;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::refusal::Refusal;
use crate::host::request::{Body, HttpRequest};
use crate::host::response::HttpResponse;
use crate::protocol::token::Token;
use crate::wire::form;
use crate::wire::json_text::read_object;

/// What became of the refresh token at the end of a session. The session itself ends all the same.
#[derive(Clone, Debug)]
pub enum Revoked {
    /// The provider has ended it.
    Yes,
    /// Nobody asked for it: the app did not wish it, or there was no refresh token.
    No,
    /// The provider has no endpoint for it.
    NoEndpoint(Error),
    /// The provider refused.
    Refused(Error),
    /// There was no answer, or none that says it. It may be dead all the same: the request needs no answer.
    Unknown(Error),
}

impl Revoked {
    /// Its name for JavaScript.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Revoked::Yes => "yes",
            Revoked::No => "no",
            Revoked::NoEndpoint(_) => "no-endpoint",
            Revoked::Refused(_) => "refused",
            Revoked::Unknown(_) => "unknown",
        }
    }

    /// Why it is not known to be dead, if anybody asked for it.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match self {
            Revoked::Yes | Revoked::No => None,
            Revoked::NoEndpoint(error) | Revoked::Refused(error) | Revoked::Unknown(error) => Some(error),
        }
    }

    /// Reads the answer to a request that revokes this token (RFC 7009 §2.2).
    #[must_use]
    pub fn read(answer: Result<HttpResponse, Error>, url: &str, refresh_token: &Token) -> Revoked {
        match answer {
            Err(error) => Revoked::Unknown(error),
            // The body says nothing, and an unknown token is as good as dead.
            Ok(response) if response.status == 200 => Revoked::Yes,
            Ok(response) => match refused(&response, refresh_token) {
                Some(refusal) => Revoked::Refused(Error::refused(ErrorKind::RevocationRefused, refusal)),
                None => Revoked::Unknown(Error::new(ErrorKind::HttpStatus).status(response.status).at(url)),
            },
        }
    }
}

/// The request that revokes a refresh token (RFC 7009 §2.1). It is one that needs no preflight, and it outlives the page.
///
/// # Errors
///
/// Why there is none: [`Revoked::NoEndpoint`], or [`Revoked::Unknown`] before the endpoints are known.
pub fn revocation_request(
    config: &ClientConfig,
    refresh_token: &Token,
    timeout_ms: u32,
) -> Result<HttpRequest, Revoked> {
    let endpoint = config.endpoint(OptionalEndpoint::Revocation).map_err(|error| match error.kind() {
        ErrorKind::EndpointMissing => Revoked::NoEndpoint(error),
        _ => Revoked::Unknown(error),
    })?;
    let members = [
        ("token", refresh_token.as_str()),
        ("token_type_hint", "refresh_token"),
        ("client_id", config.client_id.as_str()),
    ];
    let body = Some(Body::form(form::encode(&members)));
    Ok(HttpRequest { body, keepalive: true, ..HttpRequest::for_answer(endpoint, timeout_ms) })
}

/// The provider's words, if it refused for good (RFC 7009 §2.2.1): a client that has to authenticate may get no word.
fn refused(response: &HttpResponse, refresh_token: &Token) -> Option<Refusal> {
    let members = read_object(&response.text());
    let refusal = members.and_then(|members| refusal(&members, &[refresh_token.as_str()]));
    match response.status {
        401 => Some(refusal.unwrap_or_else(|| Refusal::new("", "", "", &[]))),
        408 | 429 => None,
        400..500 => refusal.filter(|refusal| refusal.error.is_some()),
        _ => None,
    }
}
