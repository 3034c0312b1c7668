//! What one sign-in must remember while the browser is away.

use core::str::SplitN;

use crate::algorithm::Algorithm;
use crate::config::{ClientConfig, ResponseType};
use crate::decimal;
use crate::entropy::RandomText;
use crate::json::JsonText;
use crate::pkce::CodeVerifier;
use crate::prelude::*;
use crate::request::{AppData, OPENID};
use crate::return_to::ReturnTo;
use crate::time::Timestamp;
use crate::web_url::WebUrl;

/// One sign-in under way. It has no `Clone`: it is consumed once.
///
/// It keeps the issuer and the endpoint it began with (RFC 9700 §4.4.2), so that no other provider can answer for it.
#[derive(Debug)]
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

    /// One line for each member, and an empty one for each that is absent. `appState` comes last, since JSON may have
    /// lines of its own; no other member has a control character.
    pub(crate) fn write(&self) -> String {
        let text = |member: &Option<String>| member.clone().unwrap_or_default();
        let algorithms: Vec<_> = self.algorithms.iter().map(|algorithm| algorithm.as_str()).collect();
        [
            self.state.as_str(),
            self.nonce.as_ref().map_or("", RandomText::as_str),
            self.verifier.as_ref().map_or("", CodeVerifier::as_str),
            &self.client_id,
            &self.issuer,
            &self.redirect_uri,
            self.response_type.as_str(),
            &self.scope.join(" "),
            &text(&self.token_endpoint),
            &text(&self.jwks_uri),
            &algorithms.join(" "),
            flag(self.iss_promised),
            &self.max_age.map(|seconds| decimal::write(seconds.into())).unwrap_or_default(),
            &self.acr.as_ref().map(|values| [ACR_REQUIRED, &values.join(" ")].concat()).unwrap_or_default(),
            flag(self.silent),
            &text(&self.organization),
            &decimal::write(self.expires_at.milliseconds()),
            self.return_to.as_str(),
            self.app_state.as_ref().map_or("", JsonText::as_str),
        ]
        .join("\n")
    }

    /// Reads what [`write`](Transaction::write) wrote; `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<Transaction> {
        let mut lines = Lines(text.splitn(LINES, '\n'));
        let transaction = Transaction {
            state: RandomText::parse(lines.next()?)?,
            nonce: lines.optional(RandomText::parse)?,
            verifier: lines.optional(CodeVerifier::parse)?,
            client_id: lines.next()?.to_owned(),
            issuer: lines.next()?.to_owned(),
            redirect_uri: lines.next()?.to_owned(),
            response_type: ResponseType::named(lines.next()?)?,
            scope: words(lines.next()?),
            token_endpoint: lines.optional(address)?,
            jwks_uri: lines.optional(address)?,
            algorithms: lines.next()?.split(' ').map(Algorithm::named).collect::<Option<_>>()?,
            iss_promised: lines.flag()?,
            max_age: lines.optional(|text| decimal::read(text)?.try_into().ok())?,
            acr: lines.optional(|text| text.strip_prefix(ACR_REQUIRED).map(words))?,
            silent: lines.flag()?,
            organization: lines.optional(|text| Some(text.to_owned()))?,
            expires_at: Timestamp::from_milliseconds(decimal::read(lines.next()?)?),
            return_to: ReturnTo::parse(lines.next()?)?,
            app_state: lines.optional(JsonText::parse)?,
        };
        transaction.is_coherent().then_some(transaction)
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
    }
}

/// A record's lines.
struct Lines<'a>(SplitN<'a, char>);

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        self.0.next()
    }

    /// An empty line stands for what is absent.
    #[allow(clippy::option_option, reason = "a line that cannot be read is no line that is empty")]
    fn optional<T>(&mut self, read: impl FnOnce(&'a str) -> Option<T>) -> Option<Option<T>> {
        match self.next()? {
            "" => Some(None),
            text => read(text).map(Some),
        }
    }

    fn flag(&mut self) -> Option<bool> {
        match self.next()? {
            "" => Some(false),
            SET => Some(true),
            _ => None,
        }
    }
}

fn flag(set: bool) -> &'static str {
    if set { SET } else { "" }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn address(text: &str) -> Option<String> {
    WebUrl::parse_web(text).map(|_| text.to_owned())
}

const LINES: usize = 19;
const SET: &str = "1";

/// Before the values, of which there may be none.
const ACR_REQUIRED: &str = "!";
