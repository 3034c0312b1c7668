//! Lists of words that travel as one text: scopes, prompts, locales.

use std::fmt;

use serde::Serialize;

/// Words in their order, each once, sent separated by spaces (RFC 6749 §3.3, OpenID Connect Core §3.1.2.1).
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Words(Vec<String>);

/// The scope of a request or a token (RFC 6749 §3.3).
pub type Scope = Words;

impl Words {
    /// Splits a text at its spaces.
    #[must_use]
    pub fn split(text: &str) -> Words {
        let mut words = Words::default();
        words.add_all(text);
        words
    }

    /// Adds the words of a text that are not there yet.
    pub(crate) fn add_all(&mut self, text: &str) {
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if !self.contains(word) {
                self.0.push(word.to_owned());
            }
        }
    }

    /// Whether a word is there.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.0.iter().any(|known| known == word)
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// The words, separated by spaces.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// Whether a text consists of scope tokens, separated by spaces.
pub(crate) fn are_words(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || is_word_byte(byte))
}

/// A character of a scope token (RFC 6749 §3.3).
pub(crate) fn is_word_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

/// The scope value that asks for an ID token (OpenID Connect Core §3.1.2.1).
pub(crate) const OPENID: &str = "openid";
