import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";
import { PAGE } from "./page.mjs";

const OPTIONS = {
  issuer: "https://op.example",
  authorizationEndpoint: "https://op.example/authorize",
  tokenEndpoint: "https://op.example/token",
  endSessionEndpoint: "https://op.example/logout",
  clientId: "c",
  redirectUri: "https://app.example/callback",
};

const clientWith = (options) => `oidc(${JSON.stringify(options)})`;

const CLIENT = clientWith(OPTIONS);

/** It would fetch the metadata first, from a provider that does not exist. */
const CLIENT_BY_ISSUER = clientWith({ issuer: OPTIONS.issuer, clientId: "c", redirectUri: OPTIONS.redirectUri });

/** What the expression throws, or is rejected with, as a consumer can tell it apart. */
function thrownBy(t, expression) {
  const consumer = createConsumer(t, {
    "app.mjs": `
      import * as all from "spa-authorize";
      const { oidc } = all;
      try {
        await (${expression});
        console.log("null");
      } catch (error) {
        const classes = Object.keys(all).filter((name) => /Error$/.test(name) && error instanceof all[name]).sort();
        const { name, code, option, message } = error;
        console.log(JSON.stringify({ classes, name, code, option, message, isError: error instanceof Error }));
      }
    `,
  });
  return runInNode(consumer, "app.mjs");
}

test("importing touches nothing that only a browser has, and adds no global", (t) => {
  const consumer = createConsumer(t, {
    "app.mjs": `
      const touched = [];
      const names = ["window", "self", "document", "location", "history", "navigator", "sessionStorage",
        "localStorage", "crypto", "fetch", "WebAssembly"];
      for (const name of names) {
        Object.defineProperty(globalThis, name, { configurable: true, get: () => void touched.push(name) });
      }
      const before = Reflect.ownKeys(globalThis).length;
      const all = await import("spa-authorize");
      const added = Reflect.ownKeys(globalThis).length - before;
      console.log(JSON.stringify({ touched, added, exports: Object.keys(all).sort() }));
    `,
  });
  assert.deepEqual(runInNode(consumer, "app.mjs"), {
    touched: [],
    added: 0,
    exports: [
      "CallbackError",
      "ERROR_CODES",
      "EnvironmentError",
      "NOT_OURS_REASONS",
      "NetworkError",
      "ProviderError",
      "RESPONSE_TYPES",
      "RESULT_KINDS",
      "SIGNING_ALGORITHMS",
      "SessionError",
      "SignInError",
      "UsageError",
      "auth0",
      "authkit",
      "entra",
      "initialize",
      "oidc",
      "workosConnect",
    ],
  });
});

// BBA-9: no grant but the authorization code's, and no way to hand over a password.
test("a client has these members and no others", (t) => {
  const consumer = createConsumer(t, {
    "app.mjs": `
      import { oidc } from "spa-authorize";
      console.log(JSON.stringify(Object.keys(${CLIENT}).sort()));
    `,
  });
  assert.deepEqual(runInNode(consumer, "app.mjs"), [
    "answer",
    "createAuthorizeUrl",
    "fetchUserInfo",
    "handleCallback",
    "isCallback",
    "logoutUrl",
    "ready",
    "signIn",
    "signInPopup",
    "signOut",
  ]);
});

test("require() gives the same module, where Node allows it", (t) => {
  const consumer = createConsumer(t, {
    "app.cjs": `console.log(JSON.stringify(typeof require("spa-authorize").oidc));`,
  });
  assert.equal(runInNode(consumer, "app.cjs"), "function");
});

test("a client can be created on a server", (t) => {
  assert.equal(thrownBy(t, CLIENT), null);
});

// BBA-10
test("what needs a browser is a coded error without one", (t) => {
  const calls = ["createAuthorizeUrl()", "signIn()", "handleCallback()", "signOut()"];
  for (const call of [CLIENT, CLIENT_BY_ISSUER].flatMap((client) => calls.map((call) => `${client}.${call}`))) {
    const { message, ...error } = thrownBy(t, call);
    assert.deepEqual(
      error,
      { classes: ["EnvironmentError", "SignInError"], name: "EnvironmentError", code: "not-a-browser", isError: true },
      call,
    );
    assert.ok(message.length > 0);
  }
});

test("what is wrong with a request is said before any metadata is asked for", (t) => {
  const app = `
    ${PAGE}
    import { oidc } from "spa-authorize";

    let requests = 0;
    globalThis.fetch = async () => requests++;
    const auth = ${CLIENT_BY_ISSUER};
    const codes = [];
    for (const call of [() => auth.signIn({ scpoe: "openid" }), () => auth.signOut({ retrunTo: "/" })]) {
      await call().catch(({ code }) => codes.push(code));
    }
    console.log(JSON.stringify({ codes, requests }));
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, { codes: ["unknown-option", "unknown-option"], requests: 0 });
});

test("isCallback is false without a browser, and throws nowhere", (t) => {
  const app = `
    import { oidc } from "spa-authorize";
    console.log(${CLIENT}.isCallback("https://app.example/callback?code=c&state=s"));
  `;
  assert.equal(runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs"), false);
});

test("a misspelt option is an error that names it", (t) => {
  const { message, ...error } = thrownBy(t, clientWith({ ...OPTIONS, clientID: "c" }));
  assert.deepEqual(error, {
    classes: ["SignInError", "UsageError"],
    name: "UsageError",
    code: "unknown-option",
    option: "clientID",
    isError: true,
  });
  assert.match(message, /"clientID"/);
});

test("a missing option is an error that names it", (t) => {
  const { clientId, ...rest } = OPTIONS;
  const { code, option } = thrownBy(t, clientWith(rest));
  assert.deepEqual({ code, option }, { code: "missing-option", option: "clientId" });
});

test("an app's tests can make an error of their own", (t) => {
  const made = `Promise.reject(new all.ProviderError({ code: "authorization-refused", message: "no", error: "x" }))`;
  assert.deepEqual(thrownBy(t, made), {
    classes: ["ProviderError", "SignInError"],
    name: "ProviderError",
    code: "authorization-refused",
    message: "no",
    isError: true,
  });
});
