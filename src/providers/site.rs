//! Where a provider is: what its issuer and its endpoints are, as far as the options say.

use crate::config::option_values::OptionValues;
use crate::documents::endpoints::{Endpoints, NoEndpoint};
use crate::error::error::Error;
use crate::error::quote::quoted;
use crate::protocol::endpoint::{Endpoint, PlainHttp};
use crate::protocol::issuer::Issuer;
use crate::protocol::issuer_rule::IssuerRule;
use crate::wire::url::WebUrl;

/// Where a provider is.
#[derive(Debug)]
pub enum Site {
    /// Its issuer is given, and its endpoints are given or found.
    Anywhere,
    /// Below a domain, which has a default or must be given.
    BelowDomain {
        /// Where it is if the client does not say.
        default: Option<&'static str>,
        /// The paths below the domain.
        paths: Paths,
    },
    /// Below a domain, where its metadata says the rest.
    OfTenant {
        /// Where it is if the client does not say.
        default: &'static str,
        /// Where the metadata of a tenant is below that origin, and whose issuer it has to name.
        authority: fn(&OptionValues, &str) -> Result<Authority, Error>,
    },
}

/// Where the metadata of a tenant is, and whose issuer it has to name.
pub type Authority = (Issuer, IssuerRule);

/// Where a provider's issuer and endpoints are below its domain.
#[derive(Debug)]
#[allow(missing_docs, reason = "as in `Endpoints`")]
pub struct Paths {
    pub issuer: &'static str,
    pub authorization: &'static str,
    pub token: &'static str,
    pub userinfo: Option<&'static str>,
    pub end_session: Option<&'static str>,
    pub revocation: Option<&'static str>,
    pub jwks: Option<&'static str>,
}

/// The issuer if it was given, what tokens name in its place, and the endpoints as far as they are known.
pub(super) type Located = (Option<Issuer>, IssuerRule, Option<Endpoints>);

impl Site {
    /// Reads where a client's provider is.
    pub(super) fn locate(&self, values: &OptionValues, plain_http: PlainHttp) -> Result<Located, Error> {
        match self {
            Site::Anywhere => {
                let (issuer, endpoints) = given_endpoints(values, plain_http)?;
                Ok((issuer, IssuerRule::Own, endpoints))
            }
            Site::BelowDomain { default, paths } => {
                let (issuer, endpoints) = paths.below(&origin(values, *default, plain_http)?)?;
                Ok((Some(issuer), IssuerRule::Own, Some(endpoints)))
            }
            Site::OfTenant { default, authority } => {
                let (issuer, rule) = authority(values, &origin(values, Some(default), plain_http)?)?;
                Ok((Some(issuer), rule, None))
            }
        }
    }
}

impl Paths {
    fn below(&self, origin: &str) -> Result<(Issuer, Endpoints), Error> {
        // The origin was checked: no path makes a wrong address of it.
        let at = |path: &str| Endpoint::parse(&format!("{origin}{path}"), PlainHttp::Allowed);
        let at = |path: &str| at(path).map_err(|expected| Error::invalid_option("domain", expected, &quoted(origin)));
        let endpoints = Endpoints {
            authorization: at(self.authorization)?,
            token: Ok(at(self.token)?),
            userinfo: self.userinfo.map(at).transpose()?.ok_or(NoEndpoint::NotGiven),
            end_session: self.end_session.map(at).transpose()?.ok_or(NoEndpoint::NotGiven),
            revocation: self.revocation.map(at).transpose()?.ok_or(NoEndpoint::NotGiven),
            jwks: self.jwks.map(at).transpose()?.ok_or(NoEndpoint::NotGiven),
        };
        Ok((Issuer::known(&format!("{origin}{}", self.issuer)), endpoints))
    }
}

/// The endpoints that the app gives: all of them, or none.
fn given_endpoints(values: &OptionValues, plain_http: PlainHttp) -> Result<(Option<Issuer>, Option<Endpoints>), Error> {
    let refuse = |option: &str, text: &str, expected: &str| Error::invalid_option(option, expected, &quoted(text));
    let issuer = values
        .text("issuer")
        .map(|text| Issuer::parse(text, plain_http).map_err(|expected| refuse("issuer", text, expected)));
    let issuer = issuer.transpose()?;
    let endpoint = |option: &str| {
        let parse = |text| Endpoint::parse(text, plain_http).map_err(|expected| refuse(option, text, expected));
        values.text(option).map(parse).transpose()
    };
    let authorization = endpoint("authorizationEndpoint")?;
    let others = ["tokenEndpoint", "userinfoEndpoint", "endSessionEndpoint", "revocationEndpoint", "jwksUri"];
    let [token, userinfo, end_session, revocation, jwks] = others.map(|option| match endpoint(option) {
        Ok(Some(_)) if authorization.is_none() => {
            Err(Error::missing_option("authorizationEndpoint", "the endpoints are given together"))
        }
        found => found.map(|found| found.ok_or(NoEndpoint::NotGiven)),
    });
    let (token, userinfo, end_session, revocation, jwks) = (token?, userinfo?, end_session?, revocation?, jwks?);
    let with = |authorization| Endpoints { authorization, token, userinfo, end_session, revocation, jwks };
    Ok((issuer, authorization.map(with)))
}

/// The origin of the provider's domain: a host, perhaps with a port, and nothing else.
fn origin(values: &OptionValues, default: Option<&str>, plain_http: PlainHttp) -> Result<String, Error> {
    let domain = values.text("domain").or(default).ok_or_else(|| Error::missing_option("domain", HOST))?;
    let scheme = if plain_http == PlainHttp::Allowed { "http" } else { "https" };
    let is_host = !domain.contains(['/', '\\', '?', '#', '@', ' ']);
    let url = WebUrl::parse_web(&format!("{scheme}://{domain}")).filter(|_| is_host);
    url.map(|url| url.origin().to_owned()).ok_or_else(|| Error::invalid_option("domain", HOST, &quoted(domain)))
}

const HOST: &str = "a host, such as \"acme.example\"";
