//! What a page load comes to before its first asynchronous step.

use std::fmt;

use super::address::Address;
use super::result::CallbackResult;
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::sign_in::transaction::Transaction;
use crate::wire::url::WebUrl;

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

/// A sign-in that has ended, and the response that ended it, which is a secret: its `Debug` shows none of it.
pub struct EndedSignIn {
    pub(super) transaction: Transaction,
    pub(super) address: Address,
    /// The address as it came.
    pub(super) url: WebUrl,
}

impl EndedSignIn {
    /// A sign-in that was never stored, and the address that answers it.
    pub(crate) fn answered(transaction: Transaction, url: &WebUrl) -> EndedSignIn {
        let mut address = Address::read(url);
        address.keep_strays(|stray| stray == transaction.state());
        EndedSignIn { transaction, address, url: url.clone() }
    }

    /// Whether a page waits for it that has opened this one as a popup.
    #[must_use]
    pub fn is_of_popup(&self) -> bool {
        self.transaction.is_of_popup
    }

    /// The `state` of the sign-in.
    #[must_use]
    pub fn state(&self) -> &str {
        self.transaction.state()
    }

    /// The address that answers it.
    #[must_use]
    pub fn url(&self) -> &WebUrl {
        &self.url
    }

    /// What the app wants back.
    #[must_use]
    pub fn app_data(&self) -> &AppData {
        &self.transaction.app_data
    }
}

impl fmt::Debug for EndedSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndedSignIn").field("transaction", &self.transaction).finish_non_exhaustive()
    }
}
