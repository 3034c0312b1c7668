//! What the app hands in, read by tables of what there is: a misspelt option is named, a wrong one says what it must be.

use core::fmt;

use crate::algorithm::Algorithm;
use crate::decimal;
use crate::entropy::is_random;
use crate::error::{Error, ErrorKind, invalid, missing, quoted};
use crate::json::{Json, Object};
use crate::prelude::*;
use crate::text::{has_control, has_mark, has_word, pieces};
use crate::web_url::WebUrl;

/// One options object of a call.
#[derive(Clone, Debug, Default)]
pub struct Options(Object);

/// An option that there is.
#[derive(Debug)]
pub struct Known {
    /// Its name, in camelCase.
    pub option: &'static str,
    /// The parameter that sends it, as on the wire; empty where none does.
    pub parameter: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// What it is needed for; empty where it may be left out.
    pub needed: &'static str,
}

/// What an option may be, and how it is kept and sent.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that is kept in storage, where each has a line of its own.
    Line,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// Words, kept with spaces between them.
    Words,
    /// Names of algorithms that an ID token may be signed by, kept as words.
    Algorithms,
    /// Strings, each sent as a parameter of its own.
    Repeated,
    /// Absolute URIs without a fragment, each sent as a parameter of its own (RFC 8707 §2).
    Resources,
    /// An object of strings, each sent as `name[key]`, or as its key where the option has no parameter.
    Members,
    /// A JSON object, sent as its text.
    Claims,
    /// Any JSON, kept as its text.
    Json,
    /// A SHA-256 JWK thumbprint in base64url (RFC 7638 §3, RFC 9449 §10).
    Thumbprint,
    /// True or false.
    Flag,
    /// A whole number within bounds, both included.
    Whole(u32, u32),
    /// Anything: what is no string counts as not given.
    Any,
}

/// The options that were given, each as text and right for its kind.
#[derive(Clone, Default)]
pub struct Values(Vec<Value>);

#[derive(Clone)]
struct Value {
    option: &'static str,
    /// The parameter that sends it; empty where none does.
    parameter: String,
    text: String,
}

impl Known {
    /// An option that is kept, and sent by no parameter of its own.
    pub(crate) const fn kept(option: &'static str, kind: Kind) -> Known {
        Known { option, parameter: "", kind, needed: "" }
    }

    /// One that must be given.
    pub(crate) const fn needed(option: &'static str, needed: &'static str) -> Known {
        Known { option, parameter: "", kind: Kind::Line, needed }
    }

    /// One that is sent.
    pub(crate) const fn sent(option: &'static str, parameter: &'static str, kind: Kind) -> Known {
        Known { option, parameter, kind, needed: "" }
    }
}

impl Options {
    /// Takes the members of an object; `null` ones count as not given, as undefined ones do.
    #[must_use]
    pub fn new(members: Object) -> Options {
        Options(members)
    }

    /// Reads the options of these tables, in their order, and refuses every other one.
    pub(crate) fn read(&self, tables: &[&'static [Known]]) -> Result<Values, Box<Error>> {
        let mut all = Vec::new();
        for table in tables {
            all.extend(*table);
        }
        self.deny_unknown(&all)?;
        let mut values = Values::default();
        for known in all {
            let before = values.0.len();
            if let Some(json) = self.get(known.option) {
                values.add(known, json)?;
            }
            if values.0.len() == before && !known.needed.is_empty() {
                return Err(missing(known.option, known.needed));
            }
        }
        Ok(values)
    }

    pub(crate) fn get(&self, option: &str) -> Option<&Json> {
        self.0.get(option).filter(|json| !matches!(json, Json::Null))
    }

    fn deny_unknown(&self, all: &[&Known]) -> Result<(), Box<Error>> {
        for (option, _) in self.0.iter() {
            if MANAGED_OPTIONS.contains(&option) {
                return Err(ErrorKind::ManagedOption.of(option, "leave it out", ""));
            }
            if !all.iter().any(|known| known.option == option) {
                let names: Vec<_> = all.iter().map(|known| known.option).collect();
                return Err(ErrorKind::UnknownOption.of(option, &listed(&names), ""));
            }
        }
        Ok(())
    }
}

impl Values {
    /// The text of an option; empty where it was not given.
    pub(crate) fn text(&self, option: &str) -> &str {
        for value in &self.0 {
            if value.option == option {
                return &value.text;
            }
        }
        ""
    }

    pub(crate) fn has(&self, option: &str) -> bool {
        !self.text(option).is_empty()
    }

    pub(crate) fn number(&self, option: &str, default: u32) -> u32 {
        decimal::read(self.text(option)).and_then(|number| number.try_into().ok()).unwrap_or(default)
    }

    /// Keeps a text for an option, in place of the one that was given.
    pub(crate) fn set(&mut self, option: &'static str, text: String) {
        for value in &mut self.0 {
            if value.option == option {
                value.text = text;
                return;
            }
        }
        self.0.push(Value { option, parameter: String::new(), text });
    }

    /// What is sent: options, parameters and values.
    pub(crate) fn sent(&self) -> impl Iterator<Item = (&'static str, &str, &str)> {
        let sent = |value: &&Value| !value.parameter.is_empty();
        self.0.iter().filter(sent).map(|value| (value.option, value.parameter.as_str(), value.text.as_str()))
    }

