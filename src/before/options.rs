//! What the app hands in, read by tables of what there is: a misspelt option is named, a wrong one says what it must be.

use core::fmt;
use core::slice;

use crate::before::algorithm::Algorithm;
use crate::before::decimal;
use crate::before::entropy::is_random;
use crate::before::error::{Error, ErrorKind, invalid, missing, quoted};
use crate::before::json::{Json, Object};
use crate::before::prelude::*;
use crate::before::text::{has_control, has_mark, has_word, pieces};
use crate::before::web_url::WebUrl;

/// One options object of a call.
#[derive(Clone, Debug, Default)]
pub struct Options(Object);

/// Options that there are, alike but for their names.
#[derive(Debug)]
pub struct Known {
    /// What each may be.
    pub kind: Kind,
    /// Whether each is sent, as a parameter of its name in snake case.
    pub sent: bool,
    /// Their names, in camelCase with a space between two.
    pub names: &'static str,
}

/// What an option may be, and how it is kept and sent.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// A string that is kept in storage, where each has a line of its own.
    Line,
    /// One of these strings, with a `|` between two.
    OneOf(&'static &'static str),
    /// Words, kept with spaces between them.
    Words,
    /// Names of algorithms that an ID token may be signed by, kept as words.
    Algorithms,
    /// Strings, each sent as a parameter of its own.
    Repeated,
    /// Absolute URIs without a fragment, each sent as a parameter of its own (RFC 8707 §2).
    Resources,
    /// An object of strings, each sent as `name[key]`, or as its key where the option itself is not sent.
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
    Whole(&'static [u32; 2]),
    /// Anything: what is no string counts as not given.
    Any,
}

/// The options that were given, each as text and right for its kind.
#[derive(Clone, Default)]
pub struct Values(Vec<Value>);

#[derive(Clone)]
pub(crate) struct Value {
    option: &'static str,
    /// The parameter that sends it; empty where none does.
    pub(crate) parameter: String,
    pub(crate) text: String,
}

impl Known {
    /// Options that are kept, and sent by no parameter of their own.
    pub(crate) const fn kept(names: &'static str, kind: Kind) -> Known {
        Known { kind, sent: false, names }
    }

    /// Options that are sent.
    pub(crate) const fn sent(names: &'static str, kind: Kind) -> Known {
        Known { kind, sent: true, names }
    }
}

impl Options {
    /// Takes the members of an object; `null` ones count as not given, as undefined ones do.
    #[must_use]
    pub fn new(members: Object) -> Options {
        Options(members)
    }

