//! The end of a session, by the app.

use std::rc::Rc;

use super::live_session::LiveSession;
use super::stop::give_up;
use crate::browser::console::warn;
use crate::browser::page::Page;
use crate::config::discovery::find;
use crate::host::ask::ask;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::machine::event::Event;
use crate::protocol::token::Token;
use crate::sign_out::revocation::{Revoked, revocation_request};

impl LiveSession {
    /// Ends the session, here and in every tab, gives up a sign-in that is under way, and says what became of the refresh
    /// token.
    pub async fn end(self: &Rc<Self>, revoke: Option<bool>) -> Revoked {
        self.give_up_sign_in();
        match self.driver.sign_out(revoke.unwrap_or(self.config.revoke_on_sign_out)).await {
            Some(token) => self.revoke(&token).await,
            None => Revoked::No,
        }
    }

    /// Ends the session as the page is left.
    pub(super) fn leave_for_good(self: &Rc<Self>) {
        self.give_up_sign_in();
        self.driver.tell(Event::SignOutAsked { revokes: self.config.revoke_on_sign_out, awaited: false });
    }

    /// What is to end may be in the store, which beside a callback was not read yet.
    fn give_up_sign_in(self: &Rc<Self>) {
        self.start();
        give_up(&self.identity);
        self.begin();
    }

    async fn revoke(&self, token: &Token) -> Revoked {
        if let Some(error) = self.no_revocation.borrow().clone() {
            return Revoked::Refused(error);
        }
        let revoked = self.ask_to_revoke(token).await;
        if let Revoked::Refused(error) = &revoked {
            warn(&error.to_string());
            self.no_revocation.replace(Some(error.clone()));
        }
        revoked
    }

    async fn ask_to_revoke(&self, token: &Token) -> Revoked {
        let config = match find(self.client.config(), &Page, DEFAULT_TIMEOUT_MS).await {
            Ok(config) => config,
            Err(error) => return Revoked::Unknown(error),
        };
        match revocation_request(&config, token, DEFAULT_TIMEOUT_MS) {
            Ok(request) => Revoked::read(ask(&Page, &request).await, &request.url, token),
            Err(revoked) => revoked,
        }
    }
}
