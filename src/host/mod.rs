//! What is asked of the world: a page in a browser, or what stands in for one.

pub mod ask;
pub mod beside;
pub mod fault;
pub(crate) mod flag;
pub mod host;
pub mod memory;
pub mod race;
pub(crate) mod reply;
pub mod request;
pub mod response;
pub mod session_host;
pub mod signature;