    /// Reads the options of these tables, in their order, and refuses every other one. As many as were given are found,
    /// or else there is one to refuse.
    pub(crate) fn read(&self, tables: &[&'static [Known]]) -> Result<Values, Box<Error>> {
        let mut values = Values::default();
        let mut read = Ok(());
        let mut known = 0;
        for table in tables {
            for row in *table {
                for option in pieces(row.names, b' ') {
                    if let Some(json) = self.0.get(option) {
                        known += 1;
                        read = read.and_then(|()| values.read(option, row, json));
                    }
                }
            }
        }
        if known < self.0.iter().count() {
            self.refuse_unknown(&names(tables))?;
        }
        read.map(|()| values)
    }

    fn refuse_unknown(&self, known: &str) -> Result<(), Box<Error>> {
        for (option, _) in self.0.iter() {
            if has_word(MANAGED_OPTIONS, option) {
                return Err(ErrorKind::ManagedOption.of(option, instead_of(option), ""));
            }
            if !has_word(known, option) {
                return Err(ErrorKind::UnknownOption.of(option, known, ""));
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, option: &str) -> Option<&Json> {
        self.0.get(option).filter(|json| !json.is("null"))
    }
}

impl Values {
    /// The text of an option; empty where it was not given. As a reference to the whole `String`, which fits a
    /// register where a `&str` does not.
    pub(crate) fn text(&self, option: &str) -> &String {
        static NONE: String = String::new();
        for value in self.0.iter().rev() {
            if value.option == option {
                return &value.text;
            }
        }
        &NONE
    }

    pub(crate) fn has(&self, option: &str) -> bool {
        !self.text(option).is_empty()
    }

    /// The text of an option, or else another.
    pub(crate) fn text_or<'a>(&'a self, option: &str, default: &'a str) -> &'a str {
        let text = self.text(option);
        if text.is_empty() { default } else { text }
    }

    /// The text of an option that must be given.
    pub(crate) fn required(&self, option: &str, needed: &str) -> Result<&str, Box<Error>> {
        let text = self.text(option);
        if text.is_empty() { Err(missing(option, needed)) } else { Ok(text) }
    }

    pub(crate) fn number(&self, option: &str, default: u32) -> u32 {
        decimal::read(self.text(option)).and_then(|number| number.try_into().ok()).unwrap_or(default)
    }

    /// Keeps a text for an option, in place of the one that was given.
    pub(crate) fn set(&mut self, option: &'static str, text: String) {
        self.push(option, "", text);
    }

    /// What is sent.
    pub(crate) fn sent(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(|value| !value.parameter.is_empty())
    }

    fn read(&mut self, option: &'static str, known: &Known, json: &Json) -> Result<(), Box<Error>> {
        if json.is("null") {
            return Ok(());
        }
        let parameter = if known.sent { parameter(option) } else { String::new() };
        self.add(option, &parameter, known.kind, json)
    }

    fn add(&mut self, option: &'static str, parameter: &str, kind: Kind, json: &Json) -> Result<(), Box<Error>> {
        if let (Kind::Members, Some(members)) = (kind, json.as_object()) {
            for (key, json) in members.iter() {
                let parameter = if parameter.is_empty() { key.into() } else { concat(&[parameter, "[", key, "]"]) };
                self.add(option, &parameter, Kind::Text, json).map_err(|mut error| {
                    error.about = concat(&[option, ".", key]);
                    error
                })?;
            }
            return Ok(());
        }
        let list = if kind.may_be_listed() { json.as_list() } else { None };
        let mut words = String::new();
        for item in list.as_deref().unwrap_or(slice::from_ref(json)) {
            let text = kind.read(item).ok_or_else(|| kind.refuse(option, item))?;
            if kind.is_words() {
                for word in pieces(&text, b' ') {
                    add_word(&mut words, word);
                }
            } else {
                self.push(option, parameter, text);
            }
        }
        self.push(option, parameter, words);
        Ok(())
    }

    /// An empty text counts as not given.
    fn push(&mut self, option: &'static str, parameter: &str, text: String) {
        if !text.is_empty() {
            self.0.push(Value { option, parameter: parameter.into(), text });
        }
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values([redacted])")
    }
}

impl Kind {
    fn may_be_listed(self) -> bool {
        matches!(self, Kind::Words | Kind::Algorithms | Kind::Repeated | Kind::Resources)
    }

    fn is_words(self) -> bool {
        matches!(self, Kind::Words | Kind::Algorithms)
    }

    fn read(self, json: &Json) -> Option<String> {
        match (self, json.as_text()) {
            (Kind::Flag, _) if json.is("true") => Some("1".into()),
            (Kind::Flag, _) if json.is("false") => Some(String::new()),
            (Kind::Whole([least, most]), _) => {
                let whole = json.as_whole()?;
                (u64::from(*least)..=u64::from(*most)).contains(&whole).then(|| decimal::write(whole))
            }
            (Kind::Flag | Kind::Members, _) => None,
            (_, Some(text)) if text.is_empty() || self.fits(text) => Some(text.into()),
            (Kind::Any, _) => Some(String::new()),
            _ => None,
        }
    }

    fn refuse(self, option: &str, found: &Json) -> Box<Error> {
        let these = match self {
            Kind::OneOf(texts) => (*texts).into(),
            Kind::Whole([least, most]) => {
                concat(&[&decimal::write((*least).into()), " to ", &decimal::write((*most).into())])
            }
            _ => String::new(),
        };
        let is_no_text = matches!(self, Kind::Flag | Kind::Whole(..) | Kind::Members);
        let found = if is_no_text { found.kind().into() } else { shown(found) };
        invalid(option, &concat(&[self.expected(), &these]), &found)
    }

    /// What it must be, up to what differs from option to option.
    fn expected(self) -> &'static str {
        match self {
            Kind::OneOf(_) => "one of ",
            Kind::Whole(..) => "a whole number from ",
            Kind::Text | Kind::Any => "a string",
            Kind::Line => "a line that is not blank",
            Kind::Words => "ASCII words without quotes and backslashes",
            Kind::Algorithms => "asymmetric algorithms, such as \"RS256\"",
            Kind::Repeated => "a string or an array of strings",
            Kind::Resources => "an absolute URI without a fragment",
            Kind::Members => "an object of strings",
            Kind::Claims => "an object that JSON can hold",
            Kind::Json => "a value that JSON can hold",
            Kind::Thumbprint => "43 characters of base64url",
            Kind::Flag => "true or false",
        }
    }

    fn fits(self, text: &str) -> bool {
        match self {
            Kind::Line => text.bytes().any(|byte| byte != b' ') && !has_control(text),
            Kind::OneOf(texts) => pieces(texts, b'|').contains(&text),
            Kind::Words => are_words(text),
            Kind::Algorithms => Algorithm::named(text).is_some(),
            Kind::Resources => WebUrl::parse(text).is_some() && !has_mark(text, b"#"),
            Kind::Claims => Object::parse(text).is_some(),
            // A SHA-256 hash has the form of this library's own random values.
            Kind::Thumbprint => is_random(text),
            _ => true,
        }
    }
}

/// What to do about a parameter that this library sets itself: others let an app keep its data in the `state`.
pub(crate) fn instead_of(managed: &str) -> &'static str {
    if managed == "state" { "use the option \"appState\"" } else { "leave it out" }
}

fn names(tables: &[&'static [Known]]) -> String {
    let mut names = String::new();
    for table in tables {
        for known in *table {
            add_word(&mut names, known.names);
        }
    }
    names
}

/// The parameter that sends an option: its name in snake case, but for the one whose name is a warning.
pub(crate) fn parameter(option: &str) -> String {
    let mut parameter = String::new();
    for byte in if option == TOKEN_IN_URL { "accessToken" } else { option }.bytes() {
        if byte.is_ascii_uppercase() {
            parameter.push('_');
        }
        parameter.push(char::from(byte.to_ascii_lowercase()));
    }
    parameter
}

/// What was found where something else should have been.
pub(crate) fn shown(json: &Json) -> String {
    json.as_text().map_or_else(|| json.kind().into(), quoted)
}

/// Adds a word to words that have a space between two, unless it is one of them.
pub(crate) fn add_word(words: &mut String, word: &str) {
    if word.is_empty() || has_word(words, word) {
        return;
    }
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// The address of an endpoint, or what it should have been (RFC 6749 §3.1, §3.2):
/// absolute, without a fragment, over TLS or inside this machine.
pub(crate) fn check_endpoint(text: &str, insecure_allowed: bool) -> Result<WebUrl, &'static str> {
    let url = WebUrl::parse_web(text).ok_or("an absolute https: or http: URL without credentials")?;
    if has_mark(text, b"#") {
        return Err("a URL without a fragment");
    }
    if !insecure_allowed && !url.is_confidential() {
        return Err("an https: URL, or one of this machine");
    }
    Ok(url)
}

/// Scope tokens with spaces between them (RFC 6749 §3.3), and an error code as well (§4.1.2.1).
pub(crate) fn are_words(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || is_word_byte(byte))
}

/// A character of a scope token.
pub(crate) fn is_word_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

/// Auth0's account linking as its second version had it. A token in a URL reaches logs and referrers.
pub(crate) const TOKEN_IN_URL: &str = "dangerouslyPutAccessTokenInUrl";

/// Options that other libraries have and that are this one's own business.
const MANAGED_OPTIONS: &str =
    "state nonce codeChallenge codeChallengeMethod codeVerifier responseMode pkce clientSecret request requestUri";
