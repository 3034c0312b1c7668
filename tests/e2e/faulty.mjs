// A small provider that consents at once and fails as it is told to. It knows every secret of its sign-ins.

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { close, listen } from "../../www/server/listen.mjs";
import { answering } from "./answering.mjs";

/**
 * `faults` says by endpoint ("metadata", "token", "keys", "userinfo") which of `FAULTS` it answers with, `claims` what
 * is changed in the next ID tokens, and `forwardTo` which provider answers in its place. `log` has every request and
 * `secrets` whatever went along with one, by name. `reset()` puts all of it back.
 */
export async function startFaulty(origin) {
  const server = createServer();
  const url = `http://localhost:${await listen(server, 0, "127.0.0.1")}`;
  const client = { issuer: url, clientId: "first", redirectUri: `${origin}/callback` };
  const faulty = {
    url,
    key: signingKey(),
    issuerAlone: client,
    options: {
      ...client,
      authorizationEndpoint: `${url}/authorize`,
      tokenEndpoint: `${url}/token`,
      jwksUri: `${url}/jwks`,
      userinfoEndpoint: `${url}/userinfo`,
      authorizationResponseIssParameterSupported: true,
    },
    /** The endpoints that were asked since the last reset, in order; pages that were visited do not count. */
    asked: () => faulty.log.map(({ endpoint }) => endpoint).filter((endpoint) => endpoint !== "authorization"),
    reset: () => Object.assign(faulty, nothingYet()),
    close: () => close(server),
  };
  faulty.reset();
  server.on("request", answering(answer(faulty)));
  return faulty;
}

/** Each takes the response and the good answer in whose place it comes. */
export const FAULTS = {
  none: send,
  "no answer": () => {},
  "half an answer": (response, good) => begin(response, good),
  HTML: (response, { body }) => send(response, { body: htmlOf(body), type: "text/html; charset=utf-8" }),
  "HTML with 500": (response, { body }) => send(response, { status: 500, body: htmlOf(body), type: "text/html" }),
  "an empty body": (response) => send(response, { body: "" }),
  // What is sent of it is more than is ever read; its end never comes.
  "10 MB": (response, { body }) => {
    response.writeHead(200, { "Content-Type": JSON_TYPE, "Content-Length": 10 * MIB });
    response.write(body.padEnd(2 * MIB));
  },
  "JSON typed as text": (response, { body }) => send(response, { body, type: "text/plain" }),
  "JSON without a type": (response, { body }) => response.end(body),
  "a redirect": (response, { path }) => response.writeHead(302, { Location: `/moved${path}` }).end(),
  "a broken connection": (response) => response.destroy(),
  // By a reset: what merely ends early is a whole answer to WebKit as GTK has it.
  "a connection broken half-way": (response, good) => begin(response, good, () => response.socket.resetAndDestroy()),
  "no CORS": (response, good) => {
    response.removeHeader("Access-Control-Allow-Origin");
    send(response, good);
  },
  "no content": (response) => response.writeHead(204).end(),
  "truncated JSON": (response, { body }) => send(response, { body: halfOf(body) }),
  "a refusal": (response) => send(response, { status: 400, body: '{"error":"invalid_grant"}' }),
};

function nothingYet() {
  return { faults: {}, claims: {}, forwardTo: undefined, log: [], secrets: [], grants: {} };
}

function answer(faulty) {
  return async (request, response) => {
    const { method, headers, url } = request;
    const { pathname, searchParams } = new URL(url, faulty.url);
    const path = pathname.replace(/^\/moved/, "");
    const endpoint = Object.keys(PATHS).find((name) => PATHS[name] === path);
    // Browsers send a request again when a connection that was used before breaks.
    response.setHeader("Connection", "close");
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (endpoint === undefined) return response.writeHead(404).end();
    const fault = FAULTS[faulty.faults[endpoint] ?? "none"];
    if (method === "OPTIONS") return allow(response, fault);

    const entry = { endpoint, url, referer: headers.referer, isOver: false };
    response.once("close", () => (entry.isOver = true));
    faulty.log.push(entry);
    const asked = { faulty, path, parameters: searchParams, body: await text(request), headers };
    if (endpoint === "authorization") return consent(response, asked);
    fault(response, { path, ...(await (faulty.forwardTo ? forward(asked) : ANSWERS[endpoint](asked))) });
  };
}

