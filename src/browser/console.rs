//! What a developer is told on the console.

use wasm_bindgen::prelude::wasm_bindgen;

/// Warns of what the app's developer can change.
pub fn warn(text: &str) {
    console_warn(&format!("spa-authorize: {text}"));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn console_warn(text: &str);
}
