//! What an app sees of a session.

use std::sync::Arc;

use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::kept::record::Record;

/// What an app sees of a session.
#[derive(Clone, Debug)]
pub enum Status {
    /// Nothing is known yet.
    Unknown,
    /// Nobody is signed in.
    SignedOut {
        /// Why.
        reason: SignedOut,
        /// What went wrong, if something did.
        error: Option<Error>,
    },
    /// A user is signed in.
    SignedIn(Arc<Record>),
    /// A user is signed in, and the access token has ended.
    Expired {
        /// The last generation.
        record: Arc<Record>,
        /// Whether it goes on trying: otherwise only the user can help.
        retrying: bool,
    },
    /// There is an access token, or one that has ended and is still being renewed, and nobody is identified.
    Authorized(Arc<Record>),
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignedOut {
    /// Nobody was.
    NotSignedIn,
    /// The app signed the user out.
    SignedOut,
    /// Another tab did.
    SignedOutElsewhere,
    /// The provider refused to go on.
    Refused,
    /// Another user has signed in.
    UserChanged,
    /// What there was has ended, and nothing renews it.
    Expired,
    /// Restoring failed.
    Failed,
}

impl Status {
    /// Whether somebody is signed in, as far as a guard has to know: who is not renewed any more has to sign in again.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        matches!(self, Status::SignedIn(_) | Status::Authorized(_) | Status::Expired { retrying: true, .. })
    }

    /// Whether listeners would see the same.
    #[must_use]
    pub fn is_same(&self, other: &Status) -> bool {
        use Status::{Authorized, Expired, SignedIn, SignedOut, Unknown};
        // A record without its refused refresh token looks as it did.
        let is_one = |record: &Record, other: &Record| record.standing == other.standing;
        match (self, other) {
            (Unknown, Unknown) => true,
            (SignedOut { reason, error }, SignedOut { reason: other_reason, error: other_error }) => {
                reason == other_reason && error.as_ref().map(Error::shown) == other_error.as_ref().map(Error::shown)
            }
            (SignedIn(record), SignedIn(other)) | (Authorized(record), Authorized(other)) => is_one(record, other),
            (Expired { record, retrying }, Expired { record: other, retrying: others }) => {
                is_one(record, other) && retrying == others
            }
            _ => false,
        }
    }
}

impl SignedOut {
    /// Its name in JavaScript.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SignedOut::NotSignedIn => "not-signed-in",
            SignedOut::SignedOut => "signed-out",
            SignedOut::SignedOutElsewhere => "signed-out-elsewhere",
            SignedOut::Refused => "refused",
            SignedOut::UserChanged => "user-changed",
            SignedOut::Expired => "expired",
            SignedOut::Failed => "failed",
        }
    }

    /// What a caller is told who wants a token.
    pub(super) fn told(self, error: Option<&Error>) -> Error {
        match (self, error) {
            (_, Some(error)) => error.clone(),
            (SignedOut::UserChanged, None) => ErrorKind::UserChanged.into(),
            (SignedOut::Refused, None) => ErrorKind::SessionRefused.into(),
            _ => ErrorKind::NotSignedIn.into(),
        }
    }
}
