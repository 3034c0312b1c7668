//! Every provider that there is.

use super::provider::Provider;
use super::{auth0, authkit, entra, oidc, workos_connect};

/// The providers, in the order of their factories.
pub static PROVIDERS: [&Provider; 5] =
    [&oidc::PROVIDER, &auth0::PROVIDER, &authkit::PROVIDER, &workos_connect::PROVIDER, &entra::PROVIDER];

/// The provider whose factory has that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Provider> {
    PROVIDERS.into_iter().find(|provider| provider.name == name)
}
