//! Microsoft Entra ID, Entra External ID and Azure AD B2C: the second version of their endpoints.

use super::provider::Provider;
use super::rows::{
    ALGORITHMS, ALLOW_HTTP, CLAIMS, DOMAIN, DOMAIN_HINT, LOGIN_HINT, MAX_AGE, PROMPT, RESPONSE_TYPE, RETURN_TO, SCOPE,
    TOKENS, no_organization, no_rules,
};
use super::site::{Authority, Site};
use crate::config::exchange::{RenewedScope, TokenRequest};
use crate::config::logout_form::RP_INITIATED;
use crate::config::option_kind::Kind;
use crate::config::option_row::kept;
use crate::config::option_values::OptionValues;
use crate::error::error::Error;
use crate::error::quote::quoted;
use crate::protocol::issuer::Issuer;
use crate::protocol::issuer_rule::IssuerRule;
use crate::protocol::tenant::{TenantId, Tenants};

/// "OpenID Connect on the Microsoft identity platform", and "Web sign-in with OpenID Connect in Azure AD B2C".
pub static PROVIDER: Provider = Provider {
    name: "entra",
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[
        // Whose users sign in: an id, a domain, or one of three words.
        kept(TENANT, Kind::Line),
        DOMAIN,
        // A user flow or a custom policy of Azure AD B2C.
        kept(POLICY, Kind::Line),
        ALLOW_HTTP,
        ALGORITHMS,
    ],
    request_options: &[PROMPT, LOGIN_HINT, DOMAIN_HINT, MAX_AGE, CLAIMS],
    logout_options: &[TOKENS, RETURN_TO],
    site: Site::OfTenant { default: "login.microsoftonline.com", authority },
    answers_silently: true,
    session_selector: None,
    token_request: TokenRequest::Form,
    always_sends_nonce: false,
    web_message: false,
    renewed_scope: RenewedScope::Repeated,
    logout: RP_INITIATED,
    check_request: no_rules,
    organization: no_organization,
};

/// Where the metadata of a tenant is, and whose issuer it has to name.
fn authority(options: &OptionValues, origin: &str) -> Result<Authority, Error> {
    let given = options.required(TENANT, &format!("whose users sign in: {A_TENANT}"))?;
    let tenant = given.to_ascii_lowercase();
    let tenants = tenants(&tenant).ok_or_else(|| Error::invalid_option(TENANT, A_TENANT, &quoted(given)))?;
    let policy = match options.text(POLICY) {
        None => String::new(),
        Some(policy) => {
            check_policy(policy, &tenant, options)?;
            format!("/{policy}")
        }
    };
    let issuer = Issuer::known(&format!("{origin}/{tenant}{policy}/v2.0"));
    Ok((issuer, IssuerRule::OfTenants { tenants, other_hosts: &ISSUER_HOSTS }))
}

/// The tenants that may sign in. Which one a domain names is for the metadata to say.
#[allow(clippy::option_option, reason = "no tenant, or one whose identifier is not known yet")]
fn tenants(tenant: &str) -> Option<Option<Tenants>> {
    let personal = || TenantId::parse(PERSONAL_ACCOUNTS);
    match tenant {
        "common" => Some(Some(Tenants::Any)),
        "organizations" => personal().map(|tenant| Some(Tenants::AllBut(tenant))),
        "consumers" => personal().map(|tenant| Some(Tenants::Only(tenant))),
        _ if is_domain(tenant) => Some(None),
        _ => TenantId::parse(tenant).map(|tenant| Some(Tenants::Only(tenant))),
    }
}

fn is_domain(tenant: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    tenant.contains('.') && tenant.split('.').all(is_label)
}

/// A policy is one tenant's, and at a domain of Azure AD B2C.
fn check_policy(policy: &str, tenant: &str, options: &OptionValues) -> Result<(), Error> {
    if !policy.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return Err(Error::invalid_option(POLICY, "a name such as \"B2C_1_sign_in\"", &quoted(policy)));
    }
    if !options.has(DOMAIN.name) {
        let needed_for = "\"policy\" needs it, such as \"contoso.b2clogin.com\"";
        return Err(Error::missing_option(DOMAIN.name, needed_for));
    }
    if SEVERAL_TENANTS.contains(&tenant) {
        return Err(Error::invalid_option(TENANT, "one tenant's id or domain beside \"policy\"", &quoted(tenant)));
    }
    Ok(())
}

/// Microsoft's own host names that issuers have while another one is asked: an older one of Entra ID, or a tenant's
/// own of External ID.
const ISSUER_HOSTS: [&str; 2] = ["login.microsoftonline.com", ".ciamlogin.com"];

const SEVERAL_TENANTS: [&str; 3] = ["common", "organizations", "consumers"];

/// The tenant of everybody who signs in with a personal Microsoft account.
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

const TENANT: &str = "tenant";
const POLICY: &str = "policy";
const A_TENANT: &str = "a tenant's id or domain, \"common\", \"organizations\" or \"consumers\"";
