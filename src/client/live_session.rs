//! The session of a client on the page that this runs in.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

use super::answer::retire;
use super::client::Client;
use super::identity::ClientIdentity;
use super::started::Started;
use crate::api::api_request::may_carry_token;
use crate::browser::page::Page;
use crate::config::callback_options::CallbackOptions;
use crate::config::session_config::SessionConfig;
use crate::config::token_options::TokenOptions;
use crate::config::wait_options::WaitOptions;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::host::Host as _;
use crate::host::race::race;
use crate::host::reply::Reply;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::host::session_host::SessionHost as _;
use crate::machine::event::{Need, Wanted};
use crate::machine::guard::Guard;
use crate::machine::status::Status;
use crate::protocol::token::Token;
use crate::session::driver::Driver;
use crate::sign_out::logout::SessionTokens;
use crate::wire::url::WebUrl;

/// The session of a client, as its page has it.
pub struct LiveSession {
    pub(super) client: Client,
    pub(super) config: SessionConfig,
    pub(super) identity: ClientIdentity,
    pub(super) driver: Rc<Driver<Page, Client>>,
    pub(super) guard: RefCell<Guard>,
    /// The way to a sign-in that guards took last.
    pub(super) leaving: RefCell<Option<Leaving>>,
    has_started: Cell<bool>,
    /// Whether the store was read, or a sign-in has taken the place of what it holds.
    pub(super) has_begun: Cell<bool>,
    /// What the page load brought, once that is known.
    pub(super) brought: Reply<Started>,
    /// Why the revocation endpoint refuses this client, once that is known.
    pub(super) no_revocation: RefCell<Option<Error>>,
}

/// Leaving for a sign-in, of which all guards hear if it fails.
type Leaving = Rc<Reply<Result<(), Error>>>;

impl LiveSession {
    pub(super) fn new(client: Client, config: SessionConfig, identity: ClientIdentity) -> Rc<Self> {
        let driver = Driver::new(Page, client.clone(), &config);
        let session = Rc::new(LiveSession {
            client,
            config,
            identity: identity.clone(),
            driver,
            guard: RefCell::default(),
            leaving: RefCell::default(),
            has_started: Cell::default(),
            has_begun: Cell::default(),
            brought: Reply::new(),
            no_revocation: RefCell::default(),
        });
        let own = Rc::downgrade(&session);
        session.on_change(Rc::new(move |status| match status {
            Status::SignedOut { .. } => retire(&identity),
            status if status.is_signed_in() => drop(own.upgrade().map(|session| session.forgive())),
            _ => {}
        }));
        session
    }

    /// Begins, once: the callback is recognised and the address cleaned, or else the store is read.
    pub fn start(self: &Rc<Self>) {
        if self.has_started.replace(true) {
            return;
        }
        self.driver.listen();
        let answer = self.client.answer(&CallbackOptions::default(), false);
        let is_pending = answer.as_ref().is_ok_and(|answer| !answer.has_settled());
        if !is_pending {
            self.begin();
        }
        let session = self.clone();
        Page.spawn(async move {
            let outcome = match answer {
                Ok(answer) => {
                    answer.join(None);
                    (*answer.outcome().await).clone()
                }
                Err(error) => Err(error),
            };
            session.arrived(outcome).await;
        });
    }

    /// How it lasts: as the first client said that had it made.
    #[must_use]
    pub fn config(&self) -> &SessionConfig {
        &self.config
    }

    /// What listeners were told last.
    #[must_use]
    pub fn status(&self) -> Status {
        self.driver.status()
    }

    /// Calls a listener after each change, once the lock is gone.
    pub fn on_change(&self, listener: Rc<dyn Fn(&Status)>) {
        self.driver.on_change(listener);
    }

    /// Finds out whether somebody is signed in, within a time: beside a callback that takes longer it is unknown still.
    pub async fn restore(self: &Rc<Self>, options: &WaitOptions) -> Status {
        match self.arrival(options.timeout_ms).await {
            Ok(left_ms) => self.driver.restore(left_ms).await,
            Err(_) => self.status(),
        }
    }

