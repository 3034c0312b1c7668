//! JSON Web Tokens in compact form (RFC 7515 §7.1, RFC 7519), taken apart.

use crate::base64url;
use crate::json::Object;
use crate::prelude::*;
use crate::text::pieces;

/// The JSON object in one of a token's segments, and its text.
pub(crate) fn decode_object(compact: &str, segment: usize) -> Option<(Object, String)> {
    let text = String::from_utf8(decode_segment(compact, segment)?).ok()?;
    Some((Object::parse(&text)?, text))
}

/// The bytes in one of a token's segments (RFC 7515 §2): without padding, and with no bits left over.
pub(crate) fn decode_segment(compact: &str, segment: usize) -> Option<Vec<u8>> {
    let bytes = base64url::decode(pieces(compact, b'.').get(segment).copied()?)?;
    if bytes.is_empty() { None } else { Some(bytes) }
}

/// A claim of a token that needs no check here: it was checked before, or the provider will.
pub(crate) fn text_claim(compact: &str, claim: &str) -> Option<String> {
    let (claims, _) = decode_object(compact, PAYLOAD)?;
    claims.text(claim).filter(|text| !text.is_empty()).map(str::to_owned)
}

pub(crate) const HEADER: usize = 0;
pub(crate) const PAYLOAD: usize = 1;
pub(crate) const SIGNATURE: usize = 2;
