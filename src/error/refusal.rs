//! A provider's refusal, in its own words.

use super::quote::{printable, quoted};
use crate::wire::form;
use crate::wire::url::WebUrl;

/// The provider's own words for a refusal, cleaned for display (RFC 6749 §4.1.2.1, §4.2.2.1 and §5.2, RFC 7009 §2.2.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// `error`: printable ASCII without quotes and backslashes, at most 100 characters. Absent if it is no such code.
    pub error: Option<String>,
    /// `error_description`: at most 500 characters, without control characters.
    pub error_description: Option<String>,
    /// `error_uri`, cleaned in the same way. Absent unless it is an `https:` or `http:` URL.
    pub error_uri: Option<String>,
}

impl Refusal {
    /// Takes what the provider sent, of which an empty text counts as absent. The sign-in's secrets are masked in it: some
    /// providers repeat what they were sent.
    pub(crate) fn new(error: &str, description: &str, uri: &str, secrets: &[&str]) -> Refusal {
        let given_secrets = secrets.iter().filter(|secret| !secret.is_empty());
        let spellings: Vec<String> = given_secrets.flat_map(|secret| spellings(secret)).collect();
        let shown = |text: &str| masked(text, &spellings);
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let is_code = error.len() <= CODE_LIMIT && error.bytes().all(is_code_byte);
        Refusal {
            error: given(shown(error)).filter(|_| is_code),
            error_description: given(printable(&shown(description))),
            error_uri: given(printable(&shown(uri))).filter(|uri| WebUrl::parse_web(uri).is_some()),
        }
    }

    /// The code and the description, for a message.
    pub(super) fn summary(&self) -> String {
        let code = self.error.as_deref().map_or_else(|| "no valid error code".to_owned(), quoted);
        match &self.error_description {
            Some(description) => format!("{code}: {}", description.trim()),
            None => code,
        }
    }
}

/// A text without these secrets.
fn masked(text: &str, secrets: &[String]) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        // One may be the beginning of another.
        let found = secrets.iter().filter(|secret| rest.starts_with(*secret)).max_by_key(|secret| secret.len());
        let secret = found.filter(|secret| is_shown(secret, &masked, rest)).map_or("", String::as_str);
        if secret.is_empty() {
            masked.push(char);
        } else {
            masked.push_str(MASK);
        }
        rest = rest.split_at(secret.len().max(char.len_utf8())).1;
    }
    masked
}

/// Whether a text shows a secret at its beginning. A short one, such as a code of one letter, is taken for itself only
/// where it stands alone.
fn is_shown(secret: &str, before: &str, text: &str) -> bool {
    let is_part = before.ends_with(is_of_a_word) || text.split_at(secret.len()).1.starts_with(is_of_a_word);
    !is_part || secret.len() >= TELLING_LENGTH
}

/// A secret as it is, and as it stands in a URL.
fn spellings(secret: &str) -> [String; 2] {
    [secret.to_owned(), form::encode(&[("", secret)]).replacen('=', "", 1)]
}

fn is_of_a_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || !char.is_ascii()
}

/// RFC 6749 §4.1.2.1, and the space.
fn is_code_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')
}

const CODE_LIMIT: usize = 100;
const MASK: &str = "***";
/// No word of a sentence holds so many characters of a random value by chance.
const TELLING_LENGTH: usize = 8;
