//! The crate as the module of the npm package: without the standard library, whose allocator and panics would be more
//! bytes than the sign-in itself.

#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg(target_arch = "wasm32")]

use core::panic::PanicInfo;

// For its exported functions.
use spa_authorize as _;

#[global_allocator]
static ALLOCATOR: mini_alloc::MiniAlloc = mini_alloc::MiniAlloc::INIT;

/// No input makes one; if one did, the page gets a `RuntimeError`.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
