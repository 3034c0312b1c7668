//! A provider's refusal, in its own words.

use super::quote::{printable, quoted};

/// The provider's own words for a refusal, cleaned for display (RFC 6749 §4.1.2.1, §4.2.2.1 and §5.2).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// `error`: printable ASCII without quotes and backslashes, at most 100 characters. Absent if it is no such code.
    pub error: Option<String>,
    /// `error_description`: at most 500 characters, without control characters.
    pub error_description: Option<String>,
    /// `error_uri`, cleaned in the same way.
    pub error_uri: Option<String>,
}

impl Refusal {
    /// Takes what the provider sent, of which an empty text counts as absent.
    pub(crate) fn new(error: &str, description: &str, uri: &str) -> Refusal {
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let is_code = error.len() <= CODE_LIMIT && error.bytes().all(is_code_byte);
        Refusal {
            error: given(error.to_owned()).filter(|_| is_code),
            error_description: given(printable(description)),
            error_uri: given(printable(uri)),
        }
    }

    /// The code, for a message.
    pub(super) fn summary(&self) -> String {
        self.error.as_deref().map_or_else(|| "no valid error code".to_owned(), quoted)
    }
}

/// RFC 6749 §4.1.2.1, and the space.
fn is_code_byte(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')
}

const CODE_LIMIT: usize = 100;
