//! `application/x-www-form-urlencoded`: written as the URL standard writes it, and read more strictly.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::form_urlencoded::Serializer;

/// Writes a form of these parameters, in their order. A parameter without a value is left out.
#[must_use]
pub fn encode(parameters: &[(&str, &str)]) -> String {
    let mut form = Serializer::new(String::new());
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        form.append_pair(name, value);
    }
    form.finish()
}

/// Adds parameters to the query of an endpoint's address, behind those that it has of its own (RFC 6749 §3.1).
///
/// A space is `%20` here: some servers, and proxies on the way, read a `+` as itself.
#[must_use]
pub fn add_to_query(address: &str, parameters: &[(&str, &str)]) -> String {
    let separator = match address.split_once('?') {
        None => "?",
        // Its own separator stands there already.
        Some(_) if address.ends_with(['?', '&']) => "",
        Some(_) => "&",
    };
    // A plus of a value is written as `%2B`, so each one left stands for a space.
    format!("{address}{separator}{}", encode(parameters).replace('+', "%20"))
}

/// Decodes a name or a value. `None` if a `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8:
/// a provider that sends such a text means something else than a lenient reader would make of it.
#[must_use]
pub fn decode(text: &str) -> Option<String> {
    if !text.contains(['%', '+']) {
        return Some(text.to_owned());
    }
    if !text.split('%').skip(1).all(starts_with_two_hex_digits) {
        return None;
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(Cow::into_owned)
}

fn starts_with_two_hex_digits(text: &str) -> bool {
    text.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}
