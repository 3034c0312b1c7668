//! What other tabs did: what they say, and what the store shows. A message is never believed: it says where to look.

use std::sync::Arc;

use super::effect::Effect;
use super::event::{PageLife, Stored};
use super::machine::{Session, State};
use super::message::{Message, Scope};
use super::renewal::{Held, Trouble};
use super::status::SignedOut;
use super::under_way::{At, Purpose};
use crate::config::session_config::{SilentFrame, Store};
use crate::error::error::Error;
use crate::error::kind::{ErrorClass, ErrorKind};
use crate::kept::record::Record;
use crate::protocol::now::Now;

impl Session {
    /// A sign-in of this page takes the place of whatever there was.
    pub(super) fn adopt(&mut self, record: &Arc<Record>, stored: Stored, now: Now) {
        if record.is_over(stored.epoch.as_deref()) {
            return self.drop_sign_in(record, stored, now);
        }
        let before = self.record().cloned().or_else(|| alive(stored.record, stored.epoch.as_deref()));
        let others = before.filter(|before| before.subject != record.subject);
        self.give_up_flight(others.is_some());
        if let Some(others) = others {
            self.revoke(others.issue.refresh_token.as_ref());
        }
        self.trouble = None;
        // What a caller does with a token is the doing of the user who was there.
        if self.record().is_some_and(|before| before.subject != record.subject) {
            self.fail_callers(&ErrorKind::UserChanged.into());
        }
        self.note_user(record, now);
        self.state = State::Held(Held::issued(record.clone(), now));
        self.revokes = self.facts.revokes;
        self.note_activity(now);
        self.ask(Effect::Keep(record.clone()));
        self.ask(Effect::Post(Message::adopted(&record.standing)));
        self.give_to_all(record, now);
    }

    /// A sign-in of this page has come to nothing. A session that was there before goes on.
    pub(super) fn fail_sign_in(&mut self, reason: SignedOut, error: Option<Error>) {
        if self.held().is_none() {
            self.end(reason, error);
        }
    }

    pub(super) fn woke(&mut self, life: PageLife) {
        self.is_visible = life.is_visible;
        // The timer may have rung, and before its time: browsers round, and none is as long as a life can be.
        self.wake_at = None;
        if life.came_online {
            self.trouble.iter_mut().for_each(Trouble::hurry);
            // A frame without a network says nothing of the user.
            self.trouble.take_if(|trouble| trouble.is_refused_by_network());
        }
        if self.held().is_some() {
            self.ask(Effect::CheckStore);
        }
    }

    pub(super) fn heard(&mut self, message: Message, now: Now) {
        match message {
            Message::Ended(Scope::Client) => self.check_store_soon(),
            Message::Ended(Scope::Family(family)) => self.check_ledger_for_refusal(&family, now),
            Message::Adopted { family, generation } => self.heard_of(&family, generation),
            Message::Renewed(record) => self.take_over(record, now),
            Message::Ask { asker } => self.hand_over(asker),
            Message::Given { asker, record } => self.be_given(&asker, record, now),
        }
    }

    /// A storage may lag behind a message.
    fn check_store_soon(&mut self) {
        self.ask(Effect::CheckStore);
        for after in LOOK_LATER_MS {
            self.ask(Effect::CheckStoreIn(after));
        }
    }

    /// Only the ledger says whether a refresh token was refused.
    fn check_ledger_for_refusal(&mut self, family: &str, now: Now) {
        let is_own = self.held().is_some_and(|held| held.record.standing.family == family);
        if is_own && self.flight.is_none() {
            let flight = self.new_flight(family.to_owned(), Purpose::Look);
            self.queue(flight, now);
        }
    }

    fn heard_of(&mut self, family: &str, generation: u64) {
        let is_known = self.held().is_some_and(|held| {
            let own = &held.record.standing;
            own.family == family && own.generation >= generation
        });
        if !is_known {
            self.check_store_soon();
            self.ask_for_session();
        }
    }

    /// What tabs share is in no store: a tab that is signed out asks for the session that another one began.
    fn ask_for_session(&mut self) {
        let is_out = matches!(&self.state, State::SignedOut { reason, .. } if *reason != SignedOut::UserChanged);
        if is_out && self.facts.is_shared && self.flight.is_none() {
            let flight = self.new_flight(String::new(), Purpose::Look);
            let look = Effect::ReadStore(flight.id);
            self.fly(flight, At::Restoring, look);
        }
    }

