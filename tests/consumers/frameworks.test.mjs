// The apps of `examples/` that are written with a framework's router: each is built as it stands there, served as plain
// files, and used as a user would.

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { By } from "selenium-webdriver";

import { startServers } from "../../examples/provider.mjs";
import { click, leave, logIn, passProvider, refuse, until } from "../e2e/app.mjs";
import { chromium, openFreshTab } from "../e2e/browser.mjs";
import { installTarball, ROOT } from "../package/consumer.mjs";
import { complaints, empty, fill, freePort, run, serve } from "./consumer.mjs";

/** The newest frameworks want a newer Node than this repository does. */
const NEWER_NODE = join(ROOT, "target/consumers/node");

/** Vite hints at the size of a bundle, of which the inlined module is most. */
const VITE_HINT = /^- Adjust chunk size limit for this warning .*$/m;

/** SvelteKit counts no warnings, and lists its own `error.svelte` among the files that it has written. */
const SVELTE_HINTS = [/^svelte-check found 0 errors and 0 warnings$/m, /^\.svelte-kit\/output\/.*$/gm];

/** Where a guard that rejects leaves the user: home, or on the page of the router's own for errors. */
const HOME = { path: "/", heading: "Home" };
const IN_PLACE = { path: "/account", heading: "This page is not open to you" };

const ENVIRONMENT = "src/environments/environment.ts";

const APPS = [
  { name: "react-router", rejected: IN_PLACE, settings: ".env", root: "dist", hints: [VITE_HINT] },
  { name: "vue-router", rejected: HOME, settings: ".env", root: "dist", hints: [VITE_HINT] },
  { name: "sveltekit", rejected: IN_PLACE, settings: ".env", root: "build", hints: [...SVELTE_HINTS, VITE_HINT] },
  { name: "angular", rejected: HOME, settings: ENVIRONMENT, root: "dist/app/browser", hints: [] },
];

/** So short that it ends during a test. */
const ACCESS_TOKEN_SECONDS = 4;

const BUILD_TIMEOUT_MS = 120_000;

/** Chromium says so of the app in a silent frame, where it must not run. */
const SANDBOXED = /\/callback\?\S+ \S+ Blocked script execution /;

/** What a link is hovered over for: a router that preloads has begun by then. */
const HOVER_MS = 300;

let driver;
let stop;

before(async () => ({ driver, stop } = await chromium.start()));
after(() => stop());

for (const app of APPS) describe(`examples/${app.name}`, () => testApp(app));

