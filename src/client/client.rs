//! A client of one provider, and what it does on a host.

use std::sync::Arc;

use crate::api::user_info::fetch_user_info;
use crate::callback::arrival::{Arrival, EndedSignIn, Next};
use crate::callback::result::CallbackResult;
use crate::callback::way_back::{arrive, complete, is_callback};
use crate::config::callback_options::CallbackOptions;
use crate::config::client_config::ClientConfig;
use crate::config::discovery::{discover, resolve};
use crate::config::options::Options;
use crate::config::wait_options::WaitOptions;
use crate::documents::user_info::UserInfo;
use crate::error::error::Error;
use crate::host::host::Host;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::providers::provider::Provider;
use crate::providers::{auth0, authkit, entra, oidc, workos_connect};
use crate::session::session_client::SessionClient as _;
use crate::sign_in::authorize_url::AuthorizeUrl;
use crate::sign_in::store::TransactionStore;
use crate::sign_out::logout::{SessionTokens, logout_url};
use crate::wire::url::WebUrl;

/// A client of one provider. It is its configuration, and holds no page: a clone is as good as the original.
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) provider: &'static Provider,
    pub(super) config: Arc<ClientConfig>,
}

impl Client {
    /// A client of any OpenID provider: its endpoints are options, or fetched from the metadata of the `issuer`.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn oidc(options: &Options) -> Result<Client, Error> {
        Client::of(&oidc::PROVIDER, options)
    }

    /// A client of an Auth0 tenant.
    ///
    /// # Errors
    ///
    /// As with [`oidc`](Client::oidc).
    pub fn auth0(options: &Options) -> Result<Client, Error> {
        Client::of(&auth0::PROVIDER, options)
    }

    /// A client of WorkOS AuthKit.
    ///
    /// # Errors
    ///
    /// As with [`oidc`](Client::oidc).
    pub fn authkit(options: &Options) -> Result<Client, Error> {
        Client::of(&authkit::PROVIDER, options)
    }

    /// A client of WorkOS Connect.
    ///
    /// # Errors
    ///
    /// As with [`oidc`](Client::oidc).
    pub fn workos_connect(options: &Options) -> Result<Client, Error> {
        Client::of(&workos_connect::PROVIDER, options)
    }

    /// A client of a tenant of Microsoft Entra ID, of several, or of a policy of Azure AD B2C.
    ///
    /// # Errors
    ///
    /// As with [`oidc`](Client::oidc).
    pub fn entra(options: &Options) -> Result<Client, Error> {
        Client::of(&entra::PROVIDER, options)
    }

    /// A client of a provider.
    ///
    /// # Errors
    ///
    /// As with [`oidc`](Client::oidc).
    pub fn of(provider: &'static Provider, options: &Options) -> Result<Client, Error> {
        Ok(Client { provider, config: Arc::new(provider.client_config(options)?) })
    }

    /// Its configuration, without what a page has found.
    #[must_use]
    pub fn config(&self) -> &ClientConfig {
        &self.config
    }

    /// Whether the endpoints are known there.
    pub fn is_ready_on<H: Host>(&self, host: &H) -> bool {
        resolve(&self.config, host).is_ok_and(|config| config.endpoints.is_some())
    }

    /// Fetches the provider's metadata, once, unless the endpoints were given (OpenID Connect Discovery §4).
    ///
    /// # Errors
    ///
    /// Those of the network, and `metadata-…`.
    pub async fn ready_on<H: Host>(&self, host: &H) -> Result<(), Error> {
        self.ready_within_on(host, DEFAULT_TIMEOUT_MS).await
    }

    pub(super) async fn ready_within_on<H: Host>(&self, host: &H, timeout_ms: u32) -> Result<(), Error> {
        if self.is_ready_on(host) { Ok(()) } else { discover(&self.config, host, timeout_ms).await }
    }

    /// Builds an authorize URL, and stores what the return needs.
    ///
    /// # Errors
    ///
    /// Those of the options, [`NotReady`](crate::error::kind::ErrorKind::NotReady) among them, and those of the environment:
    /// [`SignatureUnavailable`](crate::error::kind::ErrorKind::SignatureUnavailable) where an ID token in the fragment could not be checked.
    pub fn create_authorize_url_on<H: Host>(&self, host: &H, options: &Options) -> Result<AuthorizeUrl, Error> {
        let (url, transaction) = self.begin(host, options)?;
        TransactionStore(host).open(&transaction)?;
        Ok(url)
    }

    /// Leaves for the provider: at once if the endpoints are known, or else as soon as they are.
    ///
    /// # Errors
    ///
    /// Those of [`create_authorize_url_on`](Client::create_authorize_url_on) and [`ready_on`](Client::ready_on).
    pub async fn sign_in_on<H: Host>(&self, host: &H, options: &Options) -> Result<(), Error> {
        self.leave_to_sign_in(host, options, self.ready_on(host)).await
    }

    /// Whether an address, or the page's own, answers a sign-in that this client began. It touches nothing.
    pub fn is_callback_on<H: Host>(&self, host: &H, url: Option<&str>) -> bool {
        is_callback(&self.config, host, url)
    }

    /// Whether a sign-in of this client has come back to this tab within the last minute, without a logout since.
    pub fn has_just_come_back_on<H: Host>(&self, host: &H) -> bool {
        TransactionStore(host).has_just_come_back(&self.config).unwrap_or_default()
    }

    /// Reads an address, or the page's own, and ends the sign-in that it answers. The address bar is the caller's to
    /// clean, and the checks are the caller's to go on with: [`handle_callback_on`](Client::handle_callback_on) does both.
    ///
    /// # Errors
    ///
    /// Those that touched nothing: no page, an invalid `url`, a blocked storage.
    pub fn arrive_on<H: Host>(&self, host: &H, options: &CallbackOptions) -> Result<Arrival, Error> {
        arrive(&self.config, host, options.url.as_deref())
    }

    /// Checks the response of a sign-in that has ended.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with it. Each carries what the app wants back.
    pub async fn complete_on<H: Host>(
        &self,
        host: &H,
        ended: EndedSignIn,
        options: &WaitOptions,
    ) -> Result<CallbackResult, Error> {
        complete(&self.config, host, ended, options.timeout_ms).await
    }

    /// The whole way back, once: recognises a response, ends its sign-in, cleans the address and checks what came.
    ///
    /// # Errors
    ///
    /// Whatever went wrong. Once the sign-in was found, the error carries what the app wants back.
    pub async fn handle_callback_on<H: Host>(
        &self,
        host: &H,
        options: &CallbackOptions,
    ) -> Result<CallbackResult, Error> {
        let arrival = self.arrive_on(host, options)?;
        if let Some(cleaned) = &arrival.cleaned {
            host.show_address(cleaned);
        }
        match arrival.next {
            Next::Done(answer) => answer,
            Next::Complete(ended) => self.complete_on(host, *ended, &options.wait).await,
        }
    }

    /// The address of the provider's own logout.
    ///
    /// # Errors
    ///
    /// Those of the options, [`NotReady`](crate::error::kind::ErrorKind::NotReady) and [`EndpointMissing`](crate::error::kind::ErrorKind::EndpointMissing).
    pub fn logout_url_on<H: Host>(&self, host: &H, options: &Options, tokens: &SessionTokens) -> Result<String, Error> {
        let values = self.provider.logout_values(options)?;
        logout_url(&*resolve(&self.config, host)?, &values, tokens, app_origin(host).as_deref())
    }

    /// Drops this client's open sign-ins, then leaves for the provider's own logout.
    ///
    /// # Errors
    ///
    /// Those of [`logout_url_on`](Client::logout_url_on) and [`ready_on`](Client::ready_on), and of the environment.
    pub async fn sign_out_on<H: Host>(&self, host: &H, options: &Options, tokens: &SessionTokens) -> Result<(), Error> {
        self.leave_to_sign_out(host, (options, tokens), self.ready_on(host), || ()).await
    }

    /// Asks the userinfo endpoint (OpenID Connect Core §5.3) with the tokens of a sign-in.
    ///
    /// # Errors
    ///
    /// Those of the options, of the provider and of the network.
    pub async fn fetch_user_info_on<H: Host>(
        &self,
        host: &H,
        tokens: &SessionTokens,
        options: &WaitOptions,
    ) -> Result<UserInfo, Error> {
        self.ready_within_on(host, options.timeout_ms).await?;
        self.ask_for_user_info(host, tokens, options).await
    }

    pub(super) async fn ask_for_user_info<H: Host>(
        &self,
        host: &H,
        tokens: &SessionTokens,
        options: &WaitOptions,
    ) -> Result<UserInfo, Error> {
        fetch_user_info(&*resolve(&self.config, host)?, host, tokens, options.timeout_ms).await
    }
}

/// The origin of the page, if there is one.
pub(super) fn app_origin<H: Host>(host: &H) -> Option<String> {
    host.address().map(|address| WebUrl::serialised(address).origin().to_owned())
}
