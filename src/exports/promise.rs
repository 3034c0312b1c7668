//! Promises of what the core does.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;

use super::failure::failure;
use crate::browser::abort::Aborted;
use crate::client::stop::aborted;
use crate::error::error::{Cause, Error};
use crate::host::race::race;

/// A promise of some work, which has begun when this returns. A failure becomes an error of the package.
///
/// An exported `async fn` would begin a microtask later.
pub(super) fn promise(work: impl Future<Output = Result<JsValue, Error>> + 'static) -> Promise {
    let mut work: Pin<Box<dyn Future<Output = Result<JsValue, Error>>>> = Box::pin(work);
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(value)) => Promise::resolve(&value),
        Poll::Ready(Err(error)) => Promise::reject(&failure(&error)),
        Poll::Pending => future_to_promise(async move { work.await.map_err(|error| failure(&error)) }),
    }
}

/// Rejects what need not begin any more.
pub(super) fn unless_fired(signal: Option<&Aborted>) -> Result<(), Error> {
    signal.map_or(Ok(()), Aborted::check).or_else(given_up)
}

/// Some work, for one who waits for it until a signal fires.
pub(super) async fn until_aborted<T>(
    signal: Option<Aborted>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match &signal {
        Some(signal) => race(pin!(signal.wait()), pin!(work)).await.unwrap_or_else(given_up),
        None => work.await,
    }
}

fn given_up<T>(cause: Option<Cause>) -> Result<T, Error> {
    Err(aborted(None, cause))
}
