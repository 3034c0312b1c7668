//! Which sign-ins `sessionStorage` holds, for how long, and what is left of them.
//!
//! An open sign-in is one record under `spa-authorize:1:open:<state>`. One that is over leaves a marker under
//! `spa-authorize:1:over:<state>`, so that a return that comes late or twice can be told from a forged one.

use crate::config::ClientConfig;
use crate::decimal;
use crate::entropy::RandomText;
use crate::error::Error;
use crate::prelude::*;
use crate::time::Timestamp;
use crate::transaction::Transaction;

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
    /// Every key there is, the app's own among them.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn keys(&self) -> Result<Vec<String>, StorageFault>;
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
#[derive(Debug)]
pub(crate) enum Entry {
    Open(Transaction),
    /// It is over, and was this client's.
    Over(End),
    OtherClient,
    Tampered,
    Unknown,
}

/// How a sign-in came to be over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    Used,
    Expired,
}

struct Marker {
    end: End,
    client_id: String,
    issuer: String,
    until: Timestamp,
}

impl Marker {
    fn write(&self) -> String {
        [self.end.as_str(), &self.client_id, &self.issuer, &decimal::write(self.until.milliseconds())].join("\n")
    }

    fn read(text: &str) -> Option<Marker> {
        let &[end, client_id, issuer, until] = &*text.split('\n').collect::<Vec<_>>() else { return None };
        Some(Marker {
            end: [End::Used, End::Expired].into_iter().find(|known| known.as_str() == end)?,
            client_id: client_id.into(),
            issuer: issuer.into(),
            until: Timestamp::from_milliseconds(decimal::read(until)?),
        })
    }
}

impl End {
    fn as_str(self) -> &'static str {
        match self {
            End::Used => "used",
            End::Expired => "expired",
        }
    }
}

/// The records of this library in a storage.
#[derive(Debug)]
pub struct TransactionStore<'a, S>(&'a S);

