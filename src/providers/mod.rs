//! What sets one provider apart from another, each in a small file of facts.

use crate::config::{ResponseType, Setup};
use crate::error::{Error, invalid, quoted};
use crate::json::Object;
use crate::logout::LogoutRequest;
use crate::options::Options;
use crate::prelude::*;
use crate::web_url::WebUrl;

pub mod auth0;
pub mod authkit;
pub mod oidc;
pub mod workos_connect;

/// Every provider there is.
pub const PROVIDERS: &[&Provider] = &[&oidc::PROVIDER, &auth0::PROVIDER, &authkit::PROVIDER, &workos_connect::PROVIDER];

/// One provider's facts.
#[derive(Debug)]
pub struct Provider {
    /// The name of its factory.
    pub name: &'static str,
    /// What it can be asked for. Where that is one thing alone, there is no option to say it.
    pub flows: &'static [ResponseType],
    /// How a code is exchanged, and with it whether the provider knows scopes and ID tokens.
    pub exchange: ExchangeForm,
    /// The client options that it has beside those of every provider.
    pub client_options: &'static [&'static str],
    /// Its issuer and endpoints, read from those options.
    pub setup: fn(&Options) -> Result<Setup, Box<Error>>,
    /// The request options that become parameters of the authorize URL.
    pub parameters: &'static [Parameter],
    /// The rules across a request's options.
    pub check_request: fn(&Options) -> Result<(), Box<Error>>,
    /// The rules of its own for the claims of an ID token, given the organization that was asked for.
    pub check_claims: fn(&Object, Option<&str>) -> Result<(), Box<Error>>,
    /// The options of a logout.
    pub logout_options: &'static [&'static str],
    /// The address of its logout.
    pub logout: fn(&LogoutRequest<'_>) -> Result<String, Box<Error>>,
}

/// How a code is exchanged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExchangeForm {
    /// As a form, for a token response (RFC 6749 §4.1.3 and §5.1) with an ID token if `openid` was asked for.
    OpenId,
    /// As JSON, for WorkOS's answer with a `user` and without an ID token.
    UserManagement,
}

/// A request option and the parameter that sends it.
#[derive(Debug)]
pub struct Parameter {
    /// The option's name, in camelCase.
    pub option: &'static str,
    /// The parameter's name, as on the wire.
    pub name: &'static str,
    /// What the option may be.
    pub kind: Kind,
}

/// What a request option may be, and how it is sent.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string, sent as it is.
    Text,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// Words, sent with spaces between them.
    Words,
    /// Strings, each sent as a parameter of its own.
    Repeated,
    /// An object of strings, each sent as `name[key]`.
    Members,
    /// A JSON object, sent as its text.
    Json,
    /// Seconds, a whole number from 0.
    Seconds,
    /// Absolute URIs without a fragment, each sent as a parameter of its own (RFC 8707 §2).
    Resources,
    /// A SHA-256 JWK thumbprint in base64url (RFC 7638 §3, RFC 9449 §10).
    Thumbprint,
}

impl Provider {
    /// The provider whose factory has that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Provider> {
        PROVIDERS.iter().copied().find(|provider| provider.name == name)
    }

    /// Whether it knows scopes, nonces and ID tokens.
    pub(crate) fn speaks_openid(&self) -> bool {
        self.exchange == ExchangeForm::OpenId
    }

    /// The options that every provider of its kind has, for clients and for requests.
    pub(crate) fn flow_options(&self) -> impl Iterator<Item = &'static str> + Clone {
        let response_type = (self.flows.len() > 1).then_some("responseType");
        response_type.into_iter().chain(self.speaks_openid().then_some("scope"))
    }
}

/// A request option that is sent as it is.
const fn text(option: &'static str, name: &'static str) -> Parameter {
    Parameter { option, name, kind: Kind::Text }
}

/// For a provider that has no rules of its own.
fn no_request_rules(_: &Options) -> Result<(), Box<Error>> {
    Ok(())
}

/// For a provider that has no rules of its own.
fn no_claim_rules(_: &Object, _: Option<&str>) -> Result<(), Box<Error>> {
    Ok(())
}

/// The origin of the provider's domain: a host, perhaps with a port, and nothing else.
fn domain_origin(options: &Options, domain: &str) -> Result<String, Box<Error>> {
    let scheme = if options.flag(ALLOW_HTTP)? { "http" } else { "https" };
    let whole = !domain.contains(['/', '\\', '?', '#', '@', ' ']);
    match WebUrl::parse_web(&[scheme, "://", domain].concat()).filter(|_| whole) {
        Some(url) => Ok(url.origin()),
        None => Err(invalid("domain", "a host without a scheme and a path, such as \"acme.example\"", quoted(domain))),
    }
}

const ALLOW_HTTP: &str = "dangerouslyAllowHttpEndpoints";