    /// Takes a later generation of its own family, from a tab that has it too.
    fn take_over(&mut self, record: Arc<Record>, now: Now) {
        let Some(held) = self.held() else { return };
        let (own, other) = (&held.record, &record);
        let is_next = own.standing.family == other.standing.family && own.is_behind(other);
        if is_next && own.subject == other.subject && own.standing.epoch == other.standing.epoch {
            // One that is meant for the device comes as a message if it cannot be there.
            if record.store != Store::Device {
                self.ask(Effect::KeepHere(record.clone()));
            }
            self.hold(record, now);
        }
    }

    fn hand_over(&mut self, asker: String) {
        let Some(record) = self.record().filter(|_| self.facts.is_shared).cloned() else { return };
        self.ask(Effect::Post(Message::Given { asker, record }));
    }

    fn be_given(&mut self, asker: &str, record: Arc<Record>, now: Now) {
        let Some((flight, At::AskingTabs(stored))) = &self.flight else { return };
        if asker != self.facts.page || record.is_over(stored.epoch.as_deref()) {
            return;
        }
        let flight = flight.clone();
        self.flight = None;
        self.hold(record, now);
        self.restored(flight, now);
    }

    /// The store was read for no renewal. A tab without a session takes the one that another tab began.
    pub(super) fn store_checked(&mut self, stored: Stored, now: Now) {
        self.learn_of_activity(&stored, now);
        match &self.state {
            State::Held(_) => self.compare_with_store(&stored, now),
            State::SignedOut { reason, .. } if *reason != SignedOut::UserChanged && self.flight.is_none() => {
                if let Some(record) = alive(stored.record, stored.epoch.as_deref()) {
                    self.hold(record, now);
                }
            }
            _ => {}
        }
        self.end_if_idle(now);
        self.ask_again(now);
    }

    /// Compares what the page holds with what the store shows. A tab never goes over to another user by itself.
    pub(super) fn compare_with_store(&mut self, stored: &Stored, now: Now) {
        let Some(held) = self.held().map(|held| held.record.clone()) else { return };
        if held.is_over(stored.epoch.as_deref()) {
            return self.end(SignedOut::SignedOutElsewhere, None);
        }
        self.learn_of_activity(stored, now);
        let Some(found) = alive(stored.record.clone(), stored.epoch.as_deref()) else { return };
        if !held.is_behind(&found) {
            return self.restate(&held, &found);
        }
        if held.subject != found.subject {
            return self.end(SignedOut::UserChanged, None);
        }
        if held.standing.family != found.standing.family {
            // Its lock is no lock for the refresh token of another sign-in.
            self.give_up_flight(false);
        }
        self.hold(found, now);
    }

    /// A sign-in stands, though a renewal of an older one was kept over it, by a tab that had not seen it yet.
    fn restate(&mut self, held: &Arc<Record>, found: &Record) {
        if found.standing.family != held.standing.family {
            self.ask(Effect::KeepHere(held.clone()));
        }
    }

    /// Holds what a store or another tab had.
    pub(super) fn hold(&mut self, record: Arc<Record>, now: Now) {
        self.was_active(record.signed_in_at, now);
        self.note_user(&record, now);
        self.revokes = self.facts.revokes;
        self.state = State::Held(Held::found(record, now));
        (self.trouble, self.ledger_faults) = (None, 0);
        self.serve(now);
    }

    pub(super) fn may_ask_frame(&self) -> bool {
        self.facts.frames != SilentFrame::Never
    }
}

impl Trouble {
    fn is_refused_by_network(&self) -> bool {
        matches!(self, Trouble::Refused { error, .. } if error.class() == ErrorClass::Network)
    }
}

/// A record that no sign-out has ended.
pub(super) fn alive(record: Option<Arc<Record>>, epoch: Option<&str>) -> Option<Arc<Record>> {
    record.filter(|record| !record.is_over(epoch))
}

const LOOK_LATER_MS: [u32; 3] = [100, 400, 1500];
