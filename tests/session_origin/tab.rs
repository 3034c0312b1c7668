//! One tab, as a host.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::rc::Rc;

use spa_authorize::host::fault::{LedgerFault, NetworkFault, StorageFault};
use spa_authorize::host::host::Host;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::session_host::{Area, FrameEvent, HeldLock, PageEvent, SessionHost, SilentFrame};
use spa_authorize::host::signature::{SignatureCheck, Verdict};
use spa_authorize::protocol::timestamp::Timestamp;

use super::origin::{Listening, Origin};
use crate::common::{Answer, Page};

/// A tab. Each clone is the same one.
#[derive(Clone)]
pub struct Tab {
    pub origin: Rc<Origin>,
    pub number: usize,
    pub page: Rc<Page>,
    pub own: Rc<Own>,
}

/// What a tab has for itself.
#[derive(Default)]
pub struct Own {
    /// `sessionStorage`, as far as sessions use it.
    pub storage: RefCell<BTreeMap<String, String>>,
    pub is_hidden: Cell<bool>,
    pub is_offline: Cell<bool>,
    /// Whether its storages may not be touched.
    pub is_blocked: Cell<bool>,
    /// Whether the ledger answers this tab nothing but errors.
    pub is_ledger_mute: Cell<bool>,
    /// Whether its storages take nothing more.
    pub is_full: Cell<bool>,
    pub left_in_place: RefCell<Vec<String>>,
    pub writes: Cell<usize>,
}

pub struct TabLock {
    origin: Rc<Origin>,
    name: String,
    id: u64,
}

pub struct TabFrame {
    origin: Rc<Origin>,
    events: RefCell<VecDeque<FrameEvent>>,
}

impl Host for Tab {
    fn now(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.origin.wall())
    }

    fn address(&self) -> Option<String> {
        self.page.address()
    }

    fn show_address(&self, url: &str) {
        self.page.show_address(url);
    }

    fn leave_for(&self, url: &str) {
        self.page.leave_for(url);
    }

    fn stored(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.page.stored(key)
    }

    fn store(&self, key: &str, text: &str) -> Result<(), StorageFault> {
        self.page.store(key, text)
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.page.remove(key)
    }

    fn stored_keys(&self, prefix: &str) -> Result<Vec<String>, StorageFault> {
        self.page.stored_keys(prefix)
    }

    fn with_memory<R>(&self, access: impl FnOnce(&mut spa_authorize::host::memory::Memory) -> R) -> R {
        self.page.with_memory(access)
    }

    async fn send(&self, request: &HttpRequest) -> Answer {
        self.origin.sent.borrow_mut().push((self.number, request.clone()));
        if self.own.is_offline.get() {
            return Err(NetworkFault::Failed(None));
        }
        let answer = self.origin.provider.borrow_mut().answer(request, self.origin.wall());
        let latency = self.origin.latency.get();
        self.origin.run.pause(latency.min(request.timeout_ms)).await;
        if latency > request.timeout_ms { Err(NetworkFault::TimedOut(None)) } else { answer }
    }

    fn can_verify(&self) -> bool {
        true
    }

    async fn verify(&self, _: &SignatureCheck) -> Verdict {
        self.origin.run.pause(1).await;
        Verdict::Valid
    }
}

impl SessionHost for Tab {
    type Lock = TabLock;
    type Frame = TabFrame;
    type Listening = Listening;

    fn monotonic_ms(&self) -> u64 {
        self.origin.run.now()
    }

    fn is_isolated(&self) -> bool {
        false
    }

    fn is_visible(&self) -> bool {
        !self.own.is_hidden.get()
    }

    fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        self.origin.run.spawn(self.number, work);
    }

    async fn pause(&self, milliseconds: u32) {
        self.origin.run.pause(milliseconds).await;
    }

    fn kept(&self, area: Area, key: &str) -> Result<Option<String>, StorageFault> {
        self.touch()?;
        self.origin.reads.set(self.origin.reads.get() + 1);
        Ok(self.area(area).borrow().get(key).cloned())
    }

    fn keep(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFault> {
        self.touch()?;
        if self.own.is_full.get() {
            return Err(StorageFault::Full);
        }
        self.own.writes.set(self.own.writes.get() + 1);
        self.area(area).borrow_mut().insert(key.into(), text.into());
        self.changed(area);
        Ok(())
    }

    fn forget(&self, area: Area, key: &str) -> Result<(), StorageFault> {
        self.touch()?;
        if self.area(area).borrow_mut().remove(key).is_some() {
            self.changed(area);
        }
        Ok(())
    }

    async fn lock(&self, name: &str, steals: bool) -> TabLock {
        let lock = TabLock { origin: self.origin.clone(), name: name.into(), id: self.origin.next_id() };
        if steals {
            lock.with(|known| known.holder = Some(lock.id));
            self.origin.run.changed();
        } else {
            lock.with(|known| known.queue.push_back(lock.id));
        }
        self.origin.run.until(|| lock.is_granted()).await;
        lock
    }

    async fn ledger_line(&self, key: &str) -> Result<Option<String>, LedgerFault> {
        self.origin.run.pause(1).await;
        self.reach_ledger()?;
        Ok(self.origin.ledger.borrow().get(key).cloned())
    }

    async fn change_ledger_line(
        &self,
        key: &str,
        by: impl Fn(Option<String>) -> Option<String> + 'static,
    ) -> Result<bool, LedgerFault> {
        self.origin.run.pause(1).await;
        self.reach_ledger()?;
        let mut lines = self.origin.ledger.borrow_mut();
        let line = by(lines.get(key).cloned());
        Ok(line.map(|line| lines.insert(key.into(), line)).is_some())
    }

    async fn prune_ledger(&self, is_over: impl Fn(&str) -> bool + 'static) {
        self.origin.run.pause(1).await;
        self.origin.ledger.borrow_mut().retain(|_, line| !is_over(line));
    }

    fn post(&self, channel: &str, text: &str) {
        self.origin.post(self.number, channel, text);
    }

    fn listen(&self, channel: &str, heard: impl Fn(String) + 'static) -> Listening {
        self.origin.listen(self.number, channel, heard)
    }

    fn watch(&self, happened: impl Fn(PageEvent) + Clone + 'static) -> Listening {
        self.origin.watch(self.number, happened)
    }

    fn watch_activity(&self, acted: impl Fn() + Clone + 'static) -> Listening {
        self.origin.watch_activity(self.number, acted)
    }

    fn open_frame(&self, url: &str, sandboxed: bool) -> TabFrame {
        self.origin.sandboxed.borrow_mut().push(sandboxed);
        self.origin.open_frames.set(self.origin.open_frames.get() + 1);
        let script = self.origin.frames.borrow_mut().pop_front();
        let events = script.map(|script| script(url)).unwrap_or_default();
        TabFrame { origin: self.origin.clone(), events: RefCell::new(events.into()) }
    }

    fn leave_in_place(&self, url: &str) {
        self.own.left_in_place.borrow_mut().push(url.into());
    }

    fn send_at_last(&self, request: &HttpRequest) {
        self.origin.sent.borrow_mut().push((self.number, request.clone()));
        drop(self.origin.provider.borrow_mut().answer(request, self.origin.wall()));
    }
}

impl Tab {
    fn reach_ledger(&self) -> Result<(), LedgerFault> {
        if self.own.is_ledger_mute.get() { Err(LedgerFault) } else { Ok(()) }
    }

    fn touch(&self) -> Result<(), StorageFault> {
        if self.own.is_blocked.get() { Err(StorageFault::Blocked) } else { Ok(()) }
    }

    fn area(&self, area: Area) -> &RefCell<BTreeMap<String, String>> {
        match area {
            Area::Tab => &self.own.storage,
            Area::Device => &self.origin.device,
        }
    }

    fn changed(&self, area: Area) {
        if area == Area::Device {
            self.origin.storage_changed(self.number);
        }
    }
}

impl TabLock {
    /// Whether it holds the lock, or takes it now.
    fn is_granted(&self) -> bool {
        self.with(|known| {
            if known.holder.is_none() && known.queue.front() == Some(&self.id) {
                known.queue.pop_front();
                known.holder = Some(self.id);
            }
            known.holder == Some(self.id)
        })
    }

    fn with<R>(&self, access: impl FnOnce(&mut super::origin::Lock) -> R) -> R {
        access(self.origin.locks.borrow_mut().entry(self.name.clone()).or_default())
    }
}

impl HeldLock for TabLock {
    async fn lost(&self) {
        self.origin.run.until(|| self.with(|known| known.holder != Some(self.id))).await;
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        self.with(|known| {
            known.queue.retain(|waiting| *waiting != self.id);
            known.holder.take_if(|holder| *holder == self.id);
        });
        self.origin.run.changed();
    }
}

impl SilentFrame for TabFrame {
    async fn next(&self) -> FrameEvent {
        let next = self.events.borrow_mut().pop_front();
        match next {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

impl Drop for TabFrame {
    fn drop(&mut self) {
        self.origin.open_frames.set(self.origin.open_frames.get() - 1);
    }
}
