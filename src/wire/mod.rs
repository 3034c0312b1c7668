//! The forms in which values travel: JSON, URLs, form encoding and base64url.
//!
//! [`json_text`] and [`url`] are the two seams: natively they call `serde_json` and `url`, in the module the page's own
//! `JSON` and `URL`. The same tests run over both sides.

pub mod base64url;
pub mod form;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) mod js_string;
pub mod json;
mod json_serde;
mod json_source;
pub mod json_text;
pub mod url;
