//! An ID token's signature (RFC 7515 §5.2): the core says what to check, the page has the means.

use core::fmt;

use crate::before::algorithm::Algorithm;
use crate::before::config::ClientConfig;
use crate::before::error::{Error, ErrorKind};
use crate::before::id_token::{Expected, IdToken, IdTokenClaims};
use crate::before::keys::KeyRing;
use crate::before::outcome::{CallbackResult, Identity, Signature, User};
use crate::before::prelude::*;
use crate::before::providers::ExchangeForm;
use crate::before::step::{DOCUMENT_LIMIT, HttpRequest, Purpose, Response, Step};
use crate::before::text::after_mark;
use crate::before::time::Timestamp;
use crate::before::tokens::{ACCESS_TOKEN, ID_TOKEN, TokenParts, Tokens};
use crate::before::transaction::Transaction;

/// What came of a check.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// The signature is the key's.
    Valid,
    /// It is not, or the key is none.
    Invalid,
    /// This browser does not know the algorithm.
    Unavailable,
}

/// A sign-in whose ID token lacks nothing but the check of its signature by `WebCrypto`, and what to hash beside it.
pub struct Unverified {
    pub(crate) transaction: Transaction,
    tokens: Box<TokenParts>,
    id_token: Box<IdToken>,
    /// Empty until it is known.
    key: String,
}

/// The last checks of what was issued, and the only way to a result with tokens.
pub(crate) fn finish(
    config: &ClientConfig,
    transaction: Transaction,
    tokens: Box<TokenParts>,
    keys: &KeyRing,
    now: Timestamp,
) -> Result<Step, Box<Error>> {
    if config.provider.exchange == ExchangeForm::UserManagement {
        let tokens = Tokens::checked(tokens);
        let identity = Identity::User(User::checked(tokens.raw().clone()));
        return Ok(signed_in(&transaction, tokens, identity, Signature::NotChecked));
    }
    if !transaction.wants_id_token() {
        let app_data = transaction.app_data();
        return Ok(Step::result(CallbackResult::Authorized { tokens: Tokens::checked(tokens), app_data }));
    }
    let id_token = IdToken::decode(tokens.get(ID_TOKEN), transaction.algorithms())?;
    let access_token = Some(tokens.get(ACCESS_TOKEN)).filter(|token| !token.is_empty());
    id_token.check(&Expected { config, transaction: &transaction, access_token, now })?;
    Box::new(Unverified { transaction, tokens, id_token, key: String::new() }).ask(keys, now)
}

fn signed_in(transaction: &Transaction, tokens: Tokens, identity: Identity, signature: Signature) -> Step {
    Step::result(CallbackResult::SignedIn { tokens, identity, signature, app_data: transaction.app_data() })
}

impl Unverified {
    /// How to check.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.id_token.algorithm
    }

    /// By which key: a public JWK of the members that an import needs.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What was signed (RFC 7515 §5.1, step 5), and the signature in base64url, as it came.
    #[must_use]
    pub fn signed(&self) -> (&str, &str) {
        let token = self.tokens.get(ID_TOKEN);
        let end = token.bytes().rposition(|byte| byte == b'.').unwrap_or_default();
        let parts = token.split_at_checked(end).unwrap_or_default();
        (parts.0, after_mark(parts))
    }

    /// The access token, where its hash has to come from the page to be checked against `at_hash`: a secret. Empty where
    /// it has not.
    #[must_use]
    pub fn hashed(&self) -> &str {
        if self.id_token.needs_digest() { self.tokens.get(ACCESS_TOKEN) } else { "" }
    }

    /// Asks for the check, or for the keys first.
    fn ask(mut self: Box<Unverified>, keys: &KeyRing, now: Timestamp) -> Result<Step, Box<Error>> {
        // No signature is no worse than no `at_hash`, which a token endpoint may leave out (OpenID Connect Core §3.1.3.6):
        // TLS vouches for both of its tokens.
        if !keys.web_crypto {
            return self.conclude(Verdict::Unavailable);
        }
        let algorithm = self.id_token.algorithm;
        let jwks_uri = self.transaction.jwks_uri().ok_or(ErrorKind::TransactionTampered)?;
        let Some(key) = keys.find(jwks_uri, algorithm, self.id_token.kid(), now)? else {
            return Ok(Step::Send(HttpRequest::get(jwks_uri.to_owned(), DOCUMENT_LIMIT, Purpose::Keys(self))));
        };
        if !algorithm.allows_signature_of(self.id_token.signature_length) {
            return Err(ErrorKind::IdTokenSignatureInvalid.into());
        }
        self.key = key.into();
        Ok(Step::Verify(self))
    }

    /// Goes on with the issuer's key set.
    pub(crate) fn with_keys(
        self: Box<Unverified>,
        keys: &mut KeyRing,
        response: &Response,
        now: Timestamp,
    ) -> Result<Step, Box<Error>> {
        let jwks_uri = self.transaction.jwks_uri().unwrap_or_default();
        keys.keep(jwks_uri, response.success()?, now)?;
        self.ask(keys, now)
    }

    /// Goes on with what came of the check, and with the digest that was asked for beside it.
    pub(crate) fn checked(self, verdict: Verdict, digest: &[u8]) -> Result<Step, Box<Error>> {
        if !self.hashed().is_empty() {
            self.id_token.check_digest(digest)?;
        }
        self.conclude(verdict)
    }

    /// The end of the sign-in. OpenID Connect Core §3.1.3.7, step 6: TLS may stand in for the signature of an ID token
    /// from the token endpoint, and for no other (§3.2.2.11, step 1).
    fn conclude(self, verdict: Verdict) -> Result<Step, Box<Error>> {
        let signature = match verdict {
            Verdict::Valid => Signature::Verified,
            Verdict::Unavailable if !self.transaction.is_implicit() => Signature::NotChecked,
            Verdict::Unavailable => return Err(ErrorKind::SignatureUnavailable.into()),
            Verdict::Invalid => return Err(ErrorKind::IdTokenSignatureInvalid.into()),
        };
        let identity = Identity::Claims(IdTokenClaims::checked(&self.id_token));
        Ok(signed_in(&self.transaction, Tokens::checked(self.tokens), identity, signature))
    }
}

impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}
