import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";

/** An app that sees each instance of the module, and a provider whose answer it holds back. */
const APP = `
  import { readFileSync } from "node:fs";
  import { createServer } from "node:http";
  import { fileURLToPath } from "node:url";
  import { initialize, oidc } from "spa-authorize";

  const bytes = readFileSync(fileURLToPath(import.meta.resolve("spa-authorize/module.wasm")));
  const instances = [];
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(...args) {
      instances.push(Reflect.construct(...args));
      return instances.at(-1);
    },
  });
  const memory = () => instances.at(-1).exports.memory.buffer.byteLength;

  const responses = [];
  const server = createServer((_, response) => responses.push(response));
  const port = await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
  const origin = "http://127.0.0.1:" + port;
  const isAsked = async (times) => {
    while (responses.length < times) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const answer = (response) => response.setHeader("Content-Type", "application/json").end('{"sub":"ada"}');

  const options = {
    issuer: origin,
    authorizationEndpoint: origin + "/authorize",
    userinfoEndpoint: origin + "/userinfo",
    endSessionEndpoint: origin + "/logout",
    clientId: "c",
    redirectUri: "https://app.example/callback",
  };
  const auth = oidc(options);
  const tokens = { accessToken: "AT", idToken: "e30." + btoa('{"sub":"ada"}').replace(/=/g, "") + ".c2ln" };
  const logoutUrl = () => auth.logoutUrl({ tokens });
  const expected = origin + "/logout?id_token_hint=" + tokens.idToken + "&client_id=c";
  const tried = () => {
    try {
      return logoutUrl();
    } catch ({ code }) {
      return code;
    }
  };
  const outcome = (promise) => promise.then(({ sub }) => sub, ({ code }) => code);
  const done = (result) => (console.log(JSON.stringify(result)), process.exit(0));
`;

/** Where the stack ends inside the module, whatever it was doing stays half done. */
const TRAP = `
  const descend = () => {
    try {
      descend();
    } finally {
      logoutUrl();
    }
  };
  let trap;
  logoutUrl();
  try {
    descend();
  } catch (error) {
    trap = error.constructor.name;
  }
`;

/** As Chrome 114 does on a page's own thread, with modules above 4 KiB. */
const REFUSE_AT_ONCE = `
  const refuse = { construct: () => { throw new RangeError("disallowed on the main thread"); } };
  WebAssembly.Module = new Proxy(WebAssembly.Module, refuse);
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, refuse);
`;

const MEBIBYTE = 2 ** 20;

test("thousands of calls stay within a bounded memory of one instance, those that fail as well", (t) => {
  const app = `${APP}
    let same = true;
    for (let round = 0; round < 20_000; round++) {
      same &&= logoutUrl() === expected;
      try {
        auth.logoutUrl({ wrong: true });
      } catch {}
    }
    done({ bytes: memory(), same, instances: instances.length });
  `;
  const { bytes, ...rest } = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(rest, { same: true, instances: 1 });
  assert.ok(bytes <= 2 * MEBIBYTE, `${bytes} bytes`);
});

test("thousands of answers and of clients stay within a bounded memory of one instance", (t) => {
  const app = `${APP}
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";

    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc");
    globalThis.fetch = async () => Response.json({ sub: "ada", padding: "p".repeat(10_000) });
    const { signal } = new AbortController();
    const outcomes = new Set();
    const sizes = [];
    for (let round = 1; round <= 8_000; round++) {
      const another = oidc(options);
      outcomes.add(await outcome(another.fetchUserInfo(tokens, { signal })));
      outcomes.add(await outcome(another.fetchUserInfo({})));
      if (round % 100 !== 0) continue;
      // What is collected is given back by tasks of their own, and holds more that can be collected then.
      for (let turn = 0; turn < 3; turn++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve));
      }
      sizes.push(memory());
    }
    done({ grown: sizes.at(-1) - sizes[19], outcomes: [...outcomes], instances: instances.length });
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { grown: 0, outcomes: ["ada", "invalid-option"], instances: 1 });
});

test("other calls disturb no call that waits for its answer", (t) => {
  const app = `${APP}
    const waiting = outcome(auth.fetchUserInfo(tokens));
    await isAsked(1);
    for (let round = 0; round < 20_000; round++) logoutUrl();
    answer(responses[0]);
    done({ waited: await waiting, same: logoutUrl() === expected, instances: instances.length });
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { waited: "ada", same: true, instances: 1 });
});

