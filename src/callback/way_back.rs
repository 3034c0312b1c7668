//! The way back, top to bottom: `arrive` recognises a response and ends its sign-in, `complete` checks what it says.

use std::future::Future;

use super::address::Address;
use super::arrival::{Arrival, EndedSignIn, Next};
use super::ending::{Ending, end};
use super::exchange::CodeExchange;
use super::keys::{self, NO_KEYS};
use super::recognition::{Found, Recognised, Response, recognise};
use super::response::AuthorizationResponse;
use super::result::{
    Authorized, CallbackResult, CodeForServer, IdTokenClaims, Identity, InteractionRequired, Signature, SignedIn,
};
use super::signature::Signer;
use super::tokens::Tokens;
use super::verification::Expected;
use crate::config::client_config::ClientConfig;
use crate::config::exchange::{Exchange, TokenRequest};
use crate::config::session_config::Store;
use crate::documents::id_token::IdToken;
use crate::documents::key_set::KeySet;
use crate::documents::token_response::{Asked, IdTokenWish, Issued};
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::refusal::Refusal;
use crate::host::beside::{Ahead, beside};
use crate::host::host::Host;
use crate::protocol::random_text::Nonce;
use crate::protocol::token::Token;
use crate::sign_in::flow::{CodeFlow, Flow, IdTokenDemands};
use crate::sign_in::store::OwnEntry;
use crate::sign_in::transaction::Transaction;

/// Whether an address, or the page's own, answers a sign-in that this client began in this tab. Reads only; whatever
/// prevents an answer counts as no.
pub(crate) fn is_callback<H: Host>(config: &ClientConfig, host: &H, given: Option<&str>) -> bool {
    recognise(config, host, given).is_ok_and(|found| matches!(found.what, Found::Own(_)))
}

/// Reads an address, or the page's own. If it answers a sign-in of this client, that sign-in ends here, once, whatever the
/// verdict.
pub(crate) fn arrive<H: Host>(config: &ClientConfig, host: &H, given: Option<&str>) -> Result<Arrival, Error> {
    let Recognised { what, shown } = recognise(config, host, given)?;
    let Response { sign_in, others, address, url, redirect_uri } = match what {
        Found::Nothing => return Ok(untouched(CallbackResult::None, shown.is_some())),
        Found::NotOurs(reason) => return Ok(untouched(CallbackResult::NotOurs(reason), false)),
        Found::Own(response) => response,
    };
    for other in others {
        end(config, host, other)?;
    }
    let state = Some(sign_in.state.clone());
    let repeats = matches!(sign_in.entry, OwnEntry::Over(_));
    let next = match end(config, host, sign_in)? {
        Ending::InTime(transaction) => {
            Next::Complete(Box::new(EndedSignIn { transaction: *transaction, address, url }))
        }
        Ending::Decided(answer) => Next::Done(answer),
    };
    let cleaned = shown.map(|page| Address::read(&page).cleaned(&redirect_uri));
    Ok(Arrival { state, cleaned, repeats, next })
}

/// Checks the response of a sign-in that has ended, in this order: each parameter once, `iss`, `error`, the shape; then
/// the exchange, the ID token's claims, its signature. Nothing is handed out before the last check.
pub(crate) async fn complete<H: Host>(
    config: &ClientConfig,
    host: &H,
    ended: EndedSignIn,
    timeout_ms: u32,
) -> Result<CallbackResult, Error> {
    let EndedSignIn { transaction, address, .. } = ended;
    let steps = Steps { config, host, transaction: &transaction, timeout_ms };
    steps.run(&address).await.map_err(|error| error.of_sign_in(&transaction.app_data))
}

struct Steps<'a, H> {
    config: &'a ClientConfig,
    host: &'a H,
    transaction: &'a Transaction,
    timeout_ms: u32,
}

