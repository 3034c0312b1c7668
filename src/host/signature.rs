//! A signature to check (RFC 7515 §5.2).

use std::fmt;

use crate::error::error::Cause;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::public_key::KeyMaterial;

/// What a host is asked to check. Its data and its signature are a token, so its `Debug` shows the algorithm alone.
#[derive(Clone)]
pub struct SignatureCheck {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The public key.
    pub key: KeyMaterial,
    /// The text that was signed, in ASCII.
    pub data: String,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

impl fmt::Debug for SignatureCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureCheck").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// The outcome of a check, with what is behind it.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The signature is the key's.
    Valid,
    /// It is not.
    Invalid(Option<Cause>),
    /// The key cannot be imported here, so nothing is known of the signature.
    KeyUnusable(Option<Cause>),
    /// The algorithm is not known here.
    Unavailable(Option<Cause>),
}
