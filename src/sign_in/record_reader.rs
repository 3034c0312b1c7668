//! Reading a record, which is refused with a missing, mistyped or unknown member.

use super::flow::{CodeFlow, Flow, IdTokenDemands, RequiredClaim};
use super::transaction::{ClientKey, Ended, Marker, Transaction};
use crate::config::exchange::TokenRequest;
use crate::config::session_config::Store;
use crate::error::app_data::AppData;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::endpoint::{Endpoint, PlainHttp};
use crate::protocol::expected_issuer::{ExpectedIssuer, IssuerTemplate};
use crate::protocol::issuer::Issuer;
use crate::protocol::pkce::CodeVerifier;
use crate::protocol::random_text::{Nonce, RandomText, State};
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::return_to::ReturnTo;
use crate::protocol::tenant::{TenantId, Tenants};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::words::{OPENID, Scope};
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// The members of a record, or of an object in it.
pub(super) struct Members<'a>(pub(super) &'a Object);

impl<'a> Members<'a> {
    pub(super) fn transaction(&self) -> Option<Transaction> {
        self.only(&OPEN_MEMBERS)?;
        Some(Transaction {
            client: self.client()?,
            expected_issuer: match self
                .optional("expectedIssuer", |json| Members(json.as_object()?).expected_issuer())?
            {
                Some(expected) => expected,
                None => ExpectedIssuer::Exact { issuer: self.client()?.issuer },
            },
            expires_at: self.timestamp("expiresAt")?,
            state: State(self.random("state")?),
            redirect_uri: RedirectUri::parse(self.text("redirectUri")?).ok()?,
            flow: self.object("flow")?.flow()?,
            promises_iss: self.flag("promisesIss")?,
            is_silent: self.flag("isSilent")?,
            keep: self.optional("keep", |json| Store::named(json.as_str()?))?,
            app_data: AppData {
                return_to: ReturnTo::kept(self.text("returnTo")?)?.into(),
                app_state: self.optional("appState", |json| JsonText::new(json.as_str()?.to_owned()))?,
            },
            is_of_popup: self.optional("isOfPopup", Json::as_bool)?.unwrap_or_default(),
            asked: self.optional("asked", pairs)?.unwrap_or_default(),
        })
    }

    pub(super) fn marker(&self, ended: Ended) -> Option<Marker> {
        self.only(&["status", "clientId", "issuer", "forgetAt", "returnTo"])?;
        Some(Marker {
            client: self.client()?,
            ended,
            forget_at: self.timestamp("forgetAt")?,
            return_to: self.optional("returnTo", |json| ReturnTo::kept(json.as_str()?).map(String::from))?,
        })
    }

    fn client(&self) -> Option<ClientKey> {
        let issuer = Issuer::known(self.text("issuer")?);
        Some(ClientKey { client_id: self.text("clientId")?.to_owned(), issuer })
    }

    fn expected_issuer(&self) -> Option<ExpectedIssuer> {
        self.only(&["type", "template", "tenants"])?;
        let template = IssuerTemplate::parse(self.text("template")?)?;
        let tenants = match self.0.get("tenants")? {
            Json::String(word) if word == "any" => Tenants::Any,
            json => Members(json.as_object()?).tenants()?,
        };
        (self.text("type")? == "of-tenant").then_some(ExpectedIssuer::OfTenant { template, tenants })
    }

    fn tenants(&self) -> Option<Tenants> {
        let mut members = self.0.iter();
        let (name, tenant) = members.next().filter(|_| members.next().is_none())?;
        let tenant = TenantId::parse(tenant.as_str()?)?;
        match name {
            "only" => Some(Tenants::Only(tenant)),
            "all-but" => Some(Tenants::AllBut(tenant)),
            _ => None,
        }
    }

    fn flow(&self) -> Option<Flow> {
        Some(match self.text("type")? {
            "code" => Flow::Code(self.code_flow()?),
            "code-for-server" => {
                self.only(&["type", "nonce"])?;
                let nonce = self.optional("nonce", |json| RandomText::parse(json.as_str()?).map(Nonce))?;
                Flow::CodeForServer { nonce }
            }
            "token" => {
                self.only(&["type", "scope"])?;
                Flow::Token { scope: self.scope()? }
            }
            "id-token" => {
                let (scope, id_token) = self.fragment_flow()?;
                Flow::IdToken { scope, id_token }
            }
            "id-token-token" => {
                let (scope, id_token) = self.fragment_flow()?;
                Flow::IdTokenToken { scope, id_token }
            }
            _ => return None,
        })
    }

