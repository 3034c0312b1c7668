//! An ID token's signature (RFC 7515 §5.2): the core says what to check, the page has the means.

use crate::algorithm::{Algorithm, CryptoParameters};
use crate::callback::Failure;
use crate::error::Error;
use crate::id_token::IdTokenClaims;
use crate::json::JsonText;
use crate::jwt::decode_segment;
use crate::keys::{Found, KeyQuery, PublicKey, Verifier};
use crate::outcome::{CallbackResult, Identity, Signature};
use crate::prelude::*;
use crate::request::AppData;
use crate::step::{HttpRequest, Pending, Response, Step};
use crate::time::Timestamp;
use crate::tokens::{TokenParts, Tokens};

/// A signature to check by `WebCrypto`.
#[derive(Debug)]
pub struct SignatureCheck {
    /// How.
    pub parameters: CryptoParameters,
    /// By which key.
    pub key: PublicKey,
    /// What was signed (RFC 7515 §5.1, step 5).
    pub data: String,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

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

/// A sign-in whose ID token lacks nothing but the check of its signature.
#[derive(Debug)]
pub struct Unverified {
    pub(crate) parts: TokenParts,
    pub(crate) claims: JsonText,
    pub(crate) kid: Option<String>,
    pub(crate) algorithm: Algorithm,
    pub(crate) jwks_uri: String,
    /// Whether the ID token came through the browser's address, where nothing stands in for a signature.
    pub(crate) required: bool,
    pub(crate) app_data: AppData,
}

impl Unverified {
    /// Asks for the check, or for the keys first.
    pub(crate) fn ask(self, verifier: &Verifier, now: Timestamp) -> Result<Step, Failure> {
        if !verifier.available {
            return self.conclude(Verdict::Unavailable);
        }
        let query = KeyQuery { kid: self.kid.as_deref(), algorithm: self.algorithm };
        match verifier.find(&self.jwks_uri, query, now) {
            Ok(Found::Fetch) => {
                let request = HttpRequest::get(&self.jwks_uri, DOCUMENT_LIMIT);
                Ok(Step::Send(request, Pending::Keys(self)))
            }
            Ok(Found::Key(key)) => match self.check(key.clone()) {
                Some(check) => Ok(Step::Verify(check, Pending::Signature(self))),
                None => self.conclude(Verdict::Invalid),
            },
            Err(error) => Err(self.fail(error)),
        }
    }

    /// Goes on with the issuer's key set.
    pub(crate) fn with_keys(
        self,
        verifier: &mut Verifier,
        response: Result<Response, Box<Error>>,
        now: Timestamp,
    ) -> Result<Step, Failure> {
        let kept = response
            .and_then(|response| response.success().map(str::to_owned))
            .and_then(|document| verifier.keep(&self.jwks_uri, &document, now));
        match kept {
            Ok(()) => self.ask(verifier, now),
            Err(error) => Err(self.fail(error)),
        }
    }

    /// The end of the sign-in. OpenID Connect Core §3.1.3.7, step 6: TLS may stand in for the signature of an ID token
    /// from the token endpoint, and for no other (§3.2.2.11, step 1).
    pub(crate) fn conclude(self, verdict: Verdict) -> Result<Step, Failure> {
        let signature = match verdict {
            Verdict::Valid => Signature::Verified,
            Verdict::Unavailable if !self.required => Signature::NotChecked,
            Verdict::Unavailable => return Err(self.fail(Error::SignatureUnavailable.into())),
            Verdict::Invalid => return Err(self.fail(Error::IdTokenSignatureInvalid.into())),
        };
        Ok(Step::result(CallbackResult::SignedIn {
            tokens: Tokens::checked(self.parts),
            identity: Identity::Claims(IdTokenClaims::checked(self.claims)),
            signature,
            app_data: self.app_data,
        }))
    }

    /// The check to make; `None` when the signature has another length than its algorithm's (RFC 7518 §3.4).
    fn check(&self, key: PublicKey) -> Option<SignatureCheck> {
        let (data, signature) = self.parts.id_token.as_deref()?.rsplit_once('.')?;
        let signature = decode_segment(signature)?;
        let fits = self.algorithm.signature_length().is_none_or(|length| signature.len() == length);
        let parameters = self.algorithm.crypto_parameters();
        fits.then(|| SignatureCheck { parameters, key, data: data.into(), signature })
    }

    fn fail(self, error: Box<Error>) -> Failure {
        Failure { error, app_data: Some(self.app_data) }
    }
}

const DOCUMENT_LIMIT: u32 = 1024 * 1024;
