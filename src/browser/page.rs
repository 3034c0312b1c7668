//! The page: its address, its storage and its clock.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::callback::is_too_large;
use crate::error::{Error, invalid, quoted};
use crate::prelude::*;
use crate::store::{SessionStorage, StorageFault};
use crate::time::Timestamp;
use crate::web_url::WebUrl;

// By their names, so that no object of the page has to be kept: what is not there, or not allowed, is caught.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["window", "location"], js_name = toString)]
    fn location() -> Result<String, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = getItem)]
    fn get_item(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = setItem)]
    fn set_item(key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = removeItem)]
    fn remove_item(key: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = sessionStorage, js_name = key)]
    fn key_at(index: u32) -> Result<Option<String>, JsValue>;
}

/// A window, by its address.
pub(super) struct Page {
    pub(super) url: WebUrl,
}

impl Page {
    pub(super) fn open() -> Result<Page, Box<Error>> {
        match location() {
            Ok(href) => Ok(Page { url: WebUrl::serialised(href) }),
            Err(_) => Err(Error::NotABrowser.into()),
        }
    }

    pub(super) fn origin(&self) -> &str {
        self.url.origin()
    }

    /// The address that is given relative to the page's; one that will be refused for its size, unparsed.
    pub(super) fn address(&self, given: &str) -> Result<WebUrl, Box<Error>> {
        if is_too_large(given) {
            return Ok(WebUrl::serialised(given.to_owned()));
        }
        WebUrl::join(self.url.as_str(), given).ok_or_else(|| invalid("url", "an address", &quoted(given)))
    }
}

/// `sessionStorage`. Where it is blocked, that matters when it is used: an ordinary page load does not.
pub(super) struct PageStorage;

impl SessionStorage for PageStorage {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        get_item(key).map_err(|_| StorageFault::Blocked)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        set_item(key, value).map_err(|_| StorageFault::Full)
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        remove_item(key).map_err(|_| StorageFault::Blocked)
    }

    fn key(&self, index: u32) -> Result<Option<String>, StorageFault> {
        key_at(index).map_err(|_| StorageFault::Blocked)
    }
}

pub(super) fn now() -> Timestamp {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date, and `as` saturates")]
    Timestamp::from_milliseconds(js_sys::Date::now() as u64)
}
