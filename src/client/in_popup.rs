//! A sign-in whose answer comes back in a popup.

use std::fmt;

use super::client::{Client, app_origin};
use crate::config::discovery::resolve;
use crate::config::options::Options;
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::host::host::Host;
use crate::protocol::response_type::ResponseType;
use crate::session::session_client::SessionClient as _;
use crate::sign_in::authorize_url::AuthorizeUrl;
use crate::sign_in::store::{TransactionStore, record_of};

/// A sign-in that was begun for a popup. It holds secrets, so its `Debug` shows none.
pub struct InPopup {
    /// Where the popup goes.
    pub url: AuthorizeUrl,
    /// What the popup's own `sessionStorage` must hold before that: a key and a text.
    pub record: (String, String),
    /// The `state` that its answer carries.
    pub state: String,
    /// What the app wants back.
    pub app_data: AppData,
}

impl fmt::Debug for InPopup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InPopup([redacted])")
    }
}

impl Client {
    /// Checks a request, before a window is opened for it.
    ///
    /// # Errors
    ///
    /// Those of the options: a popup hands a code over, and never a token.
    pub fn check_popup_request_on<H: Host>(&self, host: &H, options: &Options) -> Result<(), Error> {
        let origin = app_origin(host).ok_or(ErrorKind::NotABrowser)?;
        let request = self.provider.sign_in_request(&*resolve(&self.config, host)?, options, &origin)?;
        if request.response_type == ResponseType::Code {
            return Ok(());
        }
        let found = quoted(request.response_type.as_str());
        Err(Error::invalid_option("responseType", "\"code\" in a popup, which hands no token over", &found))
    }

    /// Builds an authorize URL for a popup, and stores what the return needs.
    ///
    /// # Errors
    ///
    /// As with [`create_authorize_url_on`](Client::create_authorize_url_on).
    pub fn begin_in_popup_on<H: Host>(&self, host: &H, options: &Options) -> Result<InPopup, Error> {
        let (url, transaction) = self.begin(host, options)?;
        let transaction = transaction.in_popup();
        TransactionStore(host).open(&transaction)?;
        let (state, app_data) = (transaction.state().to_owned(), transaction.app_data.clone());
        Ok(InPopup { url, record: record_of(&transaction), state, app_data })
    }

    /// Forgets a sign-in that was begun for a popup.
    pub fn drop_popup_sign_in_on<H: Host>(&self, host: &H, state: &str) {
        // Where there is no storage, nothing is left in it.
        let _ = TransactionStore(host).discard(state);
    }
}
