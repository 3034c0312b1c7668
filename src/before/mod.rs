//! The core as it was before its rebuild, until nothing uses it any more.

mod prelude {
    pub(crate) use alloc::borrow::ToOwned;
    pub(crate) use alloc::boxed::Box;
    pub(crate) use alloc::string::String;
    pub(crate) use alloc::vec;
    pub(crate) use alloc::vec::Vec;

    pub(crate) use crate::before::text::{concat, join};
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
