//! The end of a session whose user has done nothing in any tab for so long.

use super::effect::Effect;
use super::event::Stored;
use super::machine::Session;
use super::renewal::Held;
use super::status::SignedOut;
use crate::protocol::now::Now;
use crate::protocol::timestamp::Timestamp;

impl Session {
    /// The user does something on this page. Whoever comes back too late does not prolong the session.
    pub(super) fn act(&mut self, now: Now) {
        if self.held_in_use(now).is_some() {
            self.note_activity(now);
        }
    }

    /// Counts as activity, of which the other tabs hear now and then.
    pub(super) fn note_activity(&mut self, now: Now) {
        if self.facts.idle_seconds.is_none() {
            return;
        }
        self.activity.last = Some(now);
        if self.activity.told.is_none_or(|told| now.since(told) >= TELL_EVERY_MS) {
            self.activity.told = Some(now);
            self.ask(Effect::NoteActivity);
        }
    }

    /// Takes what other tabs have noted.
    pub(super) fn learn_of_activity(&mut self, stored: &Stored, now: Now) {
        if let Some(at) = stored.active_at {
            self.was_active(at, now);
        }
    }

    /// The user did something then, if it was later than what the page knows of.
    pub(super) fn was_active(&mut self, at: Timestamp, now: Now) {
        if self.activity.last.is_none_or(|last| last.wall < at) {
            let ago_ms = at.milliseconds_until(now.wall);
            self.activity.last = Some(Now { wall: at, monotonic_ms: now.monotonic_ms.saturating_sub(ago_ms) });
        }
    }

    /// How long until the session ends, if nobody does anything, in milliseconds.
    pub(super) fn until_idle_ms(&self, now: Now) -> Option<u64> {
        let limit = u64::from(self.facts.idle_seconds?) * 1000;
        Some(limit.saturating_sub(now.since(self.activity.last?)))
    }

    /// What the page holds, unless it is idle.
    pub(super) fn held_in_use(&self, now: Now) -> Option<&Held> {
        self.held().filter(|_| self.until_idle_ms(now) != Some(0))
    }

    /// Whether nobody has used the session for too long, as far as this page knows.
    pub(super) fn is_idle(&self, now: Now) -> bool {
        self.held().is_some() && self.held_in_use(now).is_none()
    }

    /// Signs the user out in every tab, if nobody has done anything for too long. Only what the store holds at the moment
    /// says so: what a renewal has read may be old by the time that it counts.
    pub(super) fn end_if_idle(&mut self, now: Now) {
        if self.is_idle(now) {
            self.sign_out(self.facts.revokes, false, SignedOut::Expired);
        }
    }

    /// Callers whom an idle session let wait are answered, as another tab was not idle.
    pub(super) fn ask_again(&mut self, now: Now) {
        if self.held().is_none() || self.flight.is_some() {
            return;
        }
        for (caller, wanted) in std::mem::take(&mut self.waiting) {
            self.asked(caller, wanted, now);
        }
    }
}

/// A storage is not written at every movement.
const TELL_EVERY_MS: u64 = 5000;
