//! An `AbortSignal` of the app's.

use std::rc::Rc;

#[cfg(feature = "npm")]
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::AbortSignal;

use super::cause::JsCause;
use super::globals::member;
use super::listener::Listener;
use crate::error::error::Cause;
use crate::host::flag::Flag;

/// A signal that may fire.
pub(crate) struct Aborted(AbortSignal);

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

    /// The reason, if it has fired already.
    #[cfg(feature = "npm")]
    pub(crate) fn check(&self) -> Result<(), Option<Cause>> {
        if self.has_fired() { Err(self.reason()) } else { Ok(()) }
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
            let _listener = Listener::new(&self.0, &["abort"], move |_| raised.raise());
            fired.raised().await;
        }
        self.reason()
    }
}
