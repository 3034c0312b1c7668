//! What a session needs of its client.

use std::rc::Rc;
use std::sync::Arc;

use super::client::{Client, app_origin};
use crate::config::client_config::ClientConfig;
use crate::config::discovery::resolve;
use crate::config::options::Options;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::host::Host;
use crate::host::session_host::SessionHost;
use crate::session::driver::Driver;
use crate::session::session_client::SessionClient;
use crate::sign_in::authorize_url::{AuthorizeUrl, begin};
use crate::sign_in::entropy::Entropy;
use crate::sign_in::transaction::Transaction;

impl Client {
    /// A session of this client on a host, if its options ask for one. It touches nothing before its first call.
    #[must_use]
    pub fn session_on<H: SessionHost>(&self, host: &H) -> Option<Rc<Driver<H, Client>>> {
        let config = self.config.session.as_deref()?;
        Some(Driver::new(host.clone(), self.clone(), config))
    }
}

impl SessionClient for Client {
    fn config(&self) -> &Arc<ClientConfig> {
        &self.config
    }

    fn takes(&self, option: &str) -> bool {
        self.provider.request_options.iter().any(|row| row.name == option)
    }

    fn begin<H: Host>(&self, host: &H, options: &Options) -> Result<(AuthorizeUrl, Transaction), Error> {
        let origin = app_origin(host).ok_or(ErrorKind::NotABrowser)?;
        let config = resolve(&self.config, host)?;
        let request = self.provider.sign_in_request(&config, options, &origin)?;
        if request.response_type.has_id_token() && !host.can_verify() {
            // Its signature could not be checked on return (OpenID Connect Core §3.2.2.11).
            return Err(ErrorKind::SignatureUnavailable.into());
        }
        begin(&config, &request, Entropy::draw(host)?, host.now())
    }
}
