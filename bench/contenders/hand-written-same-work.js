// What a careful person writes who takes no library: the checks and the effects that spa-authorize has in these tasks, in
// the order of the specifications. It knows this one provider, and says what went wrong by a code alone.

import { site } from "../page/site.js";

export function open() {
  return { url, callback, implicitUrl, idToken };
}

/** On the page that the provider leads back to. */
export const arrive = () => callback();

export const accessToken = ({ tokens }) => tokens.access_token;

// --- the way out

async function url() {
  const verifier = randomText();
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(verifier));
  const { state, nonce } = remember("code", verifier);
  return authorizeUrl({
    response_type: "code",
    state,
    nonce,
    code_challenge: encode(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
}

function implicitUrl() {
  const { state, nonce } = remember("id_token");
  return authorizeUrl({ response_type: "id_token", state, nonce });
}

function authorizeUrl(parameters) {
  const { clientId, redirectUri, scope } = site;
  const query = new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, scope, ...parameters });
  return `${site.authorizationEndpoint}?${query}`;
}

/** Keeps what the return needs, under the state that it will bring. */
function remember(responseType, verifier) {
  const now = Date.now();
  const { clientId, issuer, redirectUri, scope } = site;
  const [state, nonce] = [randomText(), randomText()];
  const app = { clientId, issuer, redirectUri, scope, returnTo: "/" };
  const record = { status: OPEN, responseType, state, nonce, verifier, ...app, expiresAt: now + SIGN_IN_MS };
  makeRoom(now, true);
  try {
    writeRecord(KEY + state, record);
  } catch {
    makeRoom(now, false);
    writeRecord(KEY + state, record);
  }
  return record;
}

// --- the way back

/** Of an address that is given, or of the one in the address bar, which is cleaned. */
async function callback(given, { signal } = {}) {
  const { record, parameters } = endSignIn(given);
  checkResponse(record, parameters);
  const exchange = askForTokens(record, parameters.get("code").value, signal);
  // Beside the exchange. Why there are no keys matters once there are tokens.
  const keys = keySet(signal);
  keys.catch(() => {});
  const tokens = await exchange;
  const claims = await checkIdToken(tokens.id_token, record, tokens.access_token, signal);
  return { tokens, claims, returnTo: record.returnTo };
}

async function idToken(given, { signal } = {}) {
  const { record, parameters } = endSignIn(given);
  checkResponse(record, parameters);
  return checkIdToken(parameters.get("id_token").value, record, undefined, signal);
}

/** Finds the sign-in that an address answers and ends it, before anything is asynchronous. */
function endSignIn(given) {
  const address = given ?? location.href;
  if (address.length > ADDRESS_LIMIT) throw refused("too-large");
  const url = new URL(address);
  const parameters = parametersOf(url);
  const state = parameters.get("state");
  if (!state || url.origin + url.pathname !== site.redirectUri) throw refused("not-ours");
  const key = KEY + state.value;
  const record = readRecord(key);
  if (!record || record.clientId !== site.clientId) throw refused("not-ours");
  const now = Date.now();
  const isExpired = record.expiresAt <= now;
  if (record.status === OPEN) close(key, record, isExpired ? EXPIRED : USED, now);
  if (given === undefined) history.replaceState(history.state, "", site.redirectUri);
  if (record.status === USED) throw refused("already-handled");
  if (record.status === EXPIRED || isExpired) throw refused("expired");
  return { record, parameters };
}

/** Of the query and of the fragment, each with how often it is there. */
function parametersOf({ search, hash }) {
  const parameters = new Map();
  for (const place of [search, hash]) {
    if (place === "") continue;
    for (const pair of place.slice(1).split("&")) {
      const [name, value] = cut(pair, "=").map(decoded);
      const times = (parameters.get(name)?.times ?? 0) + 1;
      parameters.set(name, { value, mark: place[0], times });
    }
  }
  return parameters;
}

