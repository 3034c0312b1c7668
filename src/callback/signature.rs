//! The check of an ID token's signature.

use super::keys;
use super::result::Signature;
use crate::documents::id_token::IdToken;
use crate::documents::key_set::{KeySet, WantedKey};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::beside::Ahead;
use crate::host::host::Host;
use crate::host::signature::{SignatureCheck, Verdict};
use crate::protocol::endpoint::Endpoint;
use crate::protocol::expected_issuer::ExpectedIssuer;
use crate::protocol::public_key::KeyMaterial;

/// Who must have signed an ID token.
pub(crate) struct Signer<'a> {
    pub(crate) jwks_uri: &'a Endpoint,
    pub(crate) issuer: &'a ExpectedIssuer,
    /// Whether the token came in the fragment, where nothing stands in for its signature.
    pub(crate) is_implicit: bool,
    pub(crate) timeout_ms: u32,
}

impl Signer<'_> {
    /// Checks a signature, by the keys that may be on their way. OpenID Connect Core §3.1.3.7, step 6: TLS may stand in
    /// for the signature of an ID token from the token endpoint, and for no other (§3.2.2.11, step 1).
    pub(crate) async fn check<H: Host, F: Future<Output = Result<KeySet, Error>>>(
        &self,
        host: &H,
        token: &IdToken,
        keys: Option<&mut Ahead<F>>,
    ) -> Result<Signature, Error> {
        if !host.can_verify() {
            return if self.is_implicit {
                Err(ErrorKind::SignatureUnavailable.into())
            } else {
                Ok(Signature::NotChecked)
            };
        }
        let wanted = WantedKey {
            algorithm: token.algorithm,
            kid: token.kid.as_deref(),
            iss: &token.claims.issuer,
            expected_issuer: self.issuer,
        };
        let key = keys::find(host, self.jwks_uri, &wanted, keys, self.timeout_ms).await?;
        self.check_by(host, token, key).await
    }

    async fn check_by<H: Host>(&self, host: &H, token: &IdToken, key: KeyMaterial) -> Result<Signature, Error> {
        if !token.algorithm.allows_signature_of(token.signature.len()) {
            return Err(ErrorKind::IdTokenSignatureInvalid.into());
        }
        let check = SignatureCheck {
            algorithm: token.algorithm,
            key,
            data: token.signing_input.clone(),
            signature: token.signature.clone(),
        };
        match host.verify(&check).await {
            Verdict::Valid => Ok(Signature::Verified),
            Verdict::Unavailable(_) if !self.is_implicit => Ok(Signature::NotChecked),
            Verdict::Unavailable(cause) => Err(Error::new(ErrorKind::SignatureUnavailable).caused_by(cause)),
            Verdict::KeyUnusable(cause) => Err(Error::new(ErrorKind::IdTokenKeyUnusable).caused_by(cause)),
            Verdict::Invalid(cause) => Err(Error::new(ErrorKind::IdTokenSignatureInvalid).caused_by(cause)),
        }
    }
}
