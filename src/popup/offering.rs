//! The popup's side of a hand-over.

use super::message::{Message, ResponseAddress};

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

/// How long a popup waits for somebody who takes its response.
pub const OFFER_MS: u32 = 1000;
