//! The way out: an authorize URL, and the transaction that waits for its answer. One cannot be had without the other.

use std::fmt;

use super::entropy::Entropy;
use super::flow::{CodeFlow, Flow, IdTokenDemands};
use super::request::{MANAGED_PARAMETERS, SignInRequest};
use super::transaction::{ClientKey, Transaction, asked_once};
use crate::config::client_config::{ClientConfig, OptionalEndpoint};
use crate::config::exchange::Exchange;
use crate::error::error::Error;
use crate::protocol::endpoint::Endpoint;
use crate::protocol::response_type::ResponseType;
use crate::protocol::timestamp::Timestamp;
use crate::wire::form;

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
/// [`NotReady`] before the endpoints are known, [`EndpointMissing`] if the flow needs one that the provider does not
/// have, [`InvalidOption`] if the authorization endpoint's own query has a parameter of the request.
///
/// [`NotReady`]: crate::error::kind::ErrorKind::NotReady
/// [`EndpointMissing`]: crate::error::kind::ErrorKind::EndpointMissing
/// [`InvalidOption`]: crate::error::kind::ErrorKind::InvalidOption
#[allow(clippy::needless_pass_by_value, reason = "no two sign-ins may share it")]
pub fn begin(
    config: &ClientConfig,
    request: &SignInRequest,
    entropy: Entropy,
    now: Timestamp,
) -> Result<(AuthorizeUrl, Transaction), Error> {
    let endpoint = &config.known_endpoints()?.authorization;
    let is_sent = |name: &str| {
        MANAGED_PARAMETERS.contains(&name) || request.parameters.iter().any(|(parameter, _)| *parameter == name)
    };
    endpoint.check_own_query("authorizationEndpoint", is_sent)?;
    let transaction = Transaction {
        state: entropy.state(),
        client: ClientKey::of(config),
        expected_issuer: config.issuer_rule.expected(&config.issuer)?,
        redirect_uri: request.redirect_uri.clone(),
        expires_at: now.after_seconds(config.transaction_lifetime_seconds.into()),
        flow: flow(config, request, &entropy)?,
        promises_iss: config.promises_iss.unwrap_or_default(),
        is_silent: request.is_silent,
        keep: request.keep,
        app_data: request.app_data.clone(),
        is_of_popup: false,
        asked: if config.session.is_some() { request.asked.clone() } else { Vec::new() },
    };
    Ok((authorize_url(config, request, endpoint, &transaction, &entropy), transaction))
}

fn flow(config: &ClientConfig, request: &SignInRequest, entropy: &Entropy) -> Result<Flow, Error> {
    let scope = request.scope.clone();
    Ok(match (request.response_type, config.exchange) {
        (ResponseType::Code, Exchange::Here(token_request)) => Flow::Code(CodeFlow {
            code_verifier: entropy.code_verifier(),
            token_endpoint: config.endpoint(OptionalEndpoint::Token)?.clone(),
            token_request,
            scope,
            resource: asked_once(&request.asked, "resource").map(str::to_owned),
            id_token: if request.wants_id_token() { Some(demands(config, request, entropy)?) } else { None },
        }),
        (ResponseType::Code, Exchange::ByServer) => {
            Flow::CodeForServer { nonce: sends_nonce(config, request).then(|| entropy.nonce()) }
        }
        (ResponseType::Token, _) => Flow::Token { scope },
        (ResponseType::IdToken, _) => Flow::IdToken { scope, id_token: demands(config, request, entropy)? },
        (ResponseType::IdTokenToken, _) => Flow::IdTokenToken { scope, id_token: demands(config, request, entropy)? },
    })
}

fn demands(config: &ClientConfig, request: &SignInRequest, entropy: &Entropy) -> Result<IdTokenDemands, Error> {
    Ok(IdTokenDemands {
        nonce: entropy.nonce(),
        jwks_uri: config.endpoint(OptionalEndpoint::Jwks)?.clone(),
        algorithms: config.accepted_algorithms()?,
        max_age: request.max_age,
        acr: request.acr.clone(),
        organization: request.organization.clone(),
        policy: config.policy.clone(),
    })
}

fn authorize_url(
    config: &ClientConfig,
    request: &SignInRequest,
    endpoint: &Endpoint,
    transaction: &Transaction,
    entropy: &Entropy,
) -> AuthorizeUrl {
    let (scope, nonce) = (request.scope.to_string(), entropy.nonce());
    let challenge = match &transaction.flow {
        Flow::Code(flow) => flow.code_verifier.challenge(),
        _ => String::new(),
    };
    // A parameter without a value is left out.
    let mut parameters = vec![
        ("response_type", request.response_type.as_str()),
        ("client_id", &config.client_id),
        ("redirect_uri", request.redirect_uri.as_str()),
        ("scope", &scope),
        ("state", transaction.state()),
        ("nonce", if sends_nonce(config, request) { nonce.as_str() } else { "" }),
        ("code_challenge", &challenge),
        ("code_challenge_method", if challenge.is_empty() { "" } else { "S256" }),
    ];
    parameters.extend(request.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    AuthorizeUrl(form::add_to_query(endpoint.as_str(), &parameters))
}

/// Some refuse a nonce that no ID token could hold.
fn sends_nonce(config: &ClientConfig, request: &SignInRequest) -> bool {
    config.always_sends_nonce || request.wants_id_token()
}
