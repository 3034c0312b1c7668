// The apps with packages of their own, as `npm test consumers` has installed them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createApp, run, testSignIns } from "./consumer.mjs";

const NEXT = { fixture: "next", check: assertRenderedWithoutBrowser };

const next = (command) => (port) => `next ${command} --hostname localhost --port ${port}`;

/** Webpack hints at assets above 244 KiB, as the inlined module is: anything else that it says is a failure. */
const WEBPACK = "webpack ./page.js --mode production --no-performance";

const LAZY = "spa-authorize/lazy";

testSignIns([
  { name: "Vite 5, built", fixture: "vite-5", build: "vite build", root: "dist" },
  { name: "Vite 5's dev server", fixture: "vite-5", start: (port) => `vite --strictPort --port ${port}` },
  { name: "webpack 5", fixture: "webpack-5", build: WEBPACK, script: "/dist/main.js" },
  { name: "Vite 5, built, of the lazy entry", fixture: "vite-5", from: LAZY, build: "vite build", root: "dist" },
  { name: "webpack 5, of the lazy entry", fixture: "webpack-5", from: LAZY, build: WEBPACK, script: "/dist/main.js" },
  { name: "Next, built", ...NEXT, build: "next build", start: next("start") },
  { name: "Next's dev server", ...NEXT, start: next("dev") },
]);

test("vitest: an app is imported without harm, and told that there is no browser", async (t) => {
  await run("vitest run auth", await createApp(t, { fixture: "vitest", url: "http://localhost" }));
});

for (const environment of ["jsdom", "happy-dom"]) {
  test(`vitest with ${environment}: an app's own tests sign in`, async (t) => {
    const app = await createApp(t, { fixture: "vitest", url: "http://localhost" });
    await run(`vitest run sign_in --globals --environment ${environment}`, app);
  });
}

test("Jest with jest-fixed-jsdom: an app's own tests sign in, and with its own jsdom they are told", async (t) => {
  const app = await createApp(t, { fixture: "jest", url: "http://localhost" });
  await run("node --no-warnings --experimental-vm-modules node_modules/jest/bin/jest.js", app);
});

/** The page's server component asks the same module as its client component. */
async function assertRenderedWithoutBrowser(url) {
  const response = await fetch(url);
  assert.match(await response.text(), /<p id="user-on-the-server">not-a-browser</);
}
