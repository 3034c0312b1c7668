//! The verbs that an app calls, over a host. On a page in a browser the host is the page itself.

pub mod client;
mod for_session;
pub mod in_popup;
mod leaving;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod adopting;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod answer;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod finding;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod hand_over;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod identity;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod live_session;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod on_page;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod popup_sign_in;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod requiring;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod session_end;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod started;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod stop;
