//! What a session asks of the page. Some of it is answered by an event, which each one names.

use std::sync::Arc;

use super::event::{Caller, FlightId};
use super::message::Message;
use super::status::Status;
use crate::error::error::Error;
use crate::kept::ledger::Entry;
use crate::kept::record::{Record, Standing};
use crate::protocol::token::Token;

/// What a session asks of the page.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Hands a caller its token, which is in the record, or the reason why there is none.
    Give(Caller, Result<Arc<Record>, Error>),
    /// Tells the listeners.
    Publish(Status),
    /// Sends an event [`Woke`](super::event::Event::Woke) after so many milliseconds, in place of the one before.
    WakeIn(u32),

    /// Waits for the lock of a family, or takes it from whoever has it. Answered by `LockHad`.
    Lock {
        /// For this renewal.
        flight: FlightId,
        /// The family.
        family: String,
        /// Whether to take it.
        steals: bool,
    },
    /// Gives the lock back, or waits for it no longer, and closes the frame.
    Release(FlightId),
    /// Waits so many milliseconds. Answered by `Paused`.
    Pause(FlightId, u32),
    /// Reads the line of a family while another tab has its lock. Answered by `LedgerPeeked`.
    PeekLedger(FlightId, String),
    /// Reads the line of a family under its lock. Answered by `LedgerRead`.
    ReadLedger(FlightId, String),
    /// Writes into the line of a family. Answered by `LedgerWritten`, once that is on disk.
    WriteLedger(FlightId, String, Entry),
    /// Reads the store. Answered by `StoreRead`.
    ReadStore(FlightId),
    /// Fetches what a request with the refresh token needs, if the page does not have it. Answered by `Prepared`.
    Prepare(FlightId, Arc<Record>),
    /// Sends the refresh token, perhaps for another organization, and checks the answer. Answered by `Answered`.
    Refresh(FlightId, Arc<Record>, Option<String>),
    /// Asks the provider in a silent frame. Answered by `Framed`, or by `Adopted` where there was no session.
    OpenFrame {
        /// For this renewal, or restoring.
        flight: FlightId,
        /// The session, if there is one.
        record: Option<Arc<Record>>,
        /// The epoch that a sign-in of the frame begins under.
        epoch: Option<String>,
    },
    /// Keeps a record if the store stands where it is expected to. Answered by `Committed`.
    Commit {
        /// For this renewal.
        flight: FlightId,
        /// Where the store must stand.
        expected: Standing,
        /// What is kept.
        record: Arc<Record>,
    },

    /// Reads the store for no renewal. Answered by `StoreChecked`.
    CheckStore,
    /// Reads the store after so many milliseconds once more, since a storage may lag behind a message.
    CheckStoreIn(u32),
    /// Keeps the record of a sign-in, whatever the store holds, its family's first line, and that somebody was signed in.
    Keep(Arc<Record>),
    /// Keeps a record in this tab's own store, if the session is kept in one: a generation that another tab renewed, or its
    /// own over an older sign-in.
    KeepHere(Arc<Record>),
    /// Removes the record, if it still stands there: everything else is another tab's.
    Forget(Standing),
    /// Removes the record, and that somebody was signed in, and replaces the epoch.
    SignOut,
    /// Notes for all tabs that the user has just done something.
    NoteActivity,
    /// Tells the other tabs.
    Post(Message),
    /// Revokes a refresh token.
    Revoke(Token),
    /// Hands a refresh token over to whoever has ended the session, who revokes it.
    HandOver(Token),
}
