//! The way out: the authorize URL, and the transaction that waits for its answer.

use core::fmt;

use crate::before::base64url;
use crate::before::config::{
    AUTHORIZATION_ENDPOINT, ClientConfig, ISS_SUPPORTED, JWKS_URI, ResponseType, TOKEN_ENDPOINT,
};
use crate::before::decimal;
use crate::before::entropy::Entropy;
use crate::before::error::{Error, invalid_text};
use crate::before::form;
use crate::before::options::Values;
use crate::before::pkce::challenge;
use crate::before::prelude::*;
use crate::before::request::{APP_STATE, MANAGED_PARAMETERS, SILENT, SignInRequest};
use crate::before::text::{after_mark, cut, has_word, pieces};
use crate::before::time::Timestamp;
use crate::before::transaction::{OPEN, Transaction, flag};
use crate::before::web_url::{url_without, with_query};

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
/// [`NotReady`] before the endpoints are known, [`EndpointMissing`] when the flow needs one that the provider does not
/// have, [`InvalidOption`] when the authorization endpoint's own query collides with a parameter of the request.
///
/// [`NotReady`]: crate::before::error::ErrorKind::NotReady
/// [`EndpointMissing`]: crate::before::error::ErrorKind::EndpointMissing
/// [`InvalidOption`]: crate::before::error::ErrorKind::InvalidOption
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
    // Some refuse a nonce that no ID token could hold.
    let has_nonce = config.provider.requires_nonce || request.response_type.wants_id_token(&request.scope);
    let Entropy([state, nonce, verifier]) = &entropy;
    let text = |wanted, bytes| if wanted { base64url::encode(bytes) } else { String::new() };
    let (state, nonce, verifier) = (text(true, state), text(has_nonce, nonce), text(exchanged_here, verifier));
    let transaction = transaction(config, request, [&state, &nonce, &verifier], now)?;
    let mut url = with_query(endpoint);
    form::add(&mut url, "response_type", request.response_type.as_str());
    form::add(&mut url, "client_id", &config.client_id);
    form::add(&mut url, "redirect_uri", config.redirect_uri.as_str());
    form::add(&mut url, "scope", &request.scope);
    form::add(&mut url, "state", &state);
    form::add(&mut url, "nonce", &nonce);
    if exchanged_here {
        form::add(&mut url, "code_challenge", &challenge(&verifier));
        form::add(&mut url, "code_challenge_method", "S256");
    }
    for value in request.options.sent() {
        form::add(&mut url, &value.parameter, &value.text);
    }
    Ok((AuthorizeUrl(url), transaction))
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
    let query = after_mark(cut(endpoint, b'?'));
    if query.is_empty() {
        return Ok(());
    }
    for piece in pieces(query, b'&') {
        let name = form::name(piece).unwrap_or_default();
        if has_word(MANAGED_PARAMETERS, &name) || options.sent().any(|sent| sent.parameter == name) {
            return Err(invalid_text(AUTHORIZATION_ENDPOINT, &url_without(&name), endpoint));
        }
    }
    Ok(())
}
