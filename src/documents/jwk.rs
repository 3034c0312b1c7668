//! One JSON Web Key (RFC 7517 §4), in one form for every engine.
//!
//! Engines differ in what they import: some refuse a number that begins with zeros, or one that is padded. So the numbers
//! of a key are read here, and written as RFC 7518 §2 and §6 have them.

use crate::protocol::algorithm::Curve;
use crate::protocol::public_key::{KeyMaterial, PublicKey};
use crate::wire::base64url;
use crate::wire::json::Object;

/// The name of a member because of which a key is of no use.
pub(crate) type UnusableMember = &'static str;

/// A key for signatures, public and strong enough.
pub(crate) fn public_key(jwk: &Object) -> Result<PublicKey, UnusableMember> {
    check_usage(jwk)?;
    let text = |name| jwk.text(name).map(str::to_owned);
    Ok(PublicKey { kid: text("kid"), alg: text("alg"), issuer: text("issuer"), material: material(jwk)? })
}

/// RFC 7517 §4.2 and §4.3. What has a private part is not a public key.
fn check_usage(jwk: &Object) -> Result<(), UnusableMember> {
    if jwk.given("use").is_some_and(|usage| usage.as_str() != Some("sig")) {
        return Err("use");
    }
    if !jwk.given("key_ops").is_none_or(|operations| operations.lists("verify")) {
        return Err("key_ops");
    }
    if jwk.given("d").is_some() { Err("d") } else { Ok(()) }
}

fn material(jwk: &Object) -> Result<KeyMaterial, UnusableMember> {
    match jwk.text("kty") {
        Some("RSA") => Ok(KeyMaterial::Rsa { n: modulus(jwk)?, e: exponent(jwk)? }),
        Some("EC") => {
            let crv = jwk.text("crv").ok_or("crv")?;
            let length = Curve::named(crv).ok_or("crv")?.coordinate_length();
            let coordinate = |name| coordinate(jwk, name, length);
            Ok(KeyMaterial::Ec { crv: crv.to_owned(), x: coordinate("x")?, y: coordinate("y")? })
        }
        Some("OKP") => {
            let crv = jwk.text("crv").filter(|crv| *crv == "Ed25519").ok_or("crv")?;
            let x = octets(jwk, "x")?;
            let is_key = x.len() == ED25519_LENGTH;
            is_key.then(|| KeyMaterial::Okp { crv: crv.to_owned(), x: base64url::encode(&x) }).ok_or("x")
        }
        _ => Err("kty"),
    }
}

/// RFC 7518 §3.3: 2048 bits or more. Engines stop at 16384. A product of primes is odd.
fn modulus(jwk: &Object) -> Result<String, UnusableMember> {
    let number = number(jwk, "n")?;
    let is_strong = (2048 / 8..=16384 / 8).contains(&number.len());
    if is_strong && is_odd(&number) { Ok(base64url::encode(&number)) } else { Err("n") }
}

/// Odd, above 1, and in 32 bits: what every engine imports.
fn exponent(jwk: &Object) -> Result<String, UnusableMember> {
    let number = number(jwk, "e")?;
    let is_usable = number.len() <= 4 && is_odd(&number) && number != [1];
    if is_usable { Ok(base64url::encode(&number)) } else { Err("e") }
}

/// RFC 7518 §6.2.1.2: as long as the curve has it, with zeros in front.
fn coordinate(jwk: &Object, name: UnusableMember, length: usize) -> Result<String, UnusableMember> {
    let number = number(jwk, name)?;
    let zeros = length.checked_sub(number.len()).ok_or(name)?;
    Ok(base64url::encode(&[vec![0; zeros], number].concat()))
}

/// A number without the zeros in front (RFC 7518 §2, `Base64urlUInt`).
fn number(jwk: &Object, name: UnusableMember) -> Result<Vec<u8>, UnusableMember> {
    let octets = octets(jwk, name)?;
    Ok(octets.into_iter().skip_while(|octet| *octet == 0).collect())
}

fn octets(jwk: &Object, name: UnusableMember) -> Result<Vec<u8>, UnusableMember> {
    let text = jwk.text(name).ok_or(name)?;
    base64url::decode(text.trim_end_matches('=')).ok_or(name)
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|octet| octet % 2 == 1)
}

/// RFC 8032 §5.1.5.
const ED25519_LENGTH: usize = 32;
