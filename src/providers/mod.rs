//! What sets one provider apart from another: a file of facts and two functions for each. Nothing below asks which one it
//! is.

pub mod auth0;
pub mod authkit;
pub mod entra;
#[cfg(test)]
pub mod example_identity;
pub mod list;
pub mod oidc;
pub mod provider;
mod rows;
pub mod site;
pub mod workos_connect;
