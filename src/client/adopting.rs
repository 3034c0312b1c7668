//! What sign-ins bring to a session, and what is left of it where they bring nothing.

use super::live_session::LiveSession;
use super::started::Started;
use crate::browser::page::Page;
use crate::callback::result::CallbackResult;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::kept::first_record::first_record;
use crate::machine::event::Event;
use crate::machine::status::{SignedOut, Status};

impl LiveSession {
    /// The epoch that a sign-in of now begins under.
    pub(super) fn epoch(&self) -> Option<String> {
        self.driver.epoch()
    }

    /// Takes what a sign-in has brought that began under an epoch, and leaves of it what the app may have.
    pub(super) fn take_outcome(
        &self,
        outcome: Result<CallbackResult, Error>,
        epoch: Option<String>,
    ) -> Result<CallbackResult, Error> {
        let result = outcome.inspect_err(|error| self.note_failure(error))?;
        if let CallbackResult::InteractionRequired(required) = &result {
            self.begin();
            self.driver.tell(Event::SignInFailed(SignedOut::NotSignedIn, Some(required.error())));
        }
        if let Some(record) = first_record(self.client.config(), &Page, &result, epoch)? {
            self.has_begun.set(true);
            self.driver.adopt(record)?;
        }
        Ok(result.without_refresh_token())
    }

    /// Reads the store, once.
    pub(super) fn begin(&self) {
        if !self.has_begun.replace(true) {
            self.driver.begin();
        }
    }

    /// A sign-in has come to nothing. A session that was there before goes on, and then no guard has to know.
    fn note_failure(&self, error: &Error) {
        self.begin();
        let status = self.status();
        // A sign-out has given it up, and the status says so.
        let is_given_up = error.kind() == ErrorKind::Aborted && matches!(status, Status::SignedOut { .. });
        if is_given_up || status.is_signed_in() {
            return;
        }
        self.guard.borrow_mut().fail(error.clone());
        self.driver.tell(Event::SignInFailed(SignedOut::Failed, Some(error.clone())));
    }

    /// The page load is answered. Where it brought no session, there may be one in the store, the tabs or the provider.
    pub(super) async fn arrived(&self, outcome: Result<CallbackResult, Error>) {
        self.begin();
        match &outcome {
            Ok(CallbackResult::NotOurs(reason)) if !self.status().is_signed_in() => {
                let has_just_come_back = self.client.has_just_come_back_on(&Page);
                self.guard.borrow_mut().see_foreign(*reason, has_just_come_back);
            }
            Err(error) => self.note_failure(error),
            Ok(_) => {}
        }
        self.brought.bring(Started::of(&outcome));
        if matches!(self.status(), Status::Unknown) {
            self.driver.restore(DEFAULT_TIMEOUT_MS).await;
        }
    }
}
