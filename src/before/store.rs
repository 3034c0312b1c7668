//! Which sign-ins `sessionStorage` holds, for how long, and what is left of them.
//!
//! Each is one record under `spa-authorize:1:<state>`, of which a marker is left there when it is over: so it ends by
//! one write.

use crate::before::config::ClientConfig;
use crate::before::error::{Error, ErrorKind};
use crate::before::outcome::NotOurs;
use crate::before::prelude::*;
use crate::before::text::pieces;
use crate::before::time::Timestamp;
use crate::before::transaction::{EXPIRED, Transaction};

/// `sessionStorage`, or what stands in for it in a test.
pub trait SessionStorage {
    /// The value under a key.
    ///
    /// # Errors
    ///
    /// [`StorageFault`], as with every member.
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault>;
    /// Sets the value under a key.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault>;
    /// Removes a key, if it is there.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn remove(&self, key: &str) -> Result<(), StorageFault>;
    /// The keys that begin so, with a line end between two.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn keys(&self, start: &str) -> Result<String, StorageFault>;
}

/// Why `sessionStorage` did not do as asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StorageFault {
    /// It does not exist, or may not be touched.
    Blocked,
    /// Its quota is used up.
    Full,
}

/// What is known of a `state`.
pub(crate) enum Entry {
    NotOurs(NotOurs),
    Tampered,
    /// This client's sign-in, open or over.
    Own(Transaction),
}

/// The records of this library in a storage.
#[derive(Debug)]
pub struct TransactionStore<'a, S>(&'a S);

impl<'a, S: SessionStorage> TransactionStore<'a, S> {
    /// The records in that storage.
    pub fn new(storage: &'a S) -> TransactionStore<'a, S> {
        TransactionStore(storage)
    }

    /// Keeps a sign-in that begins, among 20 at most: markers go before sign-ins that are open, and the oldest first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::StorageBlocked`], and [`ErrorKind::StorageFull`] when there is no room even after a sweep.
    pub fn open(&self, transaction: &Transaction, now: Timestamp) -> Result<(), Box<Error>> {
        let key = key(transaction.state());
        self.sweep(now, true)?;
        let record = transaction.record();
        let mut kept = self.0.set(&key, &record);
        if kept == Err(StorageFault::Full) {
            self.sweep(now, false)?;
            kept = self.0.set(&key, &record);
        }
        Ok(kept?)
    }

    pub(crate) fn find(&self, config: &ClientConfig, state: &str, now: Timestamp) -> Result<Entry, StorageFault> {
        let Some(record) = self.0.get(&key(state))? else { return Ok(Entry::NotOurs(NotOurs::UnknownState)) };
        Ok(match Transaction::read(&record) {
            None => Entry::Tampered,
            Some(open) if open.is_open() && open.state() != state => Entry::Tampered,
            Some(found) if !found.belongs_to(config) => Entry::NotOurs(NotOurs::OtherClient),
            Some(marker) if !marker.is_open() && marker.expires_at() <= now => Entry::NotOurs(NotOurs::UnknownState),
            Some(own) => Entry::Own(own),
        })
    }

    /// Leaves no more of a sign-in than how it ended.
    pub(crate) fn close(
        &self,
        key: &str,
        transaction: &Transaction,
        status: &'static str,
        now: Timestamp,
    ) -> Result<(), StorageFault> {
        let marker = transaction.marker(status, now.after_seconds(MARKER_SECONDS));
        // The sign-in is over either way; a storage too full for the marker costs no more than a later message.
        self.0.set(key, &marker).or_else(|_| self.0.remove(key))
    }

    /// Takes a record away that cannot be read.
    pub(crate) fn discard(&self, key: &str) -> Result<(), StorageFault> {
        self.0.remove(key)
    }

    /// Drops every open sign-in of a client, so that none can be completed after its logout.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::StorageBlocked`].
    pub fn drop_client(&self, config: &ClientConfig) -> Result<(), Box<Error>> {
        for key in &pieces(&self.0.keys(PREFIX)?, b'\n') {
            if self.get(key)?.is_some_and(|record| record.is_open() && record.belongs_to(config)) {
                self.discard(key)?;
            }
        }
        Ok(())
    }

    /// Makes room for one more, and leaves a marker of each that has expired.
    fn sweep(&self, now: Timestamp, keeps_markers: bool) -> Result<(), StorageFault> {
        let mut kept = 0;
        let mut least = (true, Timestamp::from_milliseconds(u64::MAX), "");
        let keys = self.0.keys(PREFIX)?;
        for key in &pieces(&keys, b'\n') {
            let Some(record) = self.get(key)? else { continue };
            let (open, until) = (record.is_open(), record.expires_at());
            if open && until <= now {
                self.close(key, &record, EXPIRED, now)?;
            } else if !open && (until <= now || !keeps_markers) {
                self.discard(key)?;
                continue;
            }
            kept += 1;
            let open = open && until > now;
            if (open, until) < (least.0, least.1) {
                least = (open, until, key);
            }
        }
        if kept >= RECORD_LIMIT { self.discard(least.2) } else { Ok(()) }
    }

    fn get(&self, key: &str) -> Result<Option<Transaction>, StorageFault> {
        // What the app keeps is none of this library's business, whatever it is called.
        let record = if key.starts_with(PREFIX) { self.0.get(key)? } else { None };
        Ok(record.map(|record| Transaction::read_head(&record)))
    }
}

impl From<StorageFault> for Box<Error> {
    fn from(fault: StorageFault) -> Box<Error> {
        let error = match fault {
            StorageFault::Blocked => ErrorKind::StorageBlocked,
            StorageFault::Full => ErrorKind::StorageFull,
        };
        error.into()
    }
}

/// Where the record of a `state` is.
pub(crate) fn key(state: &str) -> String {
    concat(&[PREFIX, state])
}

/// With the version of the records' form.
const PREFIX: &str = "spa-authorize:1:";

/// Of sign-ins that are open and of those that are over, together.
const RECORD_LIMIT: usize = 20;
const MARKER_SECONDS: u64 = 3600;
