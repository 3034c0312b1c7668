//! `sessionStorage` and `localStorage`. Where they are blocked, that matters when they are used: an ordinary page load does
//! not need them.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Storage;

use super::globals::of_window;
use crate::host::fault::StorageFault;
use crate::host::session_host::Area;

pub(super) fn get(area: Area, key: &str) -> Result<Option<String>, StorageFault> {
    storage(area)?.get_item(key).map_err(|_| StorageFault::Blocked)
}

pub(super) fn set(area: Area, key: &str, text: &str) -> Result<(), StorageFault> {
    storage(area)?.set_item(key, text).map_err(|_| StorageFault::Full)
}

pub(super) fn remove(area: Area, key: &str) -> Result<(), StorageFault> {
    storage(area)?.remove_item(key).map_err(|_| StorageFault::Blocked)
}

/// The keys of this tab that begin so.
pub(super) fn keys(prefix: &str) -> Result<Vec<String>, StorageFault> {
    let storage = storage(Area::Tab)?;
    let length = storage.length().map_err(|_| StorageFault::Blocked)?;
    let mut keys = Vec::new();
    for index in 0..length {
        let key = storage.key(index).map_err(|_| StorageFault::Blocked)?;
        keys.extend(key.filter(|key| key.starts_with(prefix)));
    }
    Ok(keys)
}

fn storage(area: Area) -> Result<Storage, StorageFault> {
    let name = match area {
        Area::Tab => "sessionStorage",
        Area::Device => "localStorage",
    };
    of_window(name).map(JsValue::unchecked_into).ok_or(StorageFault::Blocked)
}
