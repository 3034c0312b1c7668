//! The address that the browser came back to: which of its parameters are a response, and what it is without them.
//!
//! Four forms are read: `?k=v`, `#k=v`, `#/k=v` and `#/route?k=v`.

use crate::form;
use crate::prelude::*;
use crate::text::{after_mark, cut, has_mark, pieces};
use crate::web_url::WebUrl;

/// A part of an address that can hold a response.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Place {
    #[default]
    Query,
    Fragment,
}

/// An address, taken apart.
pub(crate) struct Address<'a> {
    base: &'a str,
    parts: [Part<'a>; 2],
}

struct Part<'a> {
    place: Place,
    /// What stands before the parameters: nothing, `/`, or a route with its `?`.
    head: &'a str,
    /// The parameters, as they came.
    text: &'a str,
}

/// What is read of a response.
#[derive(Clone, Copy)]
pub(crate) enum Name {
    State,
    Code,
    AccessToken,
    IdToken,
    Error,
    TokenType,
    ExpiresIn,
    Scope,
    Iss,
    ErrorDescription,
    ErrorUri,
}

/// What an address says of one of the [`RESPONSE_PARAMETERS`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parameter<'a> {
    /// How often it is there; an empty one counts as absent (RFC 6749 §3.1).
    pub(crate) times: usize,
    pub(crate) place: Place,
    /// Its last value, still encoded.
    pub(crate) raw: &'a str,
}

/// A parameter for each of the [`RESPONSE_PARAMETERS`].
#[derive(Default)]
pub(crate) struct Parameters<'a>([Parameter<'a>; RESPONSE_PARAMETERS.len()]);

impl<'a> Address<'a> {
    pub(crate) fn new(url: &'a WebUrl) -> Address<'a> {
        let fragment = url.fragment();
        // A text directive (WICG scroll-to-text) is the browser's, never part of a value.
        let directive = fragment.as_bytes().windows(3).position(|bytes| bytes == b":~:");
        let fragment = directive.and_then(|at| fragment.get(..at)).unwrap_or(fragment);
        let query = Part { place: Place::Query, head: "", text: url.query() };
        Address { base: url.base(), parts: [query, Part::fragment(fragment)] }
    }

    pub(crate) fn parameters(&self) -> Parameters<'a> {
        let mut parameters = Parameters::default();
        for Part { place, text, .. } in &self.parts {
            for piece in pieces(text, b'&') {
                let raw = after_mark(cut(piece, b"="));
                if let Some(parameter) = response_parameter(piece).and_then(|index| parameters.0.get_mut(index))
                    && !raw.is_empty()
                {
                    *parameter = Parameter { times: parameter.times + 1, place: *place, raw };
                }
            }
        }
        parameters
    }

    /// The address without its response; every other parameter stays, in its order and encoding.
    pub(crate) fn cleaned(&self) -> String {
        let mut address = self.base.to_owned();
        for (mark, part) in ["?", "#"].iter().zip(&self.parts) {
            let kept = part.kept();
            let (head, text) = match kept.as_deref() {
                None => (part.head, part.text),
                Some("") => (part.head.strip_suffix("?").unwrap_or(part.head), ""),
                Some(kept) => (part.head, kept),
            };
            if !(head.is_empty() && text.is_empty()) {
                for text in [mark, head, text] {
                    address.push_str(text);
                }
            }
        }
        address
    }
}

impl<'a> Parameters<'a> {
    pub(crate) fn get(&self, name: Name) -> Parameter<'a> {
        self.0.get(name as usize).copied().unwrap_or_default()
    }
}

impl Name {
    pub(crate) fn as_str(self) -> &'static str {
        RESPONSE_PARAMETERS.get(self as usize).unwrap_or(&"")
    }
}

impl<'a> Part<'a> {
    fn fragment(text: &'a str) -> Part<'a> {
        let place = Place::Fragment;
        let (route, query) = cut(text, b"?");
        let is_route = !query.is_empty() && is_route(route);
        let (head, text) = text.split_at(if is_route { route.len() + 1 } else { usize::from(text.starts_with("/")) });
        Part { place, head, text }
    }

    /// The parameters that are no response's, where there is a response.
    fn kept(&self) -> Option<String> {
        let mut kept = String::new();
        let mut is_response = false;
        for piece in pieces(self.text, b'&') {
            match response_parameter(piece) {
                Some(index) => is_response |= index < SIGNS,
                None if piece.is_empty() => {}
                None => {
                    if !kept.is_empty() {
                        kept.push('&');
                    }
                    kept.push_str(piece);
                }
            }
        }
        is_response.then_some(kept)
    }
}

/// A route of a hash router: nothing, or a path that does not itself begin with a response's parameter.
fn is_route(text: &str) -> bool {
    match text.strip_prefix("/") {
        None => text.is_empty(),
        Some(path) => {
            pieces(path, b'&').into_iter().all(|piece| !has_mark(piece, b"=") || response_parameter(piece).is_none())
        }
    }
}

/// The index of a parameter's name in the [`RESPONSE_PARAMETERS`].
fn response_parameter(piece: &str) -> Option<usize> {
    let name = form::name(piece)?;
    RESPONSE_PARAMETERS.iter().position(|known| *known == name)
}

/// Parameters of authorization responses, as registered: RFC 6749 §4.1.2 and §4.2.2, RFC 9207, OpenID Connect Core and
/// Session Management. `refresh_token` is none of them, and is removed wherever a provider puts it.
pub(crate) const RESPONSE_PARAMETERS: [&str; 13] = [
    "state",
    "code",
    "access_token",
    "id_token",
    "error",
    "token_type",
    "expires_in",
    "scope",
    "iss",
    "error_description",
    "error_uri",
    "session_state",
    "refresh_token",
];

/// Those that are read, in the same order.
pub(crate) const READ: [Name; 11] = [
    Name::State,
    Name::Code,
    Name::AccessToken,
    Name::IdToken,
    Name::Error,
    Name::TokenType,
    Name::ExpiresIn,
    Name::Scope,
    Name::Iss,
    Name::ErrorDescription,
    Name::ErrorUri,
];

/// So many come first by which a part of the address is known to hold a response, and not an app's own `scope`.
const SIGNS: usize = 5;
