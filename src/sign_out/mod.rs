//! The end: the address of the provider's logout, and the request that revokes a refresh token.

pub mod logout;
pub mod revocation;
