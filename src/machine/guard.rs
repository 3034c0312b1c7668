//! What a guard does: whether the browser leaves for a sign-in. One page leaves three times a minute at most, and not at all
//! after a sign-in that failed on it.

use super::status::Status;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::protocol::timestamp::Timestamp;

/// What the guards of a page remember.
#[derive(Debug, Default)]
pub struct Guard {
    /// The sign-in that failed on this page, until the user acts.
    failed: Option<Error>,
    /// When guards left, of late.
    left_at: Vec<Timestamp>,
    /// Whether the last one is still at it.
    is_leaving: bool,
}

/// What a guard does next.
#[derive(Clone, Debug)]
pub enum Required {
    /// Somebody is signed in: the page may be shown.
    Now(Status),
    /// The browser leaves for a sign-in.
    Leave,
    /// The browser is leaving already, for another guard: those of nested routes ask at the same time.
    Left,
}

impl Guard {
    /// Whether the page may be shown, or the browser leaves.
    ///
    /// # Errors
    ///
    /// That of the sign-in that failed on this page; [`ErrorKind::NotSignedIn`] after three leaves in a minute;
    /// [`ErrorKind::InvalidOption`] if nobody can be identified.
    pub fn decide(&mut self, status: &Status, now: Timestamp) -> Result<Required, Error> {
        match status {
            Status::SignedIn(_) | Status::Expired { retrying: true, .. } => return Ok(Required::Now(status.clone())),
            Status::Authorized(_) => {
                let expected = "one with \"openid\", as an access token alone identifies nobody";
                return Err(Error::invalid_option("scope", expected, "another"));
            }
            Status::Unknown | Status::SignedOut { .. } | Status::Expired { .. } => {}
        }
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let is_recent = self.left_at.last().is_some_and(|at| at.milliseconds_until(now) < LEAVING_TAKES_MS);
        if self.is_leaving && is_recent {
            return Ok(Required::Left);
        }
        self.left_at.retain(|at| at.milliseconds_until(now) < MINUTE_MS);
        if self.left_at.len() >= MOST_LEAVES {
            return Err(ErrorKind::NotSignedIn.into());
        }
        self.left_at.push(now);
        self.is_leaving = true;
        Ok(Required::Leave)
    }

    /// The page is here to stay: it could not be left, or it is back.
    pub fn stay(&mut self) {
        self.is_leaving = false;
    }

    /// A sign-in has failed on this page: no guard begins another one.
    pub fn fail(&mut self, error: Error) {
        self.failed = Some(error);
    }

    /// The user acts, or somebody is signed in by now.
    pub fn forgive(&mut self) {
        self.failed = None;
        self.is_leaving = false;
    }
}

const MINUTE_MS: u64 = 60_000;

/// A page that is still there after that long was not left: the user may have been asked, and said no.
const LEAVING_TAKES_MS: u64 = 3_000;
const MOST_LEAVES: usize = 3;
