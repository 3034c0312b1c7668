//! What a session needs of its client.

use std::sync::Arc;

use crate::config::client_config::ClientConfig;
use crate::config::options::Options;
use crate::error::error::Error;
use crate::host::host::Host;
use crate::sign_in::authorize_url::AuthorizeUrl;
use crate::sign_in::transaction::Transaction;

/// The client whose session it is.
pub trait SessionClient: Clone + 'static {
    /// Its configuration, without what a page has found.
    fn config(&self) -> &Arc<ClientConfig>;

    /// Whether its provider's requests have an option.
    fn takes(&self, option: &str) -> bool;

    /// Begins a sign-in that stays in memory: its answer comes to this page.
    ///
    /// # Errors
    ///
    /// Those of [`create_authorize_url_on`](crate::client::client::Client::create_authorize_url_on).
    fn begin<H: Host>(&self, host: &H, options: &Options) -> Result<(AuthorizeUrl, Transaction), Error>;
}
