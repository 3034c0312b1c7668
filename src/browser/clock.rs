//! The two clocks of a page.

use js_sys::Date;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn since_page_began() -> Result<f64, JsValue>;
}

/// Milliseconds since 1970, as the device has it.
pub(super) fn wall_ms() -> u64 {
    whole(Date::now())
}

/// Milliseconds since the page began; always 0 where there is no such clock.
pub(super) fn monotonic_ms() -> u64 {
    since_page_began().map_or(0, whole)
}

fn whole(milliseconds: f64) -> u64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    let milliseconds = milliseconds as u64;
    milliseconds
}
