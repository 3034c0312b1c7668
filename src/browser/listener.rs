//! Listeners of events.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::EventTarget;

use super::globals::member;
use crate::host::flag::Flag;

/// A listener, which is taken away when it is dropped. It may be dropped while it is called.
pub(super) struct Listener {
    target: EventTarget,
    names: &'static [&'static str],
    callback: Closure<dyn Fn(JsValue)>,
}

impl Listener {
    /// Listens to events of these names. A target that takes no listener has no events.
    pub(super) fn new(
        target: &EventTarget,
        names: &'static [&'static str],
        heard: impl Fn(JsValue) + 'static,
    ) -> Listener {
        let callback = Closure::new(heard);
        for name in names {
            let _ = target.add_event_listener_with_callback(name, callback.as_ref().unchecked_ref());
        }
        Listener { target: target.clone(), names, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for name in self.names {
            // Only an object that took no listener refuses this.
            let _ = self.target.remove_event_listener_with_callback(name, self.callback.as_ref().unchecked_ref());
        }
    }
}

/// Waits for the first event of these names, and tells its name.
pub(super) async fn first_of(target: &EventTarget, names: &'static [&'static str]) -> String {
    let first = Rc::new((Flag::default(), RefCell::default()));
    let heard = first.clone();
    let _listener = Listener::new(target, names, move |event| {
        heard.1.replace(name_of(&event));
        heard.0.raise();
    });
    first.0.raised().await;
    first.1.take()
}

/// The name of an event.
pub(super) fn name_of(event: &JsValue) -> String {
    text_of(event, "type").unwrap_or_default()
}

/// A member of an event, if it is a text.
pub(super) fn text_of(event: &JsValue, name: &str) -> Option<String> {
    member(event, name)?.as_string()
}
