//! What happens to a session, and what follows from it.

use super::effect::Effect;
use super::event::Event;
use super::machine::Session;
use super::renewal::Trouble;
use super::status::SignedOut;
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
}
