// The guide's interceptors for axios, in axios itself: with the session's tokens, and with none.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { build } from "esbuild";

import { close, listen } from "../../www/server/listen.mjs";
import { ROOT } from "../package/consumer.mjs";

const { default: axios } = createRequire(join(ROOT, "target/consumers/axios/package.json"))("axios");

let addSession;
let server;
let url;
let seen;

before(async () => {
  ({ addSession } = await sample());
  server = createServer(({ headers: { authorization } }, response) => {
    seen.push(authorization);
    const isGood = authorization === "Bearer good";
    response.writeHead(isGood ? 200 : 401, { "WWW-Authenticate": 'Bearer error="invalid_token"' }).end("{}");
  });
  url = `http://localhost:${await listen(server, 0, "127.0.0.1")}`;
});
beforeEach(() => (seen = []));
after(() => close(server));

test("axios: a request that a 401 refused is made once more, with another token", async () => {
  const { status } = await api(["old", "good"]).get("/messages");
  assert.deepEqual([status, seen], [200, ["Bearer old", "Bearer good"]]);
});

test("axios: a second 401 is the caller's", async () => {
  await assert.rejects(api(["old", "older", "good"]).get("/messages"), { status: 401 });
  assert.deepEqual(seen, ["Bearer old", "Bearer older"]);
});

test("axios: the session's own error is the caller's, and nothing is sent", async () => {
  await assert.rejects(api([]).get("/messages"), { code: "not-signed-in" });
  assert.deepEqual(seen, []);
});

/** An instance with the guide's interceptors, whose session has these tokens, one for each request. */
function api(tokens) {
  globalThis.auth = {
    session: {
      async headersFor() {
        if (tokens.length === 0) throw Object.assign(new Error("nobody"), { code: "not-signed-in" });
        return { Authorization: `Bearer ${tokens.shift()}` };
      },
      async retryAfter401(challenge, sent) {
        assert.match(`${challenge} ${sent}`, /^Bearer error="invalid_token" Bearer old/);
        return true;
      },
    },
  };
  const instance = axios.create({ baseURL: url });
  addSession(instance);
  return instance;
}

/** The file that the guide quotes, with a session of the tests in place of its own. */
async function sample() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "examples/guide/session-axios.js")],
    bundle: true,
    format: "esm",
    write: false,
    plugins: [{ name: "session", setup: (build) => void build.onLoad({ filter: /session\.js$/ }, () => ({ contents: OURS })) }],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

const OURS = "export const auth = { get session() { return globalThis.auth.session; } };";
