//! Leaving the page for the provider.

use std::future::Future;

use super::client::Client;
use crate::config::options::Options;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::host::Host;
use crate::sign_in::store::TransactionStore;
use crate::sign_out::logout::SessionTokens;

impl Client {
    /// Leaves to sign in: at once if the endpoints are known, or else as soon as `ready` has found them.
    pub(super) async fn leave_to_sign_in<H: Host>(
        &self,
        host: &H,
        options: &Options,
        ready: impl Future<Output = Result<(), Error>>,
    ) -> Result<(), Error> {
        let url = match self.create_authorize_url_on(host, options) {
            Err(error) if error.kind() == ErrorKind::NotReady => {
                ready.await?;
                self.create_authorize_url_on(host, options)?
            }
            url => url?,
        };
        host.leave_for(url.as_str());
        Ok(())
    }

    /// Leaves to sign out. A wrong option ends nothing; what is signed out here waits neither for the endpoints nor for a
    /// storage that is blocked.
    pub(super) async fn leave_to_sign_out<H: Host>(
        &self,
        host: &H,
        (options, tokens): (&Options, &SessionTokens),
        ready: impl Future<Output = Result<(), Error>>,
        end: impl FnOnce(),
    ) -> Result<(), Error> {
        let known = match self.logout_url_on(host, options, tokens) {
            Err(error) if error.kind() == ErrorKind::NotReady => None,
            url => Some(url?),
        };
        host.address().ok_or(ErrorKind::NotABrowser)?;
        end();
        TransactionStore(host).drop_client(self.config())?;
        let url = if let Some(url) = known {
            url
        } else {
            ready.await?;
            self.logout_url_on(host, options, tokens)?
        };
        host.leave_for(&url);
        Ok(())
    }
}