    /// The token that is good enough already, if there is one: without a lock, a storage or a request.
    #[must_use]
    pub fn token_at_hand(&self, wanted: &Wanted) -> Option<Token> {
        self.driver.token_at_hand(wanted)
    }

    /// A token that is good enough.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Session`](crate::error::kind::ErrorClass::Session), of the network and of the provider.
    pub async fn token(self: &Rc<Self>, wanted: Wanted, options: &WaitOptions) -> Result<Token, Error> {
        self.start();
        if let Some(token) = self.token_at_hand(&wanted) {
            return Ok(token);
        }
        let is_unknown = matches!(self.status(), Status::Unknown);
        let left_ms = if is_unknown { self.arrival(options.timeout_ms).await? } else { options.timeout_ms };
        self.driver.token(wanted, left_ms).await
    }

    /// The tokens of whoever is signed in, of which the access token is good for a while.
    pub(super) async fn good_tokens(self: &Rc<Self>, options: &WaitOptions) -> Result<SessionTokens, Error> {
        Page.address().ok_or(ErrorKind::NotABrowser)?;
        let min_validity_seconds = TokenOptions::default().min_validity_seconds;
        self.token(Wanted { min_validity_seconds, ..Wanted::default() }, options).await?;
        let tokens = self.tokens();
        if tokens.is_empty() { Err(ErrorKind::NotSignedIn.into()) } else { Ok(tokens) }
    }

    /// Whether a request to an address carries the access token.
    ///
    /// # Errors
    ///
    /// [`OriginNotListed`](crate::error::kind::ErrorKind::OriginNotListed); [`NotABrowser`](ErrorKind::NotABrowser) where
    /// there is no page.
    pub fn may_carry_token(&self, url: &str) -> Result<(), Error> {
        let page = Page.address().map(WebUrl::serialised).ok_or(ErrorKind::NotABrowser)?;
        let url = WebUrl::join(page.as_str(), url).ok_or_else(|| Error::origin_not_listed(""))?;
        may_carry_token(&url, &self.config.apis, page.origin())
    }

    /// Whether a request that an API refused with 401 is worth one more try, with another token. `began` is when it began,
    /// by the page's clock.
    pub async fn is_worth_a_repeat(self: &Rc<Self>, challenge: Option<&str>, sent: &str, began: Option<f64>) -> bool {
        self.start();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
        let began_ms = began.map(|began_ms| began_ms as u64);
        self.driver.is_worth_a_repeat(challenge, &Token::new(sent), began_ms, DEFAULT_TIMEOUT_MS).await
    }

    /// Goes over to another organization of the user. The old one stays if the provider refuses.
    ///
    /// # Errors
    ///
    /// As with [`token`](LiveSession::token).
    pub async fn switch_organization(self: &Rc<Self>, to: &str, options: &WaitOptions) -> Result<(), Error> {
        let wanted = Wanted { need: Need::Organization(to.to_owned()), ..Wanted::default() };
        self.token(wanted, options).await.map(drop)
    }

    /// Waits, within a time, until the page load is answered: a callback may take longer. What is left of the time.
    async fn arrival(self: &Rc<Self>, timeout_ms: u32) -> Result<u32, Error> {
        self.start();
        if self.brought.has_come() {
            return Ok(timeout_ms);
        }
        let began = Page.monotonic_ms();
        let arrived = race(pin!(Page.pause(timeout_ms)), pin!(self.brought.wait())).await;
        arrived.map_err(|()| self.driver.timed_out(timeout_ms))?;
        let passed = u32::try_from(Page.monotonic_ms().saturating_sub(began)).unwrap_or(u32::MAX);
        Ok(timeout_ms.saturating_sub(passed))
    }

    /// What the page load brought, once.
    pub async fn started(self: &Rc<Self>) -> Started {
        self.start();
        let brought = self.brought.wait().await;
        self.driver.settled().await;
        brought
    }

    /// The tokens that tell a provider whose session is meant. It begins nothing.
    #[must_use]
    pub fn tokens(&self) -> SessionTokens {
        self.driver.tokens()
    }

    /// The user acts: a sign-in that failed before is forgotten.
    pub fn forgive(&self) {
        self.guard.borrow_mut().forgive();
    }
}
