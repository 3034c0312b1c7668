//! What is under way in a session: a renewal or a restoring, and where it is.

use std::sync::Arc;

use super::event::{FlightId, Stored};
use crate::error::error::Error;
use crate::kept::ledger::{Attempt, Ledger};
use crate::kept::record::Record;
use crate::protocol::now::Now;

/// A renewal under way, or a restoring.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) id: FlightId,
    /// The family whose lock it takes. A restoring that has found no session takes none.
    pub(super) family: String,
    pub(super) purpose: Purpose,
    /// Whether another tab has taken the lock.
    pub(super) is_robbed: bool,
    /// Whether it has the lock, or will have it, though another tab may be at a renewal: one whose lock it took, or one
    /// that took its own.
    pub(super) is_wary: bool,
    /// Whether its session was signed out meanwhile: then its tokens are revoked. Otherwise other tabs may need them.
    pub(super) is_signed_out: bool,
}

/// What a flight is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Purpose {
    /// It gets new tokens.
    Renew,
    /// It finds out whether somebody is signed in.
    Restore,
    /// It only looks, as a message says that there is something to see.
    Look,
}

/// Where a renewal is.
#[derive(Debug)]
pub(super) enum At {
    /// It waits for the lock.
    Locking(Queue),
    /// It reads the ledger under the lock, which it has since then.
    ReadingLedger { queue: Queue, since: Now },
    /// It waits, under the lock, for the end of an attempt of a tab that has the lock no more.
    Heeding(Queue),
    /// It reads the record under the lock, after the ledger.
    Looking { ledger: Ledger, since: Now },
    /// It fetches what the request needs: the provider's metadata and keys.
    Preparing { ledger: Ledger, since: Now },
    /// It writes the attempt into the ledger, since then.
    Attempting { ledger: Ledger, since: Now },
    /// The refresh token was sent.
    Sending { ledger: Ledger, record: Arc<Record>, organization: Option<String> },
    /// The answer has come; the ledger is read once more, since then.
    Checking { ledger: Ledger, record: Arc<Record>, since: Now },
    /// The new generation is being kept.
    Committing { record: Arc<Record> },
    /// The new generation is being written into the ledger.
    Recording { record: Arc<Record> },
    /// A failure is being written into the ledger.
    RecordingFailure { error: Error },
    /// A refusal for good is checked against the ledger and the record: it may be about a token that was replaced.
    Doubting { ledger: Ledger, error: Error },
    /// The silent frame is asked. If the refresh token is dead, it is the last hope.
    Framing { ledger: Ledger, refusal: Option<Error> },
    /// The end of the session is being written into the ledger.
    RecordingEnd { error: Error },
    /// It looks into the store.
    Restoring,
    /// It waits for another tab to hand its session over.
    AskingTabs(Stored),
    /// It asks the provider in a silent frame.
    AskingProvider,
}

impl At {
    pub(super) fn is_locking(&self) -> bool {
        matches!(self, At::Locking(_) | At::Heeding(_))
    }

    pub(super) fn is_recording(&self) -> bool {
        matches!(self, At::Recording { .. })
    }

    /// Whether the provider is asked, or will be in a moment: then nothing but its answer counts.
    pub(super) fn asks_provider(&self) -> bool {
        let is_on_its_way = matches!(self, At::Attempting { .. } | At::Doubting { .. } | At::Framing { .. });
        is_on_its_way || self.has_sent()
    }

    /// Whether a refresh token may have been spent for it, so that its answer matters whatever becomes of the session.
    pub(super) fn has_sent(&self) -> bool {
        matches!(self, At::Sending { .. } | At::Checking { .. } | At::Committing { .. } | At::Recording { .. })
    }
}

/// A place in the queue for a lock.
#[derive(Debug)]
pub(super) struct Queue {
    /// Since when the ledger has been the same.
    pub(super) since: Now,
    /// When the ledger was looked at last.
    pub(super) looked_at: Now,
    /// The attempt that was there. A frozen tab may have been granted the lock and begun none.
    pub(super) seen: Option<Attempt>,
    /// Whether the ledger has answered when it was looked at last.
    pub(super) is_answered: bool,
    /// Whether the lock is being taken.
    pub(super) is_taking: bool,
}

impl Queue {
    pub(super) fn since(now: Now) -> Queue {
        Queue { since: now, looked_at: now, seen: None, is_answered: true, is_taking: false }
    }

    pub(super) fn look(&mut self, found: Option<Ledger>, now: Now) {
        // Whoever slept himself has not seen anybody hold on to a lock.
        let slept = now.since(self.looked_at) > u64::from(LOOK_EVERY_MS) * 3;
        self.is_answered = found.is_some();
        let attempt = found.map_or_else(|| self.seen.clone(), |ledger| ledger.attempt);
        if slept || attempt != self.seen {
            self.since = now;
            self.seen = attempt;
        }
        self.looked_at = now;
    }

    pub(super) fn may_take(&self, now: Now) -> bool {
        if !self.is_answered {
            return now.since(self.since) >= SILENCE_MS;
        }
        let is_overdue = self.seen.as_ref().is_some_and(|attempt| {
            attempt.deadline.milliseconds_until(now.wall) > OVERDUE_MS && now.since(self.since) > 0
        });
        is_overdue || now.since(self.since) >= PATIENCE_MS
    }
}

// How the times of a renewal fit together: what a request needs is fetched before the attempt is written, so an attempt is
// over 30 s later (`ANSWER_COMES_WITHIN_MS` in `steps.rs`), and the page's own request gives up by then. Whoever waits for
// the lock takes it 30 s after that deadline, or after 45 s in which the ledger says nothing new: later than any attempt
// that was written in time. Where the ledger does not answer, the lock is taken after 90 s: a renewal has 30 s for what its
// request needs, 30 s for the request, and 5 s each time for the ledger. A storage may lag behind the ledger by half a
// second.

/// How often a page that waits for a lock looks into the ledger.
pub(super) const LOOK_EVERY_MS: u32 = 5000;

/// How long a tab may hold a lock while nothing happens.
const PATIENCE_MS: u64 = 45_000;

/// The same, while the ledger does not answer whoever waits.
const SILENCE_MS: u64 = 90_000;

/// How long an attempt may be past its deadline.
const OVERDUE_MS: u64 = 30_000;