impl<'a, S: SessionStorage> TransactionStore<'a, S> {
    /// The records in that storage.
    pub fn new(storage: &'a S) -> TransactionStore<'a, S> {
        TransactionStore(storage)
    }

    /// Keeps a sign-in that begins. What has expired goes first, and the oldest beyond 20.
    ///
    /// # Errors
    ///
    /// [`Error::StorageBlocked`], and [`Error::StorageFull`] when there is no room even after a sweep.
    pub fn open(&self, transaction: &Transaction, now: Timestamp) -> Result<(), Box<Error>> {
        let key = open_key(transaction.state());
        let record = transaction.record();
        self.sweep(now, OPEN_LIMIT - 1)?;
        match self.0.set(&key, record) {
            Err(StorageFault::Full) => {
                self.drop_markers()?;
                Ok(self.0.set(&key, record)?)
            }
            other => Ok(other?),
        }
    }

    pub(crate) fn find(&self, config: &ClientConfig, state: &RandomText) -> Result<Entry, Box<Error>> {
        if let Some(record) = self.0.get(&open_key(state.as_str()))? {
            return Ok(match Transaction::read(record) {
                Some(transaction) if transaction.state() != state.as_str() => Entry::Tampered,
                Some(transaction) if !transaction.belongs_to(config) => Entry::OtherClient,
                Some(transaction) => Entry::Open(transaction),
                None => Entry::Tampered,
            });
        }
        Ok(match self.0.get(&over_key(state.as_str()))?.map(|text| Marker::read(&text)) {
            None => Entry::Unknown,
            Some(None) => Entry::Tampered,
            Some(Some(marker)) if marker.client_id == config.client_id && marker.issuer == config.issuer => {
                Entry::Over(marker.end)
            }
            Some(Some(_)) => Entry::OtherClient,
        })
    }

    /// Takes a sign-in's record away and remembers how it ended.
    pub(crate) fn close(&self, transaction: &Transaction, end: End, now: Timestamp) -> Result<(), Box<Error>> {
        self.0.remove(&open_key(transaction.state()))?;
        let marker = Marker {
            end,
            client_id: transaction.client_id().into(),
            issuer: transaction.issuer().into(),
            until: now.after_seconds(MARKER_SECONDS),
        };
        // The sign-in is over already; a storage too full for the marker costs no more than a later message.
        let _ = self.0.set(&over_key(transaction.state()), &marker.write());
        self.sweep_markers(now)
    }

    /// Takes a record away that cannot be read.
    pub(crate) fn discard(&self, state: &RandomText) -> Result<(), Box<Error>> {
        self.0.remove(&open_key(state.as_str()))?;
        Ok(self.0.remove(&over_key(state.as_str()))?)
    }

    /// Drops every open sign-in of a client, so that none can be completed after its logout.
    ///
    /// # Errors
    ///
    /// [`Error::StorageBlocked`].
    pub fn drop_client(&self, config: &ClientConfig) -> Result<(), Box<Error>> {
        for (key, transaction) in self.records()? {
            if transaction.is_some_and(|transaction| transaction.belongs_to(config)) {
                self.0.remove(&key)?;
            }
        }
        Ok(())
    }

    fn sweep(&self, now: Timestamp, keep: usize) -> Result<(), Box<Error>> {
        let mut open = Vec::new();
        for (key, transaction) in self.records()? {
            match transaction {
                Some(transaction) if transaction.expires_at() <= now => self.close(&transaction, End::Expired, now)?,
                // One that cannot be read counts as the oldest of all.
                other => open.push((other.map(|transaction| transaction.expires_at()), key)),
            }
        }
        self.remove_oldest(open, keep)?;
        self.sweep_markers(now)
    }

    fn sweep_markers(&self, now: Timestamp) -> Result<(), Box<Error>> {
        let mut markers = Vec::new();
        for key in self.keys(OVER)? {
            let until = self.0.get(&key)?.and_then(|text| Marker::read(&text)).map(|marker| marker.until);
            match until {
                Some(until) if until > now => markers.push((Some(until), key)),
                _ => self.0.remove(&key)?,
            }
        }
        self.remove_oldest(markers, MARKER_LIMIT)
    }

    fn remove_oldest(&self, mut entries: Vec<(Option<Timestamp>, String)>, keep: usize) -> Result<(), Box<Error>> {
        while entries.len() > keep {
            let oldest = entries.iter().enumerate().min_by_key(|(_, (at, _))| *at).map_or(0, |(index, _)| index);
            self.0.remove(&entries.swap_remove(oldest).1)?;
        }
        Ok(())
    }

    fn drop_markers(&self) -> Result<(), Box<Error>> {
        for key in self.keys(OVER)? {
            self.0.remove(&key)?;
        }
        Ok(())
    }

    fn records(&self) -> Result<Vec<(String, Option<Transaction>)>, Box<Error>> {
        let mut records = Vec::new();
        for key in self.keys(OPEN)? {
            let record = self.0.get(&key)?.and_then(Transaction::read);
            records.push((key, record));
        }
        Ok(records)
    }

    fn keys(&self, prefix: &str) -> Result<Vec<String>, Box<Error>> {
        let mut keys = self.0.keys()?;
        keys.retain(|key| key.starts_with(prefix));
        Ok(keys)
    }
}

impl From<StorageFault> for Box<Error> {
    fn from(fault: StorageFault) -> Box<Error> {
        let error = match fault {
            StorageFault::Blocked => Error::StorageBlocked,
            StorageFault::Full => Error::StorageFull,
        };
        error.into()
    }
}

fn open_key(state: &str) -> String {
    [OPEN, state].concat()
}

fn over_key(state: &str) -> String {
    [OVER, state].concat()
}

/// The prefix, the version of the record's form, and what the key holds.
const OPEN: &str = "spa-authorize:1:open:";
const OVER: &str = "spa-authorize:1:over:";

const OPEN_LIMIT: usize = 20;
const MARKER_LIMIT: usize = 20;
const MARKER_SECONDS: u64 = 3600;
