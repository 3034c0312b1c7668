//! A flag that is raised once, and that any number can wait for.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

#[derive(Default)]
pub(crate) struct Flag {
    is_raised: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl Flag {
    pub(crate) fn raise(&self) {
        self.is_raised.set(true);
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn is_raised(&self) -> bool {
        self.is_raised.get()
    }

    pub(crate) async fn raised(&self) {
        poll_fn(|context| {
            if self.is_raised.get() {
                return Poll::Ready(());
            }
            let mut waiting = self.waiting.borrow_mut();
            if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}
