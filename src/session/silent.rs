//! A sign-in without the user: `prompt=none` in a hidden frame (OpenID Connect Core §3.1.2.1).

use std::pin::pin;

use super::driver::Driver;
use super::renewed_id_token::check_organization;
use super::session_client::SessionClient;
use crate::callback::arrival::EndedSignIn;
use crate::callback::result::CallbackResult;
use crate::callback::way_back::complete;
use crate::config::client_config::ClientConfig;
use crate::config::discovery::find;
use crate::config::options::Options;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::race::race;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::host::session_host::{FrameEvent, SessionHost, SilentFrame as _};
use crate::kept::first_record::{first_record, issued};
use crate::kept::record::Record;
use crate::machine::answer::{Failure, Renewed};
use crate::protocol::response_type::ResponseType;
use crate::protocol::token::Token;
use crate::sign_in::transaction::Transaction;
use crate::wire::form;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::read_object;
use crate::wire::url::WebUrl;

/// What comes of a silent frame.
pub(super) enum Silent {
    /// A session, where there was none.
    SignedIn(Record),
    /// The next generation of the session that is there.
    Renewed(Renewed),
}

impl<H: SessionHost, C: SessionClient> Driver<H, C> {
    /// Asks the provider in a hidden frame for what the session is, or for one that begins under an epoch if there is none.
    pub(super) async fn ask_silently(&self, record: Option<&Record>, epoch: Option<String>) -> Result<Silent, Failure> {
        let result = self.silent_result(record).await?;
        if let CallbackResult::InteractionRequired(required) = &result {
            return Err(Failure::Refused(required.error()));
        }
        let needs_user = || Failure::Refused(ErrorKind::InteractionRequired.into());
        if let Some(record) = record {
            let (issue, subject) = issued(&result).ok_or_else(needs_user)?;
            issue.id_token.as_ref().map_or(Ok(()), |id_token| check_organization(record, id_token))?;
            return Ok(Silent::Renewed(Renewed { issue: Box::new(issue), subject }));
        }
        let first = first_record(self.client.config(), &self.host, &result, epoch)?;
        first.map(Silent::SignedIn).ok_or_else(needs_user)
    }

    async fn silent_result(&self, record: Option<&Record>) -> Result<CallbackResult, Error> {
        let config = find(self.client.config(), &self.host, DEFAULT_TIMEOUT_MS).await?;
        let (url, transaction) = self.client.begin(&self.host, &self.silent_options(record))?;
        let is_message = config.web_message;
        let mode = if is_message { "web_message" } else { "" };
        let url = form::add_to_query(url.as_str(), &[("response_mode", mode)]);
        let address = self.shown_in_frame(&url, !is_message, &config, &transaction).await?;
        complete(&config, &self.host, EndedSignIn::answered(transaction, &address), DEFAULT_TIMEOUT_MS).await
    }

    /// The address that answers the sign-in. The frame is gone afterwards.
    async fn shown_in_frame(
        &self,
        url: &str,
        sandboxed: bool,
        config: &ClientConfig,
        transaction: &Transaction,
    ) -> Result<WebUrl, Error> {
        if self.host.is_isolated() {
            return Err(unseen(config, 0));
        }
        let frame = self.host.open_frame(url, sandboxed);
        let answer = pin!(answer_of::<H>(&frame, config, transaction));
        race(pin!(self.host.pause(FRAME_TIMEOUT_MS)), answer).await.map_err(|()| unseen(config, FRAME_TIMEOUT_MS))
    }

    /// What the sign-in asked for, and nothing that would show a page.
    fn silent_options(&self, record: Option<&Record>) -> Options {
        let session = self.client.config().session.clone();
        let request = session.map(|session| session.request.clone()).unwrap_or_default();
        let Some(record) = record else { return request.with("prompt", "none") };
        let asked = record.asked.iter().fold(request, |options, (name, _)| options.with(name, asked_for(record, name)));
        let id_token = record.issue.id_token.as_ref().map(Token::as_str);
        let options = asked.with("prompt", "none");
        match id_token.filter(|_| self.client.takes("idTokenHint")) {
            Some(id_token) => options.with("idTokenHint", id_token),
            None => options,
        }
    }
}

/// All that the sign-in asked for by an option, which may have had several values.
fn asked_for(record: &Record, option: &str) -> Json {
    let values = record.asked.iter().filter(|(name, _)| name == option);
    let mut values: Vec<Json> = values.map(|(_, value)| Json::from(value.as_str())).collect();
    if values.len() > 1 { Json::Array(values) } else { values.pop().unwrap_or(Json::Null) }
}

/// The address that answers the sign-in: where the frame came back to, or what its window says.
async fn answer_of<H: SessionHost>(frame: &H::Frame, config: &ClientConfig, transaction: &Transaction) -> WebUrl {
    loop {
        let found = match frame.next().await {
            FrameEvent::CameBack(address) => WebUrl::parse(&address).filter(|url| answers(url, transaction)),
            FrameEvent::Said { origin, json } => said(&origin, &json, config, transaction),
        };
        if let Some(address) = found {
            return address;
        }
    }
}

/// OAuth 2.0 Web Message Response Mode §4: from the authorization endpoint's origin, with the `state` of this sign-in.
fn said(origin: &str, json: &str, config: &ClientConfig, transaction: &Transaction) -> Option<WebUrl> {
    let endpoint = &config.known_endpoints().ok()?.authorization;
    if WebUrl::serialised(endpoint.as_str().to_owned()).origin() != origin {
        return None;
    }
    let message = read_object(json).filter(|message| message.text("type") == Some("authorization_response"))?;
    let response = message.get("response")?.as_object()?;
    if response.text("state") != Some(transaction.state()) {
        return None;
    }
    let parameters = parameters(response)?;
    let parameters: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mark = if transaction.flow.response_type() == ResponseType::Code { '?' } else { '#' };
    let base = transaction.redirect_uri.base();
    WebUrl::parse(&format!("{base}{mark}{}", form::encode(&parameters)))
}

/// The members of a response as the parameters that they would be in an address.
fn parameters(response: &Object) -> Option<Vec<(&str, String)>> {
    let parameter = |(name, member): (_, &Json)| match member {
        Json::String(text) => Some((name, text.clone())),
        other => other.as_whole().map(|number| (name, number.to_string())),
    };
    response.iter().map(parameter).collect()
}

/// RFC 9700 §4.4.2: a provider without `iss` is told from another by the redirect URI, as where the page itself comes back.
fn answers(address: &WebUrl, transaction: &Transaction) -> bool {
    transaction.redirect_uri.matches(address) && address.as_str().contains(&format!("state={}", transaction.state()))
}

/// Nothing says why a frame stays empty, so the error lists what may be the reason.
fn unseen(config: &ClientConfig, timeout_ms: u32) -> Error {
    let endpoint = config.known_endpoints().map_or("", |endpoints| endpoints.authorization.as_str());
    Error::new(ErrorKind::TimedOut).timeout_ms(timeout_ms).at(endpoint).expected(CAUSES)
}

/// Less than finding out who is signed in may take: its error says more.
const FRAME_TIMEOUT_MS: u32 = 8_000;
const CAUSES: &str = "a page in the frame waits for the user or shows an error, a Content-Security-Policy or X-Frame-Options \
                      forbids one of the two pages to be in a frame, or this page is cross-origin isolated";
