//! How a provider wants to hear of a logout.

/// The form of a logout's address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LogoutForm {
    /// How it says whose session ends.
    pub session: SessionHint,
    /// The parameter for where the browser goes then.
    pub return_parameter: &'static str,
    /// The flags that it takes, which are sent by their names alone.
    pub flags: &'static [&'static str],
}

/// How a logout says whose session ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SessionHint {
    /// By `id_token_hint` and `client_id` (OpenID Connect RP-Initiated Logout §2).
    IdToken,
    /// By `client_id`: the provider knows the rest from its cookies.
    Cookies,
    /// By `session_id`, which is the `sid` of the access token.
    AccessToken,
}

/// OpenID Connect RP-Initiated Logout §2.
pub(crate) const RP_INITIATED: LogoutForm =
    LogoutForm { session: SessionHint::IdToken, return_parameter: "post_logout_redirect_uri", flags: &[] };
