//! The page: its address, its clock, its storage, its randomness and its parsers.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::before::callback::{is_too_large, no_address};
use crate::before::error::{Error, ErrorKind};
use crate::before::prelude::*;
use crate::before::store::{SessionStorage, StorageFault};
use crate::before::time::Timestamp;
use crate::before::web_url::{WebUrl, is_web};

// Texts and numbers alone: an import that could throw, or give an object, would bring a table of objects.
#[wasm_bindgen(module = "/src/before/browser/page.js")]
extern "C" {
    fn ask(way: u32, first: &str, second: Option<&str>) -> String;
    fn fill(bytes: &mut [u8]) -> bool;
}

/// A page, or what has none, at the time of a call.
pub(super) struct Page<'a> {
    pub(super) address: &'a str,
    pub(super) now: Timestamp,
}

impl Page<'_> {
    pub(super) fn url(&self) -> Result<WebUrl, Box<Error>> {
        if self.address.is_empty() {
            return Err(ErrorKind::NotABrowser.into());
        }
        Ok(WebUrl::serialised(self.address.to_owned()))
    }

    /// The address that is given relative to the page's; one that will be refused for its size, unparsed.
    pub(super) fn join(&self, given: &str) -> Result<WebUrl, Box<Error>> {
        if is_too_large(given) {
            return Ok(WebUrl::serialised(given.to_owned()));
        }
        // A whole address needs no base, and the browser would parse that as well.
        let url = href(given, (!is_web(given)).then_some(self.address));
        url.map(WebUrl::serialised).ok_or_else(|| no_address(given))
    }
}

/// `sessionStorage`. Where it is blocked, that matters when it is used: an ordinary page load does not.
pub(super) struct PageStorage;

impl SessionStorage for PageStorage {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        answer(Way::Get, key, None)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        answer(Way::Set, key, Some(value)).map(|_| ()).map_err(|_| StorageFault::Full)
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        answer(Way::Remove, key, None).map(|_| ())
    }

    fn keys(&self, start: &str) -> Result<String, StorageFault> {
        Ok(answer(Way::Keys, start, None)?.unwrap_or_default())
    }
}

/// The URL that a text is, as the page serialises it.
pub(crate) fn href(text: &str, base: Option<&str>) -> Option<String> {
    answer(Way::Url, text, base).ok()?
}

/// Whether a text is JSON, however deeply nested.
pub(crate) fn is_json(text: &str) -> bool {
    answer(Way::Json, text, None).is_ok()
}

/// The members of a JSON text, or its items, as [`json`](crate::before::json) reads them.
pub(crate) fn flat(json: &str) -> Option<String> {
    answer(Way::Flat, json, None).ok()?
}

/// The same of a JSON text in base64url, which has been checked to be that.
pub(crate) fn decoded(base64url: &str) -> Option<String> {
    answer(Way::Decoded, base64url, None).ok()?
}

/// A form-encoded text that has escapes.
pub(crate) fn unescaped(text: &str) -> Option<String> {
    answer(Way::Unescaped, text, None).ok()?
}

/// Fills bytes from `crypto.getRandomValues`, if it is there.
pub(crate) fn fill_at_random(bytes: &mut [u8]) -> Option<()> {
    fill(bytes).then_some(())
}

/// The functions of `page.js`, in its order.
#[derive(Clone, Copy)]
enum Way {
    Get,
    Remove,
    Keys,
    Set,
    Url,
    Json,
    Flat,
    Decoded,
    Unescaped,
}

/// The text, if there is one. What threw is said as of a storage that is blocked.
fn answer(way: Way, first: &str, second: Option<&str>) -> Result<Option<String>, StorageFault> {
    let answer = ask(way as u32, first, second);
    if answer.is_empty() {
        return Err(StorageFault::Blocked);
    }
    Ok(answer.strip_prefix("=").map(str::to_owned))
}
