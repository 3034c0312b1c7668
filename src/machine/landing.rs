//! The end of a renewal, and of a session.

use std::sync::Arc;

use super::answer::Renewed;
use super::effect::Effect;
use super::event::{Caller, Step, Stored, Wanted};
use super::machine::{Session, State};
use super::message::{Message, Scope};
use super::renewal::{Held, Trouble};
use super::status::SignedOut;
use super::under_way::{At, Flight, Purpose};
use crate::config::session_config::Store;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::kept::ledger::Entry;
use crate::kept::record::{Issue, Record};
use crate::protocol::now::Now;
use crate::protocol::token::Token;

impl Session {
    /// Ends a renewal. Callers have what there is now, or the reason why there is nothing better.
    pub(super) fn land(&mut self, flight: &Flight, error: Option<&Error>, now: Now) {
        self.unlock(flight);
        // Whoever waits is answered by what the store says.
        if self.is_idle(now) {
            return;
        }
        self.serve(now);
        let waiting = std::mem::take(&mut self.waiting);
        let Some(error) = error else {
            if !waiting.is_empty() {
                self.waiting = waiting;
                self.begin_renewal(now);
            }
            return;
        };
        for (caller, wanted) in waiting {
            let answer = match self.held() {
                Some(held) => held.best(&wanted, error.clone(), now),
                None => Err(error.clone()),
            };
            self.ask(Effect::Give(caller, answer));
        }
    }

    /// Gives callers what another tab has renewed, as far as it is good enough for them.
    pub(super) fn serve(&mut self, now: Now) {
        let (State::Held(held), false) = (&self.state, self.is_idle(now)) else { return };
        let record = held.record.clone();
        let is_served = |(_, wanted): &(Caller, Wanted)| held.satisfies(wanted, now);
        let (served, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(is_served);
        self.waiting = waiting;
        for (caller, wanted) in served {
            self.give(caller, &wanted, &record);
        }
    }

    /// Gives a token that was just issued to all who waited, whatever its life. Whoever wants another organization waits on.
    pub(super) fn give_to_all(&mut self, record: &Arc<Record>, now: Now) {
        let is_elsewhere = |(_, wanted): &(Caller, Wanted)| wanted.is_elsewhere(record);
        let (waiting, served): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(is_elsewhere);
        self.waiting = waiting;
        for (caller, wanted) in served {
            self.give(caller, &wanted, record);
        }
        if self.held().is_some_and(|held| held.refresh_token().is_none()) {
            self.refuse_switch(|_| true);
        }
        if !self.waiting.is_empty() {
            self.begin_renewal(now);
        }
    }

    /// Tells callers that a session goes over to their organization by a sign-in alone.
    pub(super) fn refuse_switch(&mut self, is_meant: impl Fn(&Wanted) -> bool) {
        let (refused, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(_, wanted)| is_meant(wanted));
        self.waiting = waiting;
        for (caller, _) in refused {
            self.ask(Effect::Give(caller, Err(ErrorKind::InteractionRequired.into())));
        }
    }

    fn give(&mut self, caller: Caller, wanted: &Wanted, record: &Arc<Record>) {
        let answer =
            if wanted.token.of(record).is_some() { Ok(record.clone()) } else { Err(ErrorKind::NoAccessToken.into()) };
        self.ask(Effect::Give(caller, answer));
    }

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

    pub(super) fn fail_callers(&mut self, error: &Error) {
        for (caller, _) in std::mem::take(&mut self.waiting) {
            self.ask(Effect::Give(caller, Err(error.clone())));
        }
    }

    /// A renewal that has sent nothing stops; the answer to one that has is awaited, and dropped.
    pub(super) fn give_up_flight(&mut self, is_signed_out: bool) {
        let Some((flight, at)) = self.flight.take() else { return };
        if at.has_sent() {
            return self.stragglers.push((Flight { is_signed_out, ..flight }, at));
        }
        self.unlock(&flight);
    }

    /// A step of a renewal whose session has ended on this page. After a sign-out its tokens are revoked; after another
    /// sign-in of the same user they go to the tabs that still have the session.
    pub(super) fn answered_late(&mut self, flight: Flight, at: At, step: Step) {
        let record = match (at, step) {
            (At::Sending { record, organization, .. }, Step::Answered(Ok(Renewed { issue, .. }))) => {
                record.renewed(*issue).in_organization(organization)
            }
            (At::Checking { record, .. }, Step::LedgerRead(_)) | (At::Committing { record }, Step::Committed(_)) => {
                (*record).clone()
            }
            (At::Recording { record }, Step::LedgerWritten(_)) if !flight.is_signed_out => {
                self.tell_family(&record);
                return self.unlock(&flight);
            }
            (At::Sending { .. }, Step::Answered(_)) | (At::Recording { .. }, Step::LedgerWritten(_)) => {
                return self.unlock(&flight);
            }
            (at, _) => return self.stragglers.push((flight, at)),
        };
        if flight.is_signed_out {
            self.ask(Effect::Forget(record.standing.clone()));
            self.revoke(record.issue.refresh_token.as_ref());
            return self.unlock(&flight);
        }
        let (id, family, generation) = (flight.id, flight.family.clone(), record.standing.generation);
        self.stragglers.push((flight, At::Recording { record: Arc::new(record) }));
        self.ask(Effect::WriteLedger(id, family, Entry::Issued(generation)));
    }

    /// Where no store of the device has the record, the tabs of the family are told it.
    pub(super) fn tell_family(&mut self, record: &Arc<Record>) {
        if record.store != Store::Device {
            self.ask(Effect::Post(Message::Renewed(record.clone())));
        }
    }

    pub(super) fn revoke(&mut self, refresh_token: Option<&Token>) {
        if let Some(token) = refresh_token.filter(|_| self.revokes) {
            self.ask(Effect::Revoke(token.clone()));
        }
    }

    /// Forgets a refused refresh token everywhere. A silent frame is the last hope now.
    pub(super) fn drop_refresh_token(&mut self) {
        let State::Held(held) = &mut self.state else { return };
        let issue = Issue { refresh_token: None, ..held.record.issue.clone() };
        held.record = Arc::new(Record { issue, ..(*held.record).clone() });
    }

    pub(super) fn has_ended(&self, now: Now) -> bool {
        self.held().is_some_and(|held| held.has_ended(now))
    }

    /// Whether a renewal can be tried at all.
    pub(super) fn can_renew(&self) -> bool {
        self.held().is_some_and(|held| held.refresh_token().is_some()) || self.may_ask_frame()
    }

    pub(super) fn is_retry_due(&self, now: Now) -> bool {
        self.trouble.as_ref().and_then(|trouble: &Trouble| trouble.until_retry_ms(now)) == Some(0)
    }

    /// Whether somebody waits for a renewal, or the token is about to end.
    pub(super) fn is_needed(&self, flight: &Flight, now: Now) -> bool {
        let is_ending = |held: &Held| held.is_ending(self.facts.renew_before_seconds, now);
        flight.purpose == Purpose::Look || !self.waiting.is_empty() || self.held().is_some_and(is_ending)
    }
}
