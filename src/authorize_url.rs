//! The way out: the authorize URL, and the transaction that waits for its answer.

use core::fmt;

use crate::config::{AUTHORIZATION_ENDPOINT, ClientConfig, ISS_SUPPORTED, JWKS_URI, ResponseType, TOKEN_ENDPOINT};
use crate::decimal;
use crate::entropy::Entropy;
use crate::error::{Error, invalid, quoted};
use crate::form;
use crate::options::Values;
use crate::prelude::*;
use crate::request::{APP_STATE, MANAGED_PARAMETERS, SILENT, SignInRequest};
use crate::text::{after_mark, cut};
use crate::time::Timestamp;
use crate::transaction::{OPEN, Transaction, flag};
use crate::web_url::with_parameters;

/// An authorization request as a URL (RFC 6749 §4.1.1 and §4.2.1, OpenID Connect Core §3.1.2.1 and §3.2.2.1).
///
/// It holds the sign-in's `state` and `nonce`, so its `Debug` shows nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct AuthorizeUrl(String);

impl AuthorizeUrl {
    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<AuthorizeUrl> for String {
    fn from(url: AuthorizeUrl) -> String {
        url.0
    }
}

impl fmt::Debug for AuthorizeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizeUrl([redacted])")
    }
}

impl fmt::Display for AuthorizeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Begins a sign-in: the URL to go to, and what must be stored before going there.
///
/// # Errors
///
/// [`Error::NotReady`] before the endpoints are known, [`Error::EndpointMissing`] when the flow needs one that the
/// provider does not have, [`Error::InvalidOption`] when the authorization endpoint's own query collides with a
/// parameter of the request.
#[allow(clippy::needless_pass_by_value, reason = "no two sign-ins may share it")]
pub fn begin(
    config: &ClientConfig,
    request: &SignInRequest,
    entropy: Entropy,
    now: Timestamp,
) -> Result<(AuthorizeUrl, Transaction), Box<Error>> {
    let endpoint = config.endpoint(AUTHORIZATION_ENDPOINT)?;
    check_own_query(endpoint, &request.options)?;
    let exchanged_here = request.response_type == ResponseType::Code && !config.server_exchange;
    let has_nonce = config.provider.speaks_openid() && request.response_type != ResponseType::Token;
    let nonce = if has_nonce { entropy.nonce.as_str() } else { "" };
    let verifier = if exchanged_here { entropy.verifier.as_str() } else { "" };
    let transaction = transaction(config, request, [entropy.state.as_str(), nonce, verifier], now)?;
    let (challenge, method) = if exchanged_here { (entropy.verifier.challenge(), "S256") } else { (String::new(), "") };
    let mut parameters = Vec::new();
    for parameter in &[
        ("response_type", request.response_type.as_str()),
        ("client_id", &config.client_id),
        ("redirect_uri", config.redirect_uri.as_str()),
        ("scope", &request.scope),
        ("state", entropy.state.as_str()),
        ("nonce", nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", method),
    ] {
        if !parameter.1.is_empty() {
            parameters.push(*parameter);
        }
    }
    for (_, parameter, value) in request.options.sent() {
        parameters.push((parameter, value));
    }
    Ok((AuthorizeUrl(with_parameters(endpoint, &parameters)), transaction))
}

fn transaction(
    config: &ClientConfig,
    request: &SignInRequest,
    [state, nonce, verifier]: [&str; 3],
    now: Timestamp,
) -> Result<Transaction, Box<Error>> {
    let token_endpoint = if verifier.is_empty() { "" } else { config.endpoint(TOKEN_ENDPOINT)? };
    let lifetime = config.options.number("transactionLifetimeSeconds", 600);
    let transaction = Transaction::new(&[
        OPEN,
        &config.client_id,
        &config.issuer,
        &decimal::write(now.after_seconds(lifetime.into()).milliseconds()),
        state,
        nonce,
        verifier,
        config.redirect_uri.as_str(),
        request.response_type.as_str(),
        &request.scope,
        token_endpoint,
        config.options.text(JWKS_URI),
        config.algorithms(),
        flag(config.options.has(ISS_SUPPORTED)),
        request.options.text("maxAge"),
        &request.acr,
        flag(request.options.text("prompt") == SILENT),
        request.options.text("organization"),
        request.return_to.as_str(),
        request.options.text(APP_STATE),
    ]);
    if transaction.wants_id_token() && !config.server_exchange {
        config.endpoint(JWKS_URI)?;
    }
    Ok(transaction)
}

/// RFC 6749 §3.1: the endpoint's own query is kept, and no parameter may be there twice.
fn check_own_query(endpoint: &str, options: &Values) -> Result<(), Box<Error>> {
    let query = after_mark(cut(endpoint, b"?"));
    for name in form::names(query) {
        if MANAGED_PARAMETERS.contains(&&*name) || options.sent().any(|(_, sent, _)| sent == name) {
            let expected = ["a URL whose query has no \"", &name, "\""].concat();
            return Err(invalid(AUTHORIZATION_ENDPOINT, &expected, &quoted(endpoint)));
        }
    }
    Ok(())
}
