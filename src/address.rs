//! The address that the browser came back to: which of its parameters are a response, and what it is without them.
//!
//! Four forms are read: `?k=v`, `#k=v`, `#/k=v` and `#/route?k=v`.

use crate::form;
use crate::prelude::*;
use crate::web_url::WebUrl;

/// A part of an address that can hold a response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Query,
    Fragment,
}

/// An address, taken apart.
pub(crate) struct Address {
    base: String,
    query: Part,
    fragment: Part,
}

struct Part {
    /// What stands before the parameters: nothing, `/`, or a route.
    route: String,
    /// What stands between the two: nothing or `?`.
    joint: &'static str,
    /// The parameters, as they came.
    text: String,
}

/// A parameter of a response, still encoded.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    raw: String,
}

impl Address {
    pub(crate) fn new(url: &WebUrl) -> Address {
        let href = url.href();
        let base = href.split(['?', '#']).next().unwrap_or_default().to_owned();
        let fragment = url.fragment();
        // A text directive (WICG scroll-to-text) is the browser's, never part of a value.
        let directive =
            fragment.match_indices(':').find(|(at, _)| fragment.get(*at..).is_some_and(|rest| rest.starts_with(":~:")));
        let fragment = directive.map_or(fragment, |(at, _)| fragment.get(..at).unwrap_or_default());
        Address { base, query: Part::new("", "", url.query()), fragment: Part::fragment(fragment) }
    }

    /// Every parameter of a response that the address holds; an empty one counts as absent (RFC 6749 §3.1).
    pub(crate) fn parameters(&self) -> Vec<Parameter> {
        let query = self.query.parameters(Place::Query);
        query.chain(self.fragment.parameters(Place::Fragment)).collect()
    }

    /// The address without its response; every other parameter stays, in its order and encoding.
    pub(crate) fn cleaned(&self) -> String {
        let mut address = self.base.clone();
        for (mark, part) in [("?", &self.query), ("#", &self.fragment)] {
            let text = part.cleaned();
            if !text.is_empty() {
                address.push_str(mark);
                address.push_str(&text);
            }
        }
        address
    }
}

impl Part {
    fn new(route: &str, joint: &'static str, parameters: &str) -> Part {
        Part { route: route.into(), joint, text: parameters.into() }
    }

    fn fragment(text: &str) -> Part {
        if let Some((route, parameters)) = text.split_once('?')
            && is_route(route)
        {
            return Part::new(route, "?", parameters);
        }
        match text.strip_prefix('/') {
            Some(parameters) => Part::new("/", "", parameters),
            None => Part::new("", "", text),
        }
    }

    fn parameters(&self, place: Place) -> impl Iterator<Item = Parameter> {
        self.pieces().filter_map(move |piece| {
            let name = response_name(piece)?;
            let raw = value(piece).to_owned();
            (!raw.is_empty()).then_some(Parameter { name, place, raw })
        })
    }

    fn pieces(&self) -> impl Iterator<Item = &str> {
        self.text.split('&').filter(|piece| !piece.is_empty())
    }

    fn cleaned(&self) -> String {
        if !self.pieces().any(|piece| response_name(piece).is_some_and(|name| SIGNS.contains(&name))) {
            return [&self.route, self.joint, &self.text].concat();
        }
        let kept: Vec<_> = self.pieces().filter(|piece| response_name(piece).is_none()).collect();
        let joint = if kept.is_empty() { "" } else { self.joint };
        [&self.route, joint, &kept.join("&")].concat()
    }
}

impl Parameter {
    /// The value, when every escape of it is one, it is UTF-8 and has no control characters.
    pub(crate) fn decode(&self) -> Option<String> {
        self.decode_text().filter(|text| !text.contains(char::is_control))
    }

    /// The value of a parameter that is text for people, and may have lines.
    pub(crate) fn decode_text(&self) -> Option<String> {
        form::decode(&self.raw).filter(|text| !text.contains('\0'))
    }
}

/// A route of a hash router: nothing, or a path that does not itself begin with a response's parameter.
fn is_route(text: &str) -> bool {
    match text.strip_prefix('/') {
        None => text.is_empty(),
        Some(path) => path.split('&').all(|piece| !piece.contains('=') || response_name(piece).is_none()),
    }
}

fn response_name(piece: &str) -> Option<&'static str> {
    let name = form::decode(piece.split('=').next()?)?;
    RESPONSE_PARAMETERS.into_iter().find(|known| *known == name)
}

fn value(piece: &str) -> &str {
    piece.split_once('=').map_or("", |(_, value)| value)
}

/// Parameters of authorization responses, as registered: RFC 6749 §4.1.2 and §4.2.2, RFC 9207, OpenID Connect Core and
/// Session Management. `refresh_token` is none of them, and is removed wherever a provider puts it.
pub(crate) const RESPONSE_PARAMETERS: [&str; 13] = [
    "state",
    "code",
    "access_token",
    "id_token",
    "token_type",
    "expires_in",
    "scope",
    "error",
    "error_description",
    "error_uri",
    "iss",
    "session_state",
    "refresh_token",
];

/// Those by which a part of the address is known to hold a response, and not an app's own `scope`.
const SIGNS: [&str; 5] = ["state", "code", "access_token", "id_token", "error"];
