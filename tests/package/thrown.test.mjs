// Errors as they are thrown: their causes and their stacks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runInNode } from "./consumer.mjs";
import { runOnPage as run } from "./page.mjs";

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
