//! What an option may be, and what it becomes when it is read.

use super::option_value::Value;
use super::options::{OptionValue, Options, UNREADABLE};
use crate::error::error::Error;
use crate::error::quote::shown;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::random_text::RandomText;
use crate::protocol::words::{Words, are_words};
use crate::wire::json::Json;
use crate::wire::url::WebUrl;

/// What an option may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that is not blank and has no control characters.
    Line,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// Words: a string, in which they are separated by spaces, or an array of such strings.
    Words,
    /// Names of algorithms that an ID token may be signed by: a string or an array of strings.
    Algorithms,
    /// A string or an array of strings, each sent as a parameter of its own.
    Repeated,
    /// Absolute URIs without a fragment, each sent as a parameter of its own (RFC 8707 §2).
    Resources,
    /// An object of strings, each sent as `name[key]`, or as its key if the option itself is not sent.
    Members,
    /// A JSON object, sent as its text.
    Claims,
    /// Any value that JSON can hold, kept as its text.
    Json,
    /// A SHA-256 JWK thumbprint in base64url (RFC 7638 §3, RFC 9449 §10).
    Thumbprint,
    /// True or false.
    Flag,
    /// A whole number from the first to the second.
    Whole(u32, u32),
    /// An object of options, which have tables of their own.
    Options,
    /// A string; anything else counts as not given.
    TextIfAny,
}

impl Kind {
    /// Reads a value of an option. `None` stands for an empty value, which counts as not given.
    pub(super) fn read(self, option: &str, given: &OptionValue) -> Result<Option<Value>, Error> {
        let refuse = |found: &str| Error::invalid_option(option, &self.expected(), found);
        if let Kind::Json | Kind::Claims = self {
            let text = given.text().filter(|_| self.fits_json(given));
            return text.map(|text| Some(Value::Json(text))).ok_or_else(|| refuse(given.kind()));
        }
        let Some(json) = given.json() else {
            return if let Kind::TextIfAny = self { Ok(None) } else { Err(refuse(UNREADABLE)) };
        };
        match self {
            Kind::Flag => json.as_bool().map(|flag| Some(Value::Flag(flag))).ok_or_else(|| refuse(json.kind())),
            Kind::Whole(..) => self.whole(&json).ok_or_else(|| refuse(json.kind())),
            Kind::Members => members(option, &json).ok_or_else(|| refuse(json.kind()))?,
            Kind::Options => {
                let members = json.as_object().ok_or_else(|| refuse(json.kind()))?;
                Ok(Some(Value::Options(Options::of(members))))
            }
            Kind::TextIfAny => Ok(json.as_str().and_then(text_value)),
            Kind::Words | Kind::Algorithms => self.texts(&json, refuse).map(|texts| words_value(&texts)),
            Kind::Repeated | Kind::Resources => self.texts(&json, refuse).map(|texts| {
                let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
                (!texts.is_empty()).then_some(Value::List(texts))
            }),
            _ => {
                let text = json.as_str().filter(|text| text.is_empty() || self.fits(text));
                text.map(text_value).ok_or_else(|| refuse(&shown(&json)))
            }
        }
    }

    /// The strings of an array, or the one string.
    fn texts(self, json: &Json, refuse: impl Fn(&str) -> Error) -> Result<Vec<String>, Error> {
        let mut texts = Vec::new();
        for item in json.items() {
            let text = item.as_str().filter(|text| text.is_empty() || self.fits(text));
            texts.push(text.ok_or_else(|| refuse(&shown(item)))?.to_owned());
        }
        Ok(texts)
    }

    #[allow(clippy::option_option, reason = "not of its kind, or not given")]
    fn whole(self, json: &Json) -> Option<Option<Value>> {
        let Kind::Whole(least, most) = self else { return None };
        let number = json.as_whole().and_then(|number| u32::try_from(number).ok())?;
        (least..=most).contains(&number).then_some(Some(Value::Whole(number)))
    }

    fn fits_json(self, given: &OptionValue) -> bool {
        matches!(self, Kind::Json) || given.json().is_some_and(|json| json.as_object().is_some())
    }

    fn fits(self, text: &str) -> bool {
        match self {
            Kind::Line => text.contains(|char| char != ' ') && !text.contains(char::is_control),
            Kind::OneOf(texts) => texts.contains(&text),
            Kind::Words => are_words(text),
            Kind::Algorithms => Algorithm::named(text).is_some(),
            Kind::Resources => WebUrl::parse(text).is_some() && !text.contains('#'),
            // A SHA-256 hash has the form of this library's own random values.
            Kind::Thumbprint => RandomText::parse(text).is_some(),
            _ => true,
        }
    }

    /// What it must be, for a message.
    fn expected(self) -> String {
        let expected = match self {
            Kind::OneOf(texts) => return format!("one of \"{}\"", texts.join("\", \"")),
            Kind::Whole(least, most) => return format!("a whole number from {least} to {most}"),
            Kind::Text | Kind::TextIfAny => "a string",
            Kind::Line => "a string of one line that is not blank",
            Kind::Words => "words separated by spaces, or an array of them, in ASCII without quotes and backslashes",
            Kind::Algorithms => "an asymmetric algorithm, such as \"RS256\", or an array of them",
            Kind::Repeated => "a string or an array of strings",
            Kind::Resources => "an absolute URI without a fragment, or an array of them",
            Kind::Members => "an object whose values are strings",
            Kind::Options => "an object of options",
            Kind::Claims => "an object that JSON can hold",
            Kind::Json => "a value that JSON can hold",
            Kind::Thumbprint => "43 characters of base64url",
            Kind::Flag => "true or false",
        };
        expected.to_owned()
    }
}

fn text_value(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

fn words_value(texts: &[String]) -> Option<Value> {
    let words = Words::split(&texts.join(" "));
    (!words.is_empty()).then_some(Value::Words(words))
}

/// `None` unless it is an object; each member is an option's text, under the path of its own. One that is `null` is as
/// good as empty, and not sent.
fn members(option: &str, json: &Json) -> Option<Result<Option<Value>, Error>> {
    let mut texts = Vec::new();
    for (key, member) in json.as_object()?.iter() {
        let Some(text) = member.as_str().or(member.is_null().then_some("")) else {
            let path = format!("{option}.{key}");
            return Some(Err(Error::invalid_option(&path, &Kind::Text.expected(), &shown(member))));
        };
        texts.push((key.to_owned(), text.to_owned()));
    }
    Some(Ok(Some(Value::Members(texts))))
}
