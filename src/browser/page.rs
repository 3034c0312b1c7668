//! The page that this runs in, as a host.

use std::any::Any;
use std::cell::{Cell, RefCell};

use wasm_bindgen_futures::spawn_local;

use super::channel::{self, Channel};
use super::frame::Frame;
use super::globals::{address, history, location, of_window};
use super::ledger::Change;
use super::locks::{PageLock, lock};
use super::timer::sleep;
use super::{beacon, clock, crypto, fetch, ledger, page_life, storage};
use crate::host::fault::{LedgerFault, NetworkFault, StorageFault};
use crate::host::host::Host;
use crate::host::memory::Memory;
use crate::host::request::HttpRequest;
use crate::host::response::HttpResponse;
use crate::host::session_host::{Area, PageEvent, SessionHost};
use crate::host::signature::{SignatureCheck, Verdict};
use crate::protocol::timestamp::Timestamp;

/// The page. On a server it has a clock and a network, and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Page;

impl Host for Page {
    fn now(&self) -> Timestamp {
        Timestamp::from_milliseconds(clock::wall_ms())
    }

    fn address(&self) -> Option<String> {
        address()
    }

    /// A browser that has had too many of these refuses; the sign-in is over either way. A router that hears of the new
    /// address may come back here before it is shown.
    fn show_address(&self, url: &str) {
        let Some(history) = history().filter(|_| !IS_SHOWING.replace(true)) else { return };
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(url));
        IS_SHOWING.set(false);
    }

    fn leave_for(&self, url: &str) {
        if let Some(location) = location() {
            let _ = location.assign(url);
        }
    }

    fn stored(&self, key: &str) -> Result<Option<String>, StorageFault> {
        storage::get(Area::Tab, key)
    }

    fn store(&self, key: &str, text: &str) -> Result<(), StorageFault> {
        storage::set(Area::Tab, key, text)
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        storage::remove(Area::Tab, key)
    }

    fn stored_keys(&self, prefix: &str) -> Result<Vec<String>, StorageFault> {
        storage::keys(prefix)
    }

    fn with_memory<R>(&self, access: impl FnOnce(&mut Memory) -> R) -> R {
        MEMORY.with_borrow_mut(access)
    }

    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
        fetch::send(request).await
    }

    fn can_verify(&self) -> bool {
        crypto::is_there()
    }

    async fn verify(&self, check: &SignatureCheck) -> Verdict {
        crypto::verify(check).await
    }
}

impl SessionHost for Page {
    type Lock = PageLock;
    type Frame = Frame;
    type Listening = Box<dyn Any>;

    fn monotonic_ms(&self) -> u64 {
        clock::monotonic_ms()
    }

    fn is_visible(&self) -> bool {
        page_life::is_visible()
    }

    fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        spawn_local(work);
    }

    async fn pause(&self, milliseconds: u32) {
        sleep(milliseconds).await;
    }

    fn kept(&self, area: Area, key: &str) -> Result<Option<String>, StorageFault> {
        storage::get(area, key)
    }

    fn keep(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFault> {
        storage::set(area, key, text)
    }

    fn forget(&self, area: Area, key: &str) -> Result<(), StorageFault> {
        storage::remove(area, key)
    }

    async fn lock(&self, name: &str, steals: bool) -> PageLock {
        lock(name, steals).await
    }

    async fn ledger_line(&self, key: &str) -> Result<Option<String>, LedgerFault> {
        ledger::read(key).await
    }

    async fn change_ledger_line(
        &self,
        key: &str,
        by: impl Fn(Option<String>) -> Option<String> + 'static,
    ) -> Result<bool, LedgerFault> {
        let changed = ledger::change(key, move |line| by(line).map_or(Change::Nothing, Change::Write)).await?;
        // Where there is no ledger, the lock waits instead.
        Ok(changed.unwrap_or(true))
    }

    async fn prune_ledger(&self, is_over: impl Fn(&str) -> bool + 'static) {
        // What cannot be removed now is removed the next time.
        let _ = ledger::prune(is_over).await;
    }

    fn post(&self, channel: &str, text: &str) {
        channel::post(channel, text);
    }

    fn listen(&self, channel: &str, heard: impl Fn(String) + 'static) -> Box<dyn Any> {
        Box::new(Channel::listen(channel, heard))
    }

    fn watch(&self, happened: impl Fn(PageEvent) + Clone + 'static) -> Box<dyn Any> {
        Box::new(page_life::watch(happened))
    }

    fn watch_activity(&self, acted: impl Fn() + Clone + 'static) -> Box<dyn Any> {
        Box::new(page_life::watch_activity(acted))
    }

    fn is_isolated(&self) -> bool {
        of_window("crossOriginIsolated").is_some_and(|isolated| isolated == true)
    }

    fn open_frame(&self, url: &str, sandboxed: bool) -> Frame {
        Frame::open(url, sandboxed)
    }

    fn leave_in_place(&self, url: &str) {
        if let Some(location) = location() {
            let _ = location.replace(url);
        }
    }

    fn send_at_last(&self, request: &HttpRequest) {
        beacon::send(request);
    }
}

thread_local! {
    static MEMORY: RefCell<Memory> = const { RefCell::new(Memory::new()) };
    static IS_SHOWING: Cell<bool> = const { Cell::new(false) };
}
