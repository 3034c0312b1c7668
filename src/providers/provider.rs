//! A provider, and how its options become a client, a request and a logout.

use crate::config::client_config::ClientConfig;
use crate::config::exchange::{Exchange, TokenRequest};
use crate::config::logout_form::LogoutForm;
use crate::config::option_kind::Kind;
use crate::config::option_row::{OptionRow, kept};
use crate::config::option_values::{OptionValues, Tables};
use crate::config::options::Options;
use crate::documents::endpoints::{Endpoints, NoEndpoint};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::endpoint::{Endpoint, PlainHttp};
use crate::protocol::issuer::Issuer;
use crate::protocol::issuer_rule::IssuerRule;
use crate::protocol::redirect_uri::GivenRedirectUri;
use crate::sign_in::flow::RequiredClaim;
use crate::sign_in::request::{COMMON_OPTIONS, OPTIONS_OF_ONE_REQUEST, SignInRequest, check_each, redirect_uri_on};
use crate::wire::url::WebUrl;

/// One provider's facts.
#[derive(Debug)]
pub struct Provider {
    /// The name of its factory.
    pub name: &'static str,
    /// The options for what can be asked for.
    pub flow_options: &'static [OptionRow],
    /// The client options that it has beside those of every provider.
    pub client_options: &'static [OptionRow],
    /// The request options, which a client may have as defaults, that become parameters of the authorize URL.
    pub request_options: &'static [OptionRow],
    /// The options of a logout.
    pub logout_options: &'static [OptionRow],
    /// Where its issuer and its endpoints are.
    pub site: Site,
    /// How a code is exchanged here.
    pub token_request: TokenRequest,
    /// Whether a nonce is sent even where no ID token is asked for.
    pub always_sends_nonce: bool,
    /// How a logout is asked for.
    pub logout: LogoutForm,
    /// The rules across a request's options.
    pub check_request: fn(&OptionValues) -> Result<(), Error>,
    /// The claim by which an ID token must name the organization that a request asked for.
    pub organization: fn(&OptionValues) -> Option<RequiredClaim>,
}

/// Where a provider is.
#[derive(Debug)]
pub enum Site {
    /// Its issuer is given, and its endpoints are given or found.
    Anywhere,
    /// Below a domain, which has a default or must be given.
    BelowDomain {
        /// Where it is if the client does not say.
        default: Option<&'static str>,
        /// The paths below the domain.
        paths: Paths,
    },
    /// Below a domain, where its metadata says the rest.
    OfTenant {
        /// Where it is if the client does not say.
        default: &'static str,
        /// Where the metadata of a tenant is below that origin, and whose issuer it has to name.
        authority: fn(&OptionValues, &str) -> Result<(Issuer, IssuerRule), Error>,
    },
}

/// Where a provider's issuer and endpoints are below its domain.
#[derive(Debug)]
#[allow(missing_docs, reason = "as in `Endpoints`")]
pub struct Paths {
    pub issuer: &'static str,
    pub authorization: &'static str,
    pub token: &'static str,
    pub userinfo: Option<&'static str>,
    pub end_session: Option<&'static str>,
    pub jwks: Option<&'static str>,
}

impl Provider {
    /// Reads a client's options.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn client_config(&self, options: &Options) -> Result<ClientConfig, Error> {
        let [flow, request, common] = self.default_tables();
        let values = options
            .read(&[&CLIENT_OPTIONS, self.client_options, flow, request, common])
            .map_err(|error| placed(error, &[&OPTIONS_OF_ONE_REQUEST], "signIn"))?;
        let request_defaults = values.of(&self.default_tables());
        check_each(&self.request_tables(), &request_defaults)?;
        let plain_http = match values.flag("dangerouslyAllowHttpEndpoints") {
            Some(true) => PlainHttp::Allowed,
            _ => PlainHttp::Refused,
        };
        let (issuer, issuer_rule, endpoints) = match &self.site {
            Site::Anywhere => {
                let (issuer, endpoints) = given_endpoints(&values, plain_http)?;
                (issuer, IssuerRule::Own, endpoints)
            }
            Site::BelowDomain { default, paths } => {
                let (issuer, endpoints) = paths.below(&origin(&values, *default, plain_http)?)?;
                (issuer, IssuerRule::Own, endpoints)
            }
            Site::OfTenant { default, authority } => {
                let (issuer, rule) = authority(&values, &origin(&values, Some(default), plain_http)?)?;
                (Some(issuer), rule, None)
            }
        };
        let client_id = values.required("clientId", "this app's identifier at the provider")?.to_owned();
        let issuer = issuer.ok_or_else(|| Error::missing_option("issuer", "the provider's address"))?;
        let exchange = match values.text("exchange") {
            Some("server") => Exchange::ByServer,
            _ => Exchange::Here(self.token_request),
        };
        Ok(ClientConfig {
            client_id,
            issuer,
            issuer_rule,
            redirect_uri: redirect_uri(&values)?,
            clock_tolerance_seconds: values.whole("clockToleranceSeconds").unwrap_or(60),
            transaction_lifetime_seconds: values.whole("transactionLifetimeSeconds").unwrap_or(600),
            plain_http,
            endpoints,
            signing_algorithms: signing_algorithms(&values),
            promises_iss: values.flag("authorizationResponseIssParameterSupported"),
            request_defaults,
            has_scopes: self.flow_options.iter().any(|row| row.name == "scope"),
            policy: values.text("policy").map(str::to_owned),
            always_sends_nonce: self.always_sends_nonce,
            exchange,
            logout: self.logout,
        })
    }

    /// Reads a request's options. `app_origin` is the page's.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn sign_in_request(
        &self,
        config: &ClientConfig,
        options: &Options,
        app_origin: &str,
    ) -> Result<SignInRequest, Error> {
        let redirect_uri = redirect_uri_on(config, app_origin)?;
        let tables = self.request_tables();
        let own = options
            .read(&tables)
            .map_err(|error| placed(error, &[&CLIENT_OPTIONS, self.client_options], &format!("{}()", self.name)))?;
        let values = own.over(&config.request_defaults, &tables);
        (self.check_request)(&values)?;
        SignInRequest::new(config, &tables, &values, (self.organization)(&values), (redirect_uri, app_origin))
    }

    /// The options of a request that its client may have as defaults.
    fn default_tables(&self) -> [&'static [OptionRow]; 3] {
        [self.flow_options, self.request_options, &COMMON_OPTIONS]
    }

    /// The options of a request.
    fn request_tables(&self) -> [&'static [OptionRow]; 4] {
        [self.flow_options, self.request_options, &COMMON_OPTIONS, &OPTIONS_OF_ONE_REQUEST]
    }

    /// Reads a logout's options.
    pub(crate) fn logout_values(&self, options: &Options) -> Result<OptionValues, Error> {
        options.read(&[self.logout_options])
    }
}