const ANSWERS = {
  metadata: ({ faulty: { url } }) => ({
    body: JSON.stringify({
      issuer: url,
      authorization_endpoint: url + PATHS.authorization,
      token_endpoint: url + PATHS.token,
      jwks_uri: url + PATHS.keys,
      userinfo_endpoint: url + PATHS.userinfo,
      authorization_response_iss_parameter_supported: true,
    }),
  }),
  token: ({ faulty, body }) => {
    const { code, code_verifier: verifier = "" } = Object.fromEntries(new URLSearchParams(body));
    keep(faulty, { verifier });
    const grant = faulty.grants[code];
    delete faulty.grants[code];
    if (grant?.challenge !== createHash("sha256").update(verifier).digest("base64url")) {
      return { status: 400, body: '{"error":"invalid_grant"}' };
    }
    const tokens = { ...tokensFor(faulty, grant.nonce), refresh_token: secret() };
    keep(faulty, tokens);
    return { body: JSON.stringify({ ...tokens, token_type: "Bearer", expires_in: 300 }) };
  },
  keys: ({ faulty: { key } }) => ({ body: JSON.stringify({ keys: [key.jwk] }) }),
  userinfo: ({ faulty, headers }) => ({
    body: JSON.stringify({ sub: SUBJECT, token: headers.authorization, told: faulty.secrets }),
  }),
};

/** As somebody whom the provider knows, and who has consented before. */
function consent(response, { faulty, parameters }) {
  const { redirect_uri: redirectUri, state, nonce, code_challenge: challenge, response_type: flow } =
    Object.fromEntries(parameters);
  keep(faulty, { state, nonce });
  const sent = new URLSearchParams({ state, iss: faulty.url });
  if (flow === "code") {
    const code = secret();
    keep(faulty, { code });
    faulty.grants[code] = { nonce, challenge };
    sent.set("code", code);
  } else {
    const tokens = tokensFor(faulty, nonce);
    keep(faulty, tokens);
    for (const [name, value] of Object.entries(tokens)) {
      if (flow.split(" ").includes(name.replace("access_", ""))) sent.set(name, value);
    }
    sent.set("token_type", "Bearer");
  }
  response.writeHead(302, { Location: redirectUri + (flow === "code" ? "?" : "#") + sent }).end();
}

function tokensFor({ url, key, claims }, nonce) {
  const accessToken = secret();
  const now = Math.floor(Date.now() / 1000);
  const at_hash = createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
  const all = { iss: url, aud: "first", sub: SUBJECT, nonce, iat: now, exp: now + 300, at_hash, ...claims };
  const signed = [{ alg: "RS256", kid: key.jwk.kid }, all].map(segment).join(".");
  const signature = sign("sha256", signed, key.privateKey).toString("base64url");
  return { access_token: accessToken, id_token: `${signed}.${signature}` };
}

/** As the provider itself would answer. */
async function forward({ faulty: { forwardTo }, path, body, headers: { origin, ...headers } }) {
  const passed = ["content-type", "authorization"].filter((name) => name in headers);
  const response = await fetch(forwardTo + path, {
    method: body === "" ? "GET" : "POST",
    headers: Object.fromEntries(passed.map((name) => [name, headers[name]])),
    body: body === "" ? undefined : body,
  });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.text() };
}

function allow(response, fault) {
  if (fault === FAULTS["no CORS"]) response.removeHeader("Access-Control-Allow-Origin");
  // Or a browser may remember it for five seconds, and the next test begins within them.
  response.writeHead(204, { "Access-Control-Allow-Headers": "authorization", "Access-Control-Max-Age": 0 }).end();
}

function send(response, { status = 200, type = JSON_TYPE, body }) {
  response.writeHead(status, { "Content-Type": type }).end(body);
}

/** Sends the first half of the body, as a part of the whole. */
function begin(response, { body }, next) {
  response.writeHead(200, { "Content-Type": JSON_TYPE, "Content-Length": Buffer.byteLength(body) });
  response.write(halfOf(body), next);
}

function halfOf(body) {
  return body.slice(0, body.length / 2);
}

function htmlOf(body) {
  return `<!DOCTYPE html><title>Sorry</title><p>${body}</p>`;
}

function keep({ secrets }, named) {
  for (const [name, value] of Object.entries(named)) if (value) secrets.push({ name, value });
}

/** With the characters that are encoded in a URL. */
function secret() {
  return `+/${randomBytes(32).toString("base64")}`;
}

function segment(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signingKey() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid: "faulty", alg: "RS256", use: "sig" } };
}

const PATHS = {
  metadata: "/.well-known/openid-configuration",
  authorization: "/authorize",
  token: "/token",
  keys: "/jwks",
  userinfo: "/userinfo",
};

const SUBJECT = "ada";
const JSON_TYPE = "application/json";
const MIB = 1024 * 1024;
