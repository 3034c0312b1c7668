//! One sign-in, as the app asks for it.

use crate::before::config::{ClientConfig, ResponseType};
use crate::before::decimal;
use crate::before::error::{Error, ErrorKind, invalid, invalid_text, quoted};
use crate::before::json::{Json, JsonText, Object};
use crate::before::options::{Kind, Known, Options, Values, add_word, instead_of, is_word_byte, parameter};
use crate::before::prelude::*;
use crate::before::return_to::ReturnTo;
use crate::before::text::{cut, has_word, pieces};
use crate::before::transaction::ACR_REQUIRED;

/// What one sign-in asks for. One that exists is valid.
#[derive(Clone, Debug)]
pub struct SignInRequest {
    pub(crate) response_type: ResponseType,
    /// Words with a space between two.
    pub(crate) scope: String,
    /// What the transaction keeps of the `acr` values that are required.
    pub(crate) acr: String,
    pub(crate) return_to: ReturnTo,
    pub(crate) options: Values,
}

/// What the app wants back with the result or the error. It stays at home.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AppData {
    /// Where in the app to go.
    pub return_to: ReturnTo,
    /// Any JSON, at most 64 KiB.
    pub app_state: Option<JsonText>,
}

impl SignInRequest {
    /// Reads a request's options; `appState` is given as JSON text, and `app_origin` is the page's.
    ///
    /// # Errors
    ///
    /// Those of [`Group::Usage`](crate::before::error::Group::Usage), naming the option.
    pub fn parse(config: &ClientConfig, options: &Options, app_origin: &str) -> Result<SignInRequest, Box<Error>> {
        if !config.server_exchange {
            config.redirect_uri.check_origin(app_origin)?;
        }
        let provider = config.provider;
        let given = options;
        let options = given.read(&[provider.flow_options, provider.parameters, &OPTIONS])?;
        (provider.check_request)(&options)?;
        check_app_state(options.text(APP_STATE))?;
        check_prompt(options.text("prompt"))?;
        check_extra_parameters(provider.parameters, given)?;
        let response_type = ResponseType::named(config.request_or_own(&options, "responseType")).unwrap_or_default();
        Ok(SignInRequest {
            response_type,
            scope: scope(config, &options, response_type)?,
            acr: required_acr(&options)?,
            return_to: ReturnTo::new(options.text("returnTo"), app_origin),
            options,
        })
    }
}

fn check_app_state(json: &str) -> Result<(), Box<Error>> {
    if json.len() > APP_STATE_LIMIT {
        return Err(ErrorKind::AppStateTooLarge.of(
            "appState",
            "at most 65536 bytes of JSON",
            &decimal::write(json.len() as u64),
        ));
    }
    Ok(())
}

/// OpenID Connect Core §3.1.2.1: `none` stands alone.
fn check_prompt(prompt: &str) -> Result<(), Box<Error>> {
    if has_word(prompt, SILENT) && prompt != SILENT {
        return Err(invalid_text("prompt", "\"none\" alone or other words", prompt));
    }
    Ok(())
}

/// What has an option, or is none of the app's business, is no extra.
fn check_extra_parameters(own: &[Known], options: &Options) -> Result<(), Box<Error>> {
    let Some(extras) = options.get(EXTRA_PARAMETERS).and_then(Json::as_object) else { return Ok(()) };
    for (extra, _) in extras.iter() {
        // Some servers take `name[]` for another value of `name`.
        let name = cut(extra, b'[').0;
        let option = option_of(own, name);
        let cure = if !option.is_empty() {
            concat(&["use the option ", &quoted(option)])
        } else if has_word(MANAGED_PARAMETERS, name) {
            instead_of(name).into()
        } else {
            continue;
        };
        return Err(ErrorKind::ManagedOption.of(&concat(&[EXTRA_PARAMETERS, ".", extra]), &cure, ""));
    }
    Ok(())
}

/// The option that is sent as a parameter; empty where there is none.
fn option_of(own: &[Known], sent: &str) -> &'static str {
    for known in own {
        for option in pieces(known.names, b' ') {
            if parameter(option) == sent {
                return option;
            }
        }
    }
    ""
}

/// OpenID Connect Core §3.1.2.1: without `openid` there is no ID token.
fn scope(config: &ClientConfig, options: &Values, response_type: ResponseType) -> Result<String, Box<Error>> {
    if !config.provider.speaks_openid() {
        return Ok(String::new());
    }
    let given = config.request_or_own(options, "scope");
    let scope = if given.is_empty() && response_type != ResponseType::Token { OPENID } else { given };
    if response_type.has_id_token() && !has_word(scope, OPENID) {
        return Err(invalid_text("scope", "words with \"openid\"", scope));
    }
    Ok(scope.into())
}

/// OpenID Connect Core §5.5.1.1: an essential `acr` binds the client too.
fn required_acr(options: &Values) -> Result<String, Box<Error>> {
    if !options.has("claims") {
        return Ok(String::new());
    }
    let claims = Object::parse(options.text("claims"));
    let Some(acr) = claims.and_then(|claims| essential_acr(&claims)) else { return Ok(String::new()) };
    let mut words = String::new();
    let wanted = acr.get("values").or_else(|| acr.get("value"));
    for value in &wanted.map(Json::items).unwrap_or_default() {
        match value.as_text() {
            Some(word) if !word.is_empty() && word.bytes().all(is_word_byte) => add_word(&mut words, word),
            _ => return Err(invalid("claims", "one whose \"acr\" values are words", value.kind())),
        }
    }
    Ok(concat(&[ACR_REQUIRED, &words]))
}

fn essential_acr(claims: &Object) -> Option<Object> {
    let acr = claims.get("id_token")?.as_object()?.get("acr")?.as_object()?;
    acr.get("essential")?.is("true").then_some(acr)
}

pub(crate) const OPENID: &str = "openid";

/// Parameters of the authorization request that the app never sets by hand.
pub(crate) const MANAGED_PARAMETERS: &str = "__proto__ access_token client_id client_secret code_challenge \
    code_challenge_method nonce redirect_uri request request_uri response_mode response_type scope state";

/// Of `prompt`: the provider shows no page.
pub(crate) const SILENT: &str = "none";

pub(crate) const APP_STATE: &str = "appState";
const APP_STATE_LIMIT: usize = 64 * 1024;
const EXTRA_PARAMETERS: &str = "extraParams";

/// The options of every provider's requests.
const OPTIONS: [Known; 3] = [
    Known::kept(EXTRA_PARAMETERS, Kind::Members),
    Known::kept("returnTo", Kind::Any),
    Known::kept(APP_STATE, Kind::Json),
];
