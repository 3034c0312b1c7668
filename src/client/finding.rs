//! The provider's metadata, which all who want it on one page share.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use super::client::Client;
use super::identity::ClientIdentity;
use crate::browser::page::Page;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::race::race;
use crate::host::reply::Reply;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::host::session_host::SessionHost as _;

impl Client {
    /// Fetches the provider's metadata, once, unless the endpoints were given. Calls at the same time share one request.
    ///
    /// # Errors
    ///
    /// As with [`ready_on`](Client::ready_on). Called again, it tries again.
    pub async fn ready(&self) -> Result<(), Error> {
        self.ready_within(DEFAULT_TIMEOUT_MS).await
    }

    /// The same, for one who waits so long and leaves the request to the others.
    pub(super) async fn ready_within(&self, timeout_ms: u32) -> Result<(), Error> {
        if self.is_ready() {
            return Ok(());
        }
        let finding = self.finding(timeout_ms);
        if timeout_ms < DEFAULT_TIMEOUT_MS {
            let found = race(pin!(Page.pause(timeout_ms)), pin!(finding.wait())).await;
            let url = self.config().issuer.metadata_url();
            found.unwrap_or_else(|()| Err(Error::new(ErrorKind::TimedOut).timeout_ms(timeout_ms).at(&url)))?;
        } else {
            finding.wait().await?;
        }
        // Another client of this provider may have asked, to whose own options its metadata fits.
        self.ready_within_on(&Page, timeout_ms).await
    }

    /// The request for the metadata that all share who ask at the same time.
    fn finding(&self, timeout_ms: u32) -> Finding {
        let identity = self.identity();
        let is_own = |(client, _): &&(ClientIdentity, Finding)| *client == identity;
        let finding = FINDING.with_borrow(|finding| finding.iter().find(is_own).map(|(_, found)| found.clone()));
        finding.unwrap_or_else(|| {
            let begun = Rc::new(Reply::new());
            FINDING.with_borrow_mut(|finding| finding.push((identity.clone(), begun.clone())));
            let client = self.clone();
            begun.clone().run(&Page, async move {
                let found = client.ready_within_on(&Page, timeout_ms.max(DEFAULT_TIMEOUT_MS)).await;
                FINDING.with_borrow_mut(|finding| finding.retain(|(client, _)| *client != identity));
                found
            });
            begun
        })
    }
}

/// Metadata that is being fetched.
type Finding = Rc<Reply<Result<(), Error>>>;

thread_local! {
    static FINDING: RefCell<Vec<(ClientIdentity, Finding)>> = const { RefCell::new(Vec::new()) };
}
