//! What a page load comes to before its first asynchronous step.

use super::address::Address;
use super::result::CallbackResult;
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::sign_in::transaction::Transaction;

/// A page load, looked at.
#[derive(Debug)]
pub struct Arrival {
    /// The `state` of the sign-in that ended here, or had ended before.
    pub state: Option<String>,
    /// What the address bar shall show from now on, if that changes.
    pub cleaned: Option<String>,
    /// Whether a kept answer may be given again: the one for `state`, or else the last one.
    pub repeats: bool,
    /// What comes next.
    pub next: Next,
}

/// What comes after an arrival.
#[derive(Debug)]
pub enum Next {
    /// Nothing: this is the answer.
    Done(Result<CallbackResult, Error>),
    /// The checks of a response whose sign-in has just ended.
    Complete(Box<EndedSignIn>),
}

/// A sign-in that has ended, and the response that ended it.
#[derive(Debug)]
pub struct EndedSignIn {
    pub(super) transaction: Transaction,
    pub(super) address: Address,
}

impl EndedSignIn {
    /// What the app wants back.
    #[must_use]
    pub fn app_data(&self) -> &AppData {
        &self.transaction.app_data
    }
}
