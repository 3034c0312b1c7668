// An API on an origin of its own: it asks the provider about each access token, and refuses in the ways that APIs do.

import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { bearerToken, introspect } from "../../../www/server/api.mjs";
import { close, listen } from "../../../www/server/listen.mjs";
import { answering } from "../answering.mjs";
import { hashOf } from "./gate.mjs";
import { API_CLIENT } from "./provider.mjs";

/**
 * A path of `ANSWERS` says what comes of a call with a good token; `/ok` is 200. The query may add `challenge=hidden`
 * (pages may not read it) or `challenge=none`, and, for what happens once, any word that makes the address another one:
 * `/refused-once?third`.
 *
 * `url` is on localhost and `elsewhere` is the same API on another origin. `calls` has each one, with the hash of its
 * token; preflights are none. No answer comes before the promise `held` settles, if there is one. `reset()` forgets what
 * was asked.
 */
export async function startApi({ introspectionEndpoint }) {
  const server = createServer();
  const port = await listen(server, 0, "127.0.0.1");
  const api = {
    url: `http://localhost:${port}`,
    elsewhere: `http://127.0.0.1:${port}`,
    reset: () => void Object.assign(api, { calls: [], seen: new Map(), held: undefined }),
    close: () => close(server),
  };
  api.reset();
  const factsOf = (token) => introspect(introspectionEndpoint, API_CLIENT, token);
  server.on("request", answering((request, response) => answer(api, factsOf, request, response)));
  return api;
}

const INVALID = {
  status: 401,
  challenge: 'Bearer realm="api", error="invalid_token", error_description="expired, or so"',
};

/** Each is given how often its address was called with a good token, and whether by the token of its first call. */
const ANSWERS = {
  "/ok": () => GOOD,
  /** The first call is refused, whatever its token. */
  "/refused-once": ({ times }) => (times === 1 ? INVALID : GOOD),
  /** The token of the first call is refused each time, another is good. */
  "/first-token-refused": ({ isFirstToken }) => (isFirstToken ? INVALID : GOOD),
  "/always-refused": () => INVALID,
  "/forbidden": () => ({ status: 403, challenge: 'Bearer error="insufficient_scope", scope="write"' }),
  "/redirect": ({ query }) => ({ status: 307, headers: { Location: query.get("to") } }),
  "/error": () => ({ status: 500 }),
};

const GOOD = { status: 200 };

async function answer(api, factsOf, request, response) {
  const { method, headers, url: target } = request;
  const { pathname, searchParams: query } = new URL(target, api.url);
  allow(response, query);
  if (method === "OPTIONS") return response.writeHead(204).end();
  const token = bearerToken(headers.authorization);
  const call = { path: target, method, host: headers.host, token: hashOf(token), scheme: schemeOf(headers) };
  api.calls.push(call);
  call.body = await text(request);
  const { active, aud: audience } = token === undefined ? {} : await factsOf(token);
  Object.assign(call, { audience });
  const { status, challenge, headers: more } = active ? judge(api, target, pathname, query, token) : refusalOf(token);
  await api.held;
  call.status = status;
  if (challenge && query.get("challenge") !== "none") response.setHeader("WWW-Authenticate", challenge);
  response.writeHead(status, { "Content-Type": "application/json", ...more }).end(JSON.stringify({ status }));
}

/** What it says of a token that is good. */
function judge({ seen }, target, pathname, query, token) {
  const { first, times } = seen.get(target) ?? { first: token, times: 0 };
  seen.set(target, { first, times: times + 1 });
  const kind = ANSWERS[pathname] ?? (() => ({ status: 404 }));
  return kind({ query, times: times + 1, isFirstToken: token === first });
}

/** RFC 6750 §3.1: without a token, no error is named. */
function refusalOf(token) {
  return token === undefined ? { ...INVALID, challenge: 'Bearer realm="api"' } : INVALID;
}

function schemeOf({ authorization = "" }) {
  return authorization.split(" ")[0];
}

function allow(response, query) {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Allow-Headers", "authorization, content-type, dpop");
  response.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
  response.setHeader("Access-Control-Max-Age", "0");
  response.setHeader("Cache-Control", "no-store");
  if (query.get("challenge") !== "hidden") response.setHeader("Access-Control-Expose-Headers", "WWW-Authenticate");
}
