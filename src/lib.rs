//! The browser's half of signing in with OAuth 2.0 and OpenID Connect.
//!
//! [`Client`] has the verbs of an app: it builds the authorize URL, and on return it turns the address bar into tokens
//! that have been checked. On a page in a browser they take no host; elsewhere, in a test or on a server, each has a
//! form that ends in `_on` and takes a [`Host`].
//!
//! ```text
//!  options of the app ─▶ ClientConfig + SignInRequest       config, providers, sign_in::request
//!                            │  begin(config, request, entropy, now)
//!                            ▼
//!                      AuthorizeUrl + Transaction           sign_in::authorize_url
//!                            │  Transaction ─▶ sessionStorage, under its state
//!                            ▼
//!  ………………………………… the browser leaves and comes back …………………………………
//!                            ▼
//!                      arrive(url)                          callback::way_back: recognise, consume
//!                            ▼
//!                      complete().await                     iss → error → shape → exchange → keys → claims → signature
//!                            ▼
//!                      Tokens + claims                      only the last check makes them
//! ```
//!
//! The modules are layers: each imports from those before it in this list, and from none after it. `browser` is a branch
//! that imports from `host`, `error`, `protocol` and `wire` alone.

pub mod wire;

pub mod error;

pub mod protocol;

pub mod documents;

pub mod host;

pub mod config;

pub mod sign_in;

pub mod callback;

pub mod sign_out;

pub mod api;

pub mod popup;

pub mod kept;

pub mod machine;

pub mod session;

pub mod providers;

pub mod client;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod browser;
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "npm"))]
pub mod exports;

pub use callback::result::{
    Authorized, CallbackResult, CodeForServer, IdTokenClaims, Identity, InteractionRequired, NotOurs, Signature,
    SignedIn,
};
pub use callback::tokens::Tokens;
pub use client::client::Client;
pub use config::callback_options::CallbackOptions;
pub use config::options::{OptionValue, Options};
pub use config::popup_options::PopupOptions;
pub use config::wait_options::WaitOptions;
pub use documents::user::User;
pub use documents::user_info::UserInfo;
pub use error::app_data::AppData;
pub use error::details::Details;
pub use error::error::Error;
pub use error::kind::{ErrorClass, ErrorKind};
pub use error::refusal::Refusal;
pub use host::host::Host;
pub use protocol::timestamp::Timestamp;
pub use protocol::token::Token;
pub use sign_in::authorize_url::AuthorizeUrl;
pub use sign_out::logout::SessionTokens;
pub use wire::json_text::JsonText;

/// For an app on a page, which exports functions of its own.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub use {wasm_bindgen, wasm_bindgen_futures};
