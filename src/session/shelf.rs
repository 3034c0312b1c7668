//! Where a session's record, its epoch and its hint lie in the storage.

use std::sync::Arc;

use crate::config::session_config::{SessionConfig, Store};
use crate::host::fault::StorageFault;
use crate::host::session_host::{Area, SessionHost};
use crate::kept::record::{Record, Standing};
use crate::machine::event::Stored;
use crate::protocol::random_text::RandomText;
use crate::protocol::timestamp::Timestamp;
use crate::sign_in::transaction::ClientKey;

/// The storage of one client's session.
pub(crate) struct Shelf<H> {
    host: H,
    client: ClientKey,
    /// The farthest that a record may be kept.
    store: Store,
    /// Whether it matters when the user did something last.
    notes_activity: bool,
}

impl<H: SessionHost> Shelf<H> {
    pub(crate) fn new(host: H, client: ClientKey, config: &SessionConfig) -> Shelf<H> {
        Shelf { host, client, store: config.store, notes_activity: config.idle_seconds.is_some() }
    }

    /// What lies there now. A storage that is blocked holds nothing, and what cannot be read is taken away.
    pub(crate) fn stored(&self) -> Stored {
        let mut fault = None;
        let records = self.areas().filter_map(|area| {
            self.record_in(area).unwrap_or_else(|found| {
                fault = Some(found);
                None
            })
        });
        let record = records.reduce(|one, other| if one.is_behind(&other) { other } else { one });
        Stored {
            record: record.map(Arc::new),
            epoch: self.text("epoch"),
            was_signed_in: self.text("was").is_some(),
            active_at: if self.notes_activity { self.last_active() } else { None },
            fault,
        }
    }

    /// Keeps a record where it belongs. If there is no room the older one goes as well: a spent token never stays.
    pub(crate) fn keep(&self, record: &Record) -> Result<(), StorageFault> {
        let Some(area) = area_of(record.store) else { return Ok(()) };
        let key = self.key("session");
        self.host.keep(area, &key, &record.text()).inspect_err(|_| {
            let _ = self.host.forget(area, &key);
        })
    }

    /// Takes away what lies where a record is not kept: the session of an earlier sign-in would come back from there.
    pub(crate) fn forget_elsewhere(&self, record: &Record) {
        for area in self.areas().filter(|area| area_of(record.store) != Some(*area)) {
            let _ = self.host.forget(area, &self.key("session"));
        }
    }

    /// Takes a record away if it is still that one: a later one is another tab's.
    pub(crate) fn forget(&self, standing: &Standing) {
        for area in self.areas() {
            if self.record_in(area).is_ok_and(|record| record.is_some_and(|record| record.standing == *standing)) {
                let _ = self.host.forget(area, &self.key("session"));
            }
        }
    }

    /// Notes that somebody is signed in on this device.
    pub(crate) fn note_sign_in(&self) {
        let _ = self.host.keep(Area::Device, &self.key("was"), "1");
    }

    /// Takes everything away, and leaves an epoch under which no record of before counts.
    pub(crate) fn sign_out(&self) {
        for area in [Area::Tab, Area::Device] {
            let _ = self.host.forget(area, &self.key("session"));
        }
        for name in ["was", "active"] {
            let _ = self.host.forget(Area::Device, &self.key(name));
        }
        let mut random = [0; 32];
        if self.host.fill_at_random(&mut random).is_ok() {
            let _ = self.host.keep(Area::Device, &self.key("epoch"), RandomText::new(random).as_str());
        }
    }

    /// Notes that the user has just done something.
    pub(crate) fn note_activity(&self) {
        let now = self.host.now().milliseconds().to_string();
        let _ = self.host.keep(Area::Device, &self.key("active"), &now);
    }

    /// When somebody last did something in any tab.
    fn last_active(&self) -> Option<Timestamp> {
        self.text("active")?.parse().ok().map(Timestamp::from_milliseconds)
    }

    fn record_in(&self, area: Area) -> Result<Option<Record>, StorageFault> {
        let key = self.key("session");
        let Some(text) = self.host.kept(area, &key)? else { return Ok(None) };
        let record = Record::read(&text, &self.client).filter(|record| area_of(record.store) == Some(area));
        if record.is_none() {
            let _ = self.host.forget(area, &key);
        }
        Ok(record)
    }

    /// Where a record may lie: in the tab's storage even if the client allows the device's.
    fn areas(&self) -> impl Iterator<Item = Area> {
        let farthest = self.store;
        let areas = [(Store::Tab, Area::Tab), (Store::Device, Area::Device)];
        areas.into_iter().filter(move |(store, _)| *store <= farthest).map(|(_, area)| area)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.host.kept(Area::Device, &self.key(name)).ok()?
    }

    /// Two clients of one page share none of it.
    fn key(&self, name: &str) -> String {
        format!("{}:{name}", public_channel(&self.client))
    }
}

/// The channel of all tabs that have this client, and the beginning of its keys.
pub(crate) fn public_channel(client: &ClientKey) -> String {
    format!("{PREFIX}{} {}", client.issuer.as_str(), client.client_id)
}

/// The channel of the tabs of one family.
pub(crate) fn private_channel(secret: &str) -> String {
    format!("{PREFIX}{secret}")
}

/// The lock of a family, and its line in the ledger.
pub(crate) fn lock_name(family: &str) -> String {
    format!("{PREFIX}{family}")
}

fn area_of(store: Store) -> Option<Area> {
    match store {
        Store::Memory => None,
        Store::Tab => Some(Area::Tab),
        Store::Device => Some(Area::Device),
    }
}

/// With the version of the form of all that sessions keep.
const PREFIX: &str = "spa-authorize:1:";