/** Strictly: nothing, where an escape is broken or is no UTF-8. */
function decoded(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function checkResponse({ responseType, issuer }, parameters) {
  for (const name of RESPONSE_PARAMETERS) {
    const parameter = parameters.get(name);
    if (!parameter) continue;
    // RFC 6749 §3.1.
    if (parameter.times > 1) throw refused("parameter-repeated");
    if (parameter.value === undefined || CONTROL.test(parameter.value)) throw refused("parameter-malformed");
  }
  // RFC 9207 §2.4.
  if (parameters.has("iss") && parameters.get("iss").value !== issuer) throw refused("issuer-mismatch");
  if (parameters.has("error")) throw refused(parameters.get("error").value);
  // OAuth 2.0 Multiple Response Types §3 and §5: what was asked for, nothing else, in its place.
  for (const name of ["code", "access_token", "id_token"]) {
    if (parameters.has(name) !== (name === responseType)) throw refused("parameter-unexpected");
  }
  const mark = responseType === "code" ? "?" : "#";
  for (const name of [responseType, "state", "iss"]) {
    if (parameters.has(name) && parameters.get(name).mark !== mark) throw refused("parameter-misplaced");
  }
  if (parameters.get(responseType).value.length > TOKEN_LIMIT) throw refused("parameter-malformed");
}

/** RFC 6749 §4.1.3, RFC 7636 §4.5. */
async function askForTokens({ redirectUri, verifier }, code, signal) {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: site.clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
  const { ok, document } = await send(site.tokenEndpoint, { method: "POST", body }, signal);
  if (!ok) throw refused(typeof document.error === "string" ? document.error : "http-status");
  // RFC 6749 §5.1.
  const { access_token, token_type, expires_in, id_token } = document;
  if (!isToken(access_token) || !isToken(id_token)) throw refused("response-invalid");
  if (typeof token_type !== "string" || token_type.toLowerCase() !== "bearer") throw refused("token-type-unsupported");
  if (expires_in !== undefined && !(expires_in >= 0)) throw refused("response-invalid");
  return document;
}

function isToken(value) {
  return typeof value === "string" && value !== "" && value.length <= TOKEN_LIMIT;
}

// --- the ID token

/** OpenID Connect Core §3.1.3.7 and §3.2.2.11. */
async function checkIdToken(token, record, accessToken, signal) {
  const segments = token.split(".");
  if (segments.length !== 3) throw refused("id-token-malformed");
  const [header, payload, signature] = segments;
  const { alg, typ, kid, crit } = parse(header);
  if (crit !== undefined) throw refused("id-token-critical-header");
  if (typ !== undefined && !/^(application\/)?jwt$/i.test(typ)) throw refused("id-token-type");
  if (alg !== RS256.alg) throw refused("id-token-algorithm");
  if (kid !== undefined && typeof kid !== "string") throw refused("id-token-malformed");
  const claims = parse(payload);
  checkClaims(claims, record);
  await checkHash(claims.at_hash, accessToken);
  const key = await publicKey(kid, signal);
  const signed = encoder.encode(`${header}.${payload}`);
  if (!(await crypto.subtle.verify(RS256.verify, key, decode(signature), signed))) throw refused("id-token-signature");
  signal?.throwIfAborted();
  return claims;
}

function checkClaims(claims, { issuer, clientId, nonce }) {
  const { iss, aud, azp, exp, iat, nbf, sub, acr, auth_time, events } = claims;
  if (iss !== issuer) throw refused("id-token-issuer-mismatch");
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.every(isText)) throw refused("id-token-claim-type");
  if (!audiences.includes(clientId)) throw refused("id-token-audience-mismatch");
  if (azp !== clientId && (azp !== undefined || audiences.length > 1)) throw refused("id-token-authorized-party-mismatch");
  const now = Date.now() / 1000;
  if (!isTime(exp) || !isTime(iat)) throw refused("id-token-claim-type");
  if (exp + TOLERANCE_S <= now) throw refused("id-token-expired");
  if (iat - TOLERANCE_S > now) throw refused("id-token-issued-in-future");
  if (nbf !== undefined && !(isTime(nbf) && nbf - TOLERANCE_S <= now)) throw refused("id-token-not-yet-valid");
  if (claims.nonce !== nonce) throw refused("id-token-nonce-mismatch");
  if (acr !== undefined && !isText(acr)) throw refused("id-token-claim-type");
  if (auth_time !== undefined && !isTime(auth_time)) throw refused("id-token-claim-type");
  // RFC 8417 §2.2: a security event is no ID token.
  if (events !== undefined) throw refused("id-token-type");
  // OpenID Connect Core §2.
  if (!isText(sub) || !/^[\0-\x7f]{1,255}$/.test(sub)) throw refused("id-token-claim-type");
}

/** OpenID Connect Core §3.1.3.6: where there is an access token, the hash that came along is its own. */
async function checkHash(hash, accessToken) {
  if (hash === undefined || accessToken === undefined) return;
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(accessToken));
  if (hash !== encode(new Uint8Array(digest, 0, 16))) throw refused("id-token-at-hash-mismatch");
}

function isText(value) {
  return typeof value === "string";
}

function isTime(value) {
  return Number.isFinite(value);
}

// --- the provider's keys

/** The promise of the set, and when it was fetched for a key that it lacked. */
let fetched;
let refetchedAt = 0;

/** By the text of the key that each was imported from. */
const imported = new Map();

async function publicKey(kid, signal) {
  let jwk = matching(await keySet(signal), kid);
  if (!jwk && Date.now() - refetchedAt > REFETCH_MS) {
    refetchedAt = Date.now();
    fetched = undefined;
    jwk = matching(await keySet(signal), kid);
  }
  if (!jwk) throw refused("id-token-key-unknown");
  const { kty, n, e } = jwk;
  if (!imported.has(n)) {
    imported.set(n, await crypto.subtle.importKey("jwk", { kty, n, e }, RS256.verify, false, ["verify"]));
  }
  return imported.get(n);
}

function keySet(signal) {
  fetched ??= fetchKeys(signal).catch((error) => {
    // The next one asks again.
    fetched = undefined;
    throw error;
  });
  return fetched;
}

