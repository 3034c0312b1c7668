//! Locks among the tabs of an origin, by whatever the page has for them.

use super::lease::Lease;
use super::ledger;
use super::timer::sleep;
use super::web_lock::WebLock;
use crate::host::session_host::HeldLock;

/// A lock of the page.
pub struct PageLock(Kind);

enum Kind {
    Web(WebLock),
    Lease(Lease),
}

impl HeldLock for PageLock {
    async fn lost(&self) {
        match &self.0 {
            Kind::Web(lock) => lock.lost().await,
            Kind::Lease(lease) => lease.lost().await,
        }
    }
}

/// Waits for a lock. Without a ledger, what the last holder wrote into a storage may still be on its way.
pub(super) async fn lock(name: &str, steals: bool) -> PageLock {
    let kind = match WebLock::request(name, steals).await {
        Some(lock) => Kind::Web(lock),
        None => Kind::Lease(Lease::take(name, steals).await),
    };
    if !ledger::is_there().await {
        sleep(GRACE_MS).await;
    }
    PageLock(kind)
}

const GRACE_MS: u32 = 100;
