//! The way out: the authorize URL, and the transaction that waits for its answer.

use core::fmt;

use crate::config::{ClientConfig, Endpoints, ResponseType};
use crate::decimal;
use crate::entropy::Entropy;
use crate::error::{Error, invalid, quoted};
use crate::form;
use crate::json::JsonText;
use crate::prelude::*;
use crate::request::{MANAGED_PARAMETERS, SignInRequest};
use crate::time::Timestamp;
use crate::transaction::{ACR_REQUIRED, OPEN, Transaction, flag};
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
    let challenge = entropy.verifier.challenge();
    let transaction = transaction(config, endpoints, request, entropy, now)?;
    let parameters = parameters(&transaction, &challenge, request);
    check_own_query(&endpoints.authorization, &parameters)?;
    let borrowed: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok((AuthorizeUrl(with_parameters(&endpoints.authorization, &borrowed)), transaction))
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
    let Entropy { state, nonce, verifier } = entropy;
    let has_nonce = config.provider.speaks_openid() && request.response_type != ResponseType::Token;
    let algorithms: Vec<_> = config.algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
    let transaction = Transaction::new(&[
        OPEN,
        &config.client_id,
        &config.issuer,
        &decimal::write(now.after_seconds(config.lifetime).milliseconds()),
        state.as_str(),
        if has_nonce { nonce.as_str() } else { "" },
        if exchanged_here { verifier.as_str() } else { "" },
        config.redirect_uri.as_str(),
        request.response_type.as_str(),
        &request.scope.join(" "),
        endpoints.token.as_deref().filter(|_| exchanged_here).unwrap_or_default(),
        endpoints.jwks.as_deref().unwrap_or_default(),
        &algorithms.join(" "),
        flag(endpoints.iss_promised),
        &request.max_age.map(|seconds| decimal::write(seconds.into())).unwrap_or_default(),
        &request.acr.as_ref().map(|values| [ACR_REQUIRED, &values.join(" ")].concat()).unwrap_or_default(),
        flag(request.silent),
        request.organization.as_deref().unwrap_or_default(),
        request.app_data.return_to.as_str(),
        request.app_data.app_state.as_ref().map_or("", JsonText::as_str),
    ]);
    if transaction.wants_id_token() && endpoints.jwks.is_none() && !config.server_exchange {
        return Err(Error::EndpointMissing { endpoint: "jwksUri" }.into());
    }
    Ok(transaction)
}

fn parameters(transaction: &Transaction, challenge: &str, request: &SignInRequest) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    add("response_type", transaction.response_type().as_str());
    add("client_id", transaction.client_id());
    add("redirect_uri", transaction.redirect_uri());
    if !transaction.scope().is_empty() {
        add("scope", transaction.scope());
    }
    add("state", transaction.state());
    if let Some(nonce) = transaction.nonce() {
        add("nonce", nonce);
    }
    if transaction.verifier().is_some() {
        add("code_challenge", challenge);
        add("code_challenge_method", "S256");
    }
    parameters.extend_from_slice(&request.parameters);
    parameters
}

/// RFC 6749 §3.1: the endpoint's own query is kept, and no parameter may be there twice.
fn check_own_query(endpoint: &str, parameters: &[(String, String)]) -> Result<(), Box<Error>> {
    let Some((_, query)) = endpoint.split_once('?') else { return Ok(()) };
    let collides = |name: &str| MANAGED_PARAMETERS.contains(&name) || parameters.iter().any(|(sent, _)| sent == name);
    match form::names(query).into_iter().find(|name| collides(name)) {
        None => Ok(()),
        Some(name) => {
            let expected = ["a URL whose query has no \"", &name, "\""].concat();
            Err(invalid("authorizationEndpoint", expected, quoted(endpoint)))
        }
    }
}
