//! A queue that one taker waits at.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

pub(super) struct Queue<T> {
    items: RefCell<VecDeque<T>>,
    taker: Cell<Option<Waker>>,
}

impl<T> Queue<T> {
    pub(super) const fn new() -> Queue<T> {
        Queue { items: RefCell::new(VecDeque::new()), taker: Cell::new(None) }
    }

    pub(super) fn push(&self, item: T) {
        self.items.borrow_mut().push_back(item);
        if let Some(taker) = self.taker.take() {
            taker.wake();
        }
    }

    pub(super) async fn next(&self) -> T {
        poll_fn(|context| {
            let item = self.items.borrow_mut().pop_front();
            if item.is_none() {
                self.taker.set(Some(context.waker().clone()));
            }
            item.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}
