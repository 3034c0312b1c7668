//! The address that the browser came back to: which of its parameters are a response, and what it is without them.
//!
//! These forms are read: `?k=v`, `#k=v`, `#?k=v`, `#/k=v` and `#/route?k=v`.

use std::fmt;

use crate::protocol::response_parameter::ResponseParameter;
use crate::wire::url::WebUrl;

/// A part of an address that can hold a response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Query,
    Fragment,
}

/// An address, taken apart. It may hold secrets, so its `Debug` shows nothing.
pub(crate) struct Address {
    /// What it says of a response, in its order. A parameter without a value counts as absent (RFC 6749 §3.1).
    pub(crate) parameters: Vec<RawParameter>,
    /// The address without its response; every other parameter stays, in its order and encoding.
    pub(crate) cleaned: String,
}

/// A parameter of a response, still encoded: it may be a secret.
pub(crate) struct RawParameter {
    pub(crate) name: ResponseParameter,
    pub(crate) place: Place,
    pub(crate) value: String,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address([redacted])")
    }
}

impl Address {
    pub(crate) fn read(url: &WebUrl) -> Address {
        let mut address = Address { parameters: Vec::new(), cleaned: url.base().to_owned() };
        address.add(Place::Query, "?", url.query());
        // A text directive (WICG scroll-to-text) is the browser's, never part of a value.
        let fragment = url.fragment().split(":~:").next().unwrap_or_default();
        let (head, text) = fragment.split_at_checked(head_length(fragment)).unwrap_or_default();
        address.add(Place::Fragment, &format!("#{head}"), text);
        address
    }

    /// The values of a parameter.
    pub(crate) fn values(&self, name: ResponseParameter) -> impl Iterator<Item = &RawParameter> {
        self.parameters.iter().filter(move |parameter| parameter.name == name)
    }

    pub(crate) fn has(&self, name: ResponseParameter) -> bool {
        self.values(name).next().is_some()
    }

    /// Reads a part, and keeps its head and the parameters that are no response's; all of them where there is no response.
    fn add(&mut self, place: Place, head: &str, text: &str) {
        let mut others = Vec::new();
        let mut is_response = false;
        for piece in text.split('&') {
            let Some(name) = ResponseParameter::of_piece(piece) else {
                others.push(piece);
                continue;
            };
            is_response |= name.is_telling();
            let value = piece.split_once('=').map_or("", |(_, value)| value);
            if !value.is_empty() {
                self.parameters.push(RawParameter { name, place, value: value.to_owned() });
            }
        }
        others.retain(|piece| !piece.is_empty());
        let kept = if is_response { others.join("&") } else { text.to_owned() };
        let head = if is_response && kept.is_empty() { head.strip_suffix('?').unwrap_or(head) } else { head };
        // A mark with nothing behind it goes.
        if head.len() + kept.len() > 1 {
            self.cleaned.push_str(head);
            self.cleaned.push_str(&kept);
        }
    }
}

/// How much of a fragment stands before its parameters: nothing, a question mark, a slash, or a hash router's route.
fn head_length(fragment: &str) -> usize {
    let Some(path) = fragment.strip_prefix('/') else { return usize::from(fragment.starts_with('?')) };
    match path.split_once('?') {
        Some((route, _)) if is_route(route) => route.len() + 2,
        _ => 1,
    }
}

/// The path of a hash router's route, which does not itself begin with a response's parameter.
fn is_route(path: &str) -> bool {
    path.split('&').all(|piece| !piece.contains('=') || ResponseParameter::of_piece(piece).is_none())
}
