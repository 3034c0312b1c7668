//! The exchange of an authorization code for tokens (RFC 6749 §4.1.3 and §5, RFC 7636 §4.5).

use crate::config::exchange::TokenRequest;
use crate::documents::token_response::{Asked, Issued, not_an_object, read, read_with_user, refusal, refusal_by_code};
use crate::documents::user::User;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::ask::ask;
use crate::host::host::Host;
use crate::host::request::{Body, HttpRequest};
use crate::host::response::HttpResponse;
use crate::protocol::endpoint::Endpoint;
use crate::protocol::pkce::CodeVerifier;
use crate::wire::form;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::{JsonText, read_object, written};

/// What a code's exchange sends.
pub(crate) struct CodeExchange<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) client_id: &'a str,
    pub(crate) code: &'a str,
    pub(crate) code_verifier: &'a CodeVerifier,
    pub(crate) redirect_uri: &'a str,
    /// Which of the APIs of the sign-in the token is for: without it, a provider may choose another (RFC 8707 §2.2).
    pub(crate) resource: Option<&'a str>,
    /// What no message of a refusal may show.
    pub(crate) secrets: &'a [&'a str],
    pub(crate) timeout_ms: u32,
}

impl CodeExchange<'_> {
    /// Exchanges the code for a token response. It is redeemed this once (RFC 9700 §4.3.1).
    pub(crate) async fn for_tokens<H: Host>(&self, host: &H, asked: &Asked<'_>) -> Result<Issued, Error> {
        let mut members = self.members().to_vec();
        members.push(("redirect_uri", self.redirect_uri));
        members.extend(self.resource.map(|resource| ("resource", resource)));
        let request = self.request(Body::form(form::encode(&members)));
        let response = ask(host, &request).await?;
        let issued = successful(&response, TokenRequest::Form, self.secrets)
            .and_then(|(members, raw)| read(&members, raw, asked));
        issued.map_err(|error| error.at(&request.url))
    }

    /// Exchanges the code for an answer that says who the user is.
    pub(crate) async fn for_user<H: Host>(&self, host: &H) -> Result<(Issued, User), Error> {
        let members = self.members().iter().map(|(name, value)| ((*name).to_owned(), Json::from(*value))).collect();
        let request = self.request(Body::json(written(&Json::Object(Object::new(members)))));
        let sent_at = host.now();
        let response = ask(host, &request).await?;
        let issued = successful(&response, TokenRequest::JsonForUser, self.secrets)
            .and_then(|(members, raw)| read_with_user(&members, raw, sent_at));
        issued.map_err(|error| error.at(&request.url))
    }

    fn members(&self) -> [(&'static str, &str); 4] {
        [
            ("grant_type", "authorization_code"),
            ("client_id", self.client_id),
            ("code", self.code),
            ("code_verifier", self.code_verifier.as_str()),
        ]
    }

    fn request(&self, body: Body) -> HttpRequest {
        HttpRequest { body: Some(body), ..HttpRequest::for_answer(self.endpoint, self.timeout_ms) }
    }
}

/// The members of an answer that is no refusal.
fn successful(response: &HttpResponse, form: TokenRequest, secrets: &[&str]) -> Result<(Object, JsonText), Error> {
    let text = response.text();
    let members = read_object(&text);
    let is_client_error = (400..500).contains(&response.status);
    let refusal = members.as_ref().and_then(|members| match form {
        TokenRequest::JsonForUser if is_client_error => {
            refusal(members, secrets).or_else(|| refusal_by_code(members, secrets))
        }
        _ => refusal(members, secrets),
    });
    if let Some(refusal) = refusal {
        return Err(Error::refused(ErrorKind::ExchangeRefused, refusal));
    }
    response.success()?;
    members.map(|members| (members, JsonText::known(text))).ok_or_else(not_an_object)
}
