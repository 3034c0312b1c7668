//! What the popup and its opener tell each other, and what a popup may hand over.

use std::fmt;

use serde::Serialize;

use crate::callback::address::Address;
use crate::callback::arrival::EndedSignIn;
use crate::protocol::response_parameter::ResponseParameter;
use crate::wire::json_text::{read_object, written};
use crate::wire::url::WebUrl;

/// What the popup and its opener tell each other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Message {
    /// The popup has a response.
    Offer(ResponseAddress),
    /// The opener will exchange it.
    Take,
    /// The popup leaves it to the opener.
    Confirm,
    /// The popup exchanges it itself.
    Withdraw,
}

/// An address that answers one sign-in alone, and holds no token. It holds a code, so its `Debug` shows nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct ResponseAddress(String);

impl Message {
    /// Reads a message about the sign-in with that `state`. What does not parse is dropped.
    #[must_use]
    pub fn read(text: &str, state: &str) -> Option<Message> {
        let members = read_object(text).filter(|members| members.text("state") == Some(state))?;
        match members.text("kind")? {
            "offer" => ResponseAddress::parse(members.text("address")?, state).map(Message::Offer),
            "take" => Some(Message::Take),
            "confirm" => Some(Message::Confirm),
            "withdraw" => Some(Message::Withdraw),
            _ => None,
        }
    }

    /// The message as a text.
    #[must_use]
    pub fn text(&self, state: &str) -> String {
        let (kind, address) = match self {
            Message::Offer(address) => ("offer", Some(address.as_str())),
            Message::Take => ("take", None),
            Message::Confirm => ("confirm", None),
            Message::Withdraw => ("withdraw", None),
        };
        written(&Written { kind, state, address })
    }
}

#[derive(Serialize)]
struct Written<'a> {
    kind: &'static str,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
}

impl ResponseAddress {
    /// The address that ended a sign-in, if that was a popup's.
    #[must_use]
    pub fn of(ended: &EndedSignIn) -> Option<ResponseAddress> {
        if ended.is_of_popup() { ResponseAddress::parse(ended.url().as_str(), ended.state()) } else { None }
    }

    /// Takes an address that answers the sign-in with that `state`, and no other.
    #[must_use]
    pub fn parse(text: &str, state: &str) -> Option<ResponseAddress> {
        let mut address = Address::read(&WebUrl::parse_web(text)?);
        address.keep_strays(|stray| stray == state);
        let has_token = [ResponseParameter::AccessToken, ResponseParameter::IdToken].map(|name| address.has(name));
        (address.states() == [state] && has_token == [false, false]).then(|| ResponseAddress(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ResponseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseAddress([redacted])")
    }
}

/// The channel on which a popup and its opener hear each other.
#[must_use]
pub fn channel(state: &str) -> String {
    format!("{CHANNEL_PREFIX}{state}")
}

const CHANNEL_PREFIX: &str = "spa-authorize:1:";
