//! What happens to a session, and what follows from it.

use super::effect::Effect;
use super::event::{Caller, Event, Need, Wanted};
use super::machine::{Session, State};
use super::renewal::Trouble;
use super::status::SignedOut;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::protocol::now::Now;

impl Session {
    /// Takes what has happened, and says what is to be done, in that order.
    pub fn on(&mut self, event: Event, now: Now) -> Vec<Effect> {
        match event {
            Event::Started(stored) => self.start(stored, now),
            Event::RestoreAsked => self.restore(),
            Event::RestoreTimedOut(error) => self.give_up_restoring(error, now),
            Event::Adopted(record, stored) => self.adopt(&record, stored, now),
            Event::SignInFailed(reason, error) => self.fail_sign_in(reason, error),
            Event::Asked(caller, wanted) => self.asked(caller, wanted, now),
            Event::Left(caller) => self.waiting.retain(|(waiting, _)| *waiting != caller),
            Event::TimedOut(caller) => self.timed_out(caller, now),
            Event::SignOutAsked { revokes, awaited } => self.sign_out(revokes, awaited, SignedOut::SignedOut),
            Event::Woke(life) => self.woke(life),
            Event::Acted => self.act(now),
            Event::Heard(message) => self.heard(message, now),
            Event::StoreChecked(stored) => self.store_checked(stored, now),
            Event::Stepped(flight, step) => self.stepped(flight, step, now),
        }
        self.settle(now);
        std::mem::take(&mut self.effects)
    }

    /// A caller has a good token at once, or waits for the renewal that is under way or begins now.
    pub(super) fn asked(&mut self, caller: Caller, wanted: Wanted, now: Now) {
        if self.is_idle(now) {
            return self.waiting.push((caller, wanted));
        }
        let answer = match &self.state {
            State::Unknown => None,
            State::SignedOut { .. } if self.flight.is_some() => None,
            State::SignedOut { reason, error } => Some(Err(reason.told(error.as_ref()))),
            State::Held(held) if wanted.token.of(&held.record).is_none() => Some(Err(ErrorKind::NoAccessToken.into())),
            State::Held(held) if held.satisfies(&wanted, now) => Some(Ok(held.record.clone())),
            State::Held(held) => self.obstacle(&wanted, now).map(|error| held.best(&wanted, error, now)),
        };
        if let Some(answer) = answer {
            return self.ask(Effect::Give(caller, answer));
        }
        let wanted = match self.held() {
            Some(held) => held.other_than_now(wanted),
            None => wanted,
        };
        self.waiting.push((caller, wanted));
        self.begin_for_callers(now);
    }

    fn begin_for_callers(&mut self, now: Now) {
        match self.state {
            State::Held(_) => self.begin_renewal(now),
            _ => self.restore(),
        }
    }

    /// Why no renewal begins for this caller, and none that is under way is waited for.
    fn obstacle(&self, wanted: &Wanted, now: Now) -> Option<Error> {
        let insists = wanted.need != Need::None;
        // A frame signs in where the user is.
        if wanted.organization().is_some() && self.held().is_some_and(|held| held.refresh_token().is_none()) {
            return Some(ErrorKind::InteractionRequired.into());
        }
        if self.flight.as_ref().is_some_and(|(_, at)| at.asks_provider()) {
            return None;
        }
        match self.trouble.as_ref() {
            None if self.can_renew() => None,
            None => Some(ErrorKind::InteractionRequired.into()),
            Some(trouble) if insists && trouble.yields_to_insistence(now) => None,
            Some(Trouble::Retry { .. }) if self.is_retry_due(now) => None,
            Some(Trouble::Refused { frame_was_tried: false, .. }) if self.has_ended(now) && self.may_ask_frame() => {
                None
            }
            Some(trouble) => Some(trouble.error().clone()),
        }
    }

    /// The time of a caller is over. The renewal goes on: another will need its token.
    fn timed_out(&mut self, caller: Caller, now: Now) {
        let Some(place) = self.waiting.iter().position(|(waiting, _)| *waiting == caller) else { return };
        let (_, wanted) = self.waiting.remove(place);
        let waits_for_lock = self.flight.as_ref().is_none_or(|(_, at)| at.is_locking());
        let kind = if waits_for_lock { ErrorKind::SessionBusy } else { ErrorKind::TimedOut };
        let error = Error::new(kind).at(&self.facts.issuer);
        let answer = match self.held_in_use(now) {
            Some(held) => held.best(&wanted, error, now),
            None => Err(error),
        };
        self.ask(Effect::Give(caller, answer));
    }

    /// What follows from where the session is now, whatever has happened.
    fn settle(&mut self, now: Now) {
        // Another tab may be in use. Until the store has said so, nothing is shown, and nothing begins.
        if self.is_idle(now) {
            return self.ask(Effect::CheckStore);
        }
        if self.is_renewal_due(now) {
            self.begin_renewal(now);
        }
        self.end_what_nothing_renews(now);
        self.publish(now);
        self.schedule(now);
    }

    /// No renewal begins by itself in a hidden page.
    fn is_renewal_due(&self, now: Now) -> bool {
        let Some(held) = self.held().filter(|_| self.flight.is_none() && self.is_visible) else { return false };
        match &self.trouble {
            // A token without a life would be renewed for ever: it is renewed for whoever asks.
            None => self.can_renew() && !held.never_lasts() && held.is_ending(self.facts.renew_before_seconds, now),
            // A caller who insisted was given the error. A good token is renewed when it is about to end.
            Some(Trouble::Retry { .. }) => {
                held.is_ending(self.facts.renew_before_seconds, now) && self.is_retry_due(now)
            }
            Some(Trouble::Refused { frame_was_tried, .. }) => {
                !frame_was_tried && held.has_ended(now) && self.may_ask_frame()
            }
        }
    }

    /// An access token alone identifies nobody: once it has ended there is nothing left to show.
    fn end_what_nothing_renews(&mut self, now: Now) {
        let is_nobody = self.held().is_some_and(|held| held.record.subject.is_none());
        if is_nobody && self.has_ended(now) && self.flight.is_none() && self.is_given_up() {
            self.end(SignedOut::Expired, None);
        }
    }

    /// Whether nothing will renew the session by itself.
    pub(super) fn is_given_up(&self) -> bool {
        match &self.trouble {
            None => !self.can_renew(),
            Some(Trouble::Retry { .. }) => false,
            Some(Trouble::Refused { .. }) => true,
        }
    }
}
