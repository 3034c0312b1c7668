//! What a provider's endpoints answer: each document is a struct with named members, made by one constructor that checks
//! them.

pub mod claims;
pub mod endpoints;
pub mod id_token;
pub mod jwk;
pub mod jwt;
pub mod key_set;
pub mod metadata;
pub mod token_response;
pub mod typed_members;
pub mod user;
pub mod user_info;
