//! The session of a client on the page that this runs in.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::answer::{ClientIdentity, retire};
use super::client::{Client, app_origin};
use super::started::Started;
use crate::browser::page::Page;
use crate::callback::result::CallbackResult;
use crate::config::session_config::SessionConfig;
use crate::config::wait_options::WaitOptions;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::host::Host as _;
use crate::host::reply::Reply;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::host::session_host::SessionHost as _;
use crate::protocol::token::Token;
use crate::session::api_request::may_carry_token;
use crate::session::driver::Driver;
use crate::session::event::{Event, Need, TokenKind, Wanted};
use crate::session::first_record::first_record;
use crate::session::guard::Guard;
use crate::session::logout::SessionTokens;
use crate::session::status::{SignedOut, Status};
use crate::wire::url::WebUrl;

/// The session of a client, as its page has it.
pub struct LiveSession {
    pub(super) client: Client,
    pub(super) config: SessionConfig,
    pub(super) driver: Rc<Driver<Page, Client>>,
    pub(super) guard: RefCell<Guard>,
    has_started: Cell<bool>,
    /// What the page load brought, once that is known.
    brought: Reply<Started>,
    /// Why the revocation endpoint refuses this client, once that is known.
    pub(super) no_revocation: RefCell<Option<Error>>,
}

impl LiveSession {
    pub(super) fn new(client: Client, config: SessionConfig, identity: ClientIdentity) -> Rc<Self> {
        let driver = Driver::new(Page, client.clone(), &config);
        let session = Rc::new(LiveSession {
            client,
            config,
            driver,
            guard: RefCell::default(),
            has_started: Cell::default(),
            brought: Reply::new(),
            no_revocation: RefCell::default(),
        });
        let own = Rc::downgrade(&session);
        session.on_change(Rc::new(move |status| match status {
            Status::SignedOut { .. } => retire(&identity),
            _ => drop(own.upgrade().map(|session| session.forgive())),
        }));
        session
    }

    /// Begins, once: the callback is recognised and the address cleaned, or else the store is read.
    pub fn start(self: &Rc<Self>) {
        if self.has_started.replace(true) {
            return;
        }
        self.driver.listen();
        let answer = self.client.answer(&WaitOptions::default());
        let is_pending = answer.as_ref().is_ok_and(|answer| !answer.has_settled());
        if !is_pending {
            self.driver.begin();
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
            session.arrived(outcome, is_pending).await;
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

    /// Finds out whether somebody is signed in, within a time.
    pub async fn restore(self: &Rc<Self>, options: &WaitOptions) -> Status {
        self.start();
        self.brought.wait().await;
        self.driver.restore(options.timeout_ms).await
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
        if let Status::Unknown = self.status() {
            self.brought.wait().await;
        }
        self.driver.token(wanted, options.timeout_ms).await
    }

    /// Whether a request to an address carries the access token.
    ///
    /// # Errors
    ///
    /// [`OriginNotListed`](ErrorKind::OriginNotListed).
    pub fn may_carry_token(&self, url: &str) -> Result<(), Error> {
        let shown = Page.address().unwrap_or_default();
        let url = WebUrl::join(&shown, url).or_else(|| WebUrl::parse(url));
        let url = url.ok_or_else(|| Error::origin_not_listed(""))?;
        may_carry_token(&url, &self.config.apis, &app_origin(&Page).unwrap_or_default())
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

    /// What the page load brought, once.
    pub async fn started(self: &Rc<Self>) -> Started {
        self.start();
        let brought = self.brought.wait().await;
        self.driver.settled().await;
        brought
    }

    /// The tokens that tell a provider whose session is meant.
    #[must_use]
    pub fn tokens(&self) -> SessionTokens {
        let text = |kind: TokenKind| self.driver.token_of(kind).map(|token| token.as_str().to_owned());
        SessionTokens { id_token: text(TokenKind::Id), access_token: text(TokenKind::Access) }
    }

    /// The user acts: a sign-in that failed before is forgotten.
    pub fn forgive(&self) {
        self.guard.borrow_mut().forgive();
    }

    /// Takes what a sign-in has brought, and leaves of it what the app may have.
    pub(super) fn take(&self, outcome: Result<CallbackResult, Error>) -> Result<CallbackResult, Error> {
        let result = outcome.inspect_err(|error| self.fail(error))?;
        if let CallbackResult::InteractionRequired(required) = &result {
            self.driver.tell(Event::SignInFailed(SignedOut::NotSignedIn, Some(required.error())));
        }
        let epoch = self.driver.epoch();
        if let Some(record) = first_record(self.client.config(), &Page, &result, epoch)? {
            self.driver.adopt(record);
        }
        Ok(result.without_refresh_token())
    }

    fn fail(&self, error: &Error) {
        self.guard.borrow_mut().fail(error.clone());
        self.driver.tell(Event::SignInFailed(SignedOut::Failed, Some(error.clone())));
    }

    /// The page load is answered. Where it brought no session, there may be one in the store, the tabs or the provider.
    async fn arrived(&self, outcome: Result<CallbackResult, Error>, was_pending: bool) {
        let has_session = |status: &Status| !matches!(status, Status::Unknown | Status::SignedOut { .. });
        if was_pending && !has_session(&self.status()) {
            self.driver.begin();
        }
        if let Ok(CallbackResult::NotOurs(_)) = &outcome {
            self.guard.borrow_mut().fail(ErrorKind::NotSignedIn.into());
        }
        if let Err(error) = &outcome {
            self.fail(error);
        }
        self.brought.bring(Started::of(&outcome));
        if matches!(self.status(), Status::Unknown) {
            self.driver.restore(DEFAULT_TIMEOUT_MS).await;
        }
    }
}
