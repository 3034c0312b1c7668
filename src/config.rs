//! A client: who asks, at which provider, and where the answer goes.

use crate::address::RESPONSE_PARAMETERS;
use crate::algorithm::Algorithm;
use crate::error::{Error, invalid, quoted};
use crate::form;
use crate::options::Options;
use crate::prelude::*;
use crate::providers::Provider;
use crate::web_url::WebUrl;

/// A client of one provider. One that exists is valid.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    pub(crate) provider: &'static Provider,
    pub(crate) client_id: String,
    pub(crate) issuer: String,
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) response_type: ResponseType,
    pub(crate) scope: Vec<String>,
    /// What an ID token may be signed by.
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) clock_tolerance: u64,
    pub(crate) lifetime: u64,
    pub(crate) insecure_allowed: bool,
    pub(crate) server_exchange: bool,
    pub(crate) endpoints: Option<Endpoints>,
}

/// What a provider's own options amount to.
#[derive(Debug)]
pub struct Setup {
    /// The issuer identifier, as the string it came as.
    pub issuer: String,
    /// Whether `http:` endpoints outside this machine are accepted.
    pub insecure_allowed: bool,
    /// Whether the app's server exchanges the code.
    pub server_exchange: bool,
    /// Absent until the metadata is fetched.
    pub endpoints: Option<Endpoints>,
}

/// Where the provider is spoken to. Each address has passed its checks.
#[derive(Clone, Debug)]
pub struct Endpoints {
    /// RFC 6749 §3.1.
    pub authorization: String,
    /// RFC 6749 §3.2.
    pub token: Option<String>,
    /// OpenID Connect Core §5.3.
    pub userinfo: Option<String>,
    /// OpenID Connect RP-Initiated Logout §2.1.
    pub end_session: Option<String>,
    /// The issuer's keys (RFC 7517 §5).
    pub jwks: Option<String>,
    /// Whether every authorization response has `iss` (RFC 9207 §3).
    pub iss_promised: bool,
}

/// A redirection endpoint (RFC 6749 §3.1.2), kept byte for byte.
#[derive(Clone, Debug)]
pub struct RedirectUri {
    text: String,
    origin: String,
    path: String,
}

/// A response type (OAuth 2.0 Multiple Response Types §3 and §5); there is no hybrid one.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ResponseType {
    /// `code`, with PKCE wherever it is exchanged here.
    #[default]
    Code,
    /// `token`: an access token and no identity.
    Token,
    /// `id_token`.
    IdToken,
    /// `id_token token`.
    IdTokenToken,
}

impl ClientConfig {
    /// Reads a client's options.
    ///
    /// # Errors
    ///
    /// Those of [`Group::Usage`](crate::error::Group::Usage), naming the option.
    pub fn parse(provider: &'static Provider, options: &Options) -> Result<ClientConfig, Box<Error>> {
        let algorithms_option = provider.speaks_openid().then_some(ALGORITHMS);
        let own = provider.client_options.iter().copied().chain(provider.flow_options()).chain(algorithms_option);
        options.deny_unknown(COMMON_OPTIONS.into_iter().chain(own))?;
        let Setup { issuer, insecure_allowed, server_exchange, endpoints } = (provider.setup)(options)?;
        Ok(ClientConfig {
            provider,
            issuer,
            insecure_allowed,
            server_exchange,
            endpoints,
            client_id: options.required_line("clientId", "the identifier that the provider gave this app")?.into(),
            redirect_uri: RedirectUri::parse(
                options.required_line("redirectUri", "where the provider sends the browser back to")?,
            )?,
            response_type: ResponseType::parse(options)?.unwrap_or_default(),
            scope: options.words("scope")?,
            algorithms: algorithms(options)?,
            clock_tolerance: options.whole("clockToleranceSeconds", 0, 600)?.unwrap_or(60).into(),
            lifetime: options.whole("transactionLifetimeSeconds", 1, 3600)?.unwrap_or(600).into(),
        })
    }

    /// A text that two clients share exactly when they are the same one.
    #[must_use]
    pub fn identity(&self) -> String {
        [self.issuer.as_str(), &self.client_id, &self.redirect_uri.text].join("\n")
    }

