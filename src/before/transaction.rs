//! What one sign-in must remember while the browser is away.

use core::{array, fmt};

use crate::before::algorithm::Algorithm;
use crate::before::config::{ClientConfig, ResponseType};
use crate::before::decimal;
use crate::before::entropy::is_random;
use crate::before::json::JsonText;
use crate::before::prelude::*;
use crate::before::request::AppData;
use crate::before::return_to::{ReturnTo, is_own_path};
use crate::before::text::{cut, pieces, split};
use crate::before::time::Timestamp;
use crate::before::web_url::is_web;

/// One sign-in, which has a line for each member. It has no `Clone`: it is consumed once.
///
/// It keeps the issuer and the endpoint it began with (RFC 9700 §4.4.2), so that no other provider can answer for it.
/// Of one that is over the first four lines are left, and are enough to tell a return that comes late or twice from a
/// forged one.
pub struct Transaction(Box<[String; LINES]>);

impl Transaction {
    pub(crate) fn new(lines: &[&str]) -> Transaction {
        Transaction(Box::new(array::from_fn(|at| lines.get(at).copied().unwrap_or_default().into())))
    }

    /// What is left when it is over.
    pub(crate) fn marker(&self, status: &'static str, until: Timestamp) -> String {
        join(&[status, self.client_id(), self.issuer(), &decimal::write(until.milliseconds())], "\n")
    }

    /// Reads the lines that a marker has too, of whatever text: what is no record reads as one that has expired.
    pub(crate) fn read_head(record: &str) -> Transaction {
        let mut lines = split(record, b'\n', LINES_OF_MARKER + 1);
        lines.truncate(LINES_OF_MARKER);
        Transaction::new(&lines)
    }

    /// Reads a record; `None` for what is none.
    pub(crate) fn read(record: &str) -> Option<Transaction> {
        let count = if cut(record, b'\n').0 == OPEN { LINES } else { LINES_OF_MARKER };
        let lines = split(record, b'\n', count);
        if lines.len() < count {
            return None;
        }
        for (at, line) in lines.iter().enumerate() {
            if !fits(at, line) {
                return None;
            }
        }
        let transaction = Transaction::new(&lines);
        (!transaction.is_open() || transaction.is_coherent()).then_some(transaction)
    }

    /// [`OPEN`], [`USED`] or [`EXPIRED`].
    pub(crate) fn status(&self) -> &str {
        self.line(STATUS)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.status() == OPEN
    }

    /// The `state` that its answer will carry.
    #[must_use]
    pub fn state(&self) -> &str {
        self.line(STATE)
    }

    pub(crate) fn nonce(&self) -> Option<&str> {
        self.given(NONCE)
    }

    pub(crate) fn verifier(&self) -> Option<&str> {
        self.given(VERIFIER)
    }

    pub(crate) fn client_id(&self) -> &str {
        self.line(CLIENT_ID)
    }

    pub(crate) fn issuer(&self) -> &str {
        self.line(ISSUER)
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        self.line(REDIRECT_URI)
    }

    pub(crate) fn response_type(&self) -> ResponseType {
        ResponseType::named(self.line(RESPONSE_TYPE)).unwrap_or_default()
    }

    /// Whether tokens come in the fragment, where nothing stands in for a signature, and an access token needs an
    /// `at_hash` (OpenID Connect Core §3.2.2.10), which it may go without where a token endpoint gave it (§3.1.3.6).
    pub(crate) fn is_implicit(&self) -> bool {
        self.response_type() != ResponseType::Code
    }

    /// Words with a space between two.
    pub(crate) fn scope(&self) -> &str {
        self.line(SCOPE)
    }

    pub(crate) fn token_endpoint(&self) -> Option<&str> {
        self.given(TOKEN_ENDPOINT)
    }

    pub(crate) fn jwks_uri(&self) -> Option<&str> {
        self.given(JWKS_URI)
    }

    /// Names of algorithms with a space between two.
    pub(crate) fn algorithms(&self) -> &str {
        self.line(ALGORITHMS)
    }

    pub(crate) fn iss_promised(&self) -> bool {
        self.given(ISS_PROMISED).is_some()
    }

    pub(crate) fn max_age(&self) -> Option<u32> {
        decimal::read(self.line(MAX_AGE))?.try_into().ok()
    }

    /// The `acr` values of which the ID token must have one, with a space between two; any will do where there are none.
    pub(crate) fn acr(&self) -> Option<&str> {
        self.line(ACR).strip_prefix(ACR_REQUIRED)
    }

