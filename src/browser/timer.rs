//! The page's timer.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::host::flag::Flag;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: u32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// A timer that is stopped when it is dropped.
struct Timer(JsValue);

/// Waits so many milliseconds. A timer of its own would ring at once if it were set for longer than they last (HTML §8.6).
pub(crate) async fn sleep(milliseconds: u32) {
    let mut left = milliseconds;
    while left > LONGEST_MS {
        ring_after(LONGEST_MS).await;
        left -= LONGEST_MS;
    }
    ring_after(left).await;
}

/// A promise would be simpler; one that never settles would never give its memory back.
async fn ring_after(milliseconds: u32) {
    let elapsed = Rc::new(Flag::default());
    let raised = elapsed.clone();
    let callback = Closure::<dyn Fn()>::new(move || raised.raise());
    let _timer = Timer(set_timeout(callback.as_ref().unchecked_ref(), milliseconds));
    elapsed.raised().await;
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.0);
    }
}

const LONGEST_MS: u32 = i32::MAX as u32;
