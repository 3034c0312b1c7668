//! What is asked of the world: a page in a browser, or what stands in for one.

pub mod ask;
pub mod beside;
pub mod fault;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) mod flag;
pub mod host;
pub mod memory;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod race;
pub mod request;
pub mod response;
pub mod signature;
