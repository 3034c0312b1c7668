//! The one trait between the core, which decides, and the world, which performs.

use std::future::Future;

use super::fault::{NetworkFault, RandomUnavailable, StorageFault};
use super::memory::Memory;
use super::request::HttpRequest;
use super::response::HttpResponse;
use super::signature::{SignatureCheck, Verdict};
use crate::protocol::timestamp::Timestamp;

/// A page: its clock, its randomness, its storage, its address, its network and its `WebCrypto`.
///
/// Requests and signature checks return futures; everything else answers at once, so that an authorize URL is built, and
/// a callback is recognised, without waiting.
pub trait Host {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Fills bytes at random. By default from the system's generator: `crypto.getRandomValues` in a browser.
    ///
    /// # Errors
    ///
    /// [`RandomUnavailable`] if there is no generator.
    fn fill_at_random(&self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        getrandom::fill(bytes).map_err(|_| RandomUnavailable)
    }

    /// The page's address, as a URL parser serialised it; `None` where there is no page.
    fn address(&self) -> Option<String>;

    /// Shows another address of this page, without loading anything. Failures are ignored.
    fn show_address(&self, url: &str);

    /// Leaves for an address.
    fn leave_for(&self, url: &str);

    /// The text in storage under a key.
    ///
    /// # Errors
    ///
    /// [`StorageFault`], as with all four.
    fn stored(&self, key: &str) -> Result<Option<String>, StorageFault>;

    /// Stores a text under a key.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn store(&self, key: &str, text: &str) -> Result<(), StorageFault>;

    /// Removes a key from the storage, if it is there.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn remove(&self, key: &str) -> Result<(), StorageFault>;

    /// The keys in storage that begin so.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn stored_keys(&self, prefix: &str) -> Result<Vec<String>, StorageFault>;

    /// What this page has learned of providers, to be read or changed.
    fn with_memory<R>(&self, access: impl FnOnce(&mut Memory) -> R) -> R;

    /// Sends a request, without cookies, a referrer or a cache, and follows no redirect.
    ///
    /// The future may be lazy. If it is dropped before its end, the request is given up.
    fn send(&self, request: &HttpRequest) -> impl Future<Output = Result<HttpResponse, NetworkFault>>;

    /// Whether signatures can be checked here at all: pages on insecure origins have no `WebCrypto`.
    fn can_verify(&self) -> bool;

    /// Checks a signature.
    fn verify(&self, check: &SignatureCheck) -> impl Future<Output = Verdict>;
}
