//! How a sign-in ends: once, and by one write.

use super::recognition::OwnSignIn;
use super::result::{AlreadyHandled, CallbackResult};
use crate::config::client_config::ClientConfig;
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::host::Host;
use crate::sign_in::store::{OwnEntry, TransactionStore};
use crate::sign_in::transaction::{Ended, Marker, Transaction};

/// What comes of a sign-in that is over.
pub(super) enum Ending {
    /// Its answer came in time, and can be checked.
    InTime(Box<Transaction>),
    /// There is nothing to check.
    Decided(Result<CallbackResult, Error>),
}

/// Ends a sign-in, unless it had ended before.
pub(super) fn end<H: Host>(config: &ClientConfig, host: &H, sign_in: OwnSignIn) -> Result<Ending, Error> {
    let store = TransactionStore(host);
    match sign_in.entry {
        OwnEntry::Open(transaction) if transaction.expires_at > host.now() => {
            close(&store, &transaction, Ended::Used)?;
            Ok(Ending::InTime(transaction))
        }
        OwnEntry::Open(transaction) => {
            close(&store, &transaction, Ended::Expired)?;
            Ok(refused(expired(config).of_sign_in(&transaction.app_data)))
        }
        OwnEntry::Over(marker) => Ok(again(config, marker)),
        OwnEntry::Tampered => {
            store.discard(&sign_in.state)?;
            Ok(refused(ErrorKind::TransactionTampered.into()))
        }
    }
}

/// Whoever cannot be signed in for want of a storage gets back what the app kept there.
fn close<H: Host>(store: &TransactionStore<'_, H>, transaction: &Transaction, ended: Ended) -> Result<(), Error> {
    let closed = store.close(transaction, ended);
    closed.map_err(|fault| Error::from(fault).of_sign_in(&transaction.app_data))
}

/// A sign-in that had ended before. The app may want to start a new one, to the same place.
fn again(config: &ClientConfig, Marker { ended, return_to, .. }: Marker) -> Ending {
    match ended {
        Ended::Used => Ending::Decided(Ok(CallbackResult::AlreadyHandled(AlreadyHandled { return_to }))),
        Ended::Expired => {
            let app_data = return_to.map(|return_to| AppData { return_to, app_state: None });
            refused(app_data.iter().fold(expired(config), Error::of_sign_in))
        }
    }
}

fn expired(config: &ClientConfig) -> Error {
    Error::expired(config.transaction_lifetime_seconds)
}

fn refused(error: Error) -> Ending {
    Ending::Decided(Err(error))
}
