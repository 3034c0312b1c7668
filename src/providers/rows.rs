//! Options and rules that several providers share.

use crate::config::option_kind::Kind;
use crate::config::option_row::{OptionRow, kept, sent};
use crate::config::option_values::OptionValues;
use crate::error::error::Error;
use crate::sign_in::flow::RequiredClaim;

/// A host, perhaps with a port.
pub(super) const DOMAIN: OptionRow = kept("domain", Kind::Line);
/// For a test network, never for users.
pub(super) const ALLOW_HTTP: OptionRow = kept("dangerouslyAllowHttpEndpoints", Kind::Flag);
/// OAuth 2.0 Multiple Response Types §3 and §5.
pub(super) const RESPONSE_TYPE: OptionRow =
    kept("responseType", Kind::OneOf(&["code", "token", "id_token", "id_token token"]));
/// RFC 6749 §3.3.
pub(super) const SCOPE: OptionRow = kept("scope", Kind::Words);
/// What an ID token may be signed by.
pub(super) const ALGORITHMS: OptionRow = kept("idTokenSigningAlgs", Kind::Algorithms);
/// OpenID Connect Core §5.5.
pub(super) const CLAIMS: OptionRow = sent("claims", "claims", Kind::Claims);
/// The domain of the user's account, so that the provider need not ask for it.
pub(super) const DOMAIN_HINT: OptionRow = sent("domainHint", "domain_hint", Kind::Text);
/// OpenID Connect Core §3.1.2.1.
pub(super) const DISPLAY: OptionRow = sent("display", "display", Kind::OneOf(&["page", "popup", "touch", "wap"]));
/// OpenID Connect Core §3.1.2.1, in seconds.
pub(super) const MAX_AGE: OptionRow = sent("maxAge", "max_age", Kind::Whole(0, u32::MAX));
/// OpenID Connect Core §3.1.2.1, and what providers have added.
pub(super) const PROMPT: OptionRow = sent("prompt", "prompt", Kind::Words);
/// OpenID Connect Core §3.1.2.1.
pub(super) const LOGIN_HINT: OptionRow = sent("loginHint", "login_hint", Kind::Text);
/// RFC 8707 §2.
pub(super) const RESOURCE: OptionRow = sent("resource", "resource", Kind::Resources);
/// OpenID Connect Core §3.1.2.1.
pub(super) const UI_LOCALES: OptionRow = sent("uiLocales", "ui_locales", Kind::Words);
/// OpenID Connect Core §3.1.2.1.
pub(super) const ACR_VALUES: OptionRow = sent("acrValues", "acr_values", Kind::Words);
/// OpenID Connect Core §3.1.2.1.
pub(super) const ID_TOKEN_HINT: OptionRow = sent("idTokenHint", "id_token_hint", Kind::Text);

/// The tokens of a sign-in, which are taken out before a logout's options are read: here for the list of what there is.
pub(super) const TOKENS: OptionRow = kept("tokens", Kind::TextIfAny);
/// Where the browser goes after a logout.
pub(super) const RETURN_TO: OptionRow = kept("returnTo", Kind::Text);

/// For a provider that has no rules of its own.
pub(super) fn no_rules(_: &OptionValues) -> Result<(), Error> {
    Ok(())
}

/// For a provider that knows no organizations.
pub(super) fn no_organization(_: &OptionValues) -> Option<RequiredClaim> {
    None
}
