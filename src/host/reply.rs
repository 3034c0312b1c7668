//! One value that comes later, and that any number can wait for.

use std::cell::OnceCell;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use std::rc::Rc;

use super::flag::Flag;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use super::session_host::SessionHost;

/// A value that comes once.
pub(crate) struct Reply<T> {
    value: OnceCell<T>,
    has_come: Flag,
}

impl<T: Clone> Reply<T> {
    pub(crate) fn new() -> Reply<T> {
        Reply { value: OnceCell::new(), has_come: Flag::default() }
    }

    /// Brings the value. A second one is too late.
    pub(crate) fn bring(&self, value: T) {
        let _ = self.value.set(value);
        self.has_come.raise();
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn has_come(&self) -> bool {
        self.value.get().is_some()
    }

    /// Does the work that brings it, whoever still waits.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn run(self: Rc<Self>, host: &impl SessionHost, work: impl Future<Output = T> + 'static)
    where
        T: 'static,
    {
        host.spawn(async move { self.bring(work.await) });
    }

    pub(crate) async fn wait(&self) -> T {
        loop {
            if let Some(value) = self.value.get() {
                return value.clone();
            }
            self.has_come.raised().await;
        }
    }
}