    fn code_flow(&self) -> Option<CodeFlow> {
        self.only(&["type", "codeVerifier", "tokenEndpoint", "tokenRequest", "scope", "resource", "idToken"])?;
        let scope = self.scope()?;
        let id_token = self.optional("idToken", |json| Members(json.as_object()?).demands())?;
        // OpenID Connect Core §3.1.2.1: `openid` asks for an ID token, and nothing else does.
        if scope.contains(OPENID) != id_token.is_some() {
            return None;
        }
        Some(CodeFlow {
            code_verifier: CodeVerifier(self.random("codeVerifier")?),
            token_endpoint: self.endpoint("tokenEndpoint")?,
            token_request: TokenRequest::named(self.text("tokenRequest")?)?,
            scope,
            resource: self.optional("resource", |json| json.as_str().map(str::to_owned))?,
            id_token,
        })
    }

    /// An ID token in the fragment.
    fn fragment_flow(&self) -> Option<(Scope, IdTokenDemands)> {
        self.only(&["type", "scope", "idToken"])?;
        let scope = self.scope().filter(|scope| scope.contains(OPENID))?;
        Some((scope, self.object("idToken")?.demands()?))
    }

    fn demands(&self) -> Option<IdTokenDemands> {
        self.only(&["nonce", "jwksUri", "algorithms", "maxAge", "acr", "organization", "policy"])?;
        let algorithms: Option<Vec<Algorithm>> =
            self.0.get("algorithms")?.as_array()?.iter().map(|name| Algorithm::named(name.as_str()?)).collect();
        Some(IdTokenDemands {
            nonce: Nonce(self.random("nonce")?),
            jwks_uri: self.endpoint("jwksUri")?,
            algorithms: algorithms.filter(|algorithms| !algorithms.is_empty())?,
            max_age: self.optional("maxAge", |json| u32::try_from(json.as_whole()?).ok())?,
            acr: self.optional("acr", texts)?,
            policy: self.optional("policy", |json| json.as_str().map(str::to_owned))?,
            organization: self.optional("organization", |json| Members(json.as_object()?).required_claim())?,
        })
    }

    fn required_claim(&self) -> Option<RequiredClaim> {
        self.only(&["name", "value"])?;
        Some(RequiredClaim { name: self.text("name")?.to_owned(), value: self.text("value")?.to_owned() })
    }

    fn scope(&self) -> Option<Scope> {
        texts(self.0.get("scope")?).map(|words| Scope::split(&words.join(" ")))
    }

    /// Refuses a member that is not there when a record is written.
    fn only(&self, names: &[&str]) -> Option<()> {
        self.0.iter().all(|(name, _)| names.contains(&name)).then_some(())
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.0.text(name)
    }

    fn random(&self, name: &str) -> Option<RandomText> {
        RandomText::parse(self.text(name)?)
    }

    fn endpoint(&self, name: &str) -> Option<Endpoint> {
        Endpoint::parse(self.text(name)?, PlainHttp::Allowed).ok()
    }

    fn timestamp(&self, name: &str) -> Option<Timestamp> {
        self.0.get(name)?.as_whole().map(Timestamp::from_milliseconds)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    fn object(&self, name: &str) -> Option<Members<'a>> {
        self.0.get(name)?.as_object().map(Members)
    }

    /// A member that may be left out; `None` if it is there and cannot be read.
    #[allow(clippy::option_option, reason = "unreadable, or left out")]
    fn optional<T>(&self, name: &str, read: impl FnOnce(&'a Json) -> Option<T>) -> Option<Option<T>> {
        match self.0.get(name) {
            None => Some(None),
            Some(json) => read(json).map(Some),
        }
    }
}

fn texts(json: &Json) -> Option<Vec<String>> {
    json.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

fn pairs(json: &Json) -> Option<Vec<(String, String)>> {
    json.as_array()?
        .iter()
        .map(|pair| <[String; 2]>::try_from(texts(pair)?).ok().map(<(String, String)>::from))
        .collect()
}

const OPEN_MEMBERS: [&str; 15] = [
    "status",
    "clientId",
    "issuer",
    "expectedIssuer",
    "expiresAt",
    "state",
    "redirectUri",
    "flow",
    "promisesIss",
    "isSilent",
    "keep",
    "returnTo",
    "appState",
    "isOfPopup",
    "asked",
];
