//! The two clocks of a page.

use js_sys::Date;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Performance;

use super::globals::of_global;

/// Milliseconds since 1970, as the device has it.
pub(super) fn wall_ms() -> u64 {
    whole(Date::now())
}

/// Milliseconds since the page began; always 0 where there is no such clock.
pub(super) fn monotonic_ms() -> u64 {
    of_global("performance").map(JsValue::unchecked_into::<Performance>).map_or(0, |clock| whole(clock.now()))
}

fn whole(milliseconds: f64) -> u64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
    let milliseconds = milliseconds as u64;
    milliseconds
}