function testApp(app) {
  const closing = [];
  let url;
  let provider;

  before(async () => ({ url, provider } = await buildAndServe(app, (close) => closing.push(close))), { timeout: BUILD_TIMEOUT_MS });
  after(() => Promise.all(closing.map((close) => close())));
  beforeEach(async () => {
    await openFreshTab(driver);
    // Of every address, and without a page on which the app would begin a session.
    await driver.sendDevToolsCommand("Network.clearBrowserCookies");
    await driver.sendDevToolsCommand("Storage.clearDataForOrigin", { origin: url, storageTypes: "local_storage" });
  });

  test("signs in from home, and stays signed in when the page is loaded again", async () => {
    await signIn();
    await click(driver, "a[href='/account']");
    await assertPage(`${url}/account`, "Account", "You are signed in as alice@example.com");
    await click(driver, "a[href='/']");
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");

    await driver.navigate().refresh();
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");
  });

  test("calls the API with a new token, once the first has ended", async () => {
    await signIn();
    const { length } = provider.tokenRequests;
    await sleep(ACCESS_TOKEN_SECONDS * 1000);
    await click(driver, "#ask");
    await assertPage(`${url}/`, "Home", "Hello, alice");
    // The next one may be under way by now.
    const renewals = provider.tokenRequests.slice(length).filter(({ status }) => status !== null);
    assert.ok(renewals.length > 0, "no renewal");
    const isGood = ({ grantType, status }) => grantType === "refresh_token" && status === 200;
    assert.ok(renewals.every(isGood), JSON.stringify(renewals));
  });

  test("a second tab is signed in and out with the first", async () => {
    await signIn();
    const first = await driver.getWindowHandle();
    await driver.switchTo().newWindow("tab");
    const second = await driver.getWindowHandle();
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");
    await click(driver, "a[href='/account']");
    await assertPage(`${url}/account`, "Account", "You are signed in as alice@example.com");

    await driver.switchTo().window(first);
    await leave(driver, () => click(driver, "#sign-out"));
    await leave(driver, () => click(driver, "[name=logout]"));
    await assertPage(`${url}/`, "Home", "Sign in");
    await driver.switchTo().window(second);
    await assertPage(`${url}/account`, "Account", "Sign in");
  });

  test("says beside the button that the user has refused, and signs in after all", async () => {
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Sign in");
    await leave(driver, () => click(driver, "button"));
    await refuse(driver);
    await assertRefused(HOME);

    await leave(driver, () => click(driver, "button"));
    await passProvider(driver, "alice");
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");
  });

  test("leads from a guarded page to the provider, and back to that page", async () => {
    await driver.get(`${url}/account?tab=keys`);
    await logIn(driver, "alice");
    await passProvider(driver, "alice");
    await assertPage(`${url}/account?tab=keys`, "Account", "You are signed in as alice@example.com");

    await driver.navigate().refresh();
    await assertPage(`${url}/account?tab=keys`, "Account", "You are signed in as alice@example.com");
  });

  test("leaves no blank page behind for the way back from the provider", async () => {
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Sign in");
    await driver.get(`${url}/account`);
    await until(driver, "the login page", () => document.querySelector("[name=login]"));
    await driver.navigate().back();
    await assertPage(`${url}/`, "Home", "Sign in");
  });

  test("does not ask again after a refusal, until the user does", async () => {
    await driver.get(`${url}/account`);
    await until(driver, "the login page", () => document.querySelector("[name=login]"));
    await refuse(driver);
    await assertRefused(app.rejected);

    await leave(driver, () => click(driver, "button"));
    await passProvider(driver, "alice");
    await assertPage(`${url}/account`, "Account", "You are signed in as alice@example.com");
  });

  test("guards a page that is reached by a link, and only once it is followed", async () => {
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Sign in");
    const link = driver.findElement(By.css("a[href='/account']"));
    await driver.actions().move({ origin: link }).perform();
    await sleep(HOVER_MS);
    await assertPage(`${url}/`, "Home", "Sign in");

    await leave(driver, () => link.click());
    await passProvider(driver, "alice");
    await assertPage(`${url}/account`, "Account", "You are signed in as alice@example.com");
  });

  async function signIn() {
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Sign in");
    await leave(driver, () => click(driver, "button"));
    await passProvider(driver, "alice");
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");
  }

  async function assertRefused({ path, heading }) {
    await assertPage(url + path, heading, "You cancelled the sign-in.");
    const [button, message] = await Promise.all(["button", "[role=alert]"].map(rectangle));
    assert.ok(message.x >= button.x + button.width && message.x <= button.x + button.width + 20, "not beside the button");
    assert.ok(message.y < button.y + button.height && button.y < message.y + message.height, "not on the button's line");
  }

  async function assertPage(address, heading, text) {
    const isThere = (heading, text) =>
      document.querySelector("h1")?.textContent === heading && document.body.innerText.includes(text);
    try {
      await until(driver, `${heading}: ${text}`, isThere, heading, text);
      assert.equal(await driver.getCurrentUrl(), address);
    } finally {
      const said = await complaints(driver, url);
      assert.deepEqual(said.filter((message) => !SANDBOXED.test(message)), []);
    }
  }
}

async function buildAndServe({ name, settings, root, hints }, after) {
  const folder = join(ROOT, "target/consumers", name);
  empty(folder);
  cpSync(join(ROOT, "examples", name), folder, { recursive: true, filter: isSource });
  installTarball(folder);

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { provider, apiUrl, close } = await startServers({ apps: [url], accessTokenSeconds: ACCESS_TOKEN_SECONDS });
  after(close);
  fill(join(folder, settings), { "http://localhost:4174": provider.issuer, "http://localhost:4175": apiUrl });
  await run("npm run build", folder, { first: NEWER_NODE, hints });
  await serve({ after }, join(folder, root), port);
  return { url, provider };
}

/** Not what somebody installed or built there by hand. */
function isSource(path) {
  return !/\/(node_modules|dist|build|\.svelte-kit|\.angular)$/.test(path);
}

function rectangle(selector) {
  return driver.findElement(By.css(selector)).getRect();
}
