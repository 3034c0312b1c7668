//! How long tokens are good, when they are renewed, and when again after a failure.

use std::sync::Arc;

use super::event::{Need, Wanted};
use crate::error::error::Error;
use crate::kept::ledger::Retry;
use crate::kept::record::Record;
use crate::protocol::now::Now;
use crate::protocol::token::Token;

/// A record that this page holds.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) record: Arc<Record>,
    /// When its request was sent, if this page sent it: then the page's own clock counts as well.
    sent: Option<Now>,
    /// Whether it comes from a time that lies ahead, so that its times say nothing.
    is_stale: bool,
}

/// What keeps a session from being renewed.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// The network or the server: it is tried again.
    Retry { since: Now, delay_ms: u64, failures: u32, error: Error },
    /// The provider refuses, or wants the user.
    Refused {
        since: Now,
        error: Error,
        /// Whether the silent frame was tried as well.
        frame_was_tried: bool,
    },
}

impl Held {
    /// What was issued on this page, by a request that was sent then.
    pub(super) fn issued(record: Arc<Record>, now: Now) -> Held {
        let age_ms = record.issue.sent_at.milliseconds_until(now.wall);
        let sent = Now { wall: record.issue.sent_at, monotonic_ms: now.monotonic_ms.saturating_sub(age_ms) };
        Held { record, sent: Some(sent), is_stale: false }
    }

    /// What a store or another tab had.
    pub(super) fn found(record: Arc<Record>, now: Now) -> Held {
        let is_stale = record.issue.sent_at > now.wall;
        Held { record, sent: None, is_stale }
    }

    /// How long the access token is good, in milliseconds; `None` if the provider did not say.
    pub(super) fn left_ms(&self, now: Now) -> Option<u64> {
        let life = self.life_ms()?;
        if self.is_stale {
            return Some(0);
        }
        let by_wall = self.record.issue.sent_at.after_milliseconds(life);
        let by_wall = now.wall.milliseconds_until(by_wall).min(life);
        let by_page = self.sent.map_or(life, |sent| (sent.monotonic_ms + life).saturating_sub(now.monotonic_ms));
        Some(by_wall.min(by_page))
    }

    /// Whether the access token, if there is one, has ended.
    pub(super) fn has_ended(&self, now: Now) -> bool {
        self.left_ms(now) == Some(0)
    }

    /// Whether the provider gives access tokens no life at all.
    pub(super) fn never_lasts(&self) -> bool {
        self.life_ms() == Some(0)
    }

    /// Whether the last moments of the access token have begun, in which it is renewed.
    pub(super) fn is_ending(&self, renew_before_seconds: u32, now: Now) -> bool {
        self.left_ms(now).is_some_and(|left| left <= self.at_most_half(renew_before_seconds))
    }

    /// How long until then, in milliseconds.
    pub(super) fn until_ending_ms(&self, renew_before_seconds: u32, now: Now) -> Option<u64> {
        Some(self.left_ms(now)?.saturating_sub(self.at_most_half(renew_before_seconds)))
    }

    /// Whether it has what a caller wants, as good as it must be.
    pub(super) fn satisfies(&self, wanted: &Wanted, now: Now) -> bool {
        let is_needed = match &wanted.need {
            Need::None => true,
            Need::Fresh => false,
            Need::OtherThan(token) => wanted.token.of(&self.record) != Some(token),
            Need::Organization(_) => !wanted.is_elsewhere(&self.record),
        };
        let least = self.at_most_half(wanted.min_validity_seconds).max(1);
        is_needed && self.left_ms(now).is_none_or(|left| left >= least)
    }

    /// What a caller wants who will not have the token of before the call.
    pub(super) fn other_than_now(&self, wanted: Wanted) -> Wanted {
        match wanted.token.of(&self.record) {
            Some(token) if wanted.need == Need::Fresh => Wanted { need: Need::OtherThan(token.clone()), ..wanted },
            _ => wanted,
        }
    }

