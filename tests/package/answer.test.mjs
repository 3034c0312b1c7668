// `answer()`: what `handleCallback()` comes to, as a promise that never rejects and stays the same.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";
import { runOnPage as run } from "./page.mjs";

/** What each of some addresses comes to, and whether it is the same promise as often as it is asked for. */
const ASK = `
  const auth = oidc({ ...own, ...endpoints });
  const ask = async (href) => {
    if (href) location.href = href;
    const asked = [auth.answer(), auth.answer(), auth.answer()];
    const { kind, reason, error } = await asked[0];
    return [error?.code ?? reason ?? kind, new Set([...asked, auth.answer()]).size];
  };
`;

test("the same promise is given as often as it is asked for, whatever it comes to", (t) => {
  const found = run(t, `${ASK}
    done([
      await ask("https://app.example/"),
      await ask("https://app.example/callback?code=c&state=" + "s".repeat(43)),
      await ask(begin(auth)),
      await ask("https://app.example/inbox"),
      await ask(begin(auth).replace("code=SECRET", "error=access_denied")),
    ]);
  `);
  const kinds = ["none", "unknown-state", "authorized", "authorized", "authorization-refused"];
  assert.deepEqual(found, kinds.map((kind) => [kind, 1]));
});

test("what prevents an answer is a result, and the same promise too", (t) => {
  const found = run(t, `${ASK}
    const url = begin(auth);
    const blocked = { get: () => { throw new DOMException("no", "SecurityError"); }, configurable: true };
    Object.defineProperty(window, "sessionStorage", blocked);
    const first = await ask(url);
    Object.defineProperty(window, "sessionStorage", { value: sessionStorage });
    done([first, await ask()]);
  `);
  assert.deepEqual(found, [["storage-blocked", 1], ["authorized", 1]]);
});

test("a refusal that nobody awaits is no unhandled rejection", (t) => {
  const found = run(t, `
    const unhandled = [];
    process.on("unhandledRejection", ({ code }) => unhandled.push(code));
    const auth = oidc({ ...own, ...endpoints });
    location.href = begin(auth).replace("code=SECRET", "error=access_denied");
    auth.answer();
    await new Promise((resolve) => setTimeout(resolve, 20));
    done([unhandled, await outcome(auth.handleCallback())]);
  `);
  assert.deepEqual(found, [[], "authorization-refused"]);
});

test("it gives the very result of handleCallback, until signOut", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, endSessionEndpoint: ISSUER + "/logout" });
    location.href = begin(auth);
    const answer = auth.answer();
    const same = (await auth.handleCallback()) === (await answer);
    await auth.signOut();
    done([same, (await auth.answer()).kind]);
  `);
  assert.deepEqual(found, [true, "none"]);
});

test("on a server it is the failure not-a-browser, of which nothing is kept", (t) => {
  const app = `
    import { oidc, SignInError } from "spa-authorize";
    const auth = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
    const asked = [auth.answer(), auth.answer()];
    const { kind, error } = await asked[0];
    console.log(JSON.stringify([kind, error.code, error instanceof SignInError, asked[0] === asked[1]]));
  `;
  const found = runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs");
  assert.deepEqual(found, ["failed", "not-a-browser", true, false]);
});

test("a module that breaks down in the call is a coded failure", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    location.href = begin(auth);
    history.replaceState = () => {
      throw new Error("stop");
    };
    Object.defineProperty(location, "href", { get: () => { throw new Error("stop"); } });
    const { kind, error } = await auth.answer();
    done([kind, typeof error.code]);
  `);
  assert.deepEqual(found, ["failed", "string"]);
});
