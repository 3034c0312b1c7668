//! The opener's side of a hand-over.

use super::message::{Message, ResponseAddress};

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

const CLOSED_AFTER_MS: u64 = 1000;
