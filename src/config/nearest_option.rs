//! The option that was most likely meant.

use strsim::osa_distance;

/// The known option that a name most likely stands for: as another library has it, or a slip of the keyboard or two away.
pub(super) fn nearest<'a>(unknown: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = plain(unknown);
    let is_translation =
        |option: &&str| NAMES_ELSEWHERE.iter().any(|(theirs, ours)| plain(theirs) == name && ours == option);
    if let Some(option) = known.iter().find(|option| is_translation(option)) {
        return Some(option);
    }
    let distance = |option: &str| osa_distance(&plain(option), &name);
    let nearest = known.iter().copied().min_by_key(|option| distance(option))?;
    (distance(nearest) <= MISSPELT_BY.min(name.len() / 3)).then_some(nearest)
}

/// A name without what differs between camelCase, `snake_case` and kebab-case.
pub(super) fn plain(name: &str) -> String {
    name.replace(['_', '-'], "").to_ascii_lowercase()
}

/// What other libraries and the specifications call an option: oidc-client-ts, keycloak-js, auth0-spa-js, MSAL,
/// angular-oauth2-oidc, `AppAuth`, authkit-js, OpenID Connect. Where two options fit, the first that a call takes is meant.
const NAMES_ELSEWHERE: [(&str, &str); 43] = [
    ("authority", "issuer"),
    ("url", "issuer"),
    ("realm", "issuer"),
    ("metadataUrl", "issuer"),
    ("authority", "tenant"),
    ("issuer", "tenant"),
    ("authority", "domain"),
    ("issuer", "domain"),
    ("apiHostname", "domain"),
    ("callbackUrl", "redirectUri"),
    ("callback", "redirectUri"),
    ("redirectTo", "redirectUri"),
    ("loginUrl", "authorizationEndpoint"),
    ("logoutUrl", "endSessionEndpoint"),
    ("endSessionUri", "endSessionEndpoint"),
    ("jwksUrl", "jwksUri"),
    ("flow", "responseType"),
    ("authorizationParams", "extraParams"),
    ("extraQueryParams", "extraParams"),
    ("extraQueryParameters", "extraParams"),
    ("customQueryParams", "extraParams"),
    ("additionalParameters", "extraParams"),
    ("queryParams", "extraParams"),
    ("idpHint", "extraParams"),
    ("leeway", "clockToleranceSeconds"),
    ("clockSkew", "clockToleranceSeconds"),
    ("clockSkewInSeconds", "clockToleranceSeconds"),
    ("clockSkewInSec", "clockToleranceSeconds"),
    ("staleStateAgeInSeconds", "transactionLifetimeSeconds"),
    ("requireHttps", "dangerouslyAllowHttpEndpoints"),
    ("idTokenSignedResponseAlg", "idTokenSigningAlgs"),
    ("postLogoutRedirectUri", "returnTo"),
    ("redirectStartPage", "returnTo"),
    ("redirectTo", "returnTo"),
    ("returnUrl", "returnTo"),
    ("targetUrl", "returnTo"),
    ("email", "loginHint"),
    ("username", "loginHint"),
    ("locale", "uiLocales"),
    ("language", "uiLocales"),
    ("connection", "connectionId"),
    ("organization", "organizationId"),
    ("timeout", "timeoutMs"),
];

const MISSPELT_BY: usize = 2;
