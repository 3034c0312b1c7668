//! The value of an option that was given, right for its kind.

use super::options::Options;
use crate::protocol::words::Words;
use crate::wire::json_text::JsonText;

/// A value. It may be a secret.
#[derive(Clone)]
pub(crate) enum Value {
    Text(String),
    Words(Words),
    List(Vec<String>),
    Members(Vec<(String, String)>),
    Json(JsonText),
    Options(Options),
    Flag(bool),
    Whole(u32),
}

impl Value {
    /// The value over a default, which it replaces as a whole, unless its members are parameters of their own.
    pub(super) fn over(self, default: Option<&Value>, are_parameters: bool) -> Value {
        match (self, default) {
            (Value::Members(own), Some(Value::Members(defaults))) if are_parameters => {
                let is_left = |name: &str| own.iter().all(|(given, _)| given != name);
                let left = defaults.iter().filter(|(name, _)| is_left(name)).cloned();
                Value::Members(left.collect::<Vec<_>>().into_iter().chain(own).collect())
            }
            (value, _) => value,
        }
    }

    /// Adds the parameters that send it.
    pub(super) fn add_to(&self, name: &str, parameters: &mut Vec<(String, String)>) {
        let mut add = |name: String, text: String| parameters.push((name, text));
        match self {
            Value::Text(text) => add(name.to_owned(), text.clone()),
            Value::Words(words) => add(name.to_owned(), words.to_string()),
            Value::List(texts) => {
                for text in texts {
                    add(name.to_owned(), text.clone());
                }
            }
            Value::Members(members) => {
                for (key, text) in members {
                    add(format!("{name}[{key}]"), text.clone());
                }
            }
            Value::Json(json) => add(name.to_owned(), json.as_str().to_owned()),
            // They are no parameter.
            Value::Options(_) => {}
            Value::Flag(flag) => add(name.to_owned(), flag.to_string()),
            Value::Whole(number) => add(name.to_owned(), number.to_string()),
        }
    }
}
