//! Which sign-ins a storage holds, for how long, and what is left of them.
//!
//! Each is one record under `spa-authorize:2:<state>`. When it is over a marker takes its place, so that it ends by one
//! write.

use super::record::{Record, write_marker, write_open};
use super::transaction::{Ended, Marker, Transaction};
use crate::config::client_config::ClientConfig;
use crate::error::error::Error;
use crate::host::fault::StorageFault;
use crate::host::host::Host;
use crate::protocol::timestamp::Timestamp;

/// The records of this library in a host's storage.
pub(crate) struct TransactionStore<'a, H>(pub(crate) &'a H);

/// What is known of a `state`.
#[derive(Debug)]
pub(crate) enum Entry {
    /// Nothing, or nothing any more.
    Unknown,
    /// Another client's.
    OtherClient,
    /// This client's sign-in, as far as anybody can tell.
    Own(OwnEntry),
}

/// A sign-in of this client.
#[derive(Debug)]
pub(crate) enum OwnEntry {
    /// Not what was stored there.
    Tampered,
    /// It waits for its answer.
    Open(Box<Transaction>),
    /// It is over.
    Over(Marker),
}

impl<H: Host> TransactionStore<'_, H> {
    /// Keeps a sign-in that begins, among 20 records at most. Markers go before sign-ins that are open, and the oldest go
    /// first.
    pub(crate) fn open(&self, transaction: &Transaction) -> Result<(), Error> {
        self.sweep(Markers::Keep)?;
        let (key, record) = record_of(transaction);
        let mut kept = self.0.store(&key, &record);
        if kept == Err(StorageFault::Full) {
            self.sweep(Markers::Drop)?;
            kept = self.0.store(&key, &record);
        }
        Ok(kept?)
    }

    pub(crate) fn find(&self, config: &ClientConfig, state: &str) -> Result<Entry, StorageFault> {
        let Some(text) = self.0.stored(&key(state))? else { return Ok(Entry::Unknown) };
        Ok(match Record::read(&text) {
            None => Entry::Own(OwnEntry::Tampered),
            Some(Record::Open(open)) if open.state() != state => Entry::Own(OwnEntry::Tampered),
            Some(Record::Open(open)) if !open.client.is_of(config) => Entry::OtherClient,
            Some(Record::Open(open)) => Entry::Own(OwnEntry::Open(open)),
            Some(Record::Over(marker)) if !marker.client.is_of(config) => Entry::OtherClient,
            Some(Record::Over(marker)) if marker.forget_at <= self.0.now() => Entry::Unknown,
            Some(Record::Over(marker)) => Entry::Own(OwnEntry::Over(marker)),
        })
    }

    /// Leaves no more of a sign-in than how it ended, and where it was to return to.
    pub(crate) fn close(&self, transaction: &Transaction, ended: Ended) -> Result<(), StorageFault> {
        let (key, client) = (key(transaction.state()), transaction.client.clone());
        let forget_at = self.0.now().after_seconds(MARKER_SECONDS);
        let marker = Marker { client, ended, forget_at, return_to: Some(transaction.app_data.return_to.clone()) };
        // The sign-in is over either way; a storage too full for the marker costs no more than a later message.
        self.0.store(&key, &write_marker(&marker)).or_else(|_| self.0.remove(&key))
    }

    /// Takes a record away.
    pub(crate) fn discard(&self, state: &str) -> Result<(), StorageFault> {
        self.0.remove(&key(state))
    }

    /// Drops every open sign-in of a client, so that none can be completed after its logout. Of those that are over, it
    /// forgets where they were to return to.
    pub(crate) fn drop_client(&self, config: &ClientConfig) -> Result<(), Error> {
        for (key, record) in self.records()? {
            match record {
                Some(Record::Open(open)) if open.client.is_of(config) => self.0.remove(&key)?,
                Some(Record::Over(marker)) if marker.client.is_of(config) && marker.return_to.is_some() => {
                    let forgetful = write_marker(&Marker { return_to: None, ..marker });
                    self.0.store(&key, &forgetful).or_else(|_| self.0.remove(&key))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a sign-in of a client has come back within the last minute, without a logout since.
    pub(crate) fn has_just_come_back(&self, config: &ClientConfig) -> Result<bool, StorageFault> {
        let forgotten_after = self.0.now().after_seconds(MARKER_SECONDS - JUST_NOW_SECONDS);
        let is_recent = |marker: &Marker| {
            let is_own = marker.client.is_of(config) && marker.return_to.is_some();
            is_own && marker.ended == Ended::Used && marker.forget_at > forgotten_after
        };
        let records = self.records()?;
        Ok(records.iter().any(|(_, record)| matches!(record, Some(Record::Over(marker)) if is_recent(marker))))
    }

    /// Makes room for one more, and leaves a marker of each sign-in that has expired.
    fn sweep(&self, markers: Markers) -> Result<(), StorageFault> {
        let now = self.0.now();
        let mut kept: Vec<(Age, String)> = Vec::new();
        for (key, record) in self.records()? {
            match record {
                Some(Record::Open(open)) if open.expires_at <= now => {
                    self.close(&open, Ended::Expired)?;
                    kept.push((Age { is_open: false, until: open.expires_at }, key));
                }
                Some(Record::Open(open)) => kept.push((Age { is_open: true, until: open.expires_at }, key)),
                Some(Record::Over(marker)) if marker.forget_at > now && markers == Markers::Keep => {
                    kept.push((Age { is_open: false, until: marker.forget_at }, key));
                }
                _ => self.0.remove(&key)?,
            }
        }
        match kept.iter().min() {
            Some((_, first)) if kept.len() >= RECORD_LIMIT => self.0.remove(first),
            _ => Ok(()),
        }
    }

    /// Every record of this library. It ignores all other keys.
    fn records(&self) -> Result<Vec<(String, Option<Record>)>, StorageFault> {
        let mut records = Vec::new();
        for key in self.0.stored_keys(PREFIX)? {
            if let Some(text) = self.0.stored(&key)? {
                let record = Record::read(&text);
                records.push((key, record));
            }
        }
        Ok(records)
    }
}

/// What a sweep does with markers that are not to be forgotten yet.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Markers {
    Keep,
    Drop,
}

/// In the order in which records make room: markers first, and the oldest first.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct Age {
    is_open: bool,
    until: Timestamp,
}

/// A sign-in that waits for its answer, as it lies in storage: its key and its text.
pub(crate) fn record_of(transaction: &Transaction) -> (String, String) {
    (key(transaction.state()), write_open(transaction))
}

/// Where the record of a `state` is.
fn key(state: &str) -> String {
    format!("{PREFIX}{state}")
}

/// With the version of the records' form.
const PREFIX: &str = "spa-authorize:2:";

/// Of sign-ins that are open and of those that are over, together.
const RECORD_LIMIT: usize = 20;
const MARKER_SECONDS: u64 = 3600;
const JUST_NOW_SECONDS: u64 = 60;
