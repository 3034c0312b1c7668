//! What a host can fail at.

use std::fmt;

use super::request::HttpRequest;
use crate::error::error::{Cause, Error};
use crate::error::kind::ErrorKind;

/// Why a storage did not do as asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StorageFault {
    /// It does not exist, or may not be touched.
    Blocked,
    /// Its quota is used up.
    Full,
}

/// The ledger is there and does not answer, so nobody knows what it says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LedgerFault;

/// There is no source of randomness.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RandomUnavailable;

/// Why a request got no answer that could be read.
#[derive(Clone, Debug)]
pub enum NetworkFault {
    /// The network is down, or the server does not let this page read its answer.
    Failed(Option<Cause>),
    /// It took longer than the request's time.
    TimedOut(Option<Cause>),
    /// The body has more bytes than the request takes.
    TooLarge,
    /// The answer was a redirect.
    Redirected,
}

impl NetworkFault {
    /// The error that a request ends in.
    pub(super) fn of(self, request: &HttpRequest) -> Error {
        let error = match self {
            NetworkFault::Failed(cause) => Error::new(ErrorKind::NetworkFailed).caused_by(cause),
            NetworkFault::TimedOut(cause) => {
                Error::new(ErrorKind::TimedOut).timeout_ms(request.timeout_ms).caused_by(cause)
            }
            NetworkFault::TooLarge => Error::new(ErrorKind::ResponseTooLarge).max_bytes(request.max_bytes),
            NetworkFault::Redirected => Error::new(ErrorKind::ResponseRedirected),
        };
        error.at(&request.url)
    }
}

impl From<StorageFault> for Error {
    fn from(fault: StorageFault) -> Error {
        Error::new(match fault {
            StorageFault::Blocked => ErrorKind::StorageBlocked,
            StorageFault::Full => ErrorKind::StorageFull,
        })
    }
}

impl From<RandomUnavailable> for Error {
    fn from(_: RandomUnavailable) -> Error {
        Error::new(ErrorKind::RandomUnavailable)
    }
}

impl fmt::Display for StorageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StorageFault::Blocked => "the storage is blocked",
            StorageFault::Full => "the storage is full",
        })
    }
}

impl std::error::Error for StorageFault {}
