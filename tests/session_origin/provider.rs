//! A provider that rotates its refresh tokens, and takes a grant away when an old one is used again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::json;
use spa_authorize::host::request::HttpRequest;

use crate::common::{Answer, ISSUER, KEYS, json_answer, jwt, key, key_set};

pub struct Provider {
    /// How long its access tokens are good, in seconds.
    pub life_seconds: u64,
    /// Answers of the token endpoint in place of its own.
    pub scripted: VecDeque<Answer>,
    /// Whether every refresh token is refused.
    pub refuses: bool,
    /// The refresh tokens that were used more than once.
    pub used_twice: Vec<String>,
    pub revoked: Vec<String>,
    /// Who signs in next, and the nonce of that sign-in.
    pub next: (String, Option<String>),
    newest: BTreeMap<u64, u64>,
    dead: BTreeSet<u64>,
}

impl Default for Provider {
    fn default() -> Provider {
        Provider {
            life_seconds: 300,
            scripted: VecDeque::new(),
            refuses: false,
            used_twice: Vec::new(),
            revoked: Vec::new(),
            next: (String::new(), None),
            newest: BTreeMap::new(),
            dead: BTreeSet::new(),
        }
    }
}

impl Provider {
    pub fn answer(&mut self, request: &HttpRequest, wall: u64) -> Answer {
        let text = request.body.as_ref().map_or("", |body| &body.text);
        let form: BTreeMap<String, String> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        match request.url.strip_prefix(ISSUER) {
            Some("/jwks") => json_answer(200, key_set(&KEYS.map(key))),
            Some("/revoke") => {
                self.revoke(&form["token"]);
                json_answer(200, "")
            }
            Some("/token") if !self.scripted.is_empty() => self.scripted.pop_front().unwrap(),
            Some("/token") if form["grant_type"] == "refresh_token" => self.refresh(&form["refresh_token"]),
            Some("/token") => self.exchange(wall),
            _ => panic!("nobody answers at {}", request.url),
        }
    }

    /// A frame's sign-in and a user's are exchanged alike.
    fn exchange(&mut self, wall: u64) -> Answer {
        let grant = self.newest.len() as u64 + 1;
        self.newest.insert(grant, 1);
        self.with_id_token(&format!("AT-{grant}-1"), wall)
    }

    /// Tokens with an ID token of the last sign-in.
    pub fn with_id_token(&self, access_token: &str, wall: u64) -> Answer {
        let (subject, nonce) = &self.next;
        let (issued, expires) = (wall / 1000, wall / 1000 + 300);
        let claims = json!({
            "iss": ISSUER, "sub": subject, "aud": "spa", "iat": issued, "exp": expires, "nonce": nonce,
        });
        let id_token = jwt(&json!({ "alg": "RS256", "kid": "k" }), &claims);
        json_answer(
            200,
            json!({
                "access_token": access_token, "token_type": "Bearer", "expires_in": self.life_seconds,
                "refresh_token": access_token.replace("AT", "RT"), "id_token": id_token,
            })
            .to_string(),
        )
    }

    fn refresh(&mut self, token: &str) -> Answer {
        let (grant, number) = parts(token);
        if number < self.newest[&grant] {
            self.used_twice.push(token.into());
            self.dead.insert(grant);
        }
        if self.refuses || self.dead.contains(&grant) {
            return json_answer(400, r#"{"error":"invalid_grant"}"#);
        }
        let next = number + 1;
        self.newest.insert(grant, next);
        json_answer(
            200,
            json!({
                "access_token": format!("AT-{grant}-{next}"), "token_type": "Bearer", "expires_in": self.life_seconds,
                "refresh_token": format!("RT-{grant}-{next}"),
            })
            .to_string(),
        )
    }

    fn revoke(&mut self, token: &str) {
        self.revoked.push(token.into());
        self.dead.insert(parts(token).0);
    }
}

fn parts(token: &str) -> (u64, u64) {
    let mut parts = token.split('-').skip(1).map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}
