//! The present, by two clocks.

use super::timestamp::Timestamp;

/// The present: by the wall clock, which users and networks set, and by the page's own, which a sleeping device may stop.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Now {
    /// What the wall clock says.
    pub wall: Timestamp,
    /// Milliseconds since the page began, which never go back (High Resolution Time §4).
    pub monotonic_ms: u64,
}

impl Now {
    /// The milliseconds that have passed since an earlier moment, by whichever clock saw more of them.
    pub(crate) fn since(self, earlier: Now) -> u64 {
        let by_wall = earlier.wall.milliseconds_until(self.wall);
        by_wall.max(self.monotonic_ms.saturating_sub(earlier.monotonic_ms))
    }
}
