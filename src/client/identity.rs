//! Who a client is on a page.

use crate::config::client_config::ClientConfig;

/// The client whose answers are kept: two that have all of this in common are one.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct ClientIdentity {
    issuer: String,
    client_id: String,
    redirect_uri: String,
}

impl ClientIdentity {
    /// A path and the same address in full are one redirect URI. Where there is no page, it is as it was given.
    pub(super) fn of(config: &ClientConfig, page_origin: Option<&str>) -> ClientIdentity {
        let given = config.redirect_uri.as_str();
        let resolved = page_origin.and_then(|origin| config.redirect_uri.on(origin));
        ClientIdentity {
            issuer: config.issuer.as_str().to_owned(),
            client_id: config.client_id.clone(),
            redirect_uri: resolved.map_or_else(|| given.to_owned(), |resolved| resolved.as_str().to_owned()),
        }
    }

    /// Whether they have one session on a page, whose end is the end of both.
    pub(super) fn shares_session_with(&self, other: &ClientIdentity) -> bool {
        self.issuer == other.issuer && self.client_id == other.client_id
    }
}
