//! Signature algorithms (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): asymmetric ones alone, as rows of a table.

use core::fmt;

/// An algorithm that an ID token may be signed by. `none` and every HMAC have no row.
#[derive(Clone, Copy)]
pub struct Algorithm(&'static Row);

struct Row {
    name: &'static str,
    key: &'static KeyType,
    /// The curve of a key that has one.
    curve: &'static str,
    hash: &'static str,
    /// The bytes of a signature, where the algorithm fixes them (RFC 7518 §3.4, RFC 8032 §5.1.6), or else 0.
    signature_length: usize,
    /// What `WebCrypto` is told, to import a key and to verify by it. The salt of RSASSA-PSS is as long as the hash
    /// (RFC 7518 §3.5).
    parameters: &'static str,
}

/// A key type (RFC 7518 §6.1, RFC 8037 §2), and the members that make up a public key of it.
struct KeyType {
    name: &'static str,
    members: &'static [&'static str],
}

impl Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256, which every provider has to know (OpenID Connect Core §15.1).
    pub const RS256: Algorithm = Algorithm(&ROWS[0]);

    /// The algorithm of that name, in its exact case (RFC 7515 §4.1.1).
    #[must_use]
    pub fn named(name: &str) -> Option<Algorithm> {
        ROWS.iter().find(|row| row.name == name).map(Algorithm)
    }

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0.name
    }

    /// What `crypto.subtle` takes as `algorithm`, as JSON.
    #[must_use]
    pub fn parameters(self) -> &'static str {
        self.0.parameters
    }

    /// The `kty` of a key.
    pub(crate) fn key_type(self) -> &'static str {
        self.0.key.name
    }

    /// The `crv` of a key; empty for one that has none.
    pub(crate) fn curve(self) -> &'static str {
        self.0.curve
    }

    /// The members of a public key, all of which it has.
    pub(crate) fn key_members(self) -> &'static [&'static str] {
        self.0.key.members
    }

    /// Whether that name means this one: Ed25519 has two.
    pub(crate) fn is(self, name: &str) -> bool {
        Algorithm::named(name).is_some_and(|other| other.0.parameters == self.0.parameters)
    }

    pub(crate) fn allows_signature_of(self, length: usize) -> bool {
        self.0.signature_length == 0 || self.0.signature_length == length
    }

    /// What `crypto.subtle` calls its hash, which `at_hash` is made by too (OpenID Connect Core §3.1.3.6).
    #[must_use]
    pub fn hash(self) -> &'static str {
        self.0.hash
    }
}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const fn rsa(name: &'static str, hash: &'static str, parameters: &'static str) -> Row {
    Row { name, key: &RSA, curve: "", hash, signature_length: 0, parameters }
}

const fn ed25519(name: &'static str) -> Row {
    let parameters = r#"{"name":"Ed25519"}"#;
    Row { name, key: &OKP, curve: "Ed25519", hash: "SHA-512", signature_length: 64, parameters }
}

static ROWS: [Row; 11] = [
    rsa("RS256", SHA_256, r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#),
    rsa("RS384", "SHA-384", r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-384"}"#),
    rsa("RS512", "SHA-512", r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-512"}"#),
    rsa("PS256", SHA_256, r#"{"name":"RSA-PSS","hash":"SHA-256","saltLength":32}"#),
    rsa("PS384", "SHA-384", r#"{"name":"RSA-PSS","hash":"SHA-384","saltLength":48}"#),
    rsa("PS512", "SHA-512", r#"{"name":"RSA-PSS","hash":"SHA-512","saltLength":64}"#),
    Row {
        name: "ES256",
        key: &EC,
        curve: "P-256",
        hash: SHA_256,
        signature_length: 64,
        parameters: r#"{"name":"ECDSA","hash":"SHA-256","namedCurve":"P-256"}"#,
    },
    Row {
        name: "ES384",
        key: &EC,
        curve: "P-384",
        hash: "SHA-384",
        signature_length: 96,
        parameters: r#"{"name":"ECDSA","hash":"SHA-384","namedCurve":"P-384"}"#,
    },
    Row {
        name: "ES512",
        key: &EC,
        curve: "P-521",
        hash: "SHA-512",
        signature_length: 132,
        parameters: r#"{"name":"ECDSA","hash":"SHA-512","namedCurve":"P-521"}"#,
    },
    ed25519("EdDSA"),
    ed25519("Ed25519"),
];

static RSA: KeyType = KeyType { name: "RSA", members: &["kty", "n", "e"] };
static EC: KeyType = KeyType { name: "EC", members: &["kty", "crv", "x", "y"] };
static OKP: KeyType = KeyType { name: "OKP", members: &["kty", "crv", "x"] };

/// The one hash that is in the module.
pub(crate) const SHA_256: &str = "SHA-256";
