//! Work that is done once, and whose outcome any number can wait for.

use std::cell::OnceCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::host::flag::Flag;

pub(super) struct Shared<T> {
    outcome: OnceCell<T>,
    ended: Flag,
}

impl<T: Clone + 'static> Shared<T> {
    /// Work that has yet to begin.
    pub(super) fn new() -> Rc<Shared<T>> {
        Rc::new(Shared { outcome: OnceCell::new(), ended: Flag::default() })
    }

    /// Takes an outcome that is known.
    pub(super) fn bring(&self, outcome: T) {
        // There is one.
        let _ = self.outcome.set(outcome);
        self.ended.raise();
    }

    /// Does the work, whoever still waits for it.
    pub(super) fn run(self: Rc<Shared<T>>, work: impl Future<Output = T> + 'static) {
        spawn_local(async move {
            let outcome = work.await;
            self.bring(outcome);
        });
    }

    pub(super) fn has_ended(&self) -> bool {
        self.outcome.get().is_some()
    }

    pub(super) async fn outcome(&self) -> T {
        loop {
            if let Some(outcome) = self.outcome.get() {
                return outcome.clone();
            }
            self.ended.raised().await;
        }
    }
}
