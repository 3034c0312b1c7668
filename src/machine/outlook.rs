//! What the app sees of a session now, and when that may change by itself.

use super::effect::Effect;
use super::machine::{Session, State};
use super::renewal::Trouble;
use super::status::Status;
use crate::protocol::now::Now;

impl Session {
    /// Tells the listeners, if they would see something else.
    pub(super) fn publish(&mut self, now: Now) {
        // Listeners hear of a new generation once its lock is gone: they may ask for a token at once.
        if self.flight.as_ref().is_some_and(|(_, at)| at.is_recording()) {
            return;
        }
        let status = self.seen(now);
        let is_same = status.is_same(&self.shown);
        self.shown = status;
        if !is_same {
            self.ask(Effect::Publish(self.shown.clone()));
        }
    }

    fn seen(&self, now: Now) -> Status {
        let held = match &self.state {
            State::Unknown => return Status::Unknown,
            State::SignedOut { reason, error } => {
                return Status::SignedOut { reason: *reason, error: error.clone() };
            }
            State::Held(held) => held,
        };
        let record = held.record.clone();
        let retrying = matches!(self.trouble, Some(Trouble::Retry { .. }));
        let is_renewed_when_asked =
            held.never_lasts() && self.flight.is_none() && self.trouble.is_none() && self.can_renew();
        if !held.has_ended(now) || is_renewed_when_asked {
            return if record.subject.is_some() { Status::SignedIn(record) } else { Status::Authorized(record) };
        }
        let is_told = matches!(self.shown, Status::Expired { .. });
        if retrying || (self.is_given_up() && (self.flight.is_none() || is_told)) {
            // Without a user nobody is signed in, whatever may still be renewed.
            return if record.subject.is_some() {
                Status::Expired { record, retrying }
            } else {
                Status::Authorized(record)
            };
        }
        match (&self.shown, record.subject.is_some()) {
            // At a page load: it is being found out.
            (Status::Unknown, _) => Status::Unknown,
            (_, true) => Status::SignedIn(record),
            (_, false) => Status::Authorized(record),
        }
    }

    /// When the page has to look again: before the token ends, when it has ended, and when a failure may be tried again.
    pub(super) fn schedule(&mut self, now: Now) {
        let wake_at = self.wakes_in(now).map(|after| now.monotonic_ms + after);
        if wake_at == self.wake_at {
            return;
        }
        self.wake_at = wake_at;
        let Some(at) = wake_at else { return };
        let after = (at - now.monotonic_ms).clamp(1, LONGEST_TIMER_MS);
        self.ask(Effect::WakeIn(u32::try_from(after).unwrap_or(u32::MAX)));
    }

    fn wakes_in(&self, now: Now) -> Option<u64> {
        let held = self.held().filter(|_| self.flight.is_none())?;
        let ending = held.until_ending_ms(self.facts.renew_before_seconds, now);
        let renewal = match &self.trouble {
            None => ending,
            Some(trouble) => trouble.until_retry_ms(now).map(|retry| retry.max(ending.unwrap_or_default())),
        };
        let renewal = renewal.into_iter().filter(|_| self.is_visible);
        renewal.chain(held.left_ms(now)).chain(self.until_idle_ms(now)).filter(|after| *after > 0).min()
    }
}

/// Longer ones overflow, and ring at once (HTML, "timers").
const LONGEST_TIMER_MS: u64 = 2_147_483_647;
