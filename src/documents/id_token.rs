//! The ID token as it comes: a JWT in compact form (OpenID Connect Core §2).

use crate::documents::claims::Claims;
use crate::documents::jwt::Segment;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::shown;
use crate::protocol::algorithm::Algorithm;
use crate::wire::base64url;
use crate::wire::json::{Json, Object};

/// An ID token that was taken apart. Nothing in it can be trusted yet.
#[derive(Debug)]
pub(crate) struct IdToken {
    pub(crate) algorithm: Algorithm,
    /// The name of its key (RFC 7515 §4.1.4).
    pub(crate) kid: Option<String>,
    pub(crate) claims: Claims,
    /// The header and the payload as they came (RFC 7515 §5.1, step 5).
    pub(crate) signing_input: String,
    pub(crate) signature: Vec<u8>,
}

impl IdToken {
    /// RFC 7519 §7.2 and RFC 8725 §3.
    pub(crate) fn read(compact: &str, accepted: &[Algorithm]) -> Result<IdToken, Error> {
        let segments: Vec<&str> = compact.split('.').collect();
        if segments.len() == 5 {
            return Err(ErrorKind::IdTokenEncrypted.into());
        }
        let Some((header, payload, signature)) = decode(&segments) else {
            return Err(malformed("three parts in base64url, the first two of which are JSON objects"));
        };
        let (algorithm, kid) = read_header(&header.members, accepted)?;
        let signing_input = compact.rsplit_once('.').unwrap_or_default().0.to_owned();
        Ok(IdToken { algorithm, kid, claims: Claims::read(payload)?, signing_input, signature })
    }
}

fn decode(segments: &[&str]) -> Option<(Segment, Segment, Vec<u8>)> {
    let [header, payload, signature] = segments else { return None };
    let signature = base64url::decode(signature).filter(|bytes| !bytes.is_empty())?;
    Some((Segment::decode(header)?, Segment::decode(payload)?, signature))
}

/// RFC 8725 §3.1 and §3.11, RFC 7515 §4.1.4 and §4.1.11. The header chooses among what is accepted, and does no more.
fn read_header(header: &Object, accepted: &[Algorithm]) -> Result<(Algorithm, Option<String>), Error> {
    if header.get("crit").is_some() {
        return Err(ErrorKind::IdTokenCriticalHeader.into());
    }
    if let Some(media_type) = header.get("typ").filter(|media_type| !is_jwt(media_type)) {
        let error = Error::new(ErrorKind::IdTokenType).member("typ").expected("\"JWT\" in an ID token's header");
        return Err(error.found(&shown(media_type)));
    }
    let algorithm = header.text("alg").and_then(Algorithm::named);
    let algorithm = algorithm.filter(|algorithm| accepted.iter().any(|accepted| algorithm.is_same(*accepted)));
    let Some(algorithm) = algorithm else {
        let names = accepted.iter().map(|algorithm| algorithm.name().to_owned()).collect();
        return Err(Error::new(ErrorKind::IdTokenAlgorithm).member("alg").accepted(names));
    };
    match header.get("kid").map(Json::as_str) {
        Some(None) => Err(malformed("one whose \"kid\" is a string")),
        kid => Ok((algorithm, kid.flatten().map(str::to_owned))),
    }
}

/// RFC 7515 §4.1.9.
fn is_jwt(media_type: &Json) -> bool {
    let names = ["jwt", "application/jwt"];
    media_type.as_str().is_some_and(|found| names.iter().any(|name| found.eq_ignore_ascii_case(name)))
}

fn malformed(expected: &str) -> Error {
    Error::new(ErrorKind::IdTokenMalformed).expected(expected)
}
