//! Tenants: the customers of one provider, each with users of its own and an issuer that names it.

use serde::Serialize;

/// A tenant's identifier: a GUID in lower case, as issuers and `tid` claims have it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct TenantId(String);

/// The tenants that may sign in.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tenants {
    /// Every tenant.
    Any,
    /// One tenant.
    Only(TenantId),
    /// Every tenant but one.
    AllBut(TenantId),
}

impl TenantId {
    /// Takes a GUID in lower case.
    #[must_use]
    pub fn parse(text: &str) -> Option<TenantId> {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let groups = || text.split('-');
        let is_guid = groups().map(str::len).eq([8, 4, 4, 4, 12]) && groups().all(|group| group.bytes().all(is_hex));
        is_guid.then(|| TenantId(text.to_owned()))
    }

    /// The identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Tenants {
    /// Whether a tenant may sign in.
    #[must_use]
    pub fn admit(&self, tenant: &TenantId) -> bool {
        match self {
            Tenants::Any => true,
            Tenants::Only(one) => one == tenant,
            Tenants::AllBut(one) => one != tenant,
        }
    }
}
