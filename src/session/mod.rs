//! After the sign-in: the user's claims, and the end of the session.

pub mod api_request;
pub mod challenge;
pub mod logout;
pub mod revocation;
pub mod user_info;
