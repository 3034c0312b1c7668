//! Moments. The core has no clock: the caller brings the time along.

use serde::Serialize;

/// A moment, in milliseconds since the epoch.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment so many milliseconds after the epoch.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: u64) -> Timestamp {
        Timestamp(milliseconds)
    }

    /// The moment of a `NumericDate` (RFC 7519 §2).
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is out of range is far away")]
    pub(crate) fn from_seconds(seconds: f64) -> Timestamp {
        Timestamp((seconds * 1000.0) as u64)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub fn milliseconds(self) -> u64 {
        self.0
    }

    /// Whole seconds since the epoch, as a `NumericDate` (RFC 7519 §2) counts them.
    #[allow(clippy::cast_precision_loss, reason = "a double holds every date there is")]
    pub(crate) fn seconds(self) -> f64 {
        (self.0 / 1000) as f64
    }

    /// The milliseconds from here to a later moment; 0 to one that lies behind.
    pub(crate) fn milliseconds_until(self, later: Timestamp) -> u64 {
        later.0.saturating_sub(self.0)
    }

    /// The moment so many milliseconds later.
    pub(crate) fn after_milliseconds(self, milliseconds: u64) -> Timestamp {
        Timestamp(self.0.saturating_add(milliseconds))
    }

    /// The moment so many seconds later.
    pub(crate) fn after_seconds(self, seconds: u64) -> Timestamp {
        Timestamp(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// When something expires that lasts so many seconds from now; `None` if no JavaScript `Date` can hold that.
    pub(crate) fn expiry(self, seconds: u64) -> Option<Timestamp> {
        Some(self.after_seconds(seconds)).filter(|at| at.0 <= LAST_DATE)
    }
}

/// ECMA-262, "Time Values and Time Range".
const LAST_DATE: u64 = 8_640_000_000_000_000;
