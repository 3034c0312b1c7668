//! Finding out whether somebody is signed in: the store, the other tabs, the provider.

use std::sync::Arc;

use super::answer::{Answer, Failure};
use super::effect::Effect;
use super::event::Stored;
use super::machine::{Session, State};
use super::message::Message;
use super::renewal::Trouble;
use super::status::SignedOut;
use super::tabs::alive;
use super::under_way::{At, Flight, Purpose};
use crate::config::session_config::SilentFrame;
use crate::error::error::Error;
use crate::host::fault::StorageFault;
use crate::kept::record::Record;
use crate::protocol::now::Now;

impl Session {
    /// The page begins. A good token of the store is taken at once; one that has ended is renewed first.
    pub(super) fn start(&mut self, stored: Stored, now: Now) {
        self.learn_of_activity(&stored, now);
        let Some(record) = alive(stored.record, stored.epoch.as_deref()) else { return };
        let flight = self.new_flight(String::new(), Purpose::Restore);
        self.restore_from(flight, record, now);
    }

    /// Finds out whether somebody is signed in: the store, the other tabs, the provider.
    pub(super) fn restore(&mut self) {
        if self.held().is_some() {
            return;
        }
        if let Some((flight, _)) = &mut self.flight {
            flight.purpose = Purpose::Restore;
            return;
        }
        let flight = self.new_flight(String::new(), Purpose::Restore);
        let look = Effect::ReadStore(flight.id);
        self.fly(flight, At::Restoring, look);
    }

    pub(super) fn restore_from_store(&mut self, flight: Flight, stored: Stored, now: Now) {
        self.learn_of_activity(&stored, now);
        if let Some(record) = alive(stored.record.clone(), stored.epoch.as_deref()) {
            return self.restore_from(flight, record, now);
        }
        if !self.facts.is_shared {
            return self.restore_from_provider(flight, &stored);
        }
        let pause = Effect::Pause(flight.id, TABS_ANSWER_WITHIN_MS);
        self.ask(Effect::Post(Message::Ask { asker: self.facts.page.clone() }));
        self.fly(flight, At::AskingTabs(stored), pause);
    }

    fn restore_from(&mut self, flight: Flight, record: Arc<Record>, now: Now) {
        self.hold(record, now);
        self.restored(flight, now);
    }

    /// A session was found. A token that has ended is renewed first.
    pub(super) fn restored(&mut self, mut flight: Flight, now: Now) {
        let Some(held) = self.held() else { return self.unlock(&flight) };
        flight.family.clone_from(&held.record.standing.family);
        if self.has_ended(now) {
            return self.queue(flight, now);
        }
        self.land(&flight, None, now);
    }

    pub(super) fn restore_from_provider(&mut self, flight: Flight, stored: &Stored) {
        let may_ask = match self.facts.frames {
            _ if flight.purpose == Purpose::Look => false,
            SilentFrame::Always => true,
            SilentFrame::AfterSignIn => stored.was_signed_in,
            SilentFrame::Never => false,
        };
        if !may_ask {
            // A session may lie where the page cannot look.
            return self.restored_nothing(&flight, stored.fault.map(StorageFault::into));
        }
        let open = Effect::OpenFrame { flight: flight.id, record: None, epoch: stored.epoch.clone() };
        self.fly(flight, At::AskingProvider, open);
    }

    /// The end of the frame. What it brings comes as a sign-in of its own.
    pub(super) fn restored_by_provider(&mut self, flight: &Flight, answer: Answer) {
        let is_open = |failure| if let Failure::Transient { error, .. } = failure { Some(error) } else { None };
        self.restored_nothing(flight, answer.err().and_then(is_open));
    }

    /// Nobody is signed in, as far as can be found out: an error says that it could not be.
    fn restored_nothing(&mut self, flight: &Flight, error: Option<Error>) {
        self.unlock(flight);
        if let Some(error) = error {
            return self.end(SignedOut::Failed, Some(error));
        }
        // Whoever was signed out before is so for the same reason.
        let (reason, error) = self.signed_out_for();
        self.end(reason, error.filter(|_| flight.purpose == Purpose::Look));
    }

    fn signed_out_for(&self) -> (SignedOut, Option<Error>) {
        match &self.state {
            State::SignedOut { reason, error } => (*reason, error.clone()),
            _ => (SignedOut::NotSignedIn, None),
        }
    }

    pub(super) fn give_up_restoring(&mut self, error: Error, now: Now) {
        let Some((flight, at)) = self.flight.take_if(|(flight, _)| flight.purpose == Purpose::Restore) else { return };
        if self.held().is_none() {
            self.unlock(&flight);
            return self.end(SignedOut::Failed, Some(error));
        }
        // The renewal goes on, and the app knows where it stands.
        self.trouble.get_or_insert_with(|| Trouble::retry(None, error, None, now));
        self.flight = Some((Flight { purpose: Purpose::Renew, ..flight }, at));
    }
}

const TABS_ANSWER_WITHIN_MS: u32 = 300;
