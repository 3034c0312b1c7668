//! The session as a machine: what it is. What happens goes in by [`Session::on`], and what is to be done comes out. It knows
//! no clock, no storage and no network, so each order of events can be played by hand.

use std::sync::Arc;

use super::activity::Activity;
use super::effect::Effect;
use super::event::{Caller, TokenKind, Wanted};
use super::facts::Facts;
use super::renewal::{Held, Trouble};
use super::status::{SignedOut, Status};
use super::under_way::{At, Flight, Purpose};
use crate::error::error::Error;
use crate::kept::record::Record;
use crate::protocol::now::Now;
use crate::protocol::token::Token;

/// One session on one page.
#[derive(Debug)]
pub struct Session {
    pub(super) facts: Facts,
    pub(super) state: State,
    /// Whose session the page has, or had last.
    pub(super) user: Option<User>,
    /// The renewal, or the restoring, that is under way.
    pub(super) flight: Option<(Flight, At)>,
    /// Renewals of a session that has ended meanwhile: their tokens are not to be kept.
    pub(super) stragglers: Vec<(Flight, At)>,
    pub(super) flights: u32,
    pub(super) waiting: Vec<(Caller, Wanted)>,
    pub(super) trouble: Option<Trouble>,
    /// How many times the ledger has not answered since this page wrote there, or had a generation of another tab.
    pub(super) ledger_faults: u32,
    pub(super) is_visible: bool,
    pub(super) shown: Status,
    pub(super) wake_at: Option<u64>,
    pub(super) activity: Activity,
    /// Whether refresh tokens are revoked: as the app wants it always, or wanted it at its last sign-out.
    pub(super) revokes: bool,
    pub(super) effects: Vec<Effect>,
}

/// What a page knows.
#[derive(Debug)]
pub(super) enum State {
    Unknown,
    SignedOut { reason: SignedOut, error: Option<Error> },
    Held(Held),
}

/// A user of the page.
#[derive(Debug)]
pub(super) struct User {
    subject: Option<String>,
    /// Since when, by the page's clock; `None` if there was no other before.
    since_ms: Option<u64>,
}

impl Session {
    /// A session of which nothing is known yet.
    #[must_use]
    pub fn new(facts: Facts, is_visible: bool) -> Session {
        Session {
            revokes: facts.revokes,
            facts,
            state: State::Unknown,
            user: None,
            flight: None,
            stragglers: Vec::new(),
            flights: 0,
            waiting: Vec::new(),
            trouble: None,
            ledger_faults: 0,
            is_visible,
            shown: Status::Unknown,
            wake_at: None,
            activity: Activity::default(),
            effects: Vec::new(),
        }
    }

    /// What listeners were told last.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.shown
    }

    /// Whether it is still being found out if somebody is signed in.
    #[must_use]
    pub fn is_restoring(&self) -> bool {
        let finds_out = self.flight.as_ref().is_some_and(|(flight, _)| flight.purpose == Purpose::Restore);
        finds_out || matches!(self.shown, Status::Unknown)
    }

    /// The record that the page holds.
    #[must_use]
    pub fn record(&self) -> Option<&Arc<Record>> {
        self.held().map(|held| &held.record)
    }

    /// The record, if it has what a caller wants, as good as it must be.
    #[must_use]
    pub fn at_hand(&self, wanted: &Wanted, now: Now) -> Option<&Arc<Record>> {
        self.held_in_use(now).filter(|held| held.satisfies(wanted, now)).map(|held| &held.record)
    }

    /// Whether the access token at hand is that one, and was asked for since a moment of the page's clock.
    #[must_use]
    pub fn was_issued_since(&self, token: &Token, monotonic_ms: u64, now: Now) -> bool {
        let is_own = |held: &&Held| TokenKind::Access.of(&held.record) == Some(token);
        self.held().filter(is_own).is_some_and(|held| held.was_issued_since(monotonic_ms, now))
    }

    /// Whether a token that a request carried is of the user whom the page has now: what one user has sent is not repeated
    /// with the token of another. Where there was another, an older token counts if its request began since.
    #[must_use]
    pub fn is_of_its_user(&self, token: &Token, began_ms: Option<u64>) -> bool {
        let is_at_hand = self.record().is_some_and(|record| TokenKind::Access.of(record) == Some(token));
        let since_ms = self.user.as_ref().and_then(|user| user.since_ms);
        is_at_hand || since_ms.is_none_or(|since| began_ms.is_some_and(|began| began > since))
    }

    /// Notes whose session the page has from now on.
    pub(super) fn note_user(&mut self, record: &Record, now: Now) {
        let before = self.user.as_ref();
        if before.is_none_or(|user| user.subject != record.subject) {
            let since_ms = before.map(|_| now.monotonic_ms);
            self.user = Some(User { subject: record.subject.clone(), since_ms });
        }
    }

    pub(super) fn has_ended(&self, now: Now) -> bool {
        self.held().is_some_and(|held| held.has_ended(now))
    }

    /// Whether a renewal can be tried at all.
    pub(super) fn can_renew(&self) -> bool {
        self.held().is_some_and(|held| held.refresh_token().is_some()) || self.may_ask_frame()
    }

    /// Whether nothing will renew the session by itself.
    pub(super) fn is_given_up(&self) -> bool {
        match &self.trouble {
            None => !self.can_renew(),
            Some(Trouble::Retry { .. }) => false,
            Some(Trouble::Refused { .. }) => true,
        }
    }

    pub(super) fn is_retry_due(&self, now: Now) -> bool {
        self.trouble.as_ref().and_then(|trouble: &Trouble| trouble.until_retry_ms(now)) == Some(0)
    }

    /// Whether somebody waits for a renewal, or the token is about to end.
    pub(super) fn is_needed(&self, flight: &Flight, now: Now) -> bool {
        let is_ending = |held: &Held| held.is_ending(self.facts.renew_before_seconds, now);
        flight.purpose == Purpose::Look || !self.waiting.is_empty() || self.held().is_some_and(is_ending)
    }

    pub(super) fn held(&self) -> Option<&Held> {
        if let State::Held(held) = &self.state { Some(held) } else { None }
    }

    pub(super) fn ask(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
