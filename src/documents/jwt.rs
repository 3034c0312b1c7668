//! JSON Web Tokens in compact form (RFC 7515 §7.1, RFC 7519).

use crate::wire::base64url;
use crate::wire::json::Object;
use crate::wire::json_text::{JsonText, read_object};

/// A JSON object in one of a token's segments (RFC 7515 §2): in base64url, and UTF-8.
pub(crate) struct Segment {
    pub(crate) text: JsonText,
    pub(crate) members: Object,
}

impl Segment {
    pub(crate) fn decode(segment: &str) -> Option<Segment> {
        let text = String::from_utf8(base64url::decode(segment)?).ok()?;
        Some(Segment { members: read_object(&text)?, text: JsonText::known(text) })
    }
}

/// A claim of a token that needs no check here: it was checked before, or the provider will check it.
pub(crate) fn text_claim(compact: &str, claim: &str) -> Option<String> {
    claims(compact)?.text(claim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// How long a token lasts by its own account, in seconds.
pub(crate) fn lifetime(compact: &str) -> Option<u64> {
    let claims = claims(compact)?;
    claims.get("exp")?.as_whole()?.checked_sub(claims.get("iat")?.as_whole()?)
}

fn claims(compact: &str) -> Option<Object> {
    Segment::decode(compact.split('.').nth(1)?).map(|segment| segment.members)
}
