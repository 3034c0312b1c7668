//! JSON Web Tokens in compact form (RFC 7515 §7.1, RFC 7519), taken apart.

use crate::before::base64url;
use crate::before::json::Object;
use crate::before::prelude::*;
use crate::before::text::pieces;

/// The JSON object in one of a token's segments (RFC 7515 §2): UTF-8, without padding, and with no bits left over.
pub(crate) fn object(segment: &str) -> Option<Object> {
    base64url::length(segment)?;
    Object::decode(segment)
}

/// A claim of a token that needs no check here: it was checked before, or the provider will.
pub(crate) fn text_claim(compact: &str, claim: &str) -> Option<String> {
    claims(compact)?.text(claim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// How long a token lasts by its own account, in seconds.
pub(crate) fn lifetime(compact: &str) -> Option<u64> {
    let claims = claims(compact)?;
    claims.get("exp")?.as_whole()?.checked_sub(claims.get("iat")?.as_whole()?)
}

fn claims(compact: &str) -> Option<Object> {
    object(pieces(compact, b'.').get(1)?)
}
