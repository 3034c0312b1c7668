//! The page: its address, its history, its storage and its clock.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::{Storage, Window};

use crate::callback::is_too_large;
use crate::error::Error;
use crate::prelude::*;
use crate::store::{SessionStorage, StorageFault};
use crate::time::Timestamp;
use crate::web_url::WebUrl;

/// A window with its address.
pub(super) struct Page {
    window: Window,
    href: String,
}

impl Page {
    pub(super) fn open() -> Result<Page, Box<Error>> {
        let window = web_sys::window().ok_or(Error::NotABrowser)?;
        let href = window.location().href().map_err(|_| Error::NotABrowser)?;
        Ok(Page { window, href })
    }

    pub(super) fn origin(&self) -> String {
        self.window.location().origin().unwrap_or_default()
    }

    /// The page's own address, or the one that is given relative to it; one that will be refused for its size, unparsed.
    pub(super) fn address(&self, given: Option<&str>) -> String {
        let Some(given) = given else { return self.href.clone() };
        if is_too_large(given) {
            return given.to_owned();
        }
        WebUrl::join(&self.href, given).map_or_else(|| given.to_owned(), |url| url.href())
    }

    /// Shows another address in place of `address`, if that is what the address bar shows.
    pub(super) fn replace(&self, address: &str, cleaned: &str) {
        if address != self.href {
            return;
        }
        if let Ok(history) = self.window.history() {
            let state = history.state().unwrap_or_default();
            // A browser that has had too many of these refuses; the sign-in is over either way.
            let _ = history.replace_state_with_url(&state, "", Some(cleaned));
        }
    }

    pub(super) fn storage(&self) -> PageStorage {
        PageStorage(self.window.session_storage().ok().flatten())
    }
}

/// `window.sessionStorage`. Where it is blocked, that matters when it is used: an ordinary page load does not.
pub(super) struct PageStorage(Option<Storage>);

impl PageStorage {
    fn open(&self) -> Result<&Storage, StorageFault> {
        self.0.as_ref().ok_or(StorageFault::Blocked)
    }
}

impl SessionStorage for PageStorage {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.open()?.get_item(key).map_err(|_| StorageFault::Blocked)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        self.open()?.set_item(key, value).map_err(|_| StorageFault::Full)
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.open()?.remove_item(key).map_err(|_| StorageFault::Blocked)
    }

    fn key(&self, index: u32) -> Result<Option<String>, StorageFault> {
        self.open()?.key(index).map_err(|_| StorageFault::Blocked)
    }
}

/// `crypto.subtle`, which insecure pages do not have.
pub(super) fn has_web_crypto() -> bool {
    let member = |value: &JsValue, name: &str| Reflect::get(value, &name.into()).unwrap_or_default();
    member(&member(&js_sys::global(), "crypto"), "subtle").is_object()
}

pub(super) fn now() -> Timestamp {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date, and `as` saturates")]
    Timestamp::from_milliseconds(js_sys::Date::now() as u64)
}
