//! The address that the browser came back to: what it says of a response, and what it is without one.
//!
//! These forms are read: `?k=v`, `#k=v`, `#?k=v`, `#/k=v` and `#/route?k=v`, and each fragment also behind a
//! `!`, as `AngularJS` has it: `#!/k=v`.

use std::fmt;

use crate::protocol::random_text::RandomText;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::response_parameter::ResponseParameter;
use crate::wire::form;
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
    /// Each value of the parameter `state` that a sign-in can have, once.
    states: Vec<String>,
    /// Each value of that form that stands at the end of something else, once.
    strays: Vec<String>,
    /// What stands before the query.
    base: String,
    /// A hash router's route, with its own query unless that held a response.
    route: String,
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
        let base = url.base().to_owned();
        let mut address =
            Address { parameters: Vec::new(), states: Vec::new(), strays: Vec::new(), base, route: String::new() };
        address.add(Place::Query, url.query());
        // A text directive (WICG scroll-to-text) is the browser's, never part of a value.
        let fragment = url.fragment().split(":~:").next().unwrap_or_default();
        let (route, rest) = split_route(fragment);
        let query = rest.strip_prefix('?');
        let held_response = address.add(Place::Fragment, query.unwrap_or(rest));
        let keeps_query = query.is_some() && !held_response && !route.is_empty();
        address.route.push_str(if keeps_query { fragment } else { route });
        address
    }

    /// Each `state` that a sign-in can have, once: those of the parameter come first.
    pub(crate) fn states(&self) -> Vec<String> {
        let strays = self.strays.iter().filter(|stray| !self.states.contains(stray));
        self.states.iter().chain(strays).cloned().collect()
    }

    /// Whoever knows the sign-ins says which strays are a `state` that was mangled on the way. The others are the app's or the
    /// provider's own, such as a `session_state`.
    pub(crate) fn keep_strays(&mut self, is_state: impl Fn(&str) -> bool) {
        self.strays.retain(|stray| is_state(stray));
    }

    /// The values of a parameter.
    pub(crate) fn values(&self, name: ResponseParameter) -> impl Iterator<Item = &RawParameter> {
        self.parameters.iter().filter(move |parameter| parameter.name == name)
    }

    pub(crate) fn has(&self, name: ResponseParameter) -> bool {
        self.values(name).next().is_some()
    }

    /// The address without what the provider added to the redirect URI (RFC 6749 §4.1.2): its parameters, and any others
    /// that came with them.
    pub(crate) fn cleaned(&self, redirect_uri: &RedirectUri) -> String {
        let mut cleaned = self.base.clone();
        for (mark, part) in [('?', redirect_uri.query()), ('#', &self.route)] {
            if !part.is_empty() {
                cleaned.push(mark);
                cleaned.push_str(part);
            }
        }
        cleaned
    }

    /// Reads a part, and says whether it holds a response.
    fn add(&mut self, place: Place, text: &str) -> bool {
        let mut is_response = false;
        for piece in text.split('&') {
            let name = ResponseParameter::of_piece(piece);
            if let Some(state) = state_in(piece) {
                is_response = true;
                let found = if name == Some(ResponseParameter::State) { &mut self.states } else { &mut self.strays };
                if !found.contains(&state) {
                    found.push(state);
                }
            }
            let Some(name) = name else { continue };
            is_response |= name.is_telling();
            let value = piece.split_once('=').map_or("", |(_, value)| value);
            if !value.is_empty() {
                self.parameters.push(RawParameter { name, place, value: value.to_owned() });
            }
        }
        is_response
    }
}

/// The `state` of a sign-in at the end of a piece, which may come with escapes (RFC 3986 §6.2.2.2). It need not be the
/// piece's own parameter: something on the way may have changed what parts the pieces, as in `x=1?state=…`,
/// `&amp;state=…` and `code%3D…%26state%3D…`. A response that was mangled so is recognised, and refused.
fn state_in(piece: &str) -> Option<String> {
    let text = form::decode(piece)?;
    let (name, value) = text.rsplit_once('=')?;
    RandomText::parse(value).filter(|_| name.ends_with("state")).map(|_| value.to_owned())
}

/// Splits a fragment behind a hash router's route, which does not itself begin with a response's parameter.
fn split_route(fragment: &str) -> (&str, &str) {
    let unmarked = fragment.strip_prefix('!').unwrap_or(fragment);
    let Some(behind_slash) = unmarked.strip_prefix('/') else { return ("", unmarked) };
    let path = behind_slash.split('?').next().filter(|path| is_route(path)).unwrap_or_default();
    fragment.split_at_checked(fragment.len() - behind_slash.len() + path.len()).unwrap_or_default()
}

fn is_route(path: &str) -> bool {
    path.split('&').all(|piece| {
        let is_parameter = piece.contains('=') && ResponseParameter::of_piece(piece).is_some();
        !is_parameter && state_in(piece).is_none()
    })
}
