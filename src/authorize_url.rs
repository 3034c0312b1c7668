//! The way out: the authorize URL, and the transaction that waits for its answer.

use core::fmt;

use crate::config::{ClientConfig, Endpoints, ResponseType};
use crate::entropy::Entropy;
use crate::error::{Error, invalid, quoted};
use crate::form;
use crate::prelude::*;
use crate::request::{MANAGED_PARAMETERS, SignInRequest};
use crate::time::Timestamp;
use crate::transaction::Transaction;
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
pub fn begin(
    config: &ClientConfig,
    request: &SignInRequest,
    entropy: Entropy,
    now: Timestamp,
) -> Result<(AuthorizeUrl, Transaction), Box<Error>> {
    let endpoints = config.known_endpoints()?;
    let transaction = transaction(config, endpoints, request, entropy, now)?;
    let parameters = parameters(&transaction, request);
    check_own_query(&endpoints.authorization, &parameters)?;
    let borrowed = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok((AuthorizeUrl(with_parameters(&endpoints.authorization, borrowed)), transaction))
}

fn transaction(
    config: &ClientConfig,
    endpoints: &Endpoints,
    request: &SignInRequest,
    entropy: Entropy,
    now: Timestamp,
) -> Result<Transaction, Box<Error>> {
    let exchanged_here = request.response_type == ResponseType::Code && !config.server_exchange;
    if exchanged_here && endpoints.token.is_none() {
        return Err(Error::EndpointMissing { endpoint: "tokenEndpoint" }.into());
    }
    let transaction = Transaction {
        state: entropy.state,
        nonce: (config.provider.speaks_openid() && request.response_type != ResponseType::Token)
            .then_some(entropy.nonce),
        verifier: exchanged_here.then_some(entropy.verifier),
        client_id: config.client_id.clone(),
        issuer: config.issuer.clone(),
        redirect_uri: config.redirect_uri.as_str().into(),
        response_type: request.response_type,
        scope: request.scope.clone(),
        token_endpoint: endpoints.token.clone().filter(|_| exchanged_here),
        jwks_uri: endpoints.jwks.clone(),
        algorithms: config.algorithms.clone(),
        iss_promised: endpoints.iss_promised,
        max_age: request.max_age,
        acr: request.acr.clone(),
        silent: request.silent,
        organization: request.organization.clone(),
        expires_at: now.after_seconds(config.lifetime),
        return_to: request.app_data.return_to.clone(),
        app_state: request.app_data.app_state.clone(),
    };
    if transaction.wants_id_token() && transaction.jwks_uri.is_none() && !config.server_exchange {
        return Err(Error::EndpointMissing { endpoint: "jwksUri" }.into());
    }
    Ok(transaction)
}

fn parameters(transaction: &Transaction, request: &SignInRequest) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    add("response_type", transaction.response_type.as_str());
    add("client_id", &transaction.client_id);
    add("redirect_uri", &transaction.redirect_uri);
    if !transaction.scope.is_empty() {
        add("scope", &transaction.scope.join(" "));
    }
    add("state", transaction.state.as_str());
    if let Some(nonce) = &transaction.nonce {
        add("nonce", nonce.as_str());
    }
    if let Some(verifier) = &transaction.verifier {
        add("code_challenge", &verifier.challenge());
        add("code_challenge_method", "S256");
    }
    parameters.extend_from_slice(&request.parameters);
    parameters
}

/// RFC 6749 §3.1: the endpoint's own query is kept, and no parameter may be there twice.
fn check_own_query(endpoint: &str, parameters: &[(String, String)]) -> Result<(), Box<Error>> {
    let Some((_, query)) = endpoint.split_once('?') else { return Ok(()) };
    let collides = |name: &str| MANAGED_PARAMETERS.contains(&name) || parameters.iter().any(|(sent, _)| sent == name);
    match form::names(query).find(|name| collides(name)) {
        None => Ok(()),
        Some(name) => {
            let expected = ["a URL whose query has no \"", &name, "\""].concat();
            Err(invalid("authorizationEndpoint", expected, quoted(endpoint)))
        }
    }
}
