//! An app with exports of its own, under names that the npm package's module has, or had.

use spa_authorize::{Client, Options, wasm_bindgen};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn call() -> String {
    Client::oidc(&Options::new()).map_or_else(|error| error.to_string(), |_| String::new())
}

#[wasm_bindgen(js_name = handleCallback)]
pub fn handle_callback() -> String {
    "the app's own".to_owned()
}
