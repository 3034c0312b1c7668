//! What a renewal comes to, by a refresh token or by a silent frame.

use crate::error::error::Error;
use crate::error::kind::ErrorClass;
use crate::kept::record::Issue;

/// What the provider, or the way to it, has answered.
pub type Answer = Result<Renewed, Failure>;

/// New tokens, which have passed every check.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// What was issued.
    pub issue: Box<Issue>,
    /// The user whose they are, if the answer says.
    pub subject: Option<String>,
}

/// Why there are none.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The refresh token is refused for good.
    Dead(Error),
    /// The provider, or a check, refuses for another reason: trying again by itself helps nobody.
    Refused(Error),
    /// The network or the server: trying again may help.
    Transient {
        /// What happened.
        error: Error,
        /// `Retry-After`, in seconds (RFC 9110 §10.2.3).
        retry_after_seconds: Option<u32>,
    },
}

impl Failure {
    /// What happened.
    #[must_use]
    pub fn error(self) -> Error {
        match self {
            Failure::Dead(error) | Failure::Refused(error) | Failure::Transient { error, .. } => error,
        }
    }
}

/// What went wrong on the way: the network may be better soon, and everything else stays as it is.
impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        if error.class() == ErrorClass::Network {
            Failure::Transient { error, retry_after_seconds: None }
        } else {
            Failure::Refused(error)
        }
    }
}
