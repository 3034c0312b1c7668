//! Options that were read by tables: each right for its kind.

use std::fmt;

use super::nearest_option::{nearest, plain};
use super::option_row::OptionRow;
use super::option_value::Value;
use super::options::Options;
use crate::error::error::Error;
use crate::protocol::words::Words;
use crate::wire::json_text::JsonText;

/// The options that were given, in the order of their tables. One that was given without a value takes a default away.
#[derive(Clone, Default)]
pub struct OptionValues(Vec<(&'static OptionRow, Option<Value>)>);

/// Tables of options.
pub(crate) type Tables<'a> = &'a [&'static [OptionRow]];

impl Options {
    /// Reads the options of these tables, in their order, and refuses every other one.
    pub(crate) fn read(&self, tables: Tables<'_>) -> Result<OptionValues, Error> {
        let rows = || tables.iter().flat_map(|table| table.iter());
        if let Some(unknown) = self.names().find(|name| !rows().any(|row| row.name == *name)) {
            return Err(refuse(unknown, &rows().map(|row| row.name).collect::<Vec<_>>()));
        }
        let mut values = OptionValues::default();
        for row in rows() {
            let Some(given) = self.get(row.name) else { continue };
            values.0.push((row, if given.is_null() { None } else { row.kind.read(row.name, given)? }));
        }
        Ok(values)
    }
}

impl OptionValues {
    /// Those of some tables.
    pub(crate) fn of(&self, tables: Tables<'_>) -> OptionValues {
        let is_there = |name: &str| tables.iter().flat_map(|table| table.iter()).any(|row| row.name == name);
        OptionValues(self.0.iter().filter(|(row, _)| is_there(row.name)).cloned().collect())
    }

    /// These options of a request over the client's defaults, in the order of their tables.
    pub(crate) fn over(mut self, defaults: &OptionValues, tables: Tables<'_>) -> OptionValues {
        let selects = self.selectors().next().is_some();
        let mut merged = OptionValues::default();
        for row in tables.iter().flat_map(|table| table.iter()) {
            let default = defaults.get(row.name).filter(|_| !(selects && row.is_selector));
            let value = match self.0.iter_mut().find(|(given, _)| given.name == row.name) {
                Some((_, own)) => own.take().map(|own| own.over(default, row.parameter.is_none())),
                None => default.cloned(),
            };
            merged.0.push((row, value));
        }
        merged
    }

    /// The selectors that were given, by name.
    pub(crate) fn selectors(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(|(row, value)| row.is_selector && value.is_some()).map(|(row, _)| row.name)
    }

    /// The text of an option.
    #[must_use]
    pub fn text(&self, option: &str) -> Option<&str> {
        if let Value::Text(text) = self.get(option)? { Some(text) } else { None }
    }

    /// The text of an option that must be given.
    pub(crate) fn required(&self, option: &str, needed_for: &str) -> Result<&str, Error> {
        self.text(option).ok_or_else(|| Error::missing_option(option, needed_for))
    }

    /// The words of an option.
    #[must_use]
    pub fn words(&self, option: &str) -> Option<&Words> {
        if let Value::Words(words) = self.get(option)? { Some(words) } else { None }
    }

    /// The JSON text of an option.
    #[must_use]
    pub fn json(&self, option: &str) -> Option<&JsonText> {
        if let Value::Json(text) = self.get(option)? { Some(text) } else { None }
    }

    /// The options that are the value of an option.
    pub(crate) fn options(&self, option: &str) -> Option<&Options> {
        if let Value::Options(options) = self.get(option)? { Some(options) } else { None }
    }

    /// The strings of an option; none if it was not given.
    pub(crate) fn list(&self, option: &str) -> &[String] {
        if let Some(Value::List(texts)) = self.get(option) { texts } else { &[] }
    }

    /// The flag of an option.
    #[must_use]
    pub fn flag(&self, option: &str) -> Option<bool> {
        if let Value::Flag(flag) = self.get(option)? { Some(*flag) } else { None }
    }

    /// The number of an option.
    #[must_use]
    pub fn whole(&self, option: &str) -> Option<u32> {
        if let Value::Whole(number) = self.get(option)? { Some(*number) } else { None }
    }

    /// The names of the members of an option.
    pub(crate) fn member_names(&self, option: &str) -> impl Iterator<Item = &str> {
        let members = match self.get(option) {
            Some(Value::Members(members)) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|(name, _)| name.as_str())
    }

    /// An option under its own name, once for each of its texts.
    pub(crate) fn texts(&self, option: &str) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        if let Some(value) = self.get(option) {
            value.add_to(option, &mut texts);
        }
        texts
    }

    /// Whether an option was given.
    #[must_use]
    pub fn has(&self, option: &str) -> bool {
        self.get(option).is_some()
    }

    /// The parameters that send what was given, in the order of the tables.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        let mut parameters = Vec::new();
        for (row, value) in &self.0 {
            match (row.parameter, value) {
                (None, Some(Value::Members(members))) => parameters.extend(members.iter().cloned()),
                (Some(name), Some(value)) => value.add_to(name, &mut parameters),
                _ => {}
            }
        }
        parameters
    }

    fn get(&self, option: &str) -> Option<&Value> {
        self.0.iter().find(|(row, _)| row.name == option).and_then(|(_, value)| value.as_ref())
    }
}

/// Values may be secrets.
impl fmt::Debug for OptionValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(row, _)| row.name)).finish()
    }
}

/// An option that there is not: one that this library manages itself, or a misspelt one.
fn refuse(unknown: &str, known: &[&str]) -> Error {
    if let Some(managed) = MANAGED_OPTIONS.into_iter().find(|managed| plain(managed) == plain(unknown)) {
        return Error::managed_option(unknown, instead_of(managed));
    }
    Error::unknown_option(unknown, known, nearest(unknown, known))
}

/// What to do about a parameter that this library sets itself. Others let an app keep its data in the `state`.
pub(crate) fn instead_of(managed: &str) -> &'static str {
    match managed {
        "state" => "use the option \"appState\"",
        "clientSecret" | "client_secret" => "leave it out, for a browser keeps no secret",
        _ => "leave it out, for this library sets it itself",
    }
}

/// Options that other libraries have, and that this one sets itself.
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
