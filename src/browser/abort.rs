//! An `AbortSignal` of the app's.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
#[cfg(feature = "npm")]
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use web_sys::AbortSignal;

use super::cause::JsCause;
use super::globals::member;
use crate::error::error::Cause;
use crate::host::flag::Flag;

/// A signal that may fire.
pub(crate) struct Aborted(AbortSignal);

/// A listener, which is taken away when it is dropped.
struct Listener<'a> {
    signal: &'a AbortSignal,
    callback: Closure<dyn Fn()>,
}

impl Aborted {
    /// Takes a value that behaves as a signal does; `None` for any other.
    #[cfg(feature = "npm")]
    pub(crate) fn new(value: &JsValue) -> Option<Aborted> {
        let listens = member(value, "addEventListener").is_some_and(|listen| listen.is_function());
        listens.then(|| Aborted(value.clone().unchecked_into()))
    }

    /// Whether it has fired.
    fn has_fired(&self) -> bool {
        member(&self.0, "aborted").is_some_and(|aborted| aborted.is_truthy())
    }

    /// What it fired for.
    fn reason(&self) -> Option<Cause> {
        member(&self.0, "reason").map(JsCause::keep)
    }

    /// Waits until it fires, for the reason.
    pub(crate) async fn wait(&self) -> Option<Cause> {
        if !self.has_fired() {
            let fired = Rc::new(Flag::default());
            let raised = fired.clone();
            let _listener = Listener::new(&self.0, Closure::new(move || raised.raise()));
            fired.raised().await;
        }
        self.reason()
    }
}

impl Listener<'_> {
    fn new(signal: &AbortSignal, callback: Closure<dyn Fn()>) -> Listener<'_> {
        // A signal that takes no listener never fires.
        let _ = signal.add_event_listener_with_callback("abort", callback.as_ref().unchecked_ref());
        Listener { signal, callback }
    }
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        // Only an object that is no signal refuses this.
        let _ = self.signal.remove_event_listener_with_callback("abort", self.callback.as_ref().unchecked_ref());
    }
}
