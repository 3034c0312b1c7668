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

#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod prelude {
    pub(crate) use alloc::borrow::ToOwned;
    pub(crate) use alloc::boxed::Box;
    pub(crate) use alloc::string::String;
    pub(crate) use alloc::vec;
    pub(crate) use alloc::vec::Vec;

    pub(crate) use crate::text::{concat, join};
}

pub mod providers;

pub mod config;
pub mod options;
pub mod request;
pub mod return_to;

pub mod authorize_url;
pub mod entropy;
pub mod pkce;

pub mod store;
pub mod transaction;

mod address;
pub mod callback;
pub mod exchange;
pub mod id_token;
pub mod keys;
pub mod outcome;
pub mod signature;
pub mod step;
pub mod tokens;

pub mod logout;
pub mod metadata;
pub mod user_info;

pub mod algorithm;
mod base64url;
mod decimal;
pub mod error;
mod form;
pub mod json;
mod jwt;
mod text;
pub mod time;
mod web_url;

#[cfg(target_arch = "wasm32")]
pub mod browser;

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
