//! The claims of an ID token (OpenID Connect Core §2), each of its own type. What they say is checked on the way back.

use crate::documents::jwt::Segment;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// The claims that are looked at. A claim of the wrong type is refused, never taken for an absent one.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) issuer: String,
    pub(crate) audience: Vec<String>,
    pub(crate) authorized_party: Option<String>,
    /// In seconds since the epoch, as every time here (RFC 7519 §2, `NumericDate`).
    pub(crate) expires_at: f64,
    pub(crate) issued_at: f64,
    pub(crate) not_before: Option<f64>,
    pub(crate) auth_time: Option<f64>,
    pub(crate) nonce: Option<String>,
    pub(crate) acr: Option<String>,
    pub(crate) at_hash: Option<String>,
    pub(crate) subject: String,
    /// Every claim, for what a provider demands.
    pub(crate) all: Object,
    /// Every claim, as it came.
    pub(crate) text: JsonText,
}

impl Claims {
    pub(crate) fn read(payload: Segment) -> Result<Claims, Error> {
        let Segment { text, members: all } = payload;
        let reader = Reader(&all);
        Ok(Claims {
            issuer: required("iss", reader.text("iss")?)?,
            audience: reader.audience()?,
            authorized_party: reader.text("azp")?,
            expires_at: required("exp", reader.time("exp")?)?,
            issued_at: required("iat", reader.time("iat")?)?,
            not_before: reader.time("nbf")?,
            nonce: reader.text("nonce")?,
            acr: reader.text("acr")?,
            auth_time: reader.time("auth_time")?,
            at_hash: reader.text("at_hash")?,
            subject: reader.subject()?,
            text,
            all,
        })
    }
}

struct Reader<'a>(&'a Object);

impl Reader<'_> {
    fn text(&self, claim: &str) -> Result<Option<String>, Error> {
        self.typed(claim, "a string", |json| json.as_str().map(str::to_owned))
    }

    fn time(&self, claim: &str) -> Result<Option<f64>, Error> {
        self.typed(claim, "a number of seconds", Json::as_number)
    }

    fn audience(&self) -> Result<Vec<String>, Error> {
        let texts = |json: &Json| json.items().iter().map(|item| item.as_str().map(str::to_owned)).collect();
        required("aud", self.typed("aud", "a string or an array of strings", texts)?)
    }

    /// OpenID Connect Core §2.
    fn subject(&self) -> Result<String, Error> {
        let subject = required("sub", self.text("sub")?)?;
        if subject.is_empty() || subject.len() > SUBJECT_LIMIT || !subject.is_ascii() {
            return Err(malformed("sub", "1 to 255 ASCII characters"));
        }
        Ok(subject)
    }

    fn typed<T>(&self, claim: &str, expected: &str, take: impl Fn(&Json) -> Option<T>) -> Result<Option<T>, Error> {
        match self.0.get(claim) {
            None => Ok(None),
            Some(json) => take(json).map(Some).ok_or_else(|| malformed(claim, expected)),
        }
    }
}

/// A claim that has to be there.
pub(crate) fn required<T>(claim: &str, found: Option<T>) -> Result<T, Error> {
    found.ok_or_else(|| Error::new(ErrorKind::IdTokenClaimMissing).claim(claim))
}

fn malformed(claim: &str, expected: &str) -> Error {
    Error::new(ErrorKind::IdTokenClaimMalformed).claim(claim).expected(expected)
}

const SUBJECT_LIMIT: usize = 255;