impl Paths {
    fn below(&self, origin: &str) -> Result<(Option<Issuer>, Option<Endpoints>), Error> {
        // The origin was checked: no path makes a wrong address of it.
        let at = |path: &str| Endpoint::parse(&format!("{origin}{path}"), PlainHttp::Allowed);
        let at = |path: &str| at(path).map_err(|expected| Error::invalid_option("domain", expected, &quoted(origin)));
        let endpoints = Endpoints {
            authorization: at(self.authorization)?,
            token: Ok(at(self.token)?),
            userinfo: self.userinfo.map(at).transpose()?.ok_or(NoEndpoint::NotGiven),
            end_session: self.end_session.map(at).transpose()?.ok_or(NoEndpoint::NotGiven),
            jwks: self.jwks.map(at).transpose()?.ok_or(NoEndpoint::NotGiven),
        };
        Ok((Some(Issuer::known(&format!("{origin}{}", self.issuer))), Some(endpoints)))
    }
}

/// An unknown option that another call takes.
fn placed(error: Error, tables: Tables<'_>, call: &str) -> Error {
    let is_there = |option: &str| tables.iter().flat_map(|table| table.iter()).any(|row| row.name == option);
    let is_elsewhere =
        error.kind() == ErrorKind::UnknownOption && error.details().option.as_deref().is_some_and(is_there);
    if is_elsewhere { error.belongs_to(call) } else { error }
}

/// The endpoints that the app gives: all of them, or none.
fn given_endpoints(values: &OptionValues, plain_http: PlainHttp) -> Result<(Option<Issuer>, Option<Endpoints>), Error> {
    let refuse = |option: &str, text: &str, expected: &str| Error::invalid_option(option, expected, &quoted(text));
    let issuer = values
        .text("issuer")
        .map(|text| Issuer::parse(text, plain_http).map_err(|expected| refuse("issuer", text, expected)));
    let issuer = issuer.transpose()?;
    let endpoint = |option: &str| {
        let parse = |text| Endpoint::parse(text, plain_http).map_err(|expected| refuse(option, text, expected));
        values.text(option).map(parse).transpose()
    };
    let authorization = endpoint("authorizationEndpoint")?;
    let others = ["tokenEndpoint", "userinfoEndpoint", "endSessionEndpoint", "jwksUri"];
    let [token, userinfo, end_session, jwks] = others.map(|option| match endpoint(option) {
        Ok(Some(_)) if authorization.is_none() => {
            Err(Error::missing_option("authorizationEndpoint", "the endpoints are given together"))
        }
        found => found.map(|found| found.ok_or(NoEndpoint::NotGiven)),
    });
    let (token, userinfo, end_session, jwks) = (token?, userinfo?, end_session?, jwks?);
    let endpoints = authorization.map(|authorization| Endpoints { authorization, token, userinfo, end_session, jwks });
    Ok((issuer, endpoints))
}

/// The origin of the provider's domain: a host, perhaps with a port, and nothing else.
fn origin(values: &OptionValues, default: Option<&str>, plain_http: PlainHttp) -> Result<String, Error> {
    let domain = values.text("domain").or(default).ok_or_else(|| Error::missing_option("domain", HOST))?;
    let scheme = if plain_http == PlainHttp::Allowed { "http" } else { "https" };
    let is_host = !domain.contains(['/', '\\', '?', '#', '@', ' ']);
    let url = WebUrl::parse_web(&format!("{scheme}://{domain}")).filter(|_| is_host);
    url.map(|url| url.origin().to_owned()).ok_or_else(|| Error::invalid_option("domain", HOST, &quoted(domain)))
}

fn redirect_uri(values: &OptionValues) -> Result<GivenRedirectUri, Error> {
    let text = values.required("redirectUri", "where the browser comes back to")?;
    GivenRedirectUri::parse(text).map_err(|expected| Error::invalid_option("redirectUri", &expected, &quoted(text)))
}

fn signing_algorithms(values: &OptionValues) -> Option<Vec<Algorithm>> {
    let names = values.words("idTokenSigningAlgs")?.as_slice();
    Some(names.iter().filter_map(|name| Algorithm::named(name)).collect())
}

/// The options of every client.
static CLIENT_OPTIONS: [OptionRow; 4] = [
    kept("clientId", Kind::Line),
    kept("redirectUri", Kind::Line),
    // How far the two clocks may differ.
    kept("clockToleranceSeconds", Kind::Whole(0, 600)),
    // How long a sign-in may take.
    kept("transactionLifetimeSeconds", Kind::Whole(1, 3600)),
];

const HOST: &str = "a host, such as \"acme.example\"";
