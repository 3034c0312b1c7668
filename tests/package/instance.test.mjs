import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";

/** An app that sees each instance of the module, and a provider whose answer it holds back. */
const APP = `
  import { createServer } from "node:http";
  import { oidc } from "spa-authorize";

  const instances = [];
  WebAssembly.Instance = class extends WebAssembly.Instance {
    constructor(...args) {
      super(...args);
      instances.push(this);
    }
  };
  const memory = () => instances.at(-1).exports.memory.buffer.byteLength;

  const responses = [];
  const server = createServer((_, response) => responses.push(response));
  const port = await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
  const origin = "http://127.0.0.1:" + port;
  const isAsked = async (times) => {
    while (responses.length < times) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const answer = (response) => response.setHeader("Content-Type", "application/json").end('{"sub":"ada"}');

  const auth = oidc({
    issuer: origin,
    authorizationEndpoint: origin + "/authorize",
    userinfoEndpoint: origin + "/userinfo",
    endSessionEndpoint: origin + "/logout",
    clientId: "c",
    redirectUri: "https://app.example/callback",
  });
  const tokens = { accessToken: "AT", idToken: "e30." + btoa('{"sub":"ada"}').replace(/=/g, "") + ".c2ln" };
  const logoutUrl = () => auth.logoutUrl({ tokens });
  const expected = logoutUrl();
  const outcome = (promise) => promise.then(({ sub }) => sub, ({ code }) => code);
  const done = (result) => (console.log(JSON.stringify(result)), process.exit(0));
`;

const MEBIBYTE = 2 ** 20;

test("thousands of calls stay within a bounded memory, those that fail as well", (t) => {
  const app = `${APP}
    let most = 0;
    let same = true;
    for (let round = 0; round < 20_000; round++) {
      same &&= logoutUrl() === expected;
      try {
        auth.logoutUrl({ wrong: true });
      } catch {}
      most = Math.max(most, memory());
    }
    done({ most, same, several: instances.length > 1 });
  `;
  const { most, ...rest } = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(rest, { same: true, several: true });
  assert.ok(most < 17 * MEBIBYTE, `${most} bytes`);
});

test("an instance is kept while it waits for an answer, however much memory it takes", (t) => {
  const app = `${APP}
    const waiting = outcome(auth.fetchUserInfo(tokens));
    await isAsked(1);
    while (memory() < ${20 * MEBIBYTE}) logoutUrl();
    const before = instances.length;
    answer(responses[0]);
    const waited = await waiting;
    const same = logoutUrl() === expected;
    done({ before, waited, same, after: instances.length });
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { before: 1, waited: "ada", same: true, after: 2 });
});

test("a trap ends its call, and what waited, and nothing else", (t) => {
  const app = `${APP}
    const waiting = outcome(auth.fetchUserInfo(tokens));
    await isAsked(1);
    // Where the stack ends inside the module, whatever it was doing stays half done.
    const descend = () => {
      try {
        descend();
      } finally {
        logoutUrl();
      }
    };
    let trap;
    try {
      descend();
    } catch (error) {
      trap = error.constructor.name;
    }
    const same = logoutUrl() === expected;
    const next = outcome(auth.fetchUserInfo(tokens));
    await isAsked(2);
    answer(responses[0]);
    const waited = await waiting;
    answer(responses[1]);
    done({ trap, same, several: instances.length > 1, waited, next: await next });
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { trap: "RangeError", same: true, several: true, waited: "aborted", next: "ada" });
});
