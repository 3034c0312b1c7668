//! A lock among all tabs of the origin (Web Locks).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use super::globals::{member, of_global};
use crate::host::flag::Flag;

#[wasm_bindgen]
extern "C" {
    // `web-sys` has it among the unstable ones.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &Function) -> Result<JsValue, JsValue>;
}

/// A lock that is held, or waited for. Dropping it gives it back, or leaves the queue.
pub(super) struct WebLock {
    grant: Rc<Grant>,
    controller: AbortController,
}

#[derive(Default)]
struct Grant {
    /// Settles the promise for whose life the browser grants the lock.
    release: RefCell<Option<Function>>,
    is_answered: Flag,
    has_ended: Flag,
    is_given_up: Cell<bool>,
}

impl WebLock {
    /// Waits for a lock; `None` where there are no Web Locks, or they throw: in a frame on another site.
    pub(super) async fn request(name: &str, steals: bool) -> Option<WebLock> {
        let locks: LockManager = member(&of_global("navigator")?, "locks")?.unchecked_into();
        let lock = WebLock { grant: Rc::default(), controller: AbortController::new().ok()? };
        let granted = lock.grant.clone();
        let callback = Closure::<dyn Fn() -> JsValue>::new(move || granted.hold());
        let request = locks.request(name, &lock.options(steals), callback.as_ref().unchecked_ref()).ok()?;
        lock.watch(&request, callback);
        lock.grant.is_answered.raised().await;
        lock.grant.is_held().then_some(lock)
    }

    /// Waits until another tab has stolen it.
    pub(super) async fn lost(&self) {
        self.grant.has_ended.raised().await;
    }

    /// Who steals does not wait, and may not bring a signal (Web Locks §3.2).
    fn options(&self, steals: bool) -> Object {
        let (name, value) = if steals { ("steal", JsValue::TRUE) } else { ("signal", self.controller.signal().into()) };
        let options = Object::new();
        // A new object takes every member.
        let _ = Reflect::set(&options, &name.into(), &value);
        options
    }

    /// Follows the request to its end, which is a rejection if the lock is stolen, refused, or not waited for.
    fn watch(&self, request: &JsValue, callback: Closure<dyn Fn() -> JsValue>) {
        let (grant, request) = (self.grant.clone(), Promise::resolve(request));
        spawn_local(async move {
            let _ = JsFuture::from(request).await;
            drop(callback);
            grant.has_ended.raise();
            grant.is_answered.raise();
        });
    }
}

impl Drop for WebLock {
    fn drop(&mut self) {
        self.grant.is_given_up.set(true);
        match self.grant.release.take() {
            // It only settles a promise.
            Some(release) => drop(release.call0(&JsValue::UNDEFINED)),
            None => self.controller.abort(),
        }
    }
}

impl Grant {
    /// The browser's question how long the lock is held: as long as this promise is pending.
    fn hold(&self) -> JsValue {
        if self.is_given_up.get() {
            return JsValue::UNDEFINED;
        }
        let held = Promise::new(&mut |release, _| drop(self.release.replace(Some(release))));
        self.is_answered.raise();
        held.into()
    }

    fn is_held(&self) -> bool {
        self.release.borrow().is_some()
    }
}
