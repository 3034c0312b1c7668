//! One value that comes later, and that somebody waits for.

use std::cell::OnceCell;

use super::flag::Flag;

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

    pub(crate) async fn wait(&self) -> T {
        loop {
            if let Some(value) = self.value.get() {
                return value.clone();
            }
            self.has_come.raised().await;
        }
    }
}
