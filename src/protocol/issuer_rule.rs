//! Which issuer a client's tokens name, before and after its metadata is found.

use super::expected_issuer::{ExpectedIssuer, IssuerTemplate};
use super::issuer::Issuer;
use super::tenant::Tenants;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::wire::url::WebUrl;

/// A rule for the issuer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum IssuerRule {
    /// It is the client's own, byte for byte (OpenID Connect Discovery §4.3).
    Own,
    /// The metadata has to say it, for these tenants.
    OfTenants {
        /// The tenants that may sign in: that of the metadata if the client does not know its identifier.
        tenants: Option<Tenants>,
        /// Where issuers may be beside the host that is asked: hosts, and what follows the names of some.
        other_hosts: &'static [&'static str],
    },
    /// The metadata has said it.
    Found(ExpectedIssuer),
}

impl IssuerRule {
    /// The issuer that tokens have to name, once it is known.
    pub(crate) fn expected(&self, own: &Issuer) -> Result<ExpectedIssuer, Error> {
        match self {
            IssuerRule::Own => Ok(ExpectedIssuer::Exact { issuer: own.clone() }),
            IssuerRule::OfTenants { .. } => Err(ErrorKind::NotReady.into()),
            IssuerRule::Found(expected) => Ok(expected.clone()),
        }
    }

    /// The rule, now that the metadata names an issuer.
    pub(crate) fn with_metadata(&self, own: &Issuer, named: &str) -> Result<IssuerRule, Error> {
        let found = match self {
            IssuerRule::OfTenants { tenants, other_hosts } if is_at(named, own, other_hosts) => {
                of_tenants(named, tenants.as_ref())
            }
            IssuerRule::OfTenants { .. } => None,
            _ if named == own.as_str() => return Ok(self.clone()),
            _ => None,
        };
        found.map(IssuerRule::Found).ok_or_else(|| {
            let error = Error::new(ErrorKind::MetadataIssuerMismatch).member("issuer");
            error.expected(&self.description(own)).found(&quoted(named))
        })
    }

    fn description(&self, own: &Issuer) -> String {
        match self {
            IssuerRule::OfTenants { tenants: Some(Tenants::Only(tenant)), .. } => {
                format!("the issuer of the tenant {}", quoted(tenant.as_str()))
            }
            IssuerRule::OfTenants { tenants: None, .. } => "the issuer of one tenant".to_owned(),
            IssuerRule::OfTenants { .. } => "an issuer with \"{tenantid}\" in the place of the tenant".to_owned(),
            _ => quoted(own.as_str()),
        }
    }
}

/// Many tenants need a template. One tenant needs its own issuer; a template will do if its identifier is known.
fn of_tenants(named: &str, tenants: Option<&Tenants>) -> Option<ExpectedIssuer> {
    if let Some(template) = IssuerTemplate::parse(named) {
        return Some(ExpectedIssuer::OfTenant { template, tenants: tenants?.clone() });
    }
    let (template, tenant) = IssuerTemplate::behind(named)?;
    match tenants {
        Some(Tenants::Only(wanted)) if *wanted != tenant => None,
        Some(Tenants::Only(_)) | None => Some(ExpectedIssuer::OfTenant { template, tenants: Tenants::Only(tenant) }),
        Some(_) => None,
    }
}

/// Whether an issuer is where it may be. Nobody else's metadata can name it.
fn is_at(named: &str, own: &Issuer, other_hosts: &[&str]) -> bool {
    let origin = |text: &str| WebUrl::parse_web(text).map(|url| url.origin().to_owned());
    let Some(found) = origin(named) else { return false };
    let host = found.strip_prefix("https://").unwrap_or_default();
    let is_other = |other: &&str| if other.starts_with('.') { host.ends_with(*other) } else { host == *other };
    origin(own.as_str()).as_deref() == Some(&found) || other_hosts.iter().any(is_other)
}