    pub(crate) fn silent(&self) -> bool {
        self.given(SILENT).is_some()
    }

    pub(crate) fn organization(&self) -> Option<&str> {
        self.given(ORGANIZATION)
    }

    /// Until when it is kept.
    pub(crate) fn expires_at(&self) -> Timestamp {
        Timestamp::from_milliseconds(decimal::read(self.line(EXPIRES_AT)).unwrap_or_default())
    }

    pub(crate) fn app_data(&self) -> Box<AppData> {
        Box::new(AppData {
            return_to: ReturnTo::known(self.line(RETURN_TO)),
            app_state: self.given(APP_STATE).map(|json| JsonText::known(json.into())),
        })
    }

    pub(crate) fn belongs_to(&self, config: &ClientConfig) -> bool {
        self.client_id() == config.client_id && self.issuer() == config.issuer
    }

    /// Whether an ID token was asked for.
    pub(crate) fn wants_id_token(&self) -> bool {
        self.response_type().wants_id_token(self.scope())
    }

    /// The text that is kept of it.
    pub(crate) fn record(&self) -> String {
        let mut record = String::new();
        for line in &*self.0 {
            if !record.is_empty() {
                record.push('\n');
            }
            record.push_str(line);
        }
        record
    }

    /// Whether every part that its flow needs is there, and none that it does not.
    fn is_coherent(&self) -> bool {
        let endpoint = self.token_endpoint().is_some();
        endpoint == self.verifier().is_some()
            && (!endpoint || self.response_type() == ResponseType::Code)
            && (!self.wants_id_token() || self.nonce().is_some())
    }

    fn given(&self, line: usize) -> Option<&str> {
        Some(self.line(line)).filter(|text| !text.is_empty())
    }

    fn line(&self, line: usize) -> &str {
        self.0.get(line).map(String::as_str).unwrap_or_default()
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transaction([redacted])")
    }
}

/// A line for what holds or does not.
pub(crate) fn flag(set: bool) -> &'static str {
    if set { SET } else { "" }
}

/// Whether a line has the form that its place asks for.
fn fits(place: usize, line: &str) -> bool {
    match place {
        STATUS => [OPEN, USED, EXPIRED].contains(&line),
        EXPIRES_AT => decimal::read(line).is_some(),
        STATE => is_random(line),
        RESPONSE_TYPE => ResponseType::named(line).is_some(),
        ALGORITHMS => pieces(line, b' ').into_iter().all(|name| Algorithm::named(name).is_some()),
        RETURN_TO => is_own_path(line),
        // What follows may be absent.
        _ if line.is_empty() => true,
        NONCE | VERIFIER => is_random(line),
        TOKEN_ENDPOINT | JWKS_URI => is_web(line),
        ISS_PROMISED | SILENT => line == SET,
        MAX_AGE => decimal::read(line).is_some_and(|seconds| u32::try_from(seconds).is_ok()),
        ACR => line.starts_with(ACR_REQUIRED),
        APP_STATE => JsonText::parse(line).is_some(),
        _ => true,
    }
}

/// What a sign-in is.
pub(crate) const OPEN: &str = "open";
pub(crate) const USED: &str = "used";
pub(crate) const EXPIRED: &str = "expired";

/// The places of the lines. One is empty where its member is absent; `appState` comes last, since JSON may have lines of
/// its own; no other member has a control character.
const STATUS: usize = 0;
const CLIENT_ID: usize = 1;
const ISSUER: usize = 2;
const EXPIRES_AT: usize = 3;
const STATE: usize = 4;
const NONCE: usize = 5;
const VERIFIER: usize = 6;
const REDIRECT_URI: usize = 7;
const RESPONSE_TYPE: usize = 8;
const SCOPE: usize = 9;
const TOKEN_ENDPOINT: usize = 10;
const JWKS_URI: usize = 11;
const ALGORITHMS: usize = 12;
const ISS_PROMISED: usize = 13;
const MAX_AGE: usize = 14;
const ACR: usize = 15;
const SILENT: usize = 16;
const ORGANIZATION: usize = 17;
const RETURN_TO: usize = 18;
const APP_STATE: usize = 19;

const LINES: usize = 20;
const LINES_OF_MARKER: usize = 4;
const SET: &str = "1";

/// Before the values, of which there may be none.
pub(crate) const ACR_REQUIRED: &str = "!";