async function fetchKeys(signal) {
  const { ok, document } = await send(site.jwksUri, {}, signal);
  if (!ok || !Array.isArray(document.keys) || document.keys.length > KEYS_LIMIT) throw refused("keys-invalid");
  return document.keys.filter(isForSignatures);
}

/** RFC 7517 §4: public, for signatures, and strong enough. */
function isForSignatures(key) {
  const { kty, use, key_ops, alg, d, n } = key ?? {};
  if (kty !== "RSA" || d !== undefined || !isText(n) || n.length < 2048 / 6) return false;
  return (use ?? "sig") === "sig" && (alg ?? RS256.alg) === RS256.alg && (key_ops ?? ["verify"]).includes("verify");
}

/** The one key with that `kid`, or the one that there is. */
function matching(keys, kid) {
  const found = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
  if (found.length > 1) throw refused("id-token-key-ambiguous");
  return found[0];
}

// --- requests

/** Gives up when the caller does, and when there is no answer in time. */
async function send(url, init, signal) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  let timer;
  try {
    const responding = fetch(url, { ...PRIVATELY, ...init, signal: controller.signal });
    timer = setTimeout(() => controller.abort(refused("timed-out")), TIMEOUT_MS);
    const response = await responding;
    const document = await readJson(response);
    return { ok: response.ok, document };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** A JSON object by its media type too, and of a size that is read. */
async function readJson(response) {
  const [type] = cut(response.headers.get("Content-Type") ?? "", ";");
  if (!/^application\/([\w.-]+\+)?json$/i.test(type.trim())) throw refused("response-invalid");
  const chunks = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    length += value.length;
    if (length > ANSWER_LIMIT) {
      await reader.cancel();
      throw refused("response-too-large");
    }
    chunks.push(value);
  }
  return asObject(JSON.parse(decoder.decode(await new Blob(chunks).arrayBuffer())));
}

// --- the storage

/** Under `KEY` and its state; nothing where there is none, or one that was tampered with. */
function readRecord(key) {
  const text = sessionStorage.getItem(key);
  if (text === null) return undefined;
  try {
    const record = asObject(JSON.parse(text));
    const isMarker = record.status !== OPEN;
    const isOpen = key === KEY + record.state && isText(record.nonce) && isText(record.redirectUri);
    if (isTime(record.expiresAt) && isText(record.returnTo) && (isMarker || isOpen)) return record;
  } catch {
    // It goes, as what is incomplete does.
  }
  sessionStorage.removeItem(key);
  return undefined;
}

function writeRecord(key, record) {
  sessionStorage.setItem(key, JSON.stringify(record));
}

/** One write takes the secrets away and leaves how it ended. */
function close(key, { clientId, returnTo }, status, now) {
  try {
    writeRecord(key, { status, clientId, returnTo, expiresAt: now + MARKER_MS });
  } catch {
    sessionStorage.removeItem(key);
  }
}

/** For one more: without what is over, and without the oldest where there are too many. */
function makeRoom(now, keepsMarkers) {
  const kept = [];
  for (const key of Object.keys(sessionStorage)) {
    const record = key.startsWith(KEY) ? readRecord(key) : undefined;
    if (!record) continue;
    const isOver = record.expiresAt <= now;
    if (record.status !== OPEN && (isOver || !keepsMarkers)) {
      sessionStorage.removeItem(key);
      continue;
    }
    if (isOver) close(key, record, EXPIRED, now);
    kept.push({ key, isOpen: record.status === OPEN && !isOver, expiresAt: record.expiresAt });
  }
  if (kept.length < RECORDS_LIMIT) return;
  const [oldest] = kept.sort((a, b) => a.isOpen - b.isOpen || a.expiresAt - b.expiresAt);
  sessionStorage.removeItem(oldest.key);
}

// --- small things

/** What is before a mark, and what is after it. */
function cut(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

function refused(code) {
  return Object.assign(new Error(`The sign-in failed: ${code}`), { code });
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
  return asObject(JSON.parse(decoder.decode(decode(segment))));
}

function asObject(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refused("not-an-object");
  return value;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const RS256 = { alg: "RS256", verify: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } };

const KEY = "sign-in:";
const [OPEN, USED, EXPIRED] = ["open", "used", "expired"];

const SIGN_IN_MS = 10 * 60_000;
const MARKER_MS = 60 * 60_000;
const RECORDS_LIMIT = 20;
const TIMEOUT_MS = 10_000;
const REFETCH_MS = 60_000;
const TOLERANCE_S = 60;
const ADDRESS_LIMIT = 256 * 1024;
const TOKEN_LIMIT = 64 * 1024;
const ANSWER_LIMIT = 1024 * 1024;
const KEYS_LIMIT = 100;

const PRIVATELY = { cache: "no-store", credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };

const CONTROL = /[\0-\x1f\x7f]/;

const RESPONSE_PARAMETERS = [
  "code",
  "state",
  "iss",
  "error",
  "access_token",
  "id_token",
  "token_type",
  "expires_in",
  "scope",
  "session_state",
];
