//! A request of the app to an API: whether it carries the access token, and whether a refusal is worth another try.

use super::challenge::challenges;
use crate::config::session_config::Api;
use crate::error::error::Error;
use crate::wire::url::{WebUrl, is_web};

/// Whether a request may carry the access token. Origins are compared exactly (RFC 6454 §5): a token that goes elsewhere
/// is given away.
///
/// # Errors
///
/// [`OriginNotListed`](crate::error::kind::ErrorKind::OriginNotListed).
pub fn may_carry_token(url: &WebUrl, apis: &[Api], app_origin: &str) -> Result<(), Error> {
    let is_listed = |origin: &str| {
        apis.iter().any(|api| match api {
            Api::OwnOrigin => app_origin == origin,
            Api::Origin(listed) => listed == origin,
        })
    };
    if is_web(url.as_str()) && is_listed(url.origin()) {
        return Ok(());
    }
    Err(Error::origin_not_listed(&shown_origin(url)))
}

/// Whether a 401 may come of a token that has just died, so that one request with a new one is worth it: the API says so
/// (RFC 6750 §3.1), or says nothing that can be read, as without CORS for the header.
#[must_use]
pub fn is_worth_a_repeat(challenge: Option<&str>) -> bool {
    let challenges = challenges(challenge.unwrap_or_default());
    let of_tokens = challenges.iter().filter(|challenge| challenge.is("Bearer"));
    let errors: Vec<&str> = of_tokens.filter_map(|challenge| challenge.parameter("error")).collect();
    errors.is_empty() || errors.contains(&"invalid_token")
}

/// The origin for a message, without the password; of an address that has none, the scheme.
fn shown_origin(url: &WebUrl) -> String {
    let scheme = url.as_str().split_inclusive(':').next().unwrap_or_default();
    if !is_web(url.as_str()) {
        return scheme.to_owned();
    }
    match url.origin().rsplit_once('@') {
        Some((_, host)) => format!("{scheme}//***@{host}"),
        None => url.origin().to_owned(),
    }
}
