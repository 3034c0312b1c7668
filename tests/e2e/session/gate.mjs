// What stands before a provider: it counts what is asked there, by the tokens that are sent, and disturbs what it is
// told to.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";

import { close, listen } from "../../../www/server/listen.mjs";
import { answering } from "../answering.mjs";

/**
 * `paths` are those of its endpoints, by name, and `forwardTo` is where the provider itself listens. `headers` go with
 * every answer, such as `Cross-Origin-Opener-Policy`. `next(endpoint, fault, times)` disturbs the next requests there
 * by one of `faults.mjs`, in the order of the calls. `log` has an entry for each request to one of the endpoints, in the
 * order they came; `reset()` forgets all of it.
 */
export async function startGate({ hostname = "localhost", paths, forwardTo }) {
  const server = createServer();
  const url = `http://${hostname}:${await listen(server, 0, "127.0.0.1")}`;
  const gate = {
    url,
    paths,
    forwardTo,
    next: (endpoint, fault, times = 1) => void gate.faults.push(...Array(times).fill({ endpoint, fault })),
    asked: (endpoint) => gate.log.filter((entry) => entry.endpoint === endpoint),
    renewals: () => gate.log.filter(({ grant }) => grant === "refresh_token"),
    summary: () => summaryOf(gate.renewals()),
    reset: () => void Object.assign(gate, { faults: [], headers: {}, log: [] }),
    close: () => close(server),
  };
  gate.reset();
  server.on("request", answering((request, response) => pass(gate, request, response)));
  return gate;
}

/** What stands for a token in a log: it tells one from another, and cannot be used. */
export function hashOf(token) {
  return token && createHash("sha256").update(token).digest("base64url").slice(0, 16);
}

/** Of the renewals that reached the provider: how many were refused, and how many came with a token of before. */
function summaryOf(renewals) {
  const handled = renewals.filter(({ status }) => status !== undefined);
  return {
    renewals: renewals.length,
    refused: handled.filter(({ status }) => status >= 400).length,
    seenTwice: handled.length - new Set(handled.map(({ sent }) => sent)).size,
  };
}

async function pass(gate, request, response) {
  // Browsers send a request again when a connection that was used before breaks.
  response.setHeader("Connection", "close");
  const asked = { method: request.method, target: request.url, headers: request.headers, body: await buffer(request) };
  const entry = entryOf(gate, asked);
  if (entry.endpoint !== undefined) gate.log.push(entry);
  const ask = async () => note(entry, await forward(gate, asked));
  const answer = await faultFor(gate, entry)(ask, entry, asked);
  entry.given = answer?.status ?? "cut";
  if (answer === undefined) return response.destroy();
  response.writeHead(answer.status, { ...answer.headers, ...gate.headers }).end(answer.body);
}

/** What is to happen to a request, once. */
function faultFor({ faults }, { endpoint }) {
  const at = faults.findIndex((planned) => planned.endpoint === endpoint);
  return at < 0 ? (ask) => ask() : faults.splice(at, 1)[0].fault;
}

/** A preflight is for no endpoint. `destination` is "iframe" for a silent sign-in. */
function entryOf({ url, paths }, { method, target, headers, body }) {
  const { pathname, searchParams } = new URL(target, url);
  const isAsked = ([, path]) => path === pathname && method !== "OPTIONS";
  const [endpoint] = Object.entries(paths).find(isAsked) ?? [];
  const { origin, "sec-fetch-dest": destination } = headers;
  const sent = method === "POST" ? parametersOf(headers, body) : Object.fromEntries(searchParams);
  const { grant_type: grant, refresh_token: refreshToken, token, prompt } = sent;
  const { client_id: clientId, organization_id: organization } = sent;
  const seen = { origin, destination, clientId, prompt, grant, organization, sent: hashOf(refreshToken ?? token) };
  return { endpoint, at: Date.now(), ...seen };
}

/** WorkOS takes JSON. */
function parametersOf({ "content-type": type = "" }, body) {
  const text = body.toString();
  return type.startsWith("application/json") ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

/** What the provider made of it stays in the log, whatever becomes of its answer. */
function note(entry, answer) {
  const { status, body } = answer;
  const { error, refresh_token: refreshToken, access_token: accessToken } = entry.grant ? membersOf(body) : {};
  Object.assign(entry, { status, error, refreshToken: hashOf(refreshToken), accessToken: hashOf(accessToken) });
  return answer;
}

function membersOf(body) {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

/** With the host that the browser asked for: the provider makes its addresses of it. */
async function forward({ forwardTo }, { method, target, headers, body }) {
  const { connection: _, ...passed } = headers;
  const { hostname, port } = new URL(forwardTo);
  const request = send({ hostname, port, path: target, method, headers: passed });
  // One that comes behind the head of the answer is the answer's as well; unheard here, it would end the process.
  request.on("error", () => {});
  request.end(body);
  const [response] = await once(request, "response");
  const { connection: _own, "transfer-encoding": _chunked, ...answered } = response.headers;
  return { status: response.statusCode, headers: answered, body: await buffer(response) };
}
