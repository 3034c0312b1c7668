//! A provider, and how its options become a client, a request and a logout.

use std::sync::Arc;

use super::site::Site;
use crate::config::client_config::ClientConfig;
use crate::config::exchange::{Exchange, RenewedScope, TokenRequest};
use crate::config::logout_form::LogoutForm;
use crate::config::option_kind::Kind;
use crate::config::option_row::{OptionRow, kept};
use crate::config::option_values::{OptionValues, Tables};
use crate::config::options::Options;
use crate::config::session_config::{SESSION_OPTIONS, SessionConfig, SilentFrame};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::endpoint::PlainHttp;
use crate::protocol::redirect_uri::GivenRedirectUri;
use crate::sign_in::flow::RequiredClaim;
use crate::sign_in::request::{
    COMMON_OPTIONS, OPTIONS_OF_ONE_REQUEST, SignInRequest, check_each, keep, redirect_uri_on,
};

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
    /// Whether it answers a request without the user (`prompt=none`, OpenID Connect Core §3.1.2.1).
    pub answers_silently: bool,
    /// The selector that a session's own request has if the app gives none, and its value.
    pub session_selector: Option<(&'static str, &'static str)>,
    /// How a code is exchanged here.
    pub token_request: TokenRequest,
    /// Whether a nonce is sent even where no ID token is asked for.
    pub always_sends_nonce: bool,
    /// Whether it can answer a page by a message to its window, even where no metadata says so.
    pub web_message: bool,
    /// Whether a renewal says which scope it is for.
    pub renewed_scope: RenewedScope,
    /// How a logout is asked for.
    pub logout: LogoutForm,
    /// The rules across a request's options.
    pub check_request: fn(&OptionValues) -> Result<(), Error>,
    /// The claim by which an ID token must name the organization that a request asked for.
    pub organization: fn(&OptionValues) -> Option<RequiredClaim>,
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
            .map_err(|error| placed(error, &[&OPTIONS_OF_ONE_REQUEST], "signIn"))
            .map_err(|error| placed(error, &[&SESSION_OPTIONS], "session"))?;
        let request_defaults = values.of(&self.default_tables());
        check_each(&self.request_tables(), &request_defaults)?;
        let plain_http = match values.flag("dangerouslyAllowHttpEndpoints") {
            Some(true) => PlainHttp::Allowed,
            _ => PlainHttp::Refused,
        };
        let (issuer, issuer_rule, endpoints) = self.site.locate(&values, plain_http)?;
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
            web_message: self.web_message,
            request_defaults,
            has_scopes: self.flow_options.iter().any(|row| row.name == "scope"),
            policy: values.text("policy").map(str::to_owned),
            always_sends_nonce: self.always_sends_nonce,
            exchange,
            renewed_scope: self.renewed_scope,
            logout: self.logout,
            session: self.session(&values, plain_http, exchange)?.map(Arc::new),
        })
    }

    /// Reads how a session lasts, and what it asks the provider for by itself.
    fn session(
        &self,
        values: &OptionValues,
        plain_http: PlainHttp,
        exchange: Exchange,
    ) -> Result<Option<SessionConfig>, Error> {
        let Some(given) = values.options("session") else { return Ok(None) };
        if exchange == Exchange::ByServer {
            let expected = "left out beside the \"exchange\" \"server\", where the server has the tokens";
            return Err(Error::invalid_option("session", expected, "an object"));
        }
        let read = || {
            let mut session = SessionConfig::read(given, plain_http)?;
            if !self.answers_silently {
                session.silent_frame = SilentFrame::Never;
            }
            session.request = self.session_request(&session, values).map_err(|error| error.within("request"))?;
            Ok(session)
        };
        read().map(Some).map_err(|error: Error| error.within("session"))
    }

    /// Checks the request of a session over the client's defaults, as each sign-in will be.
    fn session_request(&self, session: &SessionConfig, defaults: &OptionValues) -> Result<Options, Error> {
        let mut request = session.request.clone();
        let tables = self.request_tables();
        let own = self.request_values(&request)?;
        let selects = own.selectors().next().or_else(|| defaults.selectors().next()).is_some();
        if let Some((option, value)) = self.session_selector.filter(|_| !selects) {
            request.set(option, value.into());
        }
        let values = self.request_values(&request)?.over(&defaults.of(&self.default_tables()), &tables);
        (self.check_request)(&values)?;
        check_each(&tables, &values)?;
        keep(Some(session), &values)?;
        Ok(request)
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
        let values = self.request_values(options)?.over(&config.request_defaults, &tables);
        (self.check_request)(&values)?;
        SignInRequest::new(config, &tables, &values, (self.organization)(&values), (redirect_uri, app_origin))
    }

    fn request_values(&self, options: &Options) -> Result<OptionValues, Error> {
        let own = options.read(&self.request_tables());
        own.map_err(|error| placed(error, &[&CLIENT_OPTIONS, self.client_options], &format!("{}()", self.name)))
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

/// An unknown option that another call takes.
fn placed(error: Error, tables: Tables<'_>, call: &str) -> Error {
    let is_there = |option: &str| tables.iter().flat_map(|table| table.iter()).any(|row| row.name == option);
    let is_elsewhere =
        error.kind() == ErrorKind::UnknownOption && error.details().option.as_deref().is_some_and(is_there);
    if is_elsewhere { error.belongs_to(call) } else { error }
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
static CLIENT_OPTIONS: [OptionRow; 5] = [
    kept("clientId", Kind::Line),
    kept("redirectUri", Kind::Line),
    // How far the two clocks may differ.
    kept("clockToleranceSeconds", Kind::Whole(0, 600)),
    // How long a sign-in may take.
    kept("transactionLifetimeSeconds", Kind::Whole(1, 3600)),
    // What happens after the sign-in.
    kept("session", Kind::Options),
];
