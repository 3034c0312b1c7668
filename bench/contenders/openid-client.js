// The record is ours, as a library without storage asks of the app.

import * as openid from "openid-client";

import { site } from "../page/site.js";

const RECORD = "sign-in";

const server = {
  issuer: site.issuer,
  authorization_endpoint: site.authorizationEndpoint,
  token_endpoint: site.tokenEndpoint,
  jwks_uri: site.jwksUri,
};

// One for the life of the page: it keeps the keys.
const config = new openid.Configuration(server, site.clientId);
const implicit = new openid.Configuration(server, site.clientId);
openid.useIdTokenResponseType(implicit);

export const accessToken = (tokens) => tokens.access_token;

export function open() {
  return { url, callback, implicitUrl, idToken };
}

async function url() {
  const [state, nonce] = [openid.randomState(), openid.randomNonce()];
  const verifier = openid.randomPKCECodeVerifier();
  const challenge = await openid.calculatePKCECodeChallenge(verifier);
  sessionStorage.setItem(RECORD, JSON.stringify({ state, nonce, verifier }));
  return openid.buildAuthorizationUrl(config, {
    redirect_uri: site.redirectUri,
    scope: site.scope,
    code_challenge: challenge,
    code_challenge_method: "S256",
    state,
    nonce,
  }).href;
}

function callback(address) {
  const { state, nonce, verifier } = JSON.parse(sessionStorage.getItem(RECORD));
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
  return openid.authorizationCodeGrant(config, new URL(address), checks);
}

function implicitUrl() {
  const [state, nonce] = [openid.randomState(), openid.randomNonce()];
  sessionStorage.setItem(RECORD, JSON.stringify({ state, nonce }));
  const { redirectUri, scope } = site;
  return openid.buildAuthorizationUrl(implicit, { redirect_uri: redirectUri, scope, state, nonce }).href;
}

function idToken(address) {
  const { state, nonce } = JSON.parse(sessionStorage.getItem(RECORD));
  return openid.implicitAuthentication(implicit, new URL(address), nonce, { expectedState: state });
}
