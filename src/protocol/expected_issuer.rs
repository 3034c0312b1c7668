//! The issuer that a token or a response has to name.

use serde::Serialize;

use super::issuer::Issuer;
use super::tenant::{TenantId, Tenants};
use crate::error::quote::quoted;

/// One issuer, or one for each tenant of a provider.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ExpectedIssuer {
    /// This one, byte for byte.
    Exact {
        /// The issuer.
        issuer: Issuer,
    },
    /// That of the tenant that the token names in its `tid`.
    OfTenant {
        /// The issuer of every tenant.
        template: IssuerTemplate,
        /// The tenants that may sign in.
        tenants: Tenants,
    },
}

/// An issuer with `{tenantid}` in the place of the tenant.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct IssuerTemplate(String);

impl ExpectedIssuer {
    /// Whether a token is of this issuer, by its `iss` and its `tid`. A token that leaves out its `tid` can be of one
    /// tenant alone.
    pub(crate) fn is_of_token(&self, iss: &str, tid: Option<&str>) -> bool {
        match self {
            ExpectedIssuer::Exact { issuer } => iss == issuer.as_str(),
            ExpectedIssuer::OfTenant { template, tenants } => {
                let tenant = tid.map_or_else(|| tenants.only().cloned(), TenantId::parse);
                tenant.is_some_and(|tenant| tenants.admit(&tenant) && template.of(&tenant) == iss)
            }
        }
    }

    /// Whether a response is of this issuer, by its `iss` (RFC 9207 §2.4).
    pub(crate) fn is_of_response(&self, iss: &str) -> bool {
        match self {
            ExpectedIssuer::Exact { issuer } => iss == issuer.as_str(),
            ExpectedIssuer::OfTenant { template, tenants } => {
                template.tenant_in(iss).is_some_and(|tenant| tenants.admit(&tenant))
            }
        }
    }

    /// Whether a key signs for a token that is of this issuer. Where there are tenants, their keys may lie in one set,
    /// and each may say which issuer it is of: exactly, or by a template.
    pub(crate) fn allows_key_of(&self, issuer: &str, iss: &str) -> bool {
        let ExpectedIssuer::OfTenant { template, .. } = self else { return true };
        let tenant = template.tenant_in(iss);
        issuer == iss || tenant.is_some_and(|tenant| IssuerTemplate(issuer.to_owned()).of(&tenant) == iss)
    }

    /// Whether a token has to say which tenant it is of.
    pub(crate) fn needs_tenant(&self) -> bool {
        matches!(self, ExpectedIssuer::OfTenant { tenants: Tenants::Any | Tenants::AllBut(_), .. })
    }

    /// What it is, for a message.
    pub(crate) fn description(&self) -> String {
        let own_tenant = |template: &IssuerTemplate| format!("{} with the token's own \"tid\"", quoted(&template.0));
        match self {
            ExpectedIssuer::Exact { issuer } => quoted(issuer.as_str()),
            ExpectedIssuer::OfTenant { template, tenants: Tenants::Only(tenant) } => quoted(&template.of(tenant)),
            ExpectedIssuer::OfTenant { template, tenants: Tenants::Any } => own_tenant(template),
            ExpectedIssuer::OfTenant { template, tenants: Tenants::AllBut(tenant) } => {
                format!("{}, other than {}", own_tenant(template), quoted(tenant.as_str()))
            }
        }
    }
}

impl IssuerTemplate {
    /// Takes an issuer that has a place for a tenant.
    #[must_use]
    pub fn parse(text: &str) -> Option<IssuerTemplate> {
        text.contains(PLACE).then(|| IssuerTemplate(text.to_owned()))
    }

    /// The template that a tenant's issuer was made by, and the tenant.
    pub(crate) fn behind(issuer: &str) -> Option<(IssuerTemplate, TenantId)> {
        let tenant = issuer.split('/').find_map(TenantId::parse)?;
        Some((IssuerTemplate(issuer.replace(tenant.as_str(), PLACE)), tenant))
    }

    /// The issuer of a tenant.
    fn of(&self, tenant: &TenantId) -> String {
        self.0.replace(PLACE, tenant.as_str())
    }

    /// The tenant of an issuer that this template can make.
    fn tenant_in(&self, issuer: &str) -> Option<TenantId> {
        let (before, _) = self.0.split_once(PLACE)?;
        let tenant = TenantId::parse(issuer.strip_prefix(before)?.get(..GUID_LENGTH)?)?;
        (self.of(&tenant) == issuer).then_some(tenant)
    }
}

impl Tenants {
    fn only(&self) -> Option<&TenantId> {
        if let Tenants::Only(tenant) = self { Some(tenant) } else { None }
    }
}

/// As Microsoft's metadata and keys have it.
const PLACE: &str = "{tenantid}";
const GUID_LENGTH: usize = 36;