test("a trap ends its call, and what waited, and nothing else", (t) => {
  const app = `${APP}
    const waiting = outcome(auth.fetchUserInfo(tokens));
    await isAsked(1);
    ${TRAP}
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

test("where nothing is compiled at once, initialize comes first, and its instance stays for good", (t) => {
  const app = `${REFUSE_AT_ONCE} ${APP}
    const before = tried();
    await initialize();
    let same = true;
    for (let round = 0; round < 20_000; round++) same &&= tried() === expected;
    done({ before, same });
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { before: "module-blocked", same: true });
});

test("where nothing is compiled at once, initialize comes again after a trap", (t) => {
  const app = `${APP}
    ${REFUSE_AT_ONCE}
    ${TRAP}
    const before = tried();
    await initialize();
    done({ before, same: tried() === expected });
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { before: "module-blocked", same: true });
});

test("an instance that waits for an answer is kept by a second initialize, whose module comes later", (t) => {
  const app = `${REFUSE_AT_ONCE} ${APP}
    const late = initialize({ module: isAsked(1).then(() => bytes) });
    await initialize();
    const waiting = outcome(auth.fetchUserInfo(tokens));
    await late;
    answer(responses[0]);
    done({ waited: await waiting });
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { waited: "ada" });
});

test("a browser without WebAssembly is module-blocked, which has the browser's own error as its cause", (t) => {
  const app = `
    import { initialize, oidc } from "spa-authorize";

    delete globalThis.WebAssembly;
    const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
    const calls = [initialize(), auth.handleCallback(), auth.signIn()];
    const errors = await Promise.all(calls.map((call) => call.catch((error) => error)));
    console.log(JSON.stringify(errors.map(({ code, message, cause }) => [code, cause.name, message])));
  `;
  const message = "module-blocked: this environment has no WebAssembly. See spa-authorize/docs/errors.md#module-blocked";
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, Array(3).fill(["module-blocked", "ReferenceError", message]));
});

// FLD-18
test("an environment without what the module needs imports the package, and is told at the first call", (t) => {
  const app = `
    for (const name of ["TextDecoder", "TextEncoder"]) delete globalThis[name];
    const { oidc } = await import("spa-authorize");
    const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
    const calls = [auth.ready(), auth.handleCallback()];
    const errors = await Promise.all(calls.map((call) => call.catch((error) => error)));
    console.log(JSON.stringify(errors.map(({ code, message }) => [code, message])));
  `;
  const missing = "this environment has no TextDecoder and no TextEncoder";
  const message = `module-blocked: ${missing}. See spa-authorize/docs/errors.md#module-blocked`;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, Array(2).fill(["module-blocked", message]));
});

test("a module that does not come, or is another, is module-blocked, and the inlined one still does", (t) => {
  const app = `
    import { initialize, oidc } from "spa-authorize";

    const empty = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    const initialized = (module) => initialize({ module }).then(() => "ready", ({ code }) => code);
    const wrong = [await initialized(Promise.reject(new TypeError("Failed to fetch"))), await initialized(empty)];
    oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
    console.log(JSON.stringify({ wrong, later: await initialized(empty) }));
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { wrong: ["module-blocked", "module-blocked"], later: "ready" });
});

test("initialize takes a response, a promise of one, bytes and a module, and nothing more is compiled", (t) => {
  const responses = ["new Response(bytes)", "Promise.resolve(new Response(bytes))"];
  for (const module of [...responses, "bytes", "bytes.buffer", "new WebAssembly.Module(bytes)"]) {
    const app = `
      import { readFileSync } from "node:fs";
      import { fileURLToPath } from "node:url";
      import { initialize, oidc } from "spa-authorize";

      const bytes = new Uint8Array(readFileSync(fileURLToPath(import.meta.resolve("spa-authorize/module.wasm"))));
      await initialize({ module: ${module} });
      delete WebAssembly.Module;
      const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
      const { code } = await auth.handleCallback().catch((error) => error);
      console.log(JSON.stringify(code));
    `;
    assert.equal(runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs"), "not-a-browser", module);
  }
});
