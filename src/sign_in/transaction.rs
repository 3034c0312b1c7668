//! What one sign-in must remember while the browser is away.

use serde::Serialize;

use super::flow::Flow;
use crate::config::client_config::ClientConfig;
use crate::config::session_config::Store;
use crate::error::app_data::AppData;
use crate::protocol::expected_issuer::ExpectedIssuer;
use crate::protocol::issuer::Issuer;
use crate::protocol::random_text::State;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::timestamp::Timestamp;

/// One sign-in. It has no `Clone`: it is consumed once.
///
/// It keeps the issuer and the endpoints that it began with (RFC 9700 §4.4.2), so that no other provider can answer it.
#[derive(Debug)]
pub struct Transaction {
    pub(crate) state: State,
    pub(crate) client: ClientKey,
    /// The issuer that the response and the ID token have to name.
    pub(crate) expected_issuer: ExpectedIssuer,
    /// To the letter as it was sent (RFC 6749 §4.1.3).
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) expires_at: Timestamp,
    pub(crate) flow: Flow,
    /// Whether the response must name its issuer (RFC 9207 §2.4).
    pub(crate) promises_iss: bool,
    /// Whether the request was `prompt=none`, so that a refusal is an expected answer.
    pub(crate) is_silent: bool,
    /// Where its session is kept, if not where the client says.
    pub(crate) keep: Option<Store>,
    pub(crate) app_data: AppData,
    /// Whether a page waits for the answer that has opened a popup for it.
    pub(crate) is_of_popup: bool,
    /// What a session repeats later, as options of a request; nothing where there is no session.
    pub(crate) asked: Vec<(String, String)>,
}

/// What is left of a sign-in that is over: enough to tell a return that comes late or twice from a forged one.
#[derive(Debug)]
pub(crate) struct Marker {
    pub(crate) client: ClientKey,
    pub(crate) ended: Ended,
    pub(crate) forget_at: Timestamp,
    /// Where the app wanted to go, so that it can start over, until a logout.
    pub(crate) return_to: Option<String>,
}

/// How a sign-in ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ended {
    /// Its answer came.
    Used,
    /// No answer came in time.
    Expired,
}

/// Whose sign-in, or whose session, it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientKey {
    pub(crate) client_id: String,
    pub(crate) issuer: Issuer,
}

impl Transaction {
    /// The `state` that its answer carries.
    #[must_use]
    pub fn state(&self) -> &str {
        self.state.as_str()
    }

    /// The same sign-in, in a popup.
    pub(crate) fn in_popup(self) -> Transaction {
        Transaction { is_of_popup: true, ..self }
    }

    /// What only this browser and the provider know.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        [Some(self.state()), self.flow.nonce(), self.flow.code_verifier()].into_iter().flatten().collect()
    }
}

impl ClientKey {
    /// The key of a client.
    #[must_use]
    pub fn of(config: &ClientConfig) -> ClientKey {
        ClientKey { client_id: config.client_id.clone(), issuer: config.issuer.clone() }
    }

    pub(crate) fn is_of(&self, config: &ClientConfig) -> bool {
        self.client_id == config.client_id && self.issuer == config.issuer
    }
}

/// The value of an option that was asked for with one value alone.
pub(crate) fn asked_once<'a>(asked: &'a [(String, String)], option: &str) -> Option<&'a str> {
    let mut values = asked.iter().filter(|(name, _)| name == option).map(|(_, value)| value.as_str());
    values.next().filter(|_| values.next().is_none())
}
