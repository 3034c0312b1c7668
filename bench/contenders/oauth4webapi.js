// Its parts, put together as its own example for public clients does; the record is ours, as a library without
// storage asks of the app.

import * as oauth from "oauth4webapi";

import { site } from "../page/site.js";

const RECORD = "sign-in";

const server = {
  issuer: site.issuer,
  authorization_endpoint: site.authorizationEndpoint,
  token_endpoint: site.tokenEndpoint,
  jwks_uri: site.jwksUri,
};
const client = { client_id: site.clientId };

export const accessToken = (tokens) => tokens.access_token;

export function open(checksSignature = false) {
  return { url, callback: (address) => callback(address, checksSignature) };
}

async function url() {
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const verifier = oauth.generateRandomCodeVerifier();
  const challenge = await oauth.calculatePKCECodeChallenge(verifier);
  sessionStorage.setItem(RECORD, JSON.stringify({ state, nonce, verifier }));
  const authorizeUrl = new URL(server.authorization_endpoint);
  authorizeUrl.searchParams.set("client_id", client.client_id);
  authorizeUrl.searchParams.set("redirect_uri", site.redirectUri);
  authorizeUrl.searchParams.set("response_type", "code");
  authorizeUrl.searchParams.set("scope", site.scope);
  authorizeUrl.searchParams.set("code_challenge", challenge);
  authorizeUrl.searchParams.set("code_challenge_method", "S256");
  authorizeUrl.searchParams.set("state", state);
  authorizeUrl.searchParams.set("nonce", nonce);
  return authorizeUrl.href;
}

async function callback(address, checksSignature) {
  const { state, nonce, verifier } = JSON.parse(sessionStorage.getItem(RECORD));
  const parameters = oauth.validateAuthResponse(server, client, new URL(address), state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    site.redirectUri,
    verifier,
  );
  const checks = { expectedNonce: nonce, requireIdToken: true };
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, checks);
  if (checksSignature) await oauth.validateApplicationLevelSignature(server, response);
  return tokens;
}
