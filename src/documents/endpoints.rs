//! Where a provider's endpoints are.

use crate::protocol::endpoint::Endpoint;

/// The endpoints that this library asks or sends the browser to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoints {
    /// RFC 6749 §3.1.
    pub authorization: Endpoint,
    /// RFC 6749 §3.2.
    pub token: Option<Endpoint>,
    /// OpenID Connect Core §5.3.
    pub userinfo: Option<Endpoint>,
    /// OpenID Connect RP-Initiated Logout §2.
    pub end_session: Option<Endpoint>,
    /// The issuer's keys (RFC 7517 §5).
    pub jwks: Option<Endpoint>,
}
