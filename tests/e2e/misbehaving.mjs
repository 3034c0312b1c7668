// An OpenID provider that does wrong whatever a test tells it to, and all else right. It wears the oddities of the one
// in the OpenID Foundation's conformance suite: an issuer with a path and a slash at its end, response types in odd
// word order, keys of many kinds, and other paths and key ids with each run.

import { createHash, createHmac, createPublicKey, generateKeyPair, randomBytes, randomInt, sign } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

import { close, listen } from "../../www/server/listen.mjs";
import { answering } from "./answering.mjs";

/** The one user there is: signed in already, and of one mind with whatever an app asks for. */
export const USER = {
  sub: "ada",
  name: "Ada Lovelace",
  email: "ada@example.com",
  phone_number: "+44 20 7946 0000",
  address: { country: "GB" },
};

/**
 * `behave(mutation)` begins a run. What a mutation holds under these names is called with what would have been right,
 * and gives what is used in its place:
 *
 * - `metadata`, `keySet` (a list of JWKs), `tokenResponse`;
 * - `authorizationResponse`, which also gets the issuer;
 * - `header`, `claims` and `signature` (bytes) of the ID token;
 * - `userinfo`, which also gets what signs claims: a text goes out as a JWT.
 *
 * `alg` is the algorithm that the run signs by and lists; `signsBy` says of a JWK whether it may be the signer.
 */
export async function startMisbehaving(origin) {
  const server = createServer();
  const url = `http://localhost:${await listen(server, 0, "127.0.0.1")}`;
  const provider = {
    origin,
    issuer: `${url}/test/a/spa-authorize/`,
    client: { clientId: "conformance", redirectUri: `${origin}/callback` },
    pairs: await Promise.all(KEYS.map(keyPair)),
    behave: (mutation) => void Object.assign(provider, beginRun(provider, mutation)),
    rotateKeys: () => void (provider.keys = withFreshIds(provider.pairs)),
    /** The endpoints that were asked, in order, with the reason wherever one refused. */
    asked: () => provider.log.map(({ endpoint, refused }) => (refused ? `${endpoint}: ${refused}` : endpoint)),
    close: () => close(server),
  };
  provider.behave({});
  server.on("request", answering(serve(provider)));
  return provider;
}

function beginRun({ issuer, pairs }, { alg = "RS256", signsBy = isForSignatures, ...changes }) {
  return {
    alg,
    signsBy,
    change: (what, right, ...more) => (changes[what] ? changes[what](right, ...more) : right),
    base: `${issuer}${randomText()}/`,
    keys: withFreshIds(pairs),
    /** What was granted, by the code or the access token that stands for it. */
    grants: new Map(),
    /** The claims of the ID tokens so far. */
    issued: [],
    log: [],
  };
}

// --- HTTP

function serve(provider) {
  return async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", provider.origin);
    response.setHeader("Access-Control-Allow-Headers", "Authorization");
    if (request.method === "OPTIONS") return response.writeHead(204).end();

    const entry = await entryOf(provider, request);
    provider.log.push(entry);
    const { status, headers, body } = answer(provider, entry);
    response.writeHead(status, { ...headers, "Cache-Control": "no-store" }).end(body);
  };
}

async function entryOf(provider, request) {
  const { method, headers } = request;
  const url = new URL(request.url, provider.issuer);
  const endpoint = Object.keys(ENDPOINTS).find((name) => urlOf(provider, name) === url.origin + url.pathname);
  const parameters = method === "POST" ? new URLSearchParams(await text(request)) : url.searchParams;
  const entry = { endpoint: endpoint ?? url.pathname, url: url.href, method, headers };
  return { ...entry, parameters: Object.fromEntries(parameters) };
}

/** What is answered stays in the log, and so does why not. */
function answer(provider, entry) {
  try {
    insist(Object.hasOwn(ENDPOINTS, entry.endpoint), "there is nothing");
    entry.answer = ENDPOINTS[entry.endpoint](provider, entry);
    return responseOf(entry.answer);
  } catch ({ message }) {
    entry.refused = message;
    return { ...responseOf({ error: "invalid_request", error_description: message }), status: 400 };
  }
}

