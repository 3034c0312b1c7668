//! JSON Web Tokens in compact form (RFC 7515 §7.1, RFC 7519), taken apart.

use crate::base64url;
use crate::json::Object;
use crate::prelude::*;

/// The JSON object in a segment, and its text.
pub(crate) fn decode_object(segment: &str) -> Option<(Object, String)> {
    let text = String::from_utf8(decode_segment(segment)?).ok()?;
    Some((Object::parse(&text)?, text))
}

/// RFC 7515 §2: without padding, and with no bits left over.
pub(crate) fn decode_segment(segment: &str) -> Option<Vec<u8>> {
    if segment.is_empty() { None } else { base64url::decode(segment) }
}

/// A claim of a token that needs no check here: it was checked before, or the provider will.
pub(crate) fn text_claim(compact: &str, claim: &str) -> Option<String> {
    let payload = compact.split('.').nth(1)?;
    let (claims, _) = decode_object(payload)?;
    Some(claims.get(claim)?.as_text().filter(|text| !text.is_empty())?.to_owned())
}
