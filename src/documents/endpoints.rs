//! Where a provider's endpoints are.

use crate::protocol::endpoint::Endpoint;

/// The endpoints that this library asks or sends the browser to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoints {
    /// RFC 6749 §3.1.
    pub authorization: Endpoint,
    /// RFC 6749 §3.2.
    pub token: Result<Endpoint, NoEndpoint>,
    /// OpenID Connect Core §5.3.
    pub userinfo: Result<Endpoint, NoEndpoint>,
    /// OpenID Connect RP-Initiated Logout §2.
    pub end_session: Result<Endpoint, NoEndpoint>,
    /// RFC 7009 §2.
    pub revocation: Result<Endpoint, NoEndpoint>,
    /// The issuer's keys (RFC 7517 §5).
    pub jwks: Result<Endpoint, NoEndpoint>,
}

/// Why there is no endpoint: only what needs it fails.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NoEndpoint {
    /// Nobody says where it is.
    NotGiven,
    /// The metadata says where it is, in a way that cannot be used.
    Unusable {
        /// What it should have been, in words.
        expected: &'static str,
        /// What it is.
        found: String,
    },
}
