//! One sign-in, as the app asks for it.

use crate::config::{ClientConfig, ResponseType};
use crate::decimal;
use crate::entropy::RandomText;
use crate::error::{Error, invalid, quoted};
use crate::json::{Json, JsonText, Object};
use crate::options::{Options, is_word_byte, listed};
use crate::prelude::*;
use crate::providers::{Kind, Parameter};
use crate::return_to::ReturnTo;
use crate::web_url::WebUrl;

/// What one sign-in asks for. One that exists is valid.
#[derive(Clone, Debug)]
pub struct SignInRequest {
    pub(crate) response_type: ResponseType,
    pub(crate) scope: Vec<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) max_age: Option<u32>,
    /// The `acr` values of which the ID token must have one; any value will do where there are none.
    pub(crate) acr: Option<Vec<String>>,
    /// `prompt=none`: the provider shows no page.
    pub(crate) silent: bool,
    /// The one that the user must sign in to.
    pub(crate) organization: Option<String>,
    pub(crate) app_data: AppData,
}

/// What the app wants back with the result or the error. It stays at home.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// Those of [`Group::Usage`](crate::error::Group::Usage), naming the option.
    pub fn parse(config: &ClientConfig, options: &Options, app_origin: &str) -> Result<SignInRequest, Box<Error>> {
        if !config.server_exchange {
            config.redirect_uri.check_origin(app_origin)?;
        }
        let provider = config.provider;
        let own = provider.parameters.iter().map(|parameter| parameter.option).chain(provider.flow_options());
        options.deny_unknown(COMMON_OPTIONS.into_iter().chain(own))?;
        (provider.check_request)(options)?;
        let response_type = ResponseType::parse(options)?.unwrap_or(config.response_type);
        Ok(SignInRequest {
            response_type,
            scope: scope(config, options, response_type)?,
            parameters: parameters(provider.parameters, options)?,
            max_age: options.whole("maxAge", 0, u32::MAX)?,
            acr: required_acr(options)?,
            silent: is_silent(options)?,
            organization: options.line("organization")?.map(str::to_owned),
            app_data: AppData::parse(options, app_origin)?,
        })
    }
}

impl AppData {
    fn parse(options: &Options, app_origin: &str) -> Result<AppData, Box<Error>> {
        let wanted = options.get("returnTo").and_then(Json::as_text).unwrap_or_default();
        Ok(AppData { return_to: ReturnTo::new(wanted, app_origin), app_state: app_state(options)? })
    }
}

fn app_state(options: &Options) -> Result<Option<JsonText>, Box<Error>> {
    match options.get("appState") {
        None => Ok(None),
        Some(Json::Text(json)) if json.len() > APP_STATE_LIMIT => {
            Err(Error::AppStateTooLarge { bytes: json.len() }.into())
        }
        Some(Json::Text(json)) => Ok(Some(JsonText::known(json.clone()))),
        Some(_) => Err(invalid("appState", "a value that JSON can hold", "one that it cannot")),
    }
}

/// OpenID Connect Core §3.1.2.1: without `openid` there is no ID token.
fn scope(config: &ClientConfig, options: &Options, response_type: ResponseType) -> Result<Vec<String>, Box<Error>> {
    if !config.provider.speaks_openid() {
        return Ok(Vec::new());
    }
    let mut scope = options.words("scope")?;
    if scope.is_empty() {
        scope.clone_from(&config.scope);
    }
    if scope.is_empty() && response_type != ResponseType::Token {
        scope.push(OPENID.into());
    }
    if response_type.has_id_token() && !scope.iter().any(|word| word == OPENID) {
        return Err(invalid("scope", "one with \"openid\" for an ID token", quoted(&scope.join(" "))));
    }
    Ok(scope)
}

/// OpenID Connect Core §3.1.2.1: `none` stands alone.
fn is_silent(options: &Options) -> Result<bool, Box<Error>> {
    let prompt = options.words("prompt")?;
    let silent = prompt.iter().any(|word| word == "none");
    if silent && prompt.len() > 1 {
        return Err(invalid("prompt", "\"none\" alone or other words", quoted(&prompt.join(" "))));
    }
    Ok(silent)
}

fn parameters(own: &[Parameter], options: &Options) -> Result<Vec<(String, String)>, Box<Error>> {
    let mut sent = Vec::new();
    for parameter in own {
        sent.extend(sent_for(parameter, options)?);
    }
    for (name, value) in options.record("extraParams")? {
        check_extra(own, name)?;
        sent.push((name.to_owned(), value.to_owned()));
    }
    sent.retain(|(_, value)| !value.is_empty());
    Ok(sent)
}

