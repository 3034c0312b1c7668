//! Calls with an access token: which requests carry it, what an API's refusal means, and the claims of the user.

pub mod api_request;
pub mod challenge;
pub mod refusals;
pub mod user_info;
