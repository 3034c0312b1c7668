//! What the page has, as far as it has it.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, History, Location, Window};

#[wasm_bindgen]
extern "C" {
    // `js_sys::global()` takes whatever is called `window` for it.
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL_THIS: JsValue;

    #[wasm_bindgen(catch, js_namespace = Reflect)]
    fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = window, js_name = location)]
    type AddressBar;

    #[wasm_bindgen(catch, static_method_of = AddressBar, getter, js_namespace = window, js_class = location)]
    fn href() -> Result<String, JsValue>;
}

/// The page's address; `None` where there is no page.
pub(super) fn address() -> Option<String> {
    AddressBar::href().ok()
}

/// A member of an object; `None` if it is missing, nothing, or throws.
pub(super) fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    get(object, name).ok().filter(|value| !value.is_null_or_undefined())
}

/// A member of the page's window.
pub(super) fn of_window(name: &str) -> Option<JsValue> {
    member(&of_global("window")?, name)
}

/// A member of the global object, which workers and servers have too.
pub(super) fn of_global(name: &str) -> Option<JsValue> {
    GLOBAL_THIS.with(|global| member(global, name))
}

pub(super) fn window() -> Option<Window> {
    of_global("window").map(JsValue::unchecked_into)
}

pub(super) fn document() -> Option<Document> {
    of_window("document").map(JsValue::unchecked_into)
}

pub(super) fn location() -> Option<Location> {
    of_window("location").map(JsValue::unchecked_into)
}

pub(super) fn history() -> Option<History> {
    of_window("history").map(JsValue::unchecked_into)
}
