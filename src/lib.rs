//! The browser's half of signing in with OAuth 2.0 and OpenID Connect.
//!
//! Everything here is plain values in and out: time, randomness, storage and the network are arguments and return
//! values, so that a whole sign-in runs in a test. The modules stand in the order of a sign-in's path:
//!
//! ```text
//!  ClientConfig + SignInRequest                      what the app asks
//!         │  begin(config, request, entropy, now)
//!         ▼
//!  AuthorizeUrl + Transaction                        one cannot be had without the other
//!         │  Transaction → sessionStorage, under its state
//!         ▼
//!  ……… the browser leaves and comes back ………
//!         ▼
//!  handle_callback                                   matched with its Transaction by state
//!         ▼
//!  Step: exchange → keys → signature                 the core asks, the page does, resume() goes on
//!         ▼
//!  Tokens                                            only the last step can build them
//! ```

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;
#[cfg(all(test, target_arch = "wasm32"))]
extern crate std;

pub mod before;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod callback;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod config;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod documents;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod error;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod host;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod protocol;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod providers;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod session;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod sign_in;
#[cfg(not(target_arch = "wasm32"))]
#[allow(dead_code, reason = "the layers above it come next")]
pub mod wire;

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
