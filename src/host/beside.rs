//! Two requests at once. A host's futures may be lazy, so both have to be polled.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// A future that can be driven beside others, and awaited later.
pub(crate) enum Ahead<F: Future> {
    /// It is under way.
    Pending(Pin<Box<F>>),
    /// It has ended.
    Done(Option<F::Output>),
}

impl<F: Future> Ahead<F> {
    pub(crate) fn new(future: F) -> Ahead<F> {
        Ahead::Pending(Box::pin(future))
    }

    /// The output, of which there is one: `None` the second time.
    pub(crate) async fn output(&mut self) -> Option<F::Output> {
        poll_fn(|context| self.drive(context).map(|()| ())).await;
        if let Ahead::Done(output) = self { output.take() } else { None }
    }

    fn drive(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Ahead::Pending(future) = self {
            let Poll::Ready(output) = future.as_mut().poll(context) else { return Poll::Pending };
            *self = Ahead::Done(Some(output));
        }
        Poll::Ready(())
    }
}

impl<F: Future> Unpin for Ahead<F> {}

/// Awaits the first, and drives the other while that takes.
pub(crate) async fn beside<A: Future, B: Future>(first: A, mut other: Option<&mut Ahead<B>>) -> A::Output {
    let mut first = pin!(first);
    poll_fn(|context| {
        let polled = first.as_mut().poll(context);
        if polled.is_pending()
            && let Some(other) = other.as_mut()
        {
            let _ = other.drive(context);
        }
        polled
    })
    .await
}
