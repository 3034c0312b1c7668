//! Whichever of two ends first.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// The work's output, or the reason to stop if that came first. Stop wins if both are
/// ready in one poll.
pub(crate) async fn race<S: Future, W: Future>(
    mut stop: Pin<&mut S>,
    mut work: Pin<&mut W>,
) -> Result<W::Output, S::Output> {
    poll_fn(|context| {
        if let Poll::Ready(reason) = stop.as_mut().poll(context) {
            return Poll::Ready(Err(reason));
        }
        work.as_mut().poll(context).map(Ok)
    })
    .await
}