/** A URL is where to go, another text a JWT. */
function responseOf(answer) {
  if (answer instanceof URL) return { status: 303, headers: { Location: answer.href } };
  if (typeof answer === "string") return { status: 200, headers: { "Content-Type": "application/jwt" }, body: answer };
  return { status: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify(answer) };
}

function urlOf({ issuer, base }, endpoint) {
  return endpoint === "metadata" ? `${issuer}.well-known/openid-configuration` : base + endpoint;
}

// --- the endpoints

function metadata(provider) {
  return provider.change("metadata", {
    issuer: provider.issuer,
    authorization_endpoint: urlOf(provider, "authorize"),
    token_endpoint: urlOf(provider, "token"),
    userinfo_endpoint: urlOf(provider, "userinfo"),
    jwks_uri: urlOf(provider, "keys"),
    response_types_supported: RESPONSE_TYPES,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [provider.alg],
    token_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
  });
}

function authorize(provider, { parameters }) {
  const { response_type: flow = "", scope = "", code_challenge: challenge, nonce, state } = parameters;
  checkClient(provider, parameters);
  insist(RESPONSE_TYPES.some((supported) => words(supported) === words(flow)), "response_type");
  insist(scope.split(" ").includes("openid"), "scope");
  insist(nonce || flow === "code", "nonce");
  insist(!(parameters.max_age === "0" && parameters.prompt === "none"), "max_age and prompt");
  if (flow === "code" || challenge) {
    insist(parameters.code_challenge_method === "S256" && SHA_256.test(challenge), "code_challenge");
  }

  const granted = grant(provider, { flow, scope, challenge, nonce });
  const response = provider.change("authorizationResponse", { ...granted, state }, provider.issuer);
  const given = Object.entries(response).filter(([, value]) => value !== undefined);
  return new URL(`${parameters.redirect_uri}${flow === "code" ? "?" : "#"}${new URLSearchParams(given)}`);
}

function token(provider, { method, headers, parameters }) {
  const { grant_type: type, code, code_verifier: verifier = "" } = parameters;
  checkClient(provider, parameters);
  insist(method === "POST" && headers["content-type"].startsWith("application/x-www-form-urlencoded"), "method");
  insist(type === "authorization_code", "grant_type");
  const asked = provider.grants.get(code);
  insist(asked, "code");
  provider.grants.delete(code);
  insist(asked.challenge === createHash("sha256").update(verifier).digest("base64url"), "code_verifier");
  const granted = grant(provider, { ...asked, flow: "token id_token" });
  return provider.change("tokenResponse", { ...granted, scope: asked.scope });
}

function userinfo(provider, { url, headers }) {
  const { bearer } = /^Bearer (?<bearer>.+)$/.exec(headers.authorization)?.groups ?? {};
  insist(provider.grants.has(bearer) && !url.includes("?"), "the access token belongs into the header");
  const claims = { sub: USER.sub, ...claimsFor(provider.grants.get(bearer)) };
  return provider.change("userinfo", claims, (signed) => jwt(provider, signer(provider), signed));
}

const ENDPOINTS = { metadata, authorize, token, keys: (provider) => ({ keys: published(provider) }), userinfo };

function checkClient({ client }, parameters) {
  insist(parameters.client_id === client.clientId, "client_id");
  insist(parameters.redirect_uri === client.redirectUri, "redirect_uri");
}

// --- what is granted

/** A code, or what comes of the other response types, under the names of the wire. */
function grant(provider, { flow, ...asked }) {
  const secret = randomText();
  if (flow !== "id_token") provider.grants.set(secret, asked);
  if (flow === "code") return { code: secret };
  if (flow === "id_token") return { id_token: idToken(provider, asked, claimsFor(asked)) };
  const id_token = idToken(provider, asked, { at_hash: leftHalfHash(provider.alg, secret) });
  return { access_token: secret, token_type: "Bearer", expires_in: 3600, id_token };
}

