//! A client: who asks, at which provider, and where the answer goes.

use crate::before::address::{RESPONSE_PARAMETERS, response_parameter};
use crate::before::algorithm::Algorithm;
use crate::before::error::{Error, ErrorKind, invalid_text, missing, quoted};
use crate::before::options::{Kind, Known, Options, Values, check_endpoint};
use crate::before::prelude::*;
use crate::before::providers::Provider;
use crate::before::request::OPENID;
use crate::before::text::{has_mark, has_word, pieces};
use crate::before::web_url::{WebUrl, url_without};

/// A client of one provider. One that exists is valid.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    pub(crate) provider: &'static Provider,
    pub(crate) client_id: String,
    pub(crate) issuer: String,
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) clock_tolerance: u64,
    pub(crate) insecure_allowed: bool,
    pub(crate) server_exchange: bool,
    /// Whatever was given, and where the provider's endpoints are.
    pub(crate) options: Values,
}

/// A redirection endpoint (RFC 6749 §3.1.2), kept byte for byte.
#[derive(Clone, Debug)]
pub struct RedirectUri {
    text: String,
    url: WebUrl,
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
    /// Those of [`Group::Usage`](crate::before::error::Group::Usage), naming the option.
    pub fn parse(provider: &'static Provider, options: &Options) -> Result<ClientConfig, Box<Error>> {
        let mut options = options.read(&[&OPTIONS, provider.flow_options, provider.client_options])?;
        if provider.paths.is_empty() {
            check_addresses(&mut options)?;
        } else {
            let origin = origin(provider, &options)?;
            for (option, path) in provider.paths {
                options.set(option, concat(&[&origin, path]));
            }
        }
        Ok(ClientConfig {
            provider,
            client_id: options.required("clientId", "this app's identifier at the provider")?.into(),
            issuer: options.required(ISSUER, "the provider's address")?.into(),
            redirect_uri: RedirectUri::parse(options.required("redirectUri", "where the browser comes back to")?)?,
            clock_tolerance: options.number("clockToleranceSeconds", 60).into(),
            insecure_allowed: options.has(INSECURE_ALLOWED),
            server_exchange: options.text("exchange") == "server",
            options,
        })
    }

    /// A text that two clients share exactly when they are the same one.
    #[must_use]
    pub fn identity(&self) -> String {
        join(&[&self.issuer, &self.client_id, &self.redirect_uri.text], "\n")
    }

    /// An option of a request, or else the client's of the same name.
    pub(crate) fn request_or_own<'a>(&'a self, request: &'a Values, option: &str) -> &'a String {
        let own = request.text(option);
        if own.is_empty() { self.options.text(option) } else { own }
    }

    /// What an ID token may be signed by. OpenID Connect Core §3.1.3.7, step 7: RS256 unless something else was agreed.
    pub(crate) fn algorithms(&self) -> &str {
        self.options.text_or(ID_TOKEN_ALGORITHMS, Algorithm::RS256.as_str())
    }

    /// Whether the endpoints were given, or found.
    pub(crate) fn knows_endpoints(&self) -> bool {
        self.options.has(AUTHORIZATION_ENDPOINT)
    }

    /// The address of an endpoint that cannot be done without.
    pub(crate) fn endpoint(&self, option: &'static str) -> Result<&str, Box<Error>> {
        let endpoint = self.options.text(option);
        if !endpoint.is_empty() {
            return Ok(endpoint);
        }
        if self.knows_endpoints() {
            return Err(ErrorKind::EndpointMissing.about(option));
        }
        Err(ErrorKind::NotReady.into())
    }
}

impl RedirectUri {
    fn parse(text: &str) -> Result<RedirectUri, Box<Error>> {
        let url = check_endpoint(text, true).map_err(|expected| invalid_text("redirectUri", expected, text))?;
        for piece in pieces(url.search().get(1..).unwrap_or_default(), b'&') {
            if let Some(index) = response_parameter(piece) {
                let name = RESPONSE_PARAMETERS.get(index).copied().unwrap_or_default();
                return Err(invalid_text("redirectUri", &url_without(name), text));
            }
        }
        Ok(RedirectUri { text: text.into(), url })
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What is stored on one origin cannot be found again on another.
    pub(crate) fn check_origin(&self, app_origin: &str) -> Result<(), Box<Error>> {
        if self.url.origin() == app_origin {
            return Ok(());
        }
        Err(invalid_text("redirectUri", &concat(&["on this page's origin ", &quoted(app_origin)]), &self.text))
    }

    /// Whether an address is this one; a trailing slash more or less and further parameters do not matter.
    pub(crate) fn matches(&self, url: &WebUrl) -> bool {
        trimmed(self.url.base()) == trimmed(url.base())
    }
}

impl ResponseType {
    /// The one of that name.
    pub(crate) fn named(name: &str) -> Option<ResponseType> {
        FLOWS.get(ALL_FLOWS.iter().position(|known| *known == name)?).copied()
    }