impl<H: Host> Steps<'_, H> {
    async fn run(&self, address: &Address) -> Result<CallbackResult, Error> {
        let response = AuthorizationResponse::decode(address)?;
        response.check_state(self.transaction.state())?;
        response.check_issuer(self.transaction)?;
        if let Some(error) = &response.error {
            return self.refused(&error.value, &response);
        }
        let flow = &self.transaction.flow;
        response.check_shape(flow.response_type())?;
        let code = response.code.as_ref().map_or("", |code| &code.value);
        match (flow, self.config.exchange) {
            (Flow::Code(flow), Exchange::Here(configured)) if flow.token_request == configured => {
                self.exchanged(code, flow).await
            }
            (Flow::CodeForServer { nonce }, Exchange::ByServer) => Ok(self.handed_over(code, nonce.as_ref())),
            // The record is another kind of client's.
            (Flow::Code(_) | Flow::CodeForServer { .. }, _) => Err(ErrorKind::TransactionTampered.into()),
            (Flow::Token { scope }, _) => Ok(self.authorized(response.issued(scope, self.host.now())?)),
            (Flow::IdToken { scope, id_token } | Flow::IdTokenToken { scope, id_token }, _) => {
                let issued = response.issued(scope, self.host.now())?;
                self.signed_in(issued, id_token, NO_KEYS).await
            }
        }
    }

    /// RFC 6749 §4.1.2.1 and §4.2.2.1. OpenID Connect Core §3.1.2.6: a silent request expects four of them.
    fn refused(&self, error: &str, response: &AuthorizationResponse) -> Result<CallbackResult, Error> {
        if self.transaction.is_silent && EXPECTED_REFUSALS.contains(&error) {
            let error = error.to_owned();
            return Ok(CallbackResult::InteractionRequired(InteractionRequired { error, app_data: self.app_data() }));
        }
        let description = response.error_description.as_ref().map_or("", |text| &text.value);
        let uri = response.error_uri.as_ref().map_or("", |text| &text.value);
        let secrets = [self.transaction.secrets(), response.secrets()].concat();
        Err(Error::refused(ErrorKind::AuthorizationRefused, Refusal::new(error, description, uri, &secrets)))
    }

    /// Exchanges a code. The keys that an ID token needs are fetched beside it.
    async fn exchanged(&self, code: &str, flow: &CodeFlow) -> Result<CallbackResult, Error> {
        let mut secrets = self.transaction.secrets();
        secrets.push(code);
        let exchange = CodeExchange {
            endpoint: &flow.token_endpoint,
            client_id: &self.config.client_id,
            code,
            code_verifier: &flow.code_verifier,
            redirect_uri: self.transaction.redirect_uri.as_str(),
            resource: flow.resource.as_deref(),
            secrets: &secrets,
            timeout_ms: self.timeout_ms,
        };
        if flow.token_request == TokenRequest::JsonForUser {
            let (issued, user) = exchange.for_user(self.host).await?;
            return Ok(self.identified(issued, Identity::User(user), Signature::NotChecked));
        }
        let id_token = if flow.id_token.is_some() { IdTokenWish::Needed } else { IdTokenWish::Unwanted };
        let asked = Asked { scope: &flow.scope, id_token, sent_at: self.host.now() };
        let Some(demands) = &flow.id_token else {
            return Ok(self.authorized(exchange.for_tokens(self.host, &asked).await?));
        };
        let fetch = || Ahead::new(keys::fetch(self.host, &demands.jwks_uri, self.timeout_ms));
        let mut keys = keys::are_needed(self.host, &demands.jwks_uri).then(fetch);
        let issued = beside(exchange.for_tokens(self.host, &asked), keys.as_mut()).await?;
        self.signed_in(issued, demands, keys.as_mut()).await
    }

    /// Hands a code over to the app's server, which needs the nonce to check the ID token that it gets.
    fn handed_over(&self, code: &str, nonce: Option<&Nonce>) -> CallbackResult {
        let nonce = nonce.map(|nonce| nonce.as_str().to_owned());
        CallbackResult::Code(CodeForServer { code: Token::new(code), nonce, app_data: self.app_data() })
    }

    /// Checks an ID token, by the keys that may be on their way.
    async fn signed_in<F: Future<Output = Result<KeySet, Error>>>(
        &self,
        issued: Issued,
        demands: &IdTokenDemands,
        keys: Option<&mut Ahead<F>>,
    ) -> Result<CallbackResult, Error> {
        let compact = issued.id_token.as_ref().ok_or(ErrorKind::IdTokenMissing)?;
        let token = IdToken::read(compact.as_str(), &demands.algorithms)?;
        let is_implicit = !matches!(self.transaction.flow, Flow::Code(_));
        let expected = Expected {
            client_id: &self.transaction.client.client_id,
            issuer: &self.transaction.expected_issuer,
            access_token: issued.access_token.as_ref().map(Token::as_str),
            is_implicit,
            clock_tolerance_seconds: self.config.clock_tolerance_seconds,
            now: self.host.now(),
        };
        expected.check(&token, demands)?;
        let signer = Signer {
            jwks_uri: &demands.jwks_uri,
            issuer: &self.transaction.expected_issuer,
            is_implicit,
            timeout_ms: self.timeout_ms,
        };
        let signature = signer.check(self.host, &token, keys).await?;
        Ok(self.identified(issued, Identity::Claims(IdTokenClaims::checked(token)), signature))
    }

    fn identified(&self, issued: Issued, identity: Identity, signature: Signature) -> CallbackResult {
        let (keep, asked) = self.of_session();
        let (tokens, app_data) = (Tokens::checked(issued), self.app_data());
        CallbackResult::SignedIn(SignedIn { tokens, identity, signature, keep, asked, app_data })
    }

    fn authorized(&self, issued: Issued) -> CallbackResult {
        let (keep, asked) = self.of_session();
        CallbackResult::Authorized(Authorized {
            tokens: Tokens::checked(issued),
            keep,
            asked,
            app_data: self.app_data(),
        })
    }

    /// Where the session is kept, and what it asks for again.
    fn of_session(&self) -> (Option<Store>, Vec<(String, String)>) {
        (self.transaction.keep, self.transaction.asked.clone())
    }

    fn app_data(&self) -> AppData {
        self.transaction.app_data.clone()
    }
}

fn untouched(result: CallbackResult, repeats: bool) -> Arrival {
    Arrival { state: None, cleaned: None, repeats, next: Next::Done(Ok(result)) }
}

/// OpenID Connect Core §3.1.2.6.
pub(crate) const EXPECTED_REFUSALS: [&str; 4] =
    ["login_required", "consent_required", "interaction_required", "account_selection_required"];
