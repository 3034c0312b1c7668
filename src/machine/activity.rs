//! What a page knows of its user's activity.

use crate::protocol::now::Now;

/// When the user did something last, as far as a page knows.
#[derive(Debug, Default)]
pub(super) struct Activity {
    pub(super) last: Option<Now>,
    /// When the other tabs were told last.
    pub(super) told: Option<Now>,
}
