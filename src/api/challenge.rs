//! The challenges of a `WWW-Authenticate` header (RFC 9110 §11.6.1): why an API refused a request.

/// One challenge (RFC 9110 §11.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Challenge {
    /// The scheme, as it was written: it is compared in any case.
    pub scheme: String,
    /// What a scheme such as `Negotiate` sends in place of parameters (RFC 9110 §11.2).
    pub token68: Option<String>,
    /// The parameters, as they were written: names are compared in any case.
    pub parameters: Vec<(String, String)>,
}

/// The challenges of a header, in their order. `fetch` joins several headers with commas, as RFC 9110 §5.3 allows. What
/// is no challenge is left out: nobody vouches for what an API sends.
#[must_use]
pub fn challenges(header: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    for element in elements(header) {
        let element = element.trim_matches(is_blank);
        match (parameter(element), found.last_mut()) {
            (Some(parameter), Some(last)) if last.token68.is_none() => last.parameters.push(parameter),
            (Some(_), _) => {}
            (None, _) => found.extend(beginning(element)),
        }
    }
    found
}

impl Challenge {
    /// Whether it is of this scheme.
    #[must_use]
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The value of a parameter. None occurs twice (RFC 9110 §11.2): the first one counts.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(given, _)| given.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The first element of a challenge: the scheme, with its first parameter or its token68 if it has one.
fn beginning(element: &str) -> Option<Challenge> {
    let (scheme, rest) = element.split_once(is_blank).unwrap_or((element, ""));
    let rest = rest.trim_start_matches(is_blank);
    let parameter = parameter(rest);
    let token68 = Some(rest).filter(|rest| parameter.is_none() && is_token68(rest)).map(str::to_owned);
    is_token(scheme).then(|| Challenge {
        scheme: scheme.to_owned(),
        token68,
        parameters: parameter.into_iter().collect(),
    })
}

/// `name=value`, with blanks around the sign if need be (RFC 9110 §11.2).
fn parameter(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let (name, value) = (name.trim_end_matches(is_blank), value.trim_start_matches(is_blank));
    let value =
        if value.starts_with('"') { unquoted(value)? } else { Some(value).filter(|value| is_token(value))?.to_owned() };
    is_token(name).then(|| (name.to_owned(), value))
}

/// The text of a quoted string (RFC 9110 §5.6.4).
fn unquoted(quoted: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = quoted.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return chars.as_str().is_empty().then_some(text),
            '\\' => text.push(chars.next()?),
            char => text.push(char),
        }
    }
}

/// The elements of a list (RFC 9110 §5.6.1): a comma in a quoted string is part of it.
fn elements(header: &str) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let is_comma = |char: char| {
        let is_comma = char == ',' && !is_quoted;
        is_quoted ^= char == '"' && !is_escaped;
        is_escaped = is_quoted && char == '\\' && !is_escaped;
        is_comma
    };
    header.split(is_comma).collect()
}

/// RFC 9110 §5.6.3.
fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\t')
}

/// RFC 9110 §5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// RFC 9110 §11.2.
fn is_token68(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}
