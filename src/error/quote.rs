//! Values of the app's and the provider's, as they may be shown in a message.

use crate::wire::json::Json;

/// A value between quotes, cut to a length that fits a message.
pub(crate) fn quoted(value: &str) -> String {
    let mut shown = printable_chars(value);
    let text: String = shown.by_ref().take(QUOTED_LIMIT).collect();
    let rest = if shown.next().is_some() { "…" } else { "" };
    format!("\"{text}{rest}\"")
}

/// A value in place of the one that was expected: its text in quotes, or its type.
pub(crate) fn shown(json: &Json) -> String {
    json.as_str().map_or_else(|| json.kind().to_owned(), quoted)
}

/// A text of the provider's for people, cut to 500 characters.
pub(crate) fn printable(text: &str) -> String {
    printable_chars(text).take(DESCRIPTION_LIMIT).collect()
}

/// The characters of a text that cannot steer a terminal, or turn the direction of the line they are shown in.
fn printable_chars(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(|char| match char {
        '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if char.is_control() || is_bidirectional_control(char) => None,
        _ => Some(char),
    })
}

fn is_bidirectional_control(char: char) -> bool {
    matches!(char, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

const QUOTED_LIMIT: usize = 100;
const DESCRIPTION_LIMIT: usize = 500;
