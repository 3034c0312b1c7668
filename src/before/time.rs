//! Moments, which the caller brings along: the core has no clock.

/// A moment, in milliseconds since the epoch.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(u64);

impl Timestamp {
    /// That many milliseconds after the epoch.
    #[must_use]
    pub fn from_milliseconds(milliseconds: u64) -> Timestamp {
        Timestamp(milliseconds)
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

    pub(crate) fn after_seconds(self, seconds: u64) -> Timestamp {
        Timestamp(self.0.saturating_add(seconds.min(u64::MAX / 1000) * 1000))
    }
}
