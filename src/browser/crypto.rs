//! `WebCrypto`, which pages on insecure origins do not have.

use std::cell::RefCell;

use js_sys::{Array, Object, Uint8Array};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::cause::JsCause;
use super::globals::{member, of_global};
use crate::host::signature::{SignatureCheck, Verdict};
use crate::protocol::algorithm::{Algorithm, Scheme};
use crate::protocol::public_key::KeyMaterial;

/// How `WebCrypto` is told of an algorithm, to import a key and to verify by it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt_length: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    named_curve: Option<&'static str>,
}

pub(super) fn is_there() -> bool {
    subtle().is_some()
}

pub(super) async fn verify(check: &SignatureCheck) -> Verdict {
    match try_to_verify(check).await {
        Ok(true) => Verdict::Valid,
        Ok(false) => Verdict::Invalid(None),
        Err(thrown) => {
            let is_unknown =
                member(&thrown, "name").and_then(|name| name.as_string()).as_deref() == Some(NOT_SUPPORTED);
            let cause = Some(JsCause::keep(thrown));
            // A signature that is wrong is an answer; what is thrown is about the key.
            if is_unknown { Verdict::Unavailable(cause) } else { Verdict::KeyUnusable(cause) }
        }
    }
}

async fn try_to_verify(check: &SignatureCheck) -> Result<bool, JsValue> {
    let subtle = subtle().unwrap_or_default();
    let parameters = object(&Parameters::of(check.algorithm))?;
    let key = imported(&subtle, check, &parameters).await?;
    let [signature, data] = [&check.signature[..], check.data.as_bytes()].map(Uint8Array::from);
    let verified = subtle.unchecked_ref::<SubtleCrypto>().verify_with_object_and_buffer_source_and_buffer_source(
        &parameters,
        &key,
        &signature,
        &data,
    )?;
    Ok(JsFuture::from(verified).await?.is_truthy())
}

/// A key, which is imported once for each algorithm.
async fn imported(subtle: &JsValue, check: &SignatureCheck, parameters: &Object) -> Result<CryptoKey, JsValue> {
    let is_same = |(algorithm, key, _): &&(Algorithm, KeyMaterial, CryptoKey)| {
        algorithm.is_same(check.algorithm) && *key == check.key
    };
    let known = KEYS.with_borrow(|keys| keys.iter().find(is_same).map(|(_, _, key)| key.clone()));
    if let Some(known) = known {
        return Ok(known);
    }
    let usages = Array::of1(&"verify".into());
    let key = object(&check.key)?;
    let import =
        subtle.unchecked_ref::<SubtleCrypto>().import_key_with_object("jwk", &key, parameters, false, &usages)?;
    let key: CryptoKey = JsFuture::from(import).await?.unchecked_into();
    KEYS.with_borrow_mut(|keys| keys.push((check.algorithm, check.key.clone(), key.clone())));
    Ok(key)
}

impl Parameters {
    fn of(algorithm: Algorithm) -> Parameters {
        let hash = algorithm.hash();
        let hashed = |name| Parameters { name, hash: Some(hash.name()), salt_length: None, named_curve: None };
        match algorithm.scheme() {
            Scheme::RsaPkcs1 => hashed("RSASSA-PKCS1-v1_5"),
            Scheme::RsaPss => Parameters { salt_length: Some(hash.length()), ..hashed("RSA-PSS") },
            Scheme::Ecdsa(curve) => Parameters { named_curve: Some(curve.name()), ..hashed("ECDSA") },
            Scheme::Ed25519 => Parameters { hash: None, ..hashed("Ed25519") },
        }
    }
}

fn subtle() -> Option<JsValue> {
    member(&of_global("crypto")?, "subtle")
}

fn object<T: Serialize>(value: &T) -> Result<Object, JsValue> {
    Ok(value.serialize(&Serializer::new())?.unchecked_into())
}

thread_local! {
    static KEYS: RefCell<Vec<(Algorithm, KeyMaterial, CryptoKey)>> = const { RefCell::new(Vec::new()) };
}

const NOT_SUPPORTED: &str = "NotSupportedError";
