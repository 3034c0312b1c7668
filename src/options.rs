//! What the app hands in, read option by option: a misspelt one is named, a wrong one says what it should be.

use crate::decimal;
use crate::error::{Error, invalid, missing};
use crate::json::{Json, Object};
use crate::prelude::*;
use crate::web_url::WebUrl;

/// One options object of a call.
#[derive(Clone, Debug, Default)]
pub struct Options(Object);

impl Options {
    /// Takes the members of an object; `null` ones count as not given, as undefined ones do.
    #[must_use]
    pub fn new(members: Object) -> Options {
        Options(members)
    }

    /// Refuses every name that is not in `known`.
    pub(crate) fn deny_unknown<'a>(&self, known: impl Iterator<Item = &'a str> + Clone) -> Result<(), Box<Error>> {
        for (option, _) in self.0.iter() {
            if MANAGED_OPTIONS.contains(&option) {
                return Err(Error::ManagedOption { option: option.into(), instead: "leave it out".into() }.into());
            }
            if !known.clone().any(|name| name == option) {
                let known = listed(known);
                return Err(Error::UnknownOption { option: option.into(), known }.into());
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, option: &str) -> Option<&Json> {
        self.0.get(option).filter(|value| **value != Json::Null)
    }

    /// A string; an empty one counts as not given.
    pub(crate) fn text(&self, option: &str) -> Result<Option<&str>, Box<Error>> {
        match self.get(option) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(other) => Err(invalid(option, "a string", other.kind())),
        }
    }

    /// A string that is kept in storage, where each has a line of its own.
    pub(crate) fn line(&self, option: &str) -> Result<Option<&str>, Box<Error>> {
        let text = self.text(option)?;
        if text.is_some_and(|text| text.contains(char::is_control)) {
            return Err(invalid(option, "a string without control characters", "one with them"));
        }
        Ok(text)
    }

    pub(crate) fn required_line(&self, option: &str, needed: &'static str) -> Result<&str, Box<Error>> {
        let text = self.line(option)?.ok_or_else(|| missing(option, needed))?;
        if text.trim().is_empty() {
            return Err(invalid(option, "more than spaces", "spaces"));
        }
        Ok(text)
    }

    /// A list of strings, or one string; empty ones are left out.
    pub(crate) fn list(&self, option: &str) -> Result<Vec<&str>, Box<Error>> {
        match self.get(option) {
            None => Ok(Vec::new()),
            Some(Json::Text(text)) => Ok(Some(text.as_str()).into_iter().filter(|text| !text.is_empty()).collect()),
            Some(Json::List(items)) => items
                .iter()
                .map(|item| item.as_text().ok_or_else(|| invalid(option, "an array of strings", item.kind())))
                .filter(|item| *item != Ok(""))
                .collect(),
            Some(other) => Err(invalid(option, "a string or an array of strings", other.kind())),
        }
    }

    /// A list of words, given as an array or as one string with spaces.
    pub(crate) fn words(&self, option: &str) -> Result<Vec<String>, Box<Error>> {
        let mut words = Vec::new();
        for word in self.list(option)?.into_iter().flat_map(|text| text.split(' ')) {
            if !word.bytes().all(is_word_byte) {
                return Err(invalid(
                    option,
                    "words of printable ASCII without quotes and backslashes",
                    "another character",
                ));
            }
            if !word.is_empty() && !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        Ok(words)
    }

    /// Refuses an option that makes sense only beside another.
    pub(crate) fn needs(&self, option: &str, other: &str, needed: &'static str) -> Result<(), Box<Error>> {
        if self.get(option).is_some() && self.get(other).is_none() {
            return Err(missing(other, needed));
        }
        Ok(())
    }

    pub(crate) fn flag(&self, option: &str) -> Result<bool, Box<Error>> {
        match self.get(option) {
            None => Ok(false),
            Some(Json::Bool(flag)) => Ok(*flag),
            Some(other) => Err(invalid(option, "true or false", other.kind())),
        }
    }

    /// A whole number within bounds, both included.
    pub(crate) fn whole(&self, option: &str, least: u32, most: u32) -> Result<Option<u32>, Box<Error>> {
        let Some(value) = self.get(option) else { return Ok(None) };
        let number = value.as_number().and_then(whole_number).and_then(|number| u32::try_from(number).ok());
        match number.filter(|number| (least..=most).contains(number)) {
            Some(number) => Ok(Some(number)),
            None => Err(invalid(
                option,
                ["a whole number from ", &decimal::write(least.into()), " to ", &decimal::write(most.into())].concat(),
                value.kind(),
            )),
        }
    }

    /// The members of a plain object whose values are strings.
    pub(crate) fn record(&self, option: &str) -> Result<Vec<(&str, &str)>, Box<Error>> {
        let Some(value) = self.get(option) else { return Ok(Vec::new()) };
        let expected = "an object of strings";
        let members = value.as_object().ok_or_else(|| invalid(option, expected, value.kind()))?;
        members
            .iter()
            .map(|(name, value)| match value {
                Json::Text(text) => Ok((name, text.as_str())),
                other => Err(invalid(option, expected, [other.kind(), " for \"", name, "\""].concat())),
            })
            .collect()
    }

    /// An endpoint (RFC 6749 §3.1, §3.2): absolute, without a fragment, over TLS or inside this machine.
    pub(crate) fn endpoint(&self, option: &str, insecure_allowed: bool) -> Result<Option<String>, Box<Error>> {
        let Some(text) = self.text(option)? else { return Ok(None) };
        check_endpoint(text, insecure_allowed)
            .map(Some)
            .map_err(|expected| invalid(option, expected, crate::error::quoted(text)))
    }
}

/// Names between quotes, with commas.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| ["\"", name, "\""].concat()).collect::<Vec<_>>().join(", ")
}

/// The endpoint's address as the URL standard serialises it, or what it should have been.
pub(crate) fn check_endpoint(text: &str, insecure_allowed: bool) -> Result<String, &'static str> {
    let url = WebUrl::parse_web(text).ok_or("an absolute https: URL without credentials")?;
    if text.contains('#') {
        return Err("a URL without a fragment");
    }
    if !insecure_allowed && !url.is_confidential() {
        return Err("an https: URL (or one of this machine; \"dangerouslyAllowHttpEndpoints\" is for test networks)");
    }
    Ok(url.href())
}

/// A number without a sign and a fraction.
pub(crate) fn whole_number(number: f64) -> Option<u64> {
    #[allow(clippy::cast_precision_loss, reason = "up to 2^53, where doubles hold every whole number")]
    const LIMIT: f64 = (1_u64 << 53) as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within bounds, else it is not used")]
    let whole = number as u64;
    #[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "within bounds, where every whole number is one")]
    ((0.0..=LIMIT).contains(&number) && whole as f64 == number).then_some(whole)
}

/// A character of a scope token (RFC 6749 §3.3).
pub(crate) fn is_word_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

/// Options that other libraries have and that are this one's own business.
const MANAGED_OPTIONS: [&str; 10] = [
    "state",
    "nonce",
    "codeChallenge",
    "codeChallengeMethod",
    "codeVerifier",
    "responseMode",
    "pkce",
    "clientSecret",
    "request",
    "requestUri",
];
