// Built apps of the lazy entry: the module is a chunk of its own, which loads when it is needed, and again if it failed.

import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { leave, passProvider, until } from "../e2e/app.mjs";
import { chromium, openFreshTab } from "../e2e/browser.mjs";
import { createApp, freePort, run, serve } from "./consumer.mjs";

/** Its top level waits for the answer, as an app does before it starts its router. */
const PAGE = `
  import * as auth from "./auth.js";
  Object.assign(window, auth);
  document.querySelector("#user").textContent = await auth.user();
`;

const APPS = [
  { name: "Vite 5", fixture: "vite-5", build: "vite build --target esnext", root: "dist" },
  {
    name: "webpack 5",
    fixture: "webpack-5",
    build: "webpack ./page.js --mode production --no-performance",
    root: ".",
    script: "/dist/main.js",
  },
];

const MANY_BYTES = 100_000;

let browser;

before(async () => (browser = await chromium.start()));
beforeEach(() => openFreshTab(browser.driver));
after(() => browser.stop());

for (const { name, build, root, ...app } of APPS) {
  test(`${name}: the chunk loads when it is needed, and again after it failed`, { timeout: 120_000 }, async (t) => {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const folder = await createApp(t, { ...app, from: "spa-authorize/lazy", url });
    writeFileSync(join(folder, "page.js"), PAGE);
    await run(build, folder);

    const requests = [];
    const isChunk = (path) => path.endsWith(".js") && statSync(join(folder, root, path)).size > MANY_BYTES;
    const chunks = () => requests.filter(isChunk).length;
    let isDown = true;
    await serve(t, join(folder, root), port, {}, (path) => {
      requests.push(path);
      return isDown && isChunk(path);
    });

    const { driver } = browser;
    await driver.get(url);
    assert.equal(await userOf(driver), "none");
    assert.equal(chunks(), 0);
    assert.equal(await signIn(driver), "module-blocked");
    isDown = false;
    await leave(driver, () => driver.executeScript("void signIn()"));
    await passProvider(driver, "alice");
    assert.equal(await userOf(driver), "alice@example.com");
    assert.equal(await driver.getCurrentUrl(), `${url}/callback`);
    assert.ok(chunks() > 1, requests.join());
    assert.deepEqual(requests.filter((path) => path.endsWith(".wasm")), []);
  });
}

function userOf(driver) {
  return until(driver, "who has signed in", () => document.querySelector("#user")?.textContent);
}

function signIn(driver) {
  return driver.executeAsyncScript("signIn().then(() => 'left', ({ code }) => code).then(arguments[0])");
}
