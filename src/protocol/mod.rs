//! The values of OAuth 2.0 and OpenID Connect: one that exists is right.

pub mod algorithm;
pub mod endpoint;
pub mod expected_issuer;
pub mod hash;
pub mod issuer;
pub mod issuer_rule;
pub mod now;
pub mod pkce;
pub mod public_key;
pub mod random_text;
pub mod redirect_uri;
pub mod response_parameter;
pub mod response_type;
pub mod retry_after;
pub mod return_to;
pub mod tenant;
pub mod timestamp;
pub mod token;
pub mod words;
