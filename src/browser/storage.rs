//! `sessionStorage`. Where it is blocked, that matters when it is used: an ordinary page load does not need it.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Storage;

use super::globals::of_window;
use crate::host::fault::StorageFault;

pub(super) fn get(key: &str) -> Result<Option<String>, StorageFault> {
    storage()?.get_item(key).map_err(|_| StorageFault::Blocked)
}

pub(super) fn set(key: &str, text: &str) -> Result<(), StorageFault> {
    storage()?.set_item(key, text).map_err(|_| StorageFault::Full)
}

pub(super) fn remove(key: &str) -> Result<(), StorageFault> {
    storage()?.remove_item(key).map_err(|_| StorageFault::Blocked)
}

pub(super) fn keys(prefix: &str) -> Result<Vec<String>, StorageFault> {
    let storage = storage()?;
    let length = storage.length().map_err(|_| StorageFault::Blocked)?;
    let mut keys = Vec::new();
    for index in 0..length {
        let key = storage.key(index).map_err(|_| StorageFault::Blocked)?;
        keys.extend(key.filter(|key| key.starts_with(prefix)));
    }
    Ok(keys)
}

fn storage() -> Result<Storage, StorageFault> {
    of_window("sessionStorage").map(JsValue::unchecked_into).ok_or(StorageFault::Blocked)
}
