//! The hand-over of a popup's response to the page that opened it, as both sides see it.
//!
//! The popup alone decides who exchanges the code, once, by what it says last: that it confirms or that it withdraws. So
//! messages may come twice, late, or in any order.

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

/// The popup's side: a response that somebody may take.
#[derive(Debug)]
pub struct Offering {
    address: ResponseAddress,
    keeper: Option<Keeper>,
}

/// Who exchanges the code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keeper {
    /// The page that opened the popup.
    Opener,
    /// The popup.
    Popup,
}

/// The opener's side: a response that is still to come.
#[derive(Debug, Default)]
pub struct Awaiting {
    stage: Stage,
    /// Since when the window has seemed closed, while the user was looking at this page.
    alone_since: Option<u64>,
}

/// What comes of a message.
#[derive(Debug, Eq, PartialEq)]
pub enum Heard {
    /// Nothing.
    Nothing,
    /// An answer to it.
    Reply(Message),
    /// The response, which is this page's to exchange.
    Response(ResponseAddress),
}

/// What the opener can see of the popup.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// Whether the window says that it is closed, which it also does once a page in it has cut itself off.
    pub is_closed: bool,
    /// Whether this page has the focus.
    pub has_focus: bool,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Waiting,
    Taken(ResponseAddress),
    Over,
}

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
        let address = Address::read(&WebUrl::parse_web(text)?);
        let has_token = [ResponseParameter::AccessToken, ResponseParameter::IdToken].map(|name| address.has(name));
        (address.states == [state] && has_token == [false, false]).then(|| ResponseAddress(text.to_owned()))
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

impl Offering {
    /// Offers a response.
    #[must_use]
    pub fn new(address: ResponseAddress) -> (Offering, Message) {
        let offer = Message::Offer(address.clone());
        (Offering { address, keeper: None }, offer)
    }

    /// Takes a message, and says what to answer.
    pub fn hear(&mut self, message: &Message) -> Option<Message> {
        if *message != Message::Take {
            return None;
        }
        match self.keeper.get_or_insert(Keeper::Opener) {
            Keeper::Opener => Some(Message::Confirm),
            Keeper::Popup => Some(Message::Withdraw),
        }
    }

    /// The time to take it is over. Says what to tell, unless somebody has taken it.
    pub fn time_out(&mut self) -> Option<Message> {
        (*self.keeper.get_or_insert(Keeper::Popup) == Keeper::Popup).then_some(Message::Withdraw)
    }

    /// Who exchanges the code, once that is decided.
    #[must_use]
    pub fn keeper(&self) -> Option<Keeper> {
        self.keeper
    }

    /// What is offered.
    #[must_use]
    pub fn address(&self) -> &ResponseAddress {
        &self.address
    }
}

impl Awaiting {
    /// Takes a message.
    pub fn hear(&mut self, message: Message) -> Heard {
        self.alone_since = None;
        match (std::mem::take(&mut self.stage), message) {
            // A second one came by the other way, or the answer was lost.
            (Stage::Waiting, Message::Offer(address)) | (Stage::Taken(address), Message::Offer(_)) => {
                self.take(address)
            }
            (Stage::Taken(address), Message::Confirm) => {
                self.stage = Stage::Over;
                Heard::Response(address)
            }
            (Stage::Taken(_), Message::Withdraw) => Heard::Nothing,
            (stage, _) => {
                self.stage = stage;
                Heard::Nothing
            }
        }
    }

    /// Whether the window is closed, as far as anybody can tell: it has said so for a second in which the user looked at
    /// this page, and in which the popup said nothing.
    pub fn look(&mut self, sight: Sight, now_ms: u64) -> bool {
        if !sight.is_closed || !sight.has_focus || matches!(self.stage, Stage::Over) {
            self.alone_since = None;
            return false;
        }
        now_ms.saturating_sub(*self.alone_since.get_or_insert(now_ms)) >= CLOSED_AFTER_MS
    }

    fn take(&mut self, address: ResponseAddress) -> Heard {
        self.stage = Stage::Taken(address);
        Heard::Reply(Message::Take)
    }
}

/// The channel on which a popup and its opener hear each other.
#[must_use]
pub fn channel(state: &str) -> String {
    format!("{CHANNEL_PREFIX}{state}")
}

/// How long a popup waits for somebody who takes its response.
pub const OFFER_MS: u32 = 1000;

const CHANNEL_PREFIX: &str = "spa-authorize:1:";
const CLOSED_AFTER_MS: u64 = 1000;
