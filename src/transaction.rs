//! What one sign-in must remember while the browser is away.

use core::fmt;

use crate::algorithm::Algorithm;
use crate::config::{ClientConfig, ResponseType};
use crate::decimal;
use crate::entropy::is_random;
use crate::json::JsonText;
use crate::prelude::*;
use crate::request::{AppData, OPENID};
use crate::return_to::{ReturnTo, is_own_path};
use crate::text::{cut, has_word, pieces};
use crate::time::Timestamp;
use crate::web_url::is_web;

/// One sign-in: the text of its record, which has a line for each member. It has no `Clone`: it is consumed once.
///
/// It keeps the issuer and the endpoint it began with (RFC 9700 §4.4.2), so that no other provider can answer for it.
/// Of one that is over the first four lines are left, and are enough to tell a return that comes late or twice from a
/// forged one.
pub struct Transaction(String);

/// The lines of a record, in their order; one is empty where its member is absent. `appState` comes last, since JSON may
/// have lines of its own; no other member has a control character.
#[derive(Clone, Copy)]
enum Line {
    Status,
    ClientId,
    Issuer,
    ExpiresAt,
    State,
    Nonce,
    Verifier,
    RedirectUri,
    ResponseType,
    Scope,
    TokenEndpoint,
    JwksUri,
    Algorithms,
    IssPromised,
    MaxAge,
    Acr,
    Silent,
    Organization,
    ReturnTo,
    AppState,
}

impl Transaction {
    /// Begins a record, of which [`add`](Transaction::add) is called for each further [`Line`].
    pub(crate) fn new(status: &str) -> Transaction {
        Transaction(status.into())
    }

    pub(crate) fn add(&mut self, line: &str) {
        self.0.push('\n');
        self.0.push_str(line);
    }

    /// What is left when it is over.
    pub(crate) fn marker(&self, status: &'static str, until: Timestamp) -> Transaction {
        let mut marker = Transaction::new(status);
        marker.add(self.client_id());
        marker.add(self.issuer());
        marker.add(&decimal::write(until.milliseconds()));
        marker
    }

    /// Takes a text as it is; of one that is no record, no more can be said than that it has expired.
    pub(crate) fn unread(record: String) -> Transaction {
        Transaction(record)
    }

    /// Takes the text of a record; `None` for what is none.
    pub(crate) fn read(record: String) -> Option<Transaction> {
        let transaction = Transaction(record);
        let lines = if transaction.is_open() { LINES } else { LINES_OF_MARKER };
        for (at, (may_be_empty, rule)) in FORM.iter().take(lines).enumerate() {
            let line = line_of(&transaction.0, at, lines)?;
            let fits = if line.is_empty() { *may_be_empty } else { rule(line) };
            if !fits {
                return None;
            }
        }
        (!transaction.is_open() || transaction.is_coherent()).then_some(transaction)
    }

    /// [`OPEN`], [`USED`] or [`EXPIRED`].
    pub(crate) fn status(&self) -> &str {
        self.line(Line::Status)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.status() == OPEN
    }

    /// The `state` that its answer will carry.
    #[must_use]
    pub fn state(&self) -> &str {
        self.line(Line::State)
    }

    pub(crate) fn nonce(&self) -> Option<&str> {
        self.given(Line::Nonce)
    }

    pub(crate) fn verifier(&self) -> Option<&str> {
        self.given(Line::Verifier)
    }

    pub(crate) fn client_id(&self) -> &str {
        self.line(Line::ClientId)
    }

    pub(crate) fn issuer(&self) -> &str {
        self.line(Line::Issuer)
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        self.line(Line::RedirectUri)
    }

    pub(crate) fn response_type(&self) -> ResponseType {
        ResponseType::named(self.line(Line::ResponseType)).unwrap_or_default()
    }

    /// Words with a space between two.
    pub(crate) fn scope(&self) -> &str {
        self.line(Line::Scope)
    }

    pub(crate) fn token_endpoint(&self) -> Option<&str> {
        self.given(Line::TokenEndpoint)
    }

    pub(crate) fn jwks_uri(&self) -> Option<&str> {
        self.given(Line::JwksUri)
    }

    /// Names of algorithms with a space between two.
    pub(crate) fn algorithms(&self) -> &str {
        self.line(Line::Algorithms)
    }

    pub(crate) fn iss_promised(&self) -> bool {
        self.given(Line::IssPromised).is_some()
    }

    pub(crate) fn max_age(&self) -> Option<u32> {
        decimal::read(self.line(Line::MaxAge))?.try_into().ok()
    }

