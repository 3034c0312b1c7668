// The demo's own API, against a provider that says what the test wants.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { api } from "../../www/server/api.mjs";
import { close, listen } from "../../www/server/listen.mjs";

const CLIENT = { id: "the-api", secret: "of the API" };
const ACTIVE = { active: true, client_id: "the-app", sub: "alice", scope: "openid", exp: 1_900_000_000 };

/** A page that may call it from elsewhere. */
const APP = "https://app.example";

const asked = [];
const servers = [];
let said;
let url;

before(async () => {
  const provider = await serve(async (request, response) => {
    const { token } = Object.fromEntries(new URLSearchParams((await request.toArray()).join("")));
    asked.push({ authorization: request.headers.authorization, token });
    response.writeHead(said === undefined ? 500 : 200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(said));
  });
  const options = { introspectionEndpoint: provider, client: CLIENT, appId: "the-app", origins: [APP] };
  url = await serve(api(options));
});

after(() => Promise.all(servers.map(close)));

test("a token that the provider vouches for gets a greeting, and the API asks the provider itself", async () => {
  const { status, body } = await call({ facts: ACTIVE, authorization: "Bearer the.token" });
  assert.equal(status, 200);
  const expiresAt = 1_900_000_000_000;
  assert.deepEqual(body, { greeting: "Hello, alice", scope: "openid", clientId: "the-app", expiresAt });
  const authorization = `Basic ${btoa(`${CLIENT.id}:${CLIENT.secret}`)}`;
  assert.deepEqual(asked.at(-1), { authorization, token: "the.token" });
});

test("without a token the API refuses, and asks nobody", async () => {
  for (const authorization of ["", "Basic YTpi", "Bearer", "Bearer two words"]) {
    const before = asked.length;
    const { status, challenge } = await call({ facts: ACTIVE, authorization });
    assert.deepEqual([status, challenge, asked.length], [401, "Bearer", before]);
  }
});

test("a token that has expired is refused", async () => {
  const { status, challenge } = await call({ facts: { ...ACTIVE, active: false }, authorization: "Bearer old" });
  assert.deepEqual([status, challenge], [401, 'Bearer error="invalid_token"']);
});

test("a token of another app is refused", async () => {
  const facts = { ...ACTIVE, client_id: "another-app" };
  const { status, challenge } = await call({ facts, authorization: "Bearer others" });
  assert.deepEqual([status, challenge], [401, 'Bearer error="invalid_token"']);
});

test("a provider that does not answer is no reason to believe a token", async () => {
  assert.equal((await call({ facts: undefined, authorization: "Bearer any" })).status, 502);
});

test("there is one route, and one method", async () => {
  assert.equal((await call({ path: "/api/other", facts: ACTIVE, authorization: "Bearer any" })).status, 404);
  assert.equal((await call({ method: "POST", facts: ACTIVE, authorization: "Bearer any" })).status, 405);
});

test("a page of an app may send a token and read why it was refused, any other page may not", async () => {
  const ask = (Origin, method) => fetch(`${url}/api/hello`, { method, headers: { Origin } });
  const preflight = await ask(APP, "OPTIONS");
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("Access-Control-Allow-Headers"), "Authorization");
  const refusal = await ask(APP, "GET");
  assert.equal(refusal.headers.get("Access-Control-Allow-Origin"), APP);
  assert.equal(refusal.headers.get("Access-Control-Expose-Headers"), "WWW-Authenticate");
  for (const method of ["OPTIONS", "GET"]) {
    const { headers } = await ask("https://elsewhere.example", method);
    assert.equal(headers.get("Access-Control-Allow-Origin"), null);
  }
});

async function call({ facts, authorization, path = "/api/hello", method = "GET" }) {
  said = facts;
  const response = await fetch(url + path, { method, headers: { Authorization: authorization } });
  return {
    status: response.status,
    challenge: response.headers.get("WWW-Authenticate"),
    body: await response.json(),
  };
}

async function serve(handler) {
  const server = createServer(handler);
  servers.push(server);
  return `http://127.0.0.1:${await listen(server, 0, "127.0.0.1")}`;
}
