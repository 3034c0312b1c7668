//! The client's verbs on the page that this runs in.

use std::cell::RefCell;
use std::rc::Rc;

use super::answer::{Answer, Outcome, Place, find, forget, keep, left_alone};
use super::client::{Client, app_origin};
use super::hand_over::offer_to_opener;
use super::identity::ClientIdentity;
use super::live_session::LiveSession;
use super::stop::Stop;
use crate::browser::page::Page;
use crate::callback::arrival::{EndedSignIn, Next};
use crate::callback::result::CallbackResult;
use crate::config::callback_options::CallbackOptions;
use crate::config::options::Options;
use crate::config::wait_options::WaitOptions;
use crate::documents::user_info::UserInfo;
use crate::error::error::Error;
use crate::host::host::Host as _;
use crate::sign_in::authorize_url::AuthorizeUrl;
use crate::sign_in::transaction::ClientKey;
use crate::sign_out::logout::SessionTokens;

impl Client {
    /// Whether the endpoints are known.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_ready_on(&Page)
    }

    /// Builds an authorize URL and stores what the return needs: once for each click.
    ///
    /// # Errors
    ///
    /// As with [`create_authorize_url_on`](Client::create_authorize_url_on).
    pub fn create_authorize_url(&self, options: &Options) -> Result<AuthorizeUrl, Error> {
        self.create_authorize_url_on(&Page, options)
    }

    /// Leaves for the provider: at once if the endpoints are known, or else as soon as they are.
    ///
    /// # Errors
    ///
    /// As with [`sign_in_on`](Client::sign_in_on).
    pub async fn sign_in(&self, options: &Options) -> Result<(), Error> {
        if let Some(session) = self.session() {
            session.forgive();
        }
        self.leave_to_sign_in(&Page, options, self.ready()).await
    }

    /// Whether an address, or the page's own, answers a sign-in that this client began in this tab.
    #[must_use]
    pub fn is_callback(&self, url: Option<&str>) -> bool {
        self.is_callback_on(&Page, url)
    }

    /// The whole way back, for every page load. Called again on the same page it gives the same answer.
    ///
    /// # Errors
    ///
    /// As with [`handle_callback_on`](Client::handle_callback_on).
    pub async fn handle_callback(&self) -> Result<CallbackResult, Error> {
        if let Some(session) = self.session() {
            session.start();
        }
        let answer = self.answer(&CallbackOptions::default(), false)?;
        answer.join(None);
        Outcome::clone(&*answer.outcome().await)
    }

    /// The address of the provider's own logout.
    ///
    /// # Errors
    ///
    /// As with [`logout_url_on`](Client::logout_url_on).
    pub fn logout_url(&self, options: &Options, tokens: &SessionTokens) -> Result<String, Error> {
        self.logout_url_on(&Page, options, &self.known_tokens(tokens))
    }

    /// Drops this client's open sign-ins and kept answers, gives up one that is under way, then leaves for the provider's
    /// own logout.
    ///
    /// # Errors
    ///
    /// As with [`sign_out_on`](Client::sign_out_on).
    pub async fn sign_out(&self, options: &Options, tokens: &SessionTokens) -> Result<(), Error> {
        let (identity, session) = (self.identity(), self.session());
        let tokens = self.known_tokens(tokens);
        let end = || {
            if let Some(session) = session {
                session.leave_for_good();
            }
            forget(&identity);
        };
        self.leave_to_sign_out(&Page, (options, &tokens), self.ready(), end).await
    }

    /// Asks the userinfo endpoint with the tokens of a sign-in, or, if none are given, with those of the session, which it
    /// waits for.
    ///
    /// # Errors
    ///
    /// As with [`fetch_user_info_on`](Client::fetch_user_info_on); those of a [session](LiveSession::token), if it is the
    /// session's.
    pub async fn fetch_user_info(&self, tokens: &SessionTokens, options: &WaitOptions) -> Result<UserInfo, Error> {
        let tokens = match self.session() {
            Some(session) if tokens.is_empty() => session.good_tokens(options).await?,
            _ => tokens.clone(),
        };
        self.ready_within(options.timeout_ms).await?;
        self.ask_for_user_info(&Page, &tokens, options).await
    }

    /// The answer to an address, or to the page's own: the one that was given before, if it still stands.
    ///
    /// It is kept before the address is cleaned: a router may hear of the new address at once, and ask again. `was_shown`:
    /// the address that is handed in was the page's own when the app asked.
    pub(crate) fn answer(&self, options: &CallbackOptions, was_shown: bool) -> Result<Rc<Answer>, Error> {
        let arrival = self.arrive_on(&Page, options)?;
        let identity = self.identity();
        let before = if arrival.repeats { find(&identity, arrival.state.as_deref()) } else { None };
        if let (None, None, Next::Done(Ok(result))) = (&before, &arrival.state, &arrival.next) {
            return Ok(left_alone(result));
        }
        let is_new = before.is_none();
        let answer = before.unwrap_or_else(|| Answer::new(Stop::of(identity.clone())));
        if let Some(state) = arrival.state.filter(|_| is_new) {
            let place = if was_shown || arrival.cleaned.is_some() { Place::Page } else { Place::Elsewhere };
            keep(identity, state, place, &answer);
        }
        if let Some(cleaned) = &arrival.cleaned {
            Page.show_address(cleaned);
        }
        match arrival.next {
            Next::Done(_) if !is_new => {}
            Next::Done(result) => answer.settle(result),
            Next::Complete(ended) => {
                let (client, wait, epoch) = (self.clone(), options.wait.clone(), self.epoch());
                let app_data = ended.app_data().clone();
                answer.begin(app_data, async move {
                    offer_to_opener(&ended).await;
                    client.complete_for_session(*ended, &wait, epoch).await
                });
            }
        }
        Ok(answer)
    }

    /// The answer to a response whose sign-in has ended, and that came under an epoch. The session has it by then.
    pub(super) async fn complete_for_session(
        &self,
        ended: EndedSignIn,
        options: &WaitOptions,
        epoch: Option<String>,
    ) -> Outcome {
        let app_data = ended.app_data().clone();
        let outcome = self.complete_on(&Page, ended, options).await;
        let Some(session) = self.session() else { return outcome };
        session.take_outcome(outcome, epoch).map_err(|error| error.of_sign_in(&app_data))
    }

    /// The epoch of now, of a client that has a session.
    pub(super) fn epoch(&self) -> Option<String> {
        self.session()?.epoch()
    }

    /// Its session, if the options ask for one: there is one for an issuer and a client id on a page.
    #[must_use]
    pub fn session(&self) -> Option<Rc<LiveSession>> {
        let config = self.config().session.as_deref()?;
        let key = ClientKey::of(self.config());
        let known =
            SESSIONS.with_borrow(|sessions| sessions.iter().find(|(of, _)| *of == key).map(|(_, own)| own.clone()));
        Some(known.unwrap_or_else(|| {
            let session = LiveSession::new(self.clone(), config.clone(), self.identity());
            SESSIONS.with_borrow_mut(|sessions| sessions.push((key, session.clone())));
            session
        }))
    }

    /// The tokens that a call was given, or else those of the session, which does not begin by being looked at.
    fn known_tokens(&self, given: &SessionTokens) -> SessionTokens {
        match self.session() {
            Some(session) if given.is_empty() => session.tokens(),
            _ => given.clone(),
        }
    }

    pub(super) fn identity(&self) -> ClientIdentity {
        ClientIdentity::of(self.config(), app_origin(&Page).as_deref())
    }
}

thread_local! {
    static SESSIONS: RefCell<Vec<(ClientKey, Rc<LiveSession>)>> = const { RefCell::new(Vec::new()) };
}
