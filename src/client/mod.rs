//! The verbs that an app calls, over a host. On a page in a browser the host is the page itself.

pub mod client;
mod leaving;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod answer;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod on_page;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod shared;
