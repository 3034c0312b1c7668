//! What happens to a session.

use super::answer::{Answer, Failure};
use std::sync::Arc;

use super::message::Message;
use super::status::SignedOut;
use crate::config::session_config::Store;
use crate::error::error::Error;
use crate::host::fault::{LedgerFault, StorageFault};
use crate::kept::ledger::Ledger;
use crate::kept::record::{Record, Standing};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;

/// What happens to a session, and is answered by effects.
#[derive(Clone, Debug)]
pub enum Event {
    /// The page begins: this is what the store holds.
    Started(Stored),
    /// The app wants to know whether somebody is signed in.
    RestoreAsked,
    /// The time that a restore may take is over.
    RestoreTimedOut(Error),
    /// A sign-in of this page has brought a session, in the place of what the store holds.
    Adopted(Arc<Record>, Stored),
    /// A sign-in of this page has failed, or the provider would have to ask the user.
    SignInFailed(SignedOut, Option<Error>),
    /// A caller wants a token.
    Asked(Caller, Wanted),
    /// A caller waits no longer.
    Left(Caller),
    /// A caller's time is over: it has the token that is still good, or an error.
    TimedOut(Caller),
    /// The app signs the user out.
    SignOutAsked {
        /// Whether the refresh token is to be revoked.
        revokes: bool,
        /// Whether somebody waits for it, to revoke it and to say what became of it.
        awaited: bool,
    },
    /// The page may have slept, or the timer rang.
    Woke(PageLife),
    /// The user does something on the page.
    Acted,
    /// Another tab said something.
    Heard(Message),
    /// What the store holds at this moment, for whoever did not ask for a renewal.
    StoreChecked(Stored),
    /// A step of a renewal came to its end. That of another renewal than the one under way comes too late.
    Stepped(FlightId, Step),
}

/// A caller, by a number that the driver gave it.
pub type Caller = u32;

/// A renewal, by its number on this page.
pub type FlightId = u32;

/// Which token a caller wants, and how good it must be: by default an access token that has not ended. The
/// package asks for 30 seconds more: see [`TokenOptions`](crate::config::token_options::TokenOptions).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wanted {
    /// Which one.
    pub token: TokenKind,
    /// How long it must be good, in seconds; never more than half of its life.
    pub min_validity_seconds: u32,
    /// What more it must be.
    pub need: Need,
}

/// What a token must be beside good for long enough.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Need {
    /// Nothing.
    #[default]
    None,
    /// Issued after the call.
    Fresh,
    /// Another one than that: an API has refused it, or it was there before the call.
    OtherThan(Token),
    /// Of an organization, to which the session goes over if it must.
    Organization(String),
}

impl Wanted {
    /// The organization that it must be of, if it matters.
    pub(crate) fn organization(&self) -> Option<&str> {
        if let Need::Organization(organization) = &self.need { Some(organization) } else { None }
    }

    /// Whether it must be of another organization than a record is.
    pub(super) fn is_elsewhere(&self, record: &Record) -> bool {
        self.organization().is_some_and(|organization| record.organization().as_deref() != Some(organization))
    }
}

impl Stored {
    /// Whether a new generation may be kept: no sign-out, no other sign-in and no other renewal has come meanwhile.
    #[must_use]
    pub fn stands_at(&self, expected: &Standing) -> bool {
        let is_expected = |record: &Arc<Record>| {
            let found = record.standing();
            found.family == expected.family && found.generation <= expected.generation
        };
        !expected.is_over(self.epoch.as_deref()) && self.record.as_ref().is_none_or(is_expected)
    }

    /// Whether a record that was kept on the device has been taken away there, as by a later sign-in that is kept in its tab
    /// alone: a renewal does not bring it back.
    #[must_use]
    pub fn was_cleared_of(&self, record: &Record) -> bool {
        record.store == Store::Device && self.record.is_none() && self.fault.is_none()
    }
}

impl TokenKind {
    /// The token of that kind, if the record has one.
    #[must_use]
    pub fn of(self, record: &Record) -> Option<&Token> {
        match self {
            TokenKind::Access => record.issue.access_token.as_ref(),
            TokenKind::Id => record.issue.id_token.as_ref(),
        }
    }
}

/// A token for the app.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum TokenKind {
    /// For APIs.
    #[default]
    Access,
    /// For back ends that want it.
    Id,
}

/// What a page is at the moment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PageLife {
    /// Whether the user can see it.
    pub is_visible: bool,
    /// Whether the network just came back.
    pub came_online: bool,
}

/// What the store and the storage of the device hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// The session's record; `None` where there is none, or where the session is in memory alone.
    pub record: Option<Arc<Record>>,
    /// The epoch; `None` if there was no sign-out yet.
    pub epoch: Option<String>,
    /// Whether somebody was signed in on this device.
    pub was_signed_in: bool,
    /// When the user did something last in any tab, if that matters.
    pub active_at: Option<Timestamp>,
    /// Why nothing can be said of the record, if the store cannot be read.
    pub fault: Option<StorageFault>,
}

/// The end of a step of a renewal.
#[derive(Clone, Debug)]
pub enum Step {
    /// The lock is ours.
    LockHad,
    /// Another tab has taken it.
    LockLost,
    /// The pause is over.
    Paused,
    /// The family's line was read while another tab had the lock: it says nothing of now.
    LedgerPeeked(Result<Ledger, LedgerFault>),
    /// The family's line was read under the lock.
    LedgerRead(Result<Ledger, LedgerFault>),
    /// What the request needs is there, or cannot be had.
    Prepared(Result<(), Failure>),
    /// The family's line is written, or was not what it was to be.
    LedgerWritten(Result<bool, LedgerFault>),
    /// The store was read.
    StoreRead(Stored),
    /// The provider has answered, or will not.
    Answered(Answer),
    /// The new generation was kept, or the store holds something else by now.
    Committed(Result<(), Stored>),
    /// The silent frame has ended.
    Framed(Answer),
}
