//! What the package sets up before its first call.

use std::cell::RefCell;
use std::panic;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Has a function called if this module breaks down while nothing waits for a call to return: a promise that it was
/// about to settle never settles then.
#[wasm_bindgen(js_name = onBreakdown)]
pub fn on_breakdown(callback: Function) {
    CALLBACK.replace(Some(callback));
    panic::set_hook(Box::new(|_| {
        CALLBACK.with_borrow(|callback| callback.as_ref().map(|callback| callback.call0(&JsValue::NULL)));
    }));
}

thread_local! {
    static CALLBACK: RefCell<Option<Function>> = const { RefCell::new(None) };
}
