//! A JavaScript value that is behind an error.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::sync::Arc;

use wasm_bindgen::JsValue;

use super::globals::member;
use crate::error::error::Cause;

/// A value that the browser threw, or that a signal was given as its reason.
///
/// It is a number that stands for the value: errors can be sent to other threads, and values of a page cannot.
#[derive(Debug)]
pub struct JsCause(u32);

impl JsCause {
    /// Keeps a value for as long as its error lives.
    pub(crate) fn keep(value: JsValue) -> Cause {
        let number = NEXT.replace(NEXT.get().wrapping_add(1));
        VALUES.with_borrow_mut(|values| values.push((number, value)));
        Arc::new(JsCause(number))
    }

    /// The value, on the thread that it is of.
    #[must_use]
    pub fn value(&self) -> JsValue {
        let find = |values: &Vec<(u32, JsValue)>| values.iter().find(|(number, _)| *number == self.0).cloned();
        VALUES.with_borrow(find).map_or(JsValue::UNDEFINED, |(_, value)| value)
    }
}

impl Drop for JsCause {
    fn drop(&mut self) {
        VALUES.with_borrow_mut(|values| values.retain(|(number, _)| *number != self.0));
    }
}

impl fmt::Display for JsCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = member(&self.value(), "message").and_then(|message| message.as_string());
        f.write_str(&message.unwrap_or_default())
    }
}

impl std::error::Error for JsCause {}

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static VALUES: RefCell<Vec<(u32, JsValue)>> = const { RefCell::new(Vec::new()) };
}
