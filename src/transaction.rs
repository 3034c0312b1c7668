//! What one sign-in must remember while the browser is away.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::algorithm::Algorithm;
use crate::config::{ClientConfig, ResponseType};
use crate::entropy::RandomText;
use crate::json::{self, JsonText};
use crate::pkce::CodeVerifier;
use crate::request::{AppData, OPENID};
use crate::return_to::ReturnTo;
use crate::time::Timestamp;
use crate::web_url::WebUrl;

/// One sign-in under way. It has no `Clone`: it is consumed once.
///
/// It keeps the issuer and the endpoint it began with (RFC 9700 §4.4.2), so that no other provider can answer for it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    pub(crate) state: RandomText,
    pub(crate) nonce: Option<RandomText>,
    pub(crate) verifier: Option<CodeVerifier>,
    pub(crate) client_id: String,
    pub(crate) issuer: String,
    pub(crate) redirect_uri: String,
    pub(crate) response_type: ResponseType,
    pub(crate) scope: Vec<String>,
    pub(crate) token_endpoint: Option<String>,
    pub(crate) jwks_uri: Option<String>,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) iss_promised: bool,
    pub(crate) max_age: Option<u32>,
    pub(crate) acr: Option<Vec<String>>,
    pub(crate) silent: bool,
    pub(crate) organization: Option<String>,
    pub(crate) expires_at: Timestamp,
    pub(crate) return_to: ReturnTo,
    pub(crate) app_state: Option<JsonText>,
}

impl Transaction {
    /// The `state` that its answer will carry.
    #[must_use]
    pub fn state(&self) -> &str {
        self.state.as_str()
    }

    pub(crate) fn write(&self) -> String {
        json::write(self)
    }

    /// Reads what [`write`](Transaction::write) wrote; `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<Transaction> {
        json::read::<Transaction>(text).filter(Transaction::is_coherent)
    }

    pub(crate) fn belongs_to(&self, config: &ClientConfig) -> bool {
        self.client_id == config.client_id && self.issuer == config.issuer
    }

    /// OpenID Connect Core §3.1.2.1: a code is for an ID token too when `openid` was asked for.
    pub(crate) fn wants_id_token(&self) -> bool {
        let openid = self.scope.iter().any(|word| word == OPENID);
        self.response_type.has_id_token() || (self.response_type == ResponseType::Code && openid)
    }

    pub(crate) fn app_data(&self) -> AppData {
        AppData { return_to: self.return_to.clone(), app_state: self.app_state.clone() }
    }

    /// Whether every part that its flow needs is there, and none that it does not.
    fn is_coherent(&self) -> bool {
        let code = self.response_type == ResponseType::Code;
        let endpoint = self.token_endpoint.as_deref();
        endpoint.is_some() == self.verifier.is_some()
            && (code || endpoint.is_none())
            && (!self.wants_id_token() || self.nonce.is_some())
            && self.jwks_uri.as_deref().is_none_or(|text| WebUrl::parse_web(text).is_some())
            && endpoint.is_none_or(|text| WebUrl::parse_web(text).is_some())
            && self.app_state.as_ref().is_none_or(|text| json::read::<IgnoredAny>(text.as_str()).is_some())
    }
}
