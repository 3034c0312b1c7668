//! What a guard does: whether the browser leaves for a sign-in. One page leaves three times a minute at most, and not at all
//! after a sign-in that failed on it.

use super::status::Status;
use crate::callback::result::NotOurs;
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
    leaving: Leaving,
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
        if self.leaving.is_under_way(now) {
            return Ok(Required::Left);
        }
        self.left_at.retain(|at| at.milliseconds_until(now) < MINUTE_MS);
        if self.left_at.len() >= MOST_LEAVES {
            return Err(ErrorKind::NotSignedIn.into());
        }
        self.left_at.push(now);
        self.leaving = Leaving::Begun;
        Ok(Required::Leave)
    }

    /// The browser has been told to leave.
    pub fn left(&mut self, now: Timestamp) {
        self.leaving = Leaving::Told(now);
    }

    /// The page is here to stay: it could not be left, or it is back.
    pub fn stay(&mut self) {
        self.leaving = Leaving::Not;
    }

    /// A sign-in has failed on this page: no guard begins another one.
    pub fn fail(&mut self, error: Error) {
        self.failed = Some(error);
    }

    /// A page load has brought a response that is not this client's to take. Another client's is no failure of this one,
    /// unless this one has just come back itself: its session was lost by leaving for the other, and the guards of both
    /// would leave for ever.
    pub fn see_foreign(&mut self, reason: NotOurs, has_just_come_back: bool) {
        if reason != NotOurs::OtherClient || has_just_come_back {
            self.fail(ErrorKind::NotSignedIn.into());
        }
    }

    /// The user acts, or somebody is signed in by now.
    pub fn forgive(&mut self) {
        self.failed = None;
        self.leaving = Leaving::Not;
    }
}

#[derive(Debug, Default)]
enum Leaving {
    #[default]
    Not,
    /// Its URL is being made, which takes as long as the provider's metadata.
    Begun,
    /// The browser has been told to leave.
    Told(Timestamp),
}

impl Leaving {
    fn is_under_way(&self, now: Timestamp) -> bool {
        match self {
            Leaving::Not => false,
            Leaving::Begun => true,
            Leaving::Told(at) => at.milliseconds_until(now) < LEAVING_TAKES_MS,
        }
    }
}

const MINUTE_MS: u64 = 60_000;

/// A page that is still there after that long was not left: the user may have been asked, and said no.
const LEAVING_TAKES_MS: u64 = 3_000;
const MOST_LEAVES: usize = 3;