    pub(crate) fn known_endpoints(&self) -> Result<&Endpoints, Box<Error>> {
        Ok(self.endpoints.as_ref().ok_or(Error::NotReady)?)
    }
}

impl Setup {
    /// One with nothing out of the ordinary.
    pub(crate) fn new(issuer: String, endpoints: Option<Endpoints>) -> Setup {
        Setup { issuer, insecure_allowed: false, server_exchange: false, endpoints }
    }
}

impl RedirectUri {
    fn parse(text: &str) -> Result<RedirectUri, Box<Error>> {
        let refuse = |expected: &str| invalid("redirectUri", expected, quoted(text));
        let url =
            WebUrl::parse_web(text).ok_or_else(|| refuse("an absolute https: or http: URL without credentials"))?;
        if text.contains('#') {
            return Err(refuse("a URL without a fragment (RFC 6749 §3.1.2)"));
        }
        if let Some(name) = own_response_parameter(&url) {
            return Err(refuse(&["a URL whose query has no \"", name, "\", since responses have one"].concat()));
        }
        Ok(RedirectUri { text: text.into(), origin: url.origin(), path: url.path() })
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What is stored on one origin cannot be found again on another.
    pub(crate) fn check_origin(&self, app_origin: &str) -> Result<(), Box<Error>> {
        if self.origin == app_origin {
            return Ok(());
        }
        Err(invalid("redirectUri", ["on this page's origin \"", app_origin, "\""].concat(), quoted(&self.text)))
    }

    /// Whether an address is this one; a trailing slash more or less and further parameters do not matter.
    pub(crate) fn matches(&self, url: &WebUrl) -> bool {
        self.origin == url.origin() && trimmed(&self.path) == trimmed(&url.path())
    }
}

impl ResponseType {
    pub(crate) fn parse(options: &Options) -> Result<Option<ResponseType>, Box<Error>> {
        let Some(text) = options.text("responseType")? else { return Ok(None) };
        let expected = "\"code\", \"token\", \"id_token\" or \"id_token token\"";
        ResponseType::named(text).map(Some).ok_or_else(|| invalid("responseType", expected, quoted(text)))
    }

    /// The one of that name.
    pub(crate) fn named(name: &str) -> Option<ResponseType> {
        ALL_FLOWS.into_iter().find(|known| known.as_str() == name)
    }

    /// As on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ResponseType::Code => "code",
            ResponseType::Token => "token",
            ResponseType::IdToken => "id_token",
            ResponseType::IdTokenToken => "id_token token",
        }
    }

    pub(crate) fn has_id_token(self) -> bool {
        matches!(self, ResponseType::IdToken | ResponseType::IdTokenToken)
    }

    pub(crate) fn has_access_token(self) -> bool {
        matches!(self, ResponseType::Token | ResponseType::IdTokenToken)
    }
}

/// OpenID Connect Core §3.1.3.7, step 7: RS256 unless something else was agreed.
fn algorithms(options: &Options) -> Result<Vec<Algorithm>, Box<Error>> {
    let expected = "names of asymmetric algorithms, such as \"RS256\" or \"ES256\"";
    let known = |name| Algorithm::named(name).ok_or_else(|| invalid(ALGORITHMS, expected, quoted(name)));
    let algorithms = options.list(ALGORITHMS)?.into_iter().map(known).collect::<Result<Vec<_>, _>>()?;
    Ok(if algorithms.is_empty() { vec![Algorithm::RS256] } else { algorithms })
}

fn own_response_parameter(url: &WebUrl) -> Option<&'static str> {
    let query = url.query();
    let names = form::names(query);
    RESPONSE_PARAMETERS.into_iter().find(|known| names.iter().any(|name| name == known))
}

fn trimmed(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

pub(crate) const ALL_FLOWS: [ResponseType; 4] =
    [ResponseType::Code, ResponseType::Token, ResponseType::IdToken, ResponseType::IdTokenToken];

const ALGORITHMS: &str = "idTokenSigningAlgs";

const COMMON_OPTIONS: [&str; 4] = ["clientId", "redirectUri", "clockToleranceSeconds", "transactionLifetimeSeconds"];
