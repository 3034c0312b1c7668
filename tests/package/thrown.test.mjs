// Errors as they are thrown: their details, their causes and their stacks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";
import { runOnPage as run } from "./page.mjs";

test("an error has the details of its code, under their names, and nothing else", (t) => {
  const found = run(t, `
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const auth = oidc({ ...own, ...endpoints, userinfoEndpoint: ISSUER + "/userinfo?tenant=1" });
    const plain = (call) => new Promise((resolve) => resolve(call())).catch((error) => {
      const { code, message, ...rest } = error;
      return [code, rest];
    });
    const returned = (more) => plain(() => auth.handleCallback({ url: begin(auth).replace("code=SECRET&", more) }));
    const expired = () => {
      const sent = new URL(auth.createAuthorizeUrl({ appState: [1] })).searchParams;
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: ISSUER, sub: "ada", aud: "c", exp: now - 360, iat: now - 400, nonce: sent.get("nonce") };
      const id_token = encode({ alg: "RS256" }) + "." + encode(claims) + ".c2ln";
      answers["/jwks"] = json({ keys: [] });
      answers["/token"] = json({ access_token: "AT", token_type: "Bearer", id_token });
      return auth.handleCallback({ url: "?code=C&state=" + sent.get("state") });
    };
    answers["/userinfo"] = () => new Response("", { status: 503 });
    done([
      await plain(() => oidc({ ...own, clientID: "c" })),
      await plain(() => oidc({ ...own, redirectUri: "callback" })),
      await plain(() => auth.createAuthorizeUrl({ extraParams: { nonce: "n" } })),
      await plain(() => oidc(own).createAuthorizeUrl()),
      await returned("error=access_denied&error_description=no&error_uri=https://op.example/why&"),
      await returned("code=1&code=2&"),
      await returned("code=1&iss=https://evil.example&"),
      await plain(expired),
      await plain(() => auth.fetchUserInfo(tokens)),
    ]);
  `);
  const returnTo = "/inbox";
  const [[, { known, ...unknown }], [, invalid], [, { instead, ...managed }], ...rest] = found;
  assert.ok(known.includes("clientId"), String(known));
  assert.deepEqual(unknown, { option: "clientID", nearest: "clientId" });
  assert.deepEqual(Object.keys(invalid).toSorted(), ["expected", "found", "option"]);
  assert.equal(typeof instead, "string");
  assert.deepEqual(managed, { option: "extraParams.nonce" });
  const [tooEarly, refused, repeated, mixedUp, [code, { bySeconds, ...late }], unavailable] = rest;
  assert.deepEqual(tooEarly, ["not-ready", {}]);
  const words = { error: "access_denied", errorDescription: "no", errorUri: "https://op.example/why" };
  assert.deepEqual(refused, ["authorization-refused", { ...words, returnTo }]);
  assert.deepEqual(repeated, ["parameter-repeated", { parameter: "code", returnTo }]);
  const issuers = { expected: '"https://op.example"', found: '"https://evil.example"' };
  assert.deepEqual(mixedUp, ["issuer-mismatch", { parameter: "iss", ...issuers, returnTo }]);
  assert.ok(bySeconds >= 300 && bySeconds < 330, `${bySeconds}`);
  assert.deepEqual([code, late], ["id-token-expired", { toleranceSeconds: 60, returnTo: "/", appState: [1] }]);
  assert.deepEqual(unavailable, ["http-status", { endpoint: "https://op.example/userinfo", status: 503 }]);
});

test("no stack of a cause shows a query or a fragment, and one that is frozen is a cause all the same", (t) => {
  const address = "https://app.example/callback?code=SECRET&t=1:2&x=(1)#scope=read(all)&access_token=SECRET";
  const stack = [
    "TypeError: why? #1 at 10:30 (https://app.example)",
    `    at f (${address}:12:3)`,
    `    at ${address}:12:3`,
    `    at eval (eval at f (${address}:12:3), <anonymous>:1:1)`,
    `f@${address}:12:3`,
    `@${address} line 12 > eval:1:1`,
    `@${address} line 12 > Function line 3 > eval:1:1`,
    `global code@${address}:12`,
  ].join("\n");
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const cause = Object.assign(new TypeError(), { stack: ${JSON.stringify(stack)} });
    const frozen = Object.freeze(new TypeError("frozen"));
    const errors = [];
    for (const thrown of [cause, frozen]) {
      answers["/token"] = () => Promise.reject(thrown);
      await auth.handleCallback({ url: begin(auth) }).catch((error) => errors.push(error));
    }
    const [first, second] = errors;
    const { code, returnTo } = second;
    done({ stack: first.cause.stack, second: { code, returnTo, same: second.cause === frozen } });
  `);
  assert.deepEqual(found, {
    stack: stack.replaceAll(/\?code=.*?SECRET(?=:| )/g, ""),
    second: { code: "network-failed", returnTo: "/inbox", same: true },
  });
  assert.equal(found.stack.includes("SECRET"), false);
  assert.match(found.stack, /why\? #1 at 10:30/);
});

test("an error has a cause only where there is one, and the stack of that is the app's to change", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    // As in Firefox, whose errors inherit their stack.
    const withoutStack = Object.create(TypeError.prototype);
    answers["/token"] = () => Promise.reject(withoutStack);
    const failed = await auth.handleCallback({ url: begin(auth) }).catch((error) => error);
    const wrong = await auth.handleCallback({ timeoutMs: 0 }).catch((error) => error);
    const { configurable, writable } = Object.getOwnPropertyDescriptor(failed.cause, "stack");
    done([failed.cause === withoutStack, "cause" in wrong, configurable, writable]);
  `);
  assert.deepEqual(found, [true, false, true, true]);
});

test("the stack of an error shows no query of the script that it comes from", (t) => {
  const consumer = createConsumer(t, {
    "page.mjs": `
      import { oidc } from "spa-authorize";

      export let stack;
      try {
        oidc({});
      } catch (error) {
        ({ stack } = error);
      }
    `,
    "app.mjs": `
      const { stack } = await import("./page.mjs?code=SECRET&state=S#access_token=SECRET");
      console.log(JSON.stringify(stack));
    `,
  });
  const stack = runInNode(consumer, "app.mjs");
  assert.match(stack, /page\.mjs:\d+:\d+/);
  assert.doesNotMatch(stack, /SECRET/);
});
