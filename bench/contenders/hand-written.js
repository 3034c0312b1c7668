// What people write who take no library: correct for a provider that behaves, and no more than that.

import { site } from "../page/site.js";

const RECORD = "sign-in";
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

export const accessToken = (tokens) => tokens.access_token;

export function open(keyOf = keptKey) {
  return {
    url,
    callback,
    implicitUrl,
    idToken: (address) => idToken(address, keyOf),
  };
}

async function url() {
  const [state, nonce, verifier] = [randomText(), randomText(), randomText()];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  sessionStorage.setItem(RECORD, JSON.stringify({ state, nonce, verifier }));
  const challenge = encode(new Uint8Array(digest));
  return authorizeUrl({ response_type: "code", state, nonce, code_challenge: challenge, code_challenge_method: "S256" });
}

async function callback(address) {
  const parameters = new URL(address).searchParams;
  const record = JSON.parse(sessionStorage.getItem(RECORD));
  if (record?.state !== parameters.get("state")) throw new Error("the state is not ours");
  const response = await fetch(site.tokenEndpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: site.clientId,
      redirect_uri: site.redirectUri,
      code: parameters.get("code"),
      code_verifier: record.verifier,
    }),
  });
  return response.json();
}

function implicitUrl() {
  const [state, nonce] = [randomText(), randomText()];
  sessionStorage.setItem(RECORD, JSON.stringify({ state, nonce }));
  return authorizeUrl({ response_type: "id_token", state, nonce });
}

async function idToken(address, keyOf) {
  const parameters = new URLSearchParams(new URL(address).hash.slice(1));
  const record = JSON.parse(sessionStorage.getItem(RECORD));
  if (record?.state !== parameters.get("state")) throw new Error("the state is not ours");
  const [header, payload, signature] = parameters.get("id_token").split(".");
  const { alg, kid } = parse(header);
  if (alg !== "RS256") throw new Error("the algorithm is another one");
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  if (!(await crypto.subtle.verify(RS256, await keyOf(kid), decode(signature), signed))) throw new Error("forged");
  const claims = parse(payload);
  const now = Date.now() / 1000;
  if (claims.iss !== site.issuer || claims.aud !== site.clientId) throw new Error("the token is for somebody else");
  if (claims.exp < now || claims.iat > now + 60) throw new Error("the token is out of its time");
  if (claims.nonce !== record.nonce) throw new Error("the nonce is not ours");
  return claims;
}

const keys = new Map();

async function keptKey(kid) {
  if (!keys.has(kid)) keys.set(kid, await importedKey(kid));
  return keys.get(kid);
}

let fetched;

export async function importedKey(kid) {
  fetched ??= await (await fetch(site.jwksUri)).json();
  const jwk = fetched.keys.find((key) => key.kid === kid);
  return crypto.subtle.importKey("jwk", jwk, RS256, false, ["verify"]);
}

function authorizeUrl(parameters) {
  const { clientId, redirectUri, scope } = site;
  const query = new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, scope, ...parameters });
  return `${site.authorizationEndpoint}?${query}`;
}

function randomText() {
  return encode(crypto.getRandomValues(new Uint8Array(32)));
}

function encode(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function parse(segment) {
  return JSON.parse(new TextDecoder().decode(decode(segment)));
}