    /// The `acr` values of which the ID token must have one, with a space between two; any will do where there are none.
    pub(crate) fn acr(&self) -> Option<&str> {
        self.line(Line::Acr).strip_prefix(ACR_REQUIRED)
    }

    pub(crate) fn silent(&self) -> bool {
        self.given(Line::Silent).is_some()
    }

    pub(crate) fn organization(&self) -> Option<&str> {
        self.given(Line::Organization)
    }

    /// Until when it is kept.
    pub(crate) fn expires_at(&self) -> Timestamp {
        Timestamp::from_milliseconds(decimal::read(self.line(Line::ExpiresAt)).unwrap_or_default())
    }

    pub(crate) fn app_data(&self) -> AppData {
        AppData {
            return_to: ReturnTo::known(self.line(Line::ReturnTo)),
            app_state: self.given(Line::AppState).map(|json| JsonText::known(json.into())),
        }
    }

    pub(crate) fn belongs_to(&self, config: &ClientConfig) -> bool {
        self.client_id() == config.client_id && self.issuer() == config.issuer
    }

    /// OpenID Connect Core §3.1.2.1: a code is for an ID token too when `openid` was asked for.
    pub(crate) fn wants_id_token(&self) -> bool {
        let flow = self.response_type();
        flow.has_id_token() || (flow == ResponseType::Code && has_word(self.scope(), OPENID))
    }

    pub(crate) fn record(&self) -> &str {
        &self.0
    }

    /// Whether every part that its flow needs is there, and none that it does not.
    fn is_coherent(&self) -> bool {
        let endpoint = self.token_endpoint().is_some();
        endpoint == self.verifier().is_some()
            && (!endpoint || self.response_type() == ResponseType::Code)
            && (!self.wants_id_token() || self.nonce().is_some())
    }

    fn given(&self, line: Line) -> Option<&str> {
        Some(self.line(line)).filter(|text| !text.is_empty())
    }

    fn line(&self, line: Line) -> &str {
        line_of(&self.0, line as usize, LINES).unwrap_or_default()
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transaction([redacted])")
    }
}

/// A line of a text with at most so many: the last one has all the rest.
fn line_of(text: &str, line: usize, lines: usize) -> Option<&str> {
    let mut rest = text;
    for _ in 0..line {
        rest = cut(rest, b"\n").1.get(1..)?;
    }
    Some(if line + 1 == lines { rest } else { cut(rest, b"\n").0 })
}

/// A line for what holds or does not.
pub(crate) fn flag(set: bool) -> &'static str {
    if set { SET } else { "" }
}

fn is_status(text: &str) -> bool {
    [OPEN, USED, EXPIRED].contains(&text)
}

fn is_flow(text: &str) -> bool {
    ResponseType::named(text).is_some()
}

fn are_algorithms(text: &str) -> bool {
    pieces(text, b' ').into_iter().all(|name| Algorithm::named(name).is_some())
}

fn is_set(text: &str) -> bool {
    text == SET
}

fn is_age(text: &str) -> bool {
    decimal::read(text).is_some_and(|seconds| u32::try_from(seconds).is_ok())
}

fn is_acr(text: &str) -> bool {
    text.starts_with(ACR_REQUIRED)
}

fn is_moment(text: &str) -> bool {
    decimal::read(text).is_some()
}

fn is_json(text: &str) -> bool {
    JsonText::parse(text).is_some()
}

fn is_text(_: &str) -> bool {
    true
}

type Rule = fn(&str) -> bool;

/// Whether each line may be empty, and what it must be else.
const FORM: [(bool, Rule); LINES] = [
    (false, is_status),
    (true, is_text),
    (true, is_text),
    (false, is_moment),
    (false, is_random),
    (true, is_random),
    (true, is_random),
    (true, is_text),
    (false, is_flow),
    (true, is_text),
    (true, is_web),
    (true, is_web),
    (false, are_algorithms),
    (true, is_set),
    (true, is_age),
    (true, is_acr),
    (true, is_set),
    (true, is_text),
    (false, is_own_path),
    (true, is_json),
];

/// What a sign-in is.
pub(crate) const OPEN: &str = "open";
pub(crate) const USED: &str = "used";
pub(crate) const EXPIRED: &str = "expired";

const LINES: usize = 20;
const LINES_OF_MARKER: usize = 4;
const SET: &str = "1";

/// Before the values, of which there may be none.
pub(crate) const ACR_REQUIRED: &str = "!";
