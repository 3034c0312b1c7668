//! What runs on the pages of an origin. Its clock stands still while anything can go on, and then jumps to the next timer.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Its tasks, each of one tab, and its clock.
#[derive(Default)]
pub struct Executor {
    tasks: RefCell<Vec<(usize, Task)>>,
    timers: RefCell<BTreeSet<u64>>,
    now: Cell<u64>,
    woken: Arc<Woken>,
    frozen: RefCell<BTreeSet<usize>>,
    closed: RefCell<BTreeSet<usize>>,
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Executor {
    /// Milliseconds since the origin's first page.
    pub fn now(&self) -> u64 {
        self.now.get()
    }

    pub fn spawn(&self, tab: usize, work: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push((tab, Box::pin(work)));
    }

    /// Begins some work at once, as the promises of a page do.
    pub fn begin(&self, tab: usize, work: impl Future<Output = ()> + 'static) {
        let mut work = Box::pin(work);
        if work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            self.spawn(tab, work);
        }
    }

    pub async fn pause(&self, milliseconds: u32) {
        let end = self.now() + u64::from(milliseconds);
        self.timers.borrow_mut().insert(end);
        self.until(|| self.now() >= end).await;
    }

    /// Waits for what something else brings about, which then calls [`changed`](Executor::changed).
    pub async fn until(&self, is_over: impl Fn() -> bool) {
        poll_fn(|_| if is_over() { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    pub fn changed(&self) {
        self.woken.0.store(true, Ordering::Relaxed);
    }

    /// Nothing of a tab runs until it thaws.
    pub fn freeze(&self, tab: usize) {
        self.frozen.borrow_mut().insert(tab);
    }

    pub fn thaw(&self, tab: usize) {
        self.frozen.borrow_mut().remove(&tab);
        self.settle();
    }

    /// Ends whatever runs on a tab.
    pub fn close(&self, tab: usize) {
        self.closed.borrow_mut().insert(tab);
        self.settle();
    }

    /// The output of some work, for which as much time passes as it takes.
    pub fn finish<T: 'static>(self: &Rc<Self>, work: impl Future<Output = T> + 'static) -> T {
        let output = Rc::new(RefCell::new(None));
        let brought = output.clone();
        self.spawn(NO_TAB, async move { drop(brought.replace(Some(work.await))) });
        loop {
            self.settle();
            if let Some(output) = output.take() {
                return output;
            }
            assert!(self.ring(u64::MAX), "nothing more happens, and it waits");
        }
    }

    /// Time passes.
    pub fn pass(&self, milliseconds: u64) {
        let end = self.now() + milliseconds;
        self.settle();
        while self.ring(end) {
            self.settle();
        }
        self.now.set(end);
        self.settle();
    }

    /// Goes on to the next timer, if it rings by then.
    fn ring(&self, end: u64) -> bool {
        let next = self.timers.borrow().first().copied().filter(|next| *next <= end);
        let Some(next) = next else { return false };
        self.timers.borrow_mut().remove(&next);
        self.now.set(next.max(self.now()));
        true
    }

    /// Lets everything run that can.
    pub fn settle(&self) {
        loop {
            self.woken.0.store(false, Ordering::Relaxed);
            let has_begun = self.poll_each();
            if !has_begun && !self.woken.0.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// Polls each task once, and says whether one has begun others.
    fn poll_each(&self) -> bool {
        let waker = Waker::from(self.woken.clone());
        let mut pending = Vec::new();
        for (tab, mut task) in self.tasks.take() {
            if self.closed.borrow().contains(&tab) {
                continue;
            }
            let is_frozen = self.frozen.borrow().contains(&tab);
            if is_frozen || task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
                pending.push((tab, task));
            }
        }
        let begun = self.tasks.take();
        let has_begun = !begun.is_empty();
        pending.extend(begun);
        self.tasks.replace(pending);
        has_begun
    }
}

const NO_TAB: usize = usize::MAX;
