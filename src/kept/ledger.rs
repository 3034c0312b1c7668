//! What all tabs know of a family of refresh tokens, without any token: a database keeps it in order between processes,
//! which a storage does not.

use serde::Serialize;

use crate::protocol::now::Now;
use crate::protocol::retry_after::MOST_SECONDS;
use crate::protocol::timestamp::Timestamp;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::{read_object, written};

/// A family's line in the ledger. A family that is not in it yet has the first one.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    /// The newest generation that was issued.
    pub generation: u64,
    /// The renewal that was begun last, until its answer was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Attempt>,
    /// What the last renewal failed for, if another may succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Whether the provider refused the newest refresh token for good.
    pub is_refused: bool,
    /// When the line was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_at: Option<Timestamp>,
}

/// What a tab writes into a family's line. A tab that was frozen sets nothing back that others have written meanwhile.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A new generation, unless a later one is there.
    Issued(u64),
    /// Anything else, if the line is as it was read.
    Changed {
        /// What was read.
        from: Ledger,
        /// What is written.
        to: Ledger,
    },
}

/// A renewal that was begun.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Which one it is.
    pub id: String,
    /// Its answer comes before then, or never.
    pub deadline: Timestamp,
}

/// When a renewal may be tried again.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Retry {
    /// Not before then.
    pub at: Timestamp,
    /// How many have failed in a row.
    pub failures: u32,
}

impl Ledger {
    /// The line of a family whose newest generation was just kept.
    #[must_use]
    pub fn at(generation: u64) -> Ledger {
        Ledger { generation, ..Ledger::default() }
    }

    /// Whether there is a line at all: every generation of a session has a number.
    pub(crate) fn is_there(&self) -> bool {
        self.generation > 0
    }

    /// Whether nothing has happened to the family since another reading.
    pub(crate) fn is_as(&self, other: &Ledger) -> bool {
        let of = |ledger: &Ledger| (ledger.generation, ledger.attempt.clone(), ledger.retry, ledger.is_refused);
        of(self) == of(other)
    }

    /// What a line says. One that is missing or cannot be read says nothing.
    pub(crate) fn of_line(line: Option<String>) -> Ledger {
        line.and_then(|line| Ledger::read(&line)).unwrap_or_default()
    }

    /// Reads a line. One that cannot be read says nothing.
    #[must_use]
    pub fn read(text: &str) -> Option<Ledger> {
        let members = read_object(text)?;
        Some(Ledger {
            generation: members.get("generation")?.as_whole()?,
            attempt: members.get("attempt").and_then(Json::as_object).and_then(Attempt::of),
            retry: members.get("retry").and_then(Json::as_object).and_then(Retry::of),
            is_refused: members.get("isRefused")?.as_bool()?,
            written_at: timestamp(&members, "writtenAt"),
        })
    }

    /// Whether a line, by its text, is of a family that nobody has renewed for so long that it cannot matter any more.
    #[must_use]
    pub fn is_over(text: &str, now: Timestamp) -> bool {
        let written_at = Ledger::read(text).and_then(|ledger| ledger.written_at);
        written_at.is_some_and(|at| at.milliseconds_until(now) > KEPT_FOR_MS)
    }

    /// The line as a text.
    #[must_use]
    pub fn text(&self) -> String {
        written(self)
    }
}

impl Entry {
    /// What takes the place of the line that is there, if anything does.
    #[must_use]
    pub fn over(&self, found: &Ledger) -> Option<Ledger> {
        match self {
            Entry::Issued(generation) => (found.generation < *generation).then(|| Ledger::at(*generation)),
            Entry::Changed { from, to } => found.is_as(from).then(|| to.clone()),
        }
    }
}

impl Attempt {
    fn of(members: &Object) -> Option<Attempt> {
        Some(Attempt { id: members.text("id")?.to_owned(), deadline: timestamp(members, "deadline")? })
    }
}

impl Retry {
    /// Whether it is still to be waited for. One that is farther ahead than any can be is of a clock that was wrong.
    pub(crate) fn is_ahead(&self, now: Now) -> bool {
        let left_ms = now.wall.milliseconds_until(self.at);
        left_ms > 0 && left_ms <= u64::from(MOST_SECONDS) * 1000
    }

    fn of(members: &Object) -> Option<Retry> {
        let failures = u32::try_from(members.get("failures")?.as_whole()?).ok()?;
        Some(Retry { at: timestamp(members, "at")?, failures })
    }
}

fn timestamp(members: &Object, name: &str) -> Option<Timestamp> {
    members.get(name)?.as_whole().map(Timestamp::from_milliseconds)
}

/// 90 days. A refresh token that nobody uses is good for one day at Microsoft, and for 15 at Auth0 by default. Where one
/// lasts longer, a tab that wakes after that may send one that is spent, and at worst its user signs in again.
const KEPT_FOR_MS: u64 = 90 * 24 * 60 * 60 * 1000;
