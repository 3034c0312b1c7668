import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";

/** A provider that answers its userinfo in the way that its path says, and an app that asks for it. */
const APP = `
  import { createServer } from "node:http";
  import { oidc, SignInError } from "spa-authorize";

  const json = (response, type = "application/json") => response.setHeader("Content-Type", type);
  const answers = {
    good: (response) => json(response).end('{"sub":"ada"}'),
    suffixed: (response) => json(response, "application/problem+json; charset=utf-8").end('{"sub":"ada"}'),
    text: (response) => json(response, "text/plain").end('{"sub":"ada"}'),
    untyped: (response) => response.end('{"sub":"ada"}'),
    slow: () => {},
    stalled: (response) => json(response).write('{"sub":'),
    large: (response) => json(response).end('{"sub":"ada","x":"' + "x".repeat(256 * 1024) + '"}'),
    html: (response) => json(response, "text/html").end("<!doctype html>"),
    empty: (response) => response.end(),
    nothing: (response) => json(response).end(),
    broken: (response) => response.destroy(),
    failing: (response) => response.writeHead(500).end(),
  };
  const server = createServer(({ url }, response) => answers[url.slice(1)](response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = "http://127.0.0.1:" + server.address().port;

  const idToken = "e30." + Buffer.from('{"sub":"ada"}').toString("base64url") + ".c2ln";
  const ask = async (how, options) => {
    const auth = oidc({
      issuer: origin,
      authorizationEndpoint: origin + "/authorize",
      userinfoEndpoint: origin + "/" + how,
      clientId: "c",
      redirectUri: "https://app.example/callback",
    });
    try {
      return await auth.fetchUserInfo({ accessToken: "AT", idToken }, options);
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      return { name: error.name, code: error.code, status: error.status, cause: error.cause !== undefined };
    }
  };
  const later = new AbortController();
  setTimeout(() => later.abort(), 50);
  console.log(JSON.stringify({
    good: await ask("good"),
    slow: await ask("slow", { timeoutMs: 50 }),
    stalled: await ask("stalled", { timeoutMs: 50 }),
    aborted: await ask("slow", { signal: later.signal }),
    abortedBefore: await ask("good", { signal: AbortSignal.abort() }),
    large: await ask("large"),
    suffixed: await ask("suffixed"),
    text: await ask("text"),
    untyped: await ask("untyped"),
    html: await ask("html"),
    empty: await ask("empty"),
    nothing: await ask("nothing"),
    broken: await ask("broken"),
    failing: await ask("failing"),
    wrong: await ask("good", { timeoutMs: 0 }),
  }));
  process.exit(0);
`;

const EXPECTED = {
  good: { sub: "ada" },
  slow: { name: "NetworkError", code: "timed-out", cause: true },
  stalled: { name: "NetworkError", code: "timed-out", cause: true },
  aborted: { name: "NetworkError", code: "aborted", cause: true },
  abortedBefore: { name: "NetworkError", code: "aborted", cause: true },
  large: { name: "NetworkError", code: "response-too-large", cause: false },
  suffixed: { sub: "ada" },
  text: { name: "NetworkError", code: "response-not-json", cause: false },
  untyped: { name: "NetworkError", code: "response-not-json", cause: false },
  html: { name: "NetworkError", code: "response-not-json", cause: false },
  empty: { name: "NetworkError", code: "response-not-json", cause: false },
  nothing: { name: "ProviderError", code: "userinfo-invalid", cause: false },
  broken: { name: "NetworkError", code: "network-failed", cause: true },
  failing: { name: "NetworkError", code: "http-status", status: 500, cause: false },
  wrong: { name: "UsageError", code: "invalid-option", cause: false },
};

test("each way that a server can fail has its code, and is given up in time", (t) => {
  assert.deepEqual(runInNode(createConsumer(t, { "app.mjs": APP }), "app.mjs"), EXPECTED);
});

test("initialize takes the separate module, and the inlined copy is never read", (t) => {
  const consumer = createConsumer(t, {
    "app.mjs": `
      import { readFileSync } from "node:fs";
      import { fileURLToPath } from "node:url";
      import { initialize, oidc } from "spa-authorize";

      const bytes = readFileSync(fileURLToPath(import.meta.resolve("spa-authorize/module.wasm")));
      const inlined = [];
      const { charCodeAt } = String.prototype;
      String.prototype.charCodeAt = function (at) {
        if (this.length > 10_000) inlined.push("read");
        return charCodeAt.call(this, at);
      };
      await initialize({ module: new WebAssembly.Module(bytes) });
      await initialize();
      let code;
      try {
        oidc({ issuer: "https://op.example" });
      } catch (error) {
        code = error.code;
      }
      console.log(JSON.stringify({ code, inlined }));
    `,
  });
  assert.deepEqual(runInNode(consumer, "app.mjs"), { code: "missing-option", inlined: [] });
});