/// What an option sends, as names and values.
fn sent_for(parameter: &Parameter, options: &Options) -> Result<Vec<(String, String)>, Box<Error>> {
    let Parameter { option, name, kind } = *parameter;
    let values = match kind {
        Kind::Members => {
            let members = options.record(option)?.into_iter();
            return Ok(members.map(|(key, value)| ([name, "[", key, "]"].concat(), value.to_owned())).collect());
        }
        Kind::Text => options.text(option)?.map(str::to_owned).into_iter().collect(),
        Kind::OneOf(known) => one_of(known, option, options)?,
        Kind::Words => vec![options.words(option)?.join(" ")],
        Kind::Repeated => options.list(option)?.into_iter().map(str::to_owned).collect(),
        Kind::Json => json_object(option, options)?,
        Kind::Seconds => {
            options.whole(option, 0, u32::MAX)?.map(|seconds| decimal::write(seconds.into())).into_iter().collect()
        }
        Kind::Thumbprint => thumbprint(option, options)?,
        Kind::Resources => {
            options.list(option)?.into_iter().map(|text| resource(option, text)).collect::<Result<_, _>>()?
        }
    };
    Ok(values.into_iter().map(|value| (name.to_owned(), value)).collect())
}

fn one_of(known: &[&str], option: &str, options: &Options) -> Result<Vec<String>, Box<Error>> {
    let Some(text) = options.text(option)? else { return Ok(Vec::new()) };
    if known.contains(&text) {
        return Ok(vec![text.to_owned()]);
    }
    Err(invalid(option, ["one of ", &listed(known.iter().copied())].concat(), quoted(text)))
}

fn json_object(option: &str, options: &Options) -> Result<Vec<String>, Box<Error>> {
    match options.get(option) {
        None => Ok(Vec::new()),
        Some(Json::Text(json)) if Object::parse(json).is_some() => Ok(vec![json.clone()]),
        Some(_) => Err(invalid(option, "an object that JSON can hold", "something else")),
    }
}

/// OpenID Connect Core §5.5.1.1: an essential `acr` binds the client too.
fn required_acr(options: &Options) -> Result<Option<Vec<String>>, Box<Error>> {
    let Some(acr) = requested_acr(options).filter(|acr| acr.get("essential") == Some(&Json::Bool(true))) else {
        return Ok(None);
    };
    let listed = match acr.get("values") {
        Some(Json::List(values)) => values.as_slice(),
        _ => &[],
    };
    let values = acr.get("value").into_iter().chain(listed).map(|value| {
        let word = value.as_text().filter(|text| !text.is_empty() && text.bytes().all(is_word_byte));
        word.map(str::to_owned).ok_or_else(|| invalid("claims", "one whose \"acr\" values are words", value.kind()))
    });
    values.collect::<Result<_, _>>().map(Some)
}

fn requested_acr(options: &Options) -> Option<Object> {
    let claims = Object::parse(options.get("claims")?.as_text()?)?;
    claims.get("id_token")?.as_object()?.get("acr")?.as_object().cloned()
}

/// RFC 7638 §3: a SHA-256 hash has the form of this library's own random values.
fn thumbprint(option: &str, options: &Options) -> Result<Vec<String>, Box<Error>> {
    let Some(text) = options.text(option)? else { return Ok(Vec::new()) };
    match RandomText::parse(text) {
        Some(_) => Ok(vec![text.to_owned()]),
        None => Err(invalid(option, "a SHA-256 JWK thumbprint, 43 characters of base64url", quoted(text))),
    }
}

/// RFC 8707 §2.
fn resource(option: &str, text: &str) -> Result<String, Box<Error>> {
    if WebUrl::parse(text).is_none() || text.contains('#') {
        return Err(invalid(option, "an absolute URI without a fragment", quoted(text)));
    }
    Ok(text.to_owned())
}

fn check_extra(own: &[Parameter], name: &str) -> Result<(), Box<Error>> {
    let own_name = name.split('[').next().unwrap_or_default();
    let instead = match own.iter().find(|parameter| parameter.name == own_name) {
        Some(Parameter { option, .. }) => ["use the option \"", option, "\""].concat(),
        None if MANAGED_PARAMETERS.contains(&name) => "leave it out of \"extraParams\"".into(),
        None => return Ok(()),
    };
    Err(Error::ManagedOption { option: name.into(), instead }.into())
}

pub(crate) const OPENID: &str = "openid";

/// Parameters of the authorization request that the app never sets by hand.
pub(crate) const MANAGED_PARAMETERS: [&str; 14] = [
    "__proto__",
    "access_token",
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

const APP_STATE_LIMIT: usize = 64 * 1024;

const COMMON_OPTIONS: [&str; 3] = ["extraParams", "returnTo", "appState"];