    /// As on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        ALL_FLOWS.get(self as usize).unwrap_or(&"")
    }

    pub(crate) fn has_id_token(self) -> bool {
        matches!(self, ResponseType::IdToken | ResponseType::IdTokenToken)
    }

    /// OpenID Connect Core §3.1.2.1: a code is for an ID token too when `openid` is asked for.
    pub(crate) fn wants_id_token(self, scope: &str) -> bool {
        self.has_id_token() || (self == ResponseType::Code && has_word(scope, OPENID))
    }

    pub(crate) fn has_access_token(self) -> bool {
        matches!(self, ResponseType::Token | ResponseType::IdTokenToken)
    }
}

/// The origin of the provider's domain: a host, perhaps with a port, and nothing else.
fn origin(provider: &Provider, options: &Values) -> Result<String, Box<Error>> {
    let domain = options.text_or("domain", provider.domain);
    if domain.is_empty() {
        return Err(missing("domain", HOST));
    }
    let scheme = if options.has(INSECURE_ALLOWED) { "http://" } else { "https://" };
    let whole = !has_mark(domain, b"/\\?#@ ");
    match WebUrl::parse_web(&concat(&[scheme, domain])) {
        Some(url) if whole => Ok(url.origin().into()),
        _ => Err(invalid_text("domain", HOST, domain)),
    }
}

/// The issuer is kept as the string it came as, an endpoint as the URL standard serialises it.
fn check_addresses(options: &mut Values) -> Result<(), Box<Error>> {
    for option in &ADDRESSES {
        let text = options.text(option);
        if text.is_empty() {
            continue;
        }
        let checked = check_endpoint(text, options.has(INSECURE_ALLOWED));
        let address = checked.map_err(|expected| invalid_text(option, expected, text))?;
        if *option != ISSUER {
            options.required(AUTHORIZATION_ENDPOINT, "the endpoints are given together")?;
            options.set(option, address.href());
        } else if has_mark(text, b"?\\ ") {
            // OpenID Connect Discovery §3.
            return Err(invalid_text(option, "a URL without a query, backslashes and spaces", text));
        }
    }
    Ok(())
}

fn trimmed(base: &str) -> &str {
    base.strip_suffix("/").unwrap_or(base)
}

/// Their names, in the order of the type.
const ALL_FLOWS: [&str; 4] = ["code", "token", "id_token", "id_token token"];
const FLOWS: [ResponseType; 4] =
    [ResponseType::Code, ResponseType::Token, ResponseType::IdToken, ResponseType::IdTokenToken];

pub(crate) const ISSUER: &str = "issuer";
pub(crate) const AUTHORIZATION_ENDPOINT: &str = "authorizationEndpoint";
pub(crate) const TOKEN_ENDPOINT: &str = "tokenEndpoint";
pub(crate) const USERINFO_ENDPOINT: &str = "userinfoEndpoint";
pub(crate) const END_SESSION_ENDPOINT: &str = "endSessionEndpoint";
pub(crate) const JWKS_URI: &str = "jwksUri";
pub(crate) const ID_TOKEN_ALGORITHMS: &str = "idTokenSigningAlgs";
pub(crate) const INSECURE_ALLOWED: &str = "dangerouslyAllowHttpEndpoints";
pub(crate) const ISS_SUPPORTED: &str = "authorizationResponseIssParameterSupported";

const ADDRESSES: [&str; 6] =
    [ISSUER, AUTHORIZATION_ENDPOINT, TOKEN_ENDPOINT, USERINFO_ENDPOINT, END_SESSION_ENDPOINT, JWKS_URI];

const HOST: &str = "a host, such as \"acme.example\"";

/// The options of every client.
const OPTIONS: [Known; 3] = [
    Known::kept("clientId redirectUri", Kind::Line),
    Known::kept("clockToleranceSeconds", Kind::Whole(&[0, 600])),
    Known::kept("transactionLifetimeSeconds", Kind::Whole(&[1, 3600])),
];