function idToken(provider, { nonce }, more) {
  const iat = Math.floor(Date.now() / 1000);
  const { issuer: iss, client } = provider;
  const right = { iss, sub: USER.sub, aud: client.clientId, nonce, iat, exp: iat + 300, ...more };
  const claims = provider.change("claims", right);
  provider.issued.push(claims);
  const key = signer(provider);
  const header = provider.change("header", { alg: provider.alg, kid: key.kid });
  return jwt(provider, key, claims, header);
}

/** Core §5.4. */
function claimsFor({ scope }) {
  const names = scope.split(" ").flatMap((word) => SCOPES[word] ?? []);
  return Object.fromEntries(names.map((name) => [name, USER[name]]));
}

function jwt(provider, key, claims, header = { alg: provider.alg, kid: key.kid }) {
  const data = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const { privateKey } = provider.pairs.find(({ jwk }) => material(jwk) === material(key));
  const signature = provider.change("signature", ALGORITHMS[provider.alg].sign(Buffer.from(data), privateKey));
  return `${data}.${signature.toString("base64url")}`;
}

function leftHalfHash(alg, secret) {
  const digest = createHash(ALGORITHMS[alg].hash).update(secret).digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}

// --- the keys

function published(provider) {
  return provider.change("keySet", provider.keys);
}

/** Any one of those that fit. */
function signer(provider) {
  const { type } = ALGORITHMS[provider.alg];
  const fitting = published(provider).filter((jwk) => (jwk.crv ?? jwk.kty) === type && provider.signsBy(jwk));
  return fitting[randomInt(fitting.length)];
}

function isForSignatures({ use }) {
  return use !== "enc";
}

async function keyPair([type, options, marks]) {
  const { publicKey, privateKey } = await promisify(generateKeyPair)(type, options);
  return { jwk: { ...publicKey.export({ format: "jwk" }), ...marks }, privateKey };
}

function withFreshIds(pairs) {
  return pairs.map(({ jwk }) => ({ ...jwk, kid: randomText() }));
}

/** What tells one key from another, whatever its id. */
function material({ n, x }) {
  return n ?? x;
}

function insist(condition, what) {
  if (!condition) throw new Error(what);
}

function words(text) {
  return text.split(" ").sort().join(" ");
}

function randomText() {
  return randomBytes(16).toString("base64url");
}

const KEYS = [
  ["rsa", { modulusLength: 2048 }],
  ["rsa", { modulusLength: 2048 }],
  ["ec", { namedCurve: "P-256" }],
  ["ec", { namedCurve: "P-256" }],
  ["ec", { namedCurve: "secp256k1" }],
  ["ed25519", {}],
  ["rsa", { modulusLength: 2048 }, { use: "enc", alg: "RSA-OAEP" }],
  ["ec", { namedCurve: "P-256" }, { use: "enc", alg: "ECDH-ES" }],
];

/** `type` is the curve where there is one. HS256 is the old confusion: its secret is the public key. */
const ALGORITHMS = {
  RS256: { type: "RSA", hash: "sha256", sign: (data, key) => sign("sha256", data, key) },
  ES256: { type: "P-256", hash: "sha256", sign: (data, key) => sign("sha256", data, { key, ...AS_JWS }) },
  EdDSA: { type: "Ed25519", hash: "sha512", sign: (data, key) => sign(null, data, key) },
  HS256: { type: "RSA", hash: "sha256", sign: (data, key) => createHmac("sha256", pem(key)).update(data).digest() },
};

/** RFC 7518 §3.4. */
const AS_JWS = { dsaEncoding: "ieee-p1363" };

function pem(key) {
  return createPublicKey(key).export({ type: "spki", format: "pem" });
}

const RESPONSE_TYPES = ["code", "id_token", "token id_token", "id_token code", "token code", "token code id_token"];

const SCOPES = { profile: ["name"], email: ["email"], phone: ["phone_number"], address: ["address"] };

/** 32 bytes in base64url. */
const SHA_256 = /^[\w-]{43}$/;
