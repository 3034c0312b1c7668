//! A lease in the ledger, where a page has no Web Locks. It is as good as its timers: a page that stands still for longer
//! than a lease lasts loses it.

use std::pin::pin;
use std::rc::Rc;

use js_sys::Math;
use wasm_bindgen_futures::spawn_local;

use super::clock::wall_ms;
use super::ledger::{Change, change};
use super::timer::sleep;
use crate::host::fault::LedgerFault;
use crate::host::flag::Flag;
use crate::host::race::race;

/// A lease that is held, or waited for. Dropping it gives it back.
pub(super) struct Lease {
    claim: Claim,
    is_dropped: Rc<Flag>,
    is_lost: Rc<Flag>,
}

/// What a page writes into the line of a lock.
#[derive(Clone)]
struct Claim {
    key: String,
    holder: String,
}

impl Lease {
    /// Waits until nobody has the lease, or takes it. Where there is no ledger, everybody has it.
    pub(super) async fn take(name: &str, steals: bool) -> Lease {
        let lease = Lease { claim: Claim::new(name), is_dropped: Rc::default(), is_lost: Rc::default() };
        while let Ok(Some(false)) | Err(LedgerFault) = lease.claim.try_to_take(steals).await {
            sleep(QUEUE_MS).await;
        }
        spawn_local(renew(lease.claim.clone(), lease.is_dropped.clone(), lease.is_lost.clone()));
        lease
    }

    /// Waits until another tab has it.
    pub(super) async fn lost(&self) {
        self.is_lost.raised().await;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.is_dropped.raise();
        let claim = self.claim.clone();
        spawn_local(async move { claim.give_back().await });
    }
}

async fn renew(claim: Claim, is_dropped: Rc<Flag>, is_lost: Rc<Flag>) {
    while race(pin!(is_dropped.raised()), pin!(sleep(RENEWAL_MS))).await.is_ok() {
        if claim.try_to_renew().await == Ok(Some(false)) {
            return is_lost.raise();
        }
    }
}

impl Claim {
    fn new(name: &str) -> Claim {
        // It only has to differ from those of other tabs.
        let holder = [Math::random(), Math::random()].map(|random| (random * 1e15).to_bits().to_string()).concat();
        Claim { key: format!("lock:{name}"), holder }
    }

    async fn try_to_take(&self, steals: bool) -> Result<Option<bool>, LedgerFault> {
        let claim = self.clone();
        let by = move |line: Option<String>| {
            let is_free = steals || line.is_none_or(|line| has_ended(&line, wall_ms()));
            if is_free { Change::Write(claim.line()) } else { Change::Nothing }
        };
        change(&self.key, by).await
    }

    async fn try_to_renew(&self) -> Result<Option<bool>, LedgerFault> {
        let claim = self.clone();
        self.change_own(move || Change::Write(claim.line())).await
    }

    async fn give_back(&self) {
        // Without a ledger there is nothing to remove.
        let _ = self.change_own(|| Change::Remove).await;
    }

    async fn change_own(&self, to: impl Fn() -> Change + 'static) -> Result<Option<bool>, LedgerFault> {
        let holder = self.holder.clone();
        let is_own = move |line: String| line.split_once(' ').is_some_and(|(_, of)| of == holder);
        change(&self.key, move |line| if line.is_some_and(&is_own) { to() } else { Change::Nothing }).await
    }

    fn line(&self) -> String {
        format!("{} {}", wall_ms() + LEASE_MS, self.holder)
    }
}

/// A lease that would last longer than any does was written under another time of the device.
fn has_ended(line: &str, now: u64) -> bool {
    let until = line.split_once(' ').and_then(|(until, _)| until.parse().ok()).unwrap_or(0);
    until <= now || until > now + LEASE_MS
}

const LEASE_MS: u64 = 6000;
const RENEWAL_MS: u32 = 2000;
const QUEUE_MS: u32 = 100;
