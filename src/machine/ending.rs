//! The end of a session.

use super::effect::Effect;
use super::event::Stored;
use super::machine::{Session, State};
use super::message::{Message, Scope};
use super::status::SignedOut;
use super::under_way::Flight;
use crate::error::error::Error;
use crate::kept::record::Record;
use crate::protocol::now::Now;
use crate::protocol::token::Token;

impl Session {
    /// The session was refused for good: its record goes, if it is still the one that was refused, and its tabs hear of it.
    pub(super) fn refuse(&mut self, flight: &Flight, error: Error) {
        self.ask(Effect::Post(Message::Ended(Scope::Family(flight.family.clone()))));
        self.unlock(flight);
        self.end(SignedOut::Refused, Some(error));
    }

    /// The app signs the user out, here and in every tab. It waits for nothing.
    pub(super) fn sign_out(&mut self, revokes: bool, awaited: bool, reason: SignedOut) {
        let refresh_token = self.held().and_then(|held| held.refresh_token().cloned());
        self.ask(Effect::SignOut);
        self.ask(Effect::Post(Message::Ended(Scope::Client)));
        self.revokes = revokes;
        if let Some(token) = refresh_token.filter(|_| revokes) {
            self.ask(if awaited { Effect::HandOver(token) } else { Effect::Revoke(token) });
        }
        self.leave(reason, None);
    }

    /// A sign-out has come while a sign-in was under way: nobody is signed in by it.
    pub(super) fn drop_sign_in(&mut self, record: &Record, stored: Stored, now: Now) {
        self.revoke(record.issue.refresh_token.as_ref());
        let is_own = matches!(self.state, State::SignedOut { reason: SignedOut::SignedOut, .. });
        if self.held().is_none() {
            self.end(if is_own { SignedOut::SignedOut } else { SignedOut::SignedOutElsewhere }, None);
        }
        self.store_checked(stored, now);
    }

    /// Ends the session of this page, and takes its own record away.
    pub(super) fn end(&mut self, reason: SignedOut, error: Option<Error>) {
        let held = self.held().map(|held| held.record.clone());
        if let Some(record) = held {
            self.ask(Effect::Forget(record.standing.clone()));
            if reason == SignedOut::SignedOutElsewhere {
                self.revoke(record.issue.refresh_token.as_ref());
            }
        }
        self.leave(reason, error);
    }

    fn leave(&mut self, reason: SignedOut, error: Option<Error>) {
        // The user changes, and a refusal is of one family: other tabs may still need what comes.
        let is_signed_out = matches!(reason, SignedOut::SignedOut | SignedOut::SignedOutElsewhere | SignedOut::Expired);
        self.give_up_flight(is_signed_out);
        self.trouble = None;
        let told = reason.told(error.as_ref());
        self.state = State::SignedOut { reason, error };
        self.fail_callers(&told);
    }

    /// A renewal that has sent nothing stops; the answer to one that has is awaited, and dropped.
    pub(super) fn give_up_flight(&mut self, is_signed_out: bool) {
        let Some((flight, at)) = self.flight.take() else { return };
        if at.has_sent() {
            return self.stragglers.push((Flight { is_signed_out, ..flight }, at));
        }
        self.unlock(&flight);
    }

    pub(super) fn revoke(&mut self, refresh_token: Option<&Token>) {
        if let Some(token) = refresh_token.filter(|_| self.revokes) {
            self.ask(Effect::Revoke(token.clone()));
        }
    }
}
