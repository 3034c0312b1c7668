//! The address that the browser came back to: which of its parameters are a response, and what it is without them.
//!
//! Four forms are read: `?k=v`, `#k=v`, `#/k=v` and `#/route?k=v`.

use crate::before::form;
use crate::before::prelude::*;
use crate::before::text::{after_mark, cut, has_mark, pieces};
use crate::before::web_url::WebUrl;

/// A part of an address that can hold a response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Query,
    Fragment,
}

/// An address, taken apart.
pub(crate) struct Address<'a> {
    pub(crate) response: Response<'a>,
    /// The address without its response; every other parameter stays, in its order and encoding.
    pub(crate) cleaned: String,
}

/// What an address says of each of the [`RESPONSE_PARAMETERS`].
pub(crate) struct Response<'a>(pub(crate) [Parameter<'a>; RESPONSE_PARAMETERS.len()]);

pub(crate) struct Parameter<'a> {
    /// How often it is there; an empty one counts as absent (RFC 6749 §3.1).
    pub(crate) times: usize,
    pub(crate) place: Place,
    /// Its last value, still encoded.
    pub(crate) raw: &'a str,
    /// The same, once it is decoded.
    pub(crate) value: String,
}

impl<'a> Address<'a> {
    pub(crate) fn read(url: &'a WebUrl) -> Address<'a> {
        let nothing = Response([const { Parameter::ABSENT }; RESPONSE_PARAMETERS.len()]);
        let mut address = Address { response: nothing, cleaned: url.base().to_owned() };
        address.add(Place::Query, url.search(), 1);
        let fragment = url.hash();
        // A text directive (WICG scroll-to-text) is the browser's, never part of a value.
        let directive = fragment.as_bytes().windows(3).position(|bytes| bytes == b":~:");
        let fragment = directive.and_then(|at| fragment.get(..at)).unwrap_or(fragment);
        address.add(Place::Fragment, fragment, head_len(fragment));
        address
    }

    /// Reads a part behind its head, and keeps the parameters that are no response's; all where there is no response.
    fn add(&mut self, place: Place, part: &'a str, head_len: usize) {
        let (head, text) = part.split_at_checked(head_len).unwrap_or_default();
        let mut kept = String::new();
        let mut is_response = false;
        for piece in pieces(text, b'&') {
            let index = response_parameter(piece);
            if let Some(parameter) = index.and_then(|index| self.response.0.get_mut(index)) {
                is_response |= index < Some(SIGNS);
                let raw = after_mark(cut(piece, b'='));
                if !raw.is_empty() {
                    parameter.times += 1;
                    parameter.place = place;
                    parameter.raw = raw;
                }
            } else if !piece.is_empty() {
                if !kept.is_empty() {
                    kept.push('&');
                }
                kept.push_str(piece);
            }
        }
        let (head, kept) = match &*kept {
            _ if !is_response => (head, text),
            "" => (head.strip_suffix("?").unwrap_or(head), ""),
            kept => (head, kept),
        };
        // A mark with nothing behind it goes.
        if head.len() + kept.len() > 1 {
            self.cleaned.push_str(head);
            self.cleaned.push_str(kept);
        }
    }
}

impl Parameter<'_> {
    const ABSENT: Self = Parameter { times: 0, place: Place::Query, raw: "", value: String::new() };
}

/// How much of a fragment stands before its parameters: its mark, and nothing, a slash, or a route with its `?`.
fn head_len(fragment: &str) -> usize {
    let Some(path) = fragment.strip_prefix("#/") else { return 1 + usize::from(fragment.starts_with("#?")) };
    let (route, query) = cut(path, b'?');
    if !query.is_empty() && is_route(route) { route.len() + 3 } else { 2 }
}

/// The path of a hash router's route, which does not itself begin with a response's parameter.
fn is_route(path: &str) -> bool {
    pieces(path, b'&').into_iter().all(|piece| !has_mark(piece, b"=") || response_parameter(piece).is_none())
}

/// The index of a parameter's name in the [`RESPONSE_PARAMETERS`].
pub(crate) fn response_parameter(piece: &str) -> Option<usize> {
    let name = form::decode_ascii(cut(piece, b'=').0)?;
    RESPONSE_PARAMETERS.iter().position(|known| *known == name)
}

/// Parameters of authorization responses, as registered: RFC 6749 §4.1.2 and §4.2.2, RFC 9207, OpenID Connect Core and
/// Session Management. `refresh_token` is none of them, and is removed with them.
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

/// Their places in the list. Those that are read come first.
pub(crate) const STATE: usize = 0;
pub(crate) const CODE: usize = 1;
pub(crate) const ACCESS_TOKEN: usize = 2;
pub(crate) const ID_TOKEN: usize = 3;
pub(crate) const ERROR: usize = 4;
pub(crate) const TOKEN_TYPE: usize = 5;
pub(crate) const EXPIRES_IN: usize = 6;
pub(crate) const SCOPE: usize = 7;
pub(crate) const ISS: usize = 8;
pub(crate) const ERROR_DESCRIPTION: usize = 9;
pub(crate) const ERROR_URI: usize = 10;
pub(crate) const READ: usize = 11;

/// So many come first by which a part of the address is known to hold a response, and not an app's own `scope`.
const SIGNS: usize = 5;
