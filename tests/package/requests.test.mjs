// What goes out: the authorize URL, and the package's own requests.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runOnPage as run } from "./page.mjs";

test("a request goes out with its claims, and a signal of null is none", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const claims = { id_token: { acr: { essential: true }, nickname: null } };
    const sent = new URL(auth.createAuthorizeUrl({ claims })).searchParams;
    const url = "?error=access_denied&state=" + sent.get("state");
    done([JSON.parse(sent.get("claims")), await outcome(auth.handleCallback({ url, signal: null }))]);
  `);
  assert.deepEqual(found, [{ id_token: { acr: { essential: true }, nickname: null } }, "authorization-refused"]);
});

test("a client is what it was made of, whatever becomes of that object", (t) => {
  const found = run(t, `
    const options = { ...own };
    const auth = oidc(options);
    options.clientId = "another";
    await auth.ready();
    done(new URL(auth.createAuthorizeUrl()).searchParams.get("client_id"));
  `);
  assert.equal(found, "c");
});

test("two that wait for the endpoints at once share one request", (t) => {
  const found = run(t, `
    let requests = 0;
    answers["/.well-known/openid-configuration"] = () => {
      requests += 1;
      return json(metadata)();
    };
    const auth = oidc(own);
    await Promise.all([auth.ready(), auth.signIn(), auth.ready()]);
    await auth.ready();
    done(requests);
  `);
  assert.equal(found, 1);
});

test("of the tokens that are handed in, the two that matter are read and nothing else", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, endSessionEndpoint: ISSUER + "/logout" });
    class Session {
      get idToken() { return "a.b.c"; }
    }
    const circle = { idToken: "a.b.c" };
    circle.session = circle;
    const deep = { idToken: "a.b.c", raw: JSON.parse("[".repeat(31) + "]".repeat(31)) };
    const hint = (tokens) => new URL(auth.logoutUrl({ tokens })).searchParams.get("id_token_hint");
    done([new Session(), circle, deep].map(hint));
  `);
  assert.deepEqual(found, ["a.b.c", "a.b.c", "a.b.c"]);
});

test("a page without a generator of random numbers is random-unavailable", (t) => {
  const found = run(t, `
    Object.defineProperty(globalThis, "crypto", { value: undefined });
    const auth = oidc({ ...own, ...endpoints });
    try {
      auth.createAuthorizeUrl();
    } catch ({ code }) {
      done(code);
    }
  `);
  assert.equal(found, "random-unavailable");
});

test("every request is sent without cookies, a cache, a referrer or a redirect", (t) => {
  const found = run(t, `
    const sent = {};
    const answer = globalThis.fetch;
    globalThis.fetch = (url, { signal, headers, method, body, ...rest }) => {
      sent[new URL(url).pathname] = rest;
      return answer(url);
    };
    answers["/jwks"] = json({ keys: [] });
    answers["/userinfo"] = json({ sub: "ada" });
    const auth = oidc(own);
    await auth.ready();
    const begun = new URL(auth.createAuthorizeUrl({ scope: "openid" })).searchParams;
    await outcome(auth.handleCallback({ url: "?code=C&state=" + begun.get("state") }));
    await auth.fetchUserInfo(tokens);
    done(sent);
  `);
  const alike = { cache: "no-store", credentials: "omit", redirect: "manual", referrerPolicy: "no-referrer" };
  const paths = ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"];
  assert.deepEqual(found, Object.fromEntries(paths.map((path) => [path, alike])));
});

test("an answer may be as large as its limit, is UTF-8 with a mark or without, and is given up when the signal fires", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, userinfoEndpoint: ISSUER + "/userinfo" });
    const ask = (body, options) => {
      answers["/userinfo"] = () => new Response(body, { headers: { "Content-Type": "application/json" } });
      return auth.fetchUserInfo(tokens, options).then(({ sub }) => sub, ({ code }) => code);
    };
    const padded = (length) => '{"sub":"ada"}'.padEnd(length);
    const bytes = (text) => Uint8Array.from(text, (char) => char.charCodeAt(0));
    const found = [
      await ask(padded(256 * 1024)),
      await ask(padded(256 * 1024 + 1)),
      await ask(bytes('\\xef\\xbb\\xbf{"sub":"ada"}')),
      await ask(bytes('{"sub":"ada","x":"\\xe4"}')),
    ];
    const controller = new AbortController();
    globalThis.fetch = (url, { signal }) => new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      controller.abort();
    });
    done([...found, await ask("", { signal: controller.signal, timeoutMs: 2000 })]);
  `);
  assert.deepEqual(found, ["ada", "response-too-large", "ada", "userinfo-invalid", "aborted"]);
});