    fn add(&mut self, known: &Known, json: &Json) -> Result<(), Box<Error>> {
        match (known.kind, json) {
            (Kind::Flag, Json::Bool(set)) => self.push(known, if *set { "1" } else { "" }),
            (Kind::Whole(least, most), Json::Number(number)) => {
                let whole = whole_number(*number).filter(|whole| (least.into()..=most.into()).contains(whole));
                self.push(known, &decimal::write(whole.ok_or_else(|| known.refuse(json.kind()))?));
            }
            (Kind::Members, Json::Object(members)) => {
                for (key, json) in members.iter() {
                    let found = || known.refuse(&concat(&[json.kind(), " for \"", key, "\""]));
                    self.add_member(known, key, json.as_text().ok_or_else(found)?);
                }
            }
            (Kind::Words | Kind::Algorithms | Kind::Repeated | Kind::Resources, Json::List(items)) => {
                for item in items {
                    self.add_text(known, item.as_text().ok_or_else(|| known.refuse(item.kind()))?)?;
                }
            }
            (Kind::Flag | Kind::Whole(..) | Kind::Members, _) => return Err(known.refuse(json.kind())),
            (_, Json::Text(text)) => self.add_text(known, text)?,
            (Kind::Any, _) => {}
            _ => return Err(known.refuse(json.kind())),
        }
        Ok(())
    }

    fn add_member(&mut self, known: &Known, key: &str, text: &str) {
        let parameter = if known.parameter.is_empty() { key.into() } else { concat(&[known.parameter, "[", key, "]"]) };
        self.keep(known.option, parameter, text);
    }

    fn add_text(&mut self, known: &Known, text: &str) -> Result<(), Box<Error>> {
        if text.is_empty() {
            return Ok(());
        }
        if !known.kind.fits(text) {
            return Err(known.refuse(&quoted(text)));
        }
        if !matches!(known.kind, Kind::Words | Kind::Algorithms) {
            self.push(known, text);
            return Ok(());
        }
        for word in pieces(text, b' ') {
            self.add_word(known, word);
        }
        Ok(())
    }

    /// The words of an option are one text, and each is in it once.
    fn add_word(&mut self, known: &Known, word: &str) {
        match self.0.last_mut() {
            Some(last) if last.option == known.option => {
                if !word.is_empty() && !has_word(&last.text, word) {
                    last.text.push(' ');
                    last.text.push_str(word);
                }
            }
            _ => self.push(known, word),
        }
    }

    fn push(&mut self, known: &Known, text: &str) {
        self.keep(known.option, known.parameter.into(), text);
    }

    /// An empty text counts as not given.
    fn keep(&mut self, option: &'static str, parameter: String, text: &str) {
        if !text.is_empty() {
            self.0.push(Value { option, parameter, text: text.into() });
        }
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values([redacted])")
    }
}

impl Known {
    fn refuse(&self, found: &str) -> Box<Error> {
        let rest = match self.kind {
            Kind::OneOf(texts) => listed(texts),
            Kind::Whole(least, most) => concat(&[&decimal::write(least.into()), " to ", &decimal::write(most.into())]),
            _ => String::new(),
        };
        invalid(self.option, &concat(&[self.kind.expected(), &rest]), found)
    }
}

impl Kind {
    /// What it must be, up to what differs from option to option.
    fn expected(self) -> &'static str {
        match self {
            Kind::OneOf(_) => "one of ",
            Kind::Whole(..) => "a whole number from ",
            Kind::Text | Kind::Any => "a string",
            Kind::Line => "a string that is more than spaces, without control characters",
            Kind::Words => "words of printable ASCII without quotes and backslashes",
            Kind::Algorithms => "names of asymmetric algorithms, such as \"RS256\" or \"ES256\"",
            Kind::Repeated => "a string or an array of strings",
            Kind::Resources => "an absolute URI without a fragment",
            Kind::Members => "an object of strings",
            Kind::Claims => "an object that JSON can hold",
            Kind::Json => "a value that JSON can hold",
            Kind::Thumbprint => "a SHA-256 JWK thumbprint, 43 characters of base64url",
            Kind::Flag => "true or false",
        }
    }

    fn fits(self, text: &str) -> bool {
        match self {
            Kind::Line => !text.trim_ascii().is_empty() && !has_control(text),
            Kind::OneOf(texts) => texts.contains(&text),
            Kind::Words => text.bytes().all(|byte| byte == b' ' || is_word_byte(byte)),
            Kind::Algorithms => Algorithm::named(text).is_some(),
            Kind::Resources => WebUrl::parse(text).is_some() && !has_mark(text, b"#"),
            Kind::Claims => Object::parse(text).is_some(),
            // A SHA-256 hash has the form of this library's own random values.
            Kind::Thumbprint => is_random(text),
            _ => true,
        }
    }
}

/// Names between quotes, with commas.
fn listed(names: &[&str]) -> String {
    concat(&["\"", &join(names, "\", \""), "\""])
}

/// The endpoint's address as the URL standard serialises it, or what it should have been (RFC 6749 §3.1, §3.2):
/// absolute, without a fragment, over TLS or inside this machine.
pub(crate) fn check_endpoint(text: &str, insecure_allowed: bool) -> Result<String, &'static str> {
    let url = WebUrl::parse_web(text).ok_or("an absolute https: URL without credentials")?;
    if has_mark(text, b"#") {
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