    /// What a caller gets where nothing better can be had: the token while it is good.
    pub(super) fn best(&self, wanted: &Wanted, error: Error, now: Now) -> Result<Arc<Record>, Error> {
        let least = Wanted { min_validity_seconds: 0, ..wanted.clone() };
        if self.satisfies(&least, now) { Ok(self.record.clone()) } else { Err(error) }
    }

    /// Whether it was asked for after a moment of the page's clock: in the same millisecond may be before. When another tab
    /// has asked for it, the wall clock alone says.
    pub(super) fn was_issued_since(&self, monotonic_ms: u64, now: Now) -> bool {
        let age_ms = self.record.issue.sent_at.milliseconds_until(now.wall);
        let by_wall = age_ms < now.monotonic_ms.saturating_sub(monotonic_ms);
        self.sent.map_or(by_wall, |sent| sent.monotonic_ms > monotonic_ms)
    }

    pub(super) fn refresh_token(&self) -> Option<&Token> {
        self.record.issue.refresh_token.as_ref()
    }

    fn life_ms(&self) -> Option<u64> {
        let issue = &self.record.issue;
        Some(issue.sent_at.milliseconds_until(issue.expires_at?))
    }

    /// A span before the end that is no more than half of the token's life: otherwise a short one would be renewed at
    /// every call.
    fn at_most_half(&self, seconds: u32) -> u64 {
        let wanted = u64::from(seconds) * 1000;
        self.life_ms().map_or(wanted, |life| wanted.min(life / 2))
    }
}

impl Trouble {
    /// After one more failure of the network or the server.
    pub(super) fn retry(before: Option<&Trouble>, error: Error, retry_after_seconds: Option<u32>, now: Now) -> Trouble {
        let failures = if let Some(Trouble::Retry { failures, .. }) = before { failures + 1 } else { 1 };
        let delay_ms = retry_after_seconds.map_or_else(|| back_off_ms(failures, now), |after| u64::from(after) * 1000);
        Trouble::Retry { since: now, delay_ms, failures, error }
    }

    /// The network has just come back: the next try may be made at once, whatever all tabs wait for.
    pub(super) fn hurry(&mut self) {
        if let Trouble::Retry { delay_ms, .. } = self {
            *delay_ms = 0;
        }
    }

    pub(super) fn is_hurried(&self) -> bool {
        matches!(self, Trouble::Retry { delay_ms: 0, .. })
    }

    pub(super) fn error(&self) -> &Error {
        match self {
            Trouble::Retry { error, .. } | Trouble::Refused { error, .. } => error,
        }
    }

    /// How long until it is tried again by itself, in milliseconds; `None` if it is not.
    pub(super) fn until_retry_ms(&self, now: Now) -> Option<u64> {
        match self {
            Trouble::Retry { since, delay_ms, .. } => Some(delay_ms.saturating_sub(now.since(*since))),
            Trouble::Refused { .. } => None,
        }
    }

    /// When any tab may try again.
    pub(super) fn for_all_tabs(&self) -> Option<Retry> {
        let Trouble::Retry { since, delay_ms, failures, .. } = self else { return None };
        Some(Retry { at: since.wall.after_milliseconds(*delay_ms), failures: *failures })
    }

    /// Whether a caller who insists may have what was refused tried once more: once a minute.
    pub(super) fn yields_to_insistence(&self, now: Now) -> bool {
        matches!(self, Trouble::Refused { since, .. } if now.since(*since) >= INSISTENCE_MS)
    }
}

/// 1, 2, 4 … 60 seconds, and up to a quarter more, so that not all pages come back at once.
fn back_off_ms(failures: u32, now: Now) -> u64 {
    let base = 1000_u64.saturating_mul(1 << (failures - 1).min(6)).min(60_000);
    base + now.wall.milliseconds() % (base / 4)
}

const INSISTENCE_MS: u64 = 60_000;
