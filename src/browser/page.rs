//! The page that this runs in, as a host.

use std::cell::{Cell, RefCell};

use js_sys::Date;

use super::globals::{history, location, member};
use super::{crypto, fetch, storage};
use crate::host::fault::{NetworkFault, StorageFault};
use crate::host::host::Host;
use crate::host::memory::Memory;
use crate::host::request::HttpRequest;
use crate::host::response::HttpResponse;
use crate::host::signature::{SignatureCheck, Verdict};
use crate::protocol::timestamp::Timestamp;

/// The page. On a server it has a clock and a network, and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Page;

impl Host for Page {
    fn now(&self) -> Timestamp {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date, and `as` saturates")]
        let milliseconds = Date::now() as u64;
        Timestamp::from_milliseconds(milliseconds)
    }

    fn address(&self) -> Option<String> {
        member(&location()?.into(), "href")?.as_string()
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
        storage::get(key)
    }

    fn store(&self, key: &str, text: &str) -> Result<(), StorageFault> {
        storage::set(key, text)
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        storage::remove(key)
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

thread_local! {
    static MEMORY: RefCell<Memory> = const { RefCell::new(Memory::new()) };
    static IS_SHOWING: Cell<bool> = const { Cell::new(false) };
}
