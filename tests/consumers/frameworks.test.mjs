// The apps of `examples/` that are written with a framework's router: each is built as it stands there, served as plain
// files, and used as a user would.

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";

import { By } from "selenium-webdriver";

import { startProvider } from "../../www/server/provider.mjs";
import { click, leave, logIn, passProvider, refuse, storedKeys, until } from "../e2e/app.mjs";
import { chromium, deleteCookies, openFreshTab } from "../e2e/browser.mjs";
import { installTarball, ROOT } from "../package/consumer.mjs";
import { complaints, empty, fill, freePort, run, serve } from "./consumer.mjs";

/** The newest frameworks want a newer Node than this repository does. */
const NEWER_NODE = join(ROOT, "target/consumers/node");

/** Vite and Angular hint at the size of a bundle, of which the inlined module is most. */
const VITE_HINT = /^- Adjust chunk size limit for this warning .*$/m;
const ANGULAR_HINT = /^.*WARNING.* bundle initial exceeded maximum budget\..*$/m;

/** SvelteKit counts no warnings, and lists its own `error.svelte` among the files that it has written. */
const SVELTE_HINTS = [/^svelte-check found 0 errors and 0 warnings$/m, /^\.svelte-kit\/output\/.*$/gm];

const APPS = [
  { name: "react-router", settings: ".env", root: "dist", hints: [VITE_HINT] },
  { name: "vue-router", settings: ".env", root: "dist", hints: [VITE_HINT] },
  { name: "sveltekit", settings: ".env", root: "build", hints: [...SVELTE_HINTS, VITE_HINT] },
  { name: "angular", settings: "src/environments/environment.ts", root: "dist/app/browser", hints: [ANGULAR_HINT] },
];

const BUILD_TIMEOUT_MS = 120_000;

let driver;
let stop;

before(async () => ({ driver, stop } = await chromium.start()));
after(() => stop());

for (const app of APPS) describe(`examples/${app.name}`, () => testApp(app));

function testApp(app) {
  const closing = [];
  let url;

  before(async () => (url = await buildAndServe(app, (close) => closing.push(close))), { timeout: BUILD_TIMEOUT_MS });
  after(() => Promise.all(closing.map((close) => close())));
  beforeEach(async () => {
    await openFreshTab(driver);
    await deleteCookies(driver, url);
  });

  test("signs in from home, for as long as the page lives", async () => {
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Sign in");
    await leave(driver, () => click(driver, "button"));
    await passProvider(driver, "alice");
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");

    await click(driver, "a[href='/account']");
    await assertPage(`${url}/account`, "Account", "You are signed in as alice@example.com");
    await click(driver, "a[href='/']");
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");

    await driver.navigate().refresh();
    await assertPage(`${url}/`, "Home", "Sign in");
  });

  test("says beside the button that the user has refused, and signs in after all", async () => {
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Sign in");
    await leave(driver, () => click(driver, "button"));
    await refuse(driver);
    await assertRefused();

    await leave(driver, () => click(driver, "button"));
    await passProvider(driver, "alice");
    await assertPage(`${url}/`, "Home", "Hello alice@example.com");
  });

  test("leads from a guarded page to the provider, and back to that page", async () => {
    await driver.get(`${url}/account?tab=keys`);
    await logIn(driver, "alice");
    await passProvider(driver, "alice");
    await assertPage(`${url}/account?tab=keys`, "Account", "You are signed in as alice@example.com");

    // The provider still knows the user, and asks nothing.
    await leave(driver, () => driver.navigate().refresh());
    await assertPage(`${url}/account?tab=keys`, "Account", "You are signed in as alice@example.com");
  });

  test("leaves no blank page behind for the way back from the provider", async () => {
    await driver.get(`${url}/account`);
    await until(driver, "the login page", () => document.querySelector("[name=login]"));
    await driver.navigate().back();
    await assertPage(`${url}/`, "Home", "Sign in");
  });

  test("does not ask again after a refusal, until the user does", async () => {
    await driver.get(`${url}/account`);
    await until(driver, "the login page", () => document.querySelector("[name=login]"));
    await refuse(driver);
    await assertRefused();

    await leave(driver, () => click(driver, "button"));
    await passProvider(driver, "alice");
    await assertPage(`${url}/account`, "Account", "You are signed in as alice@example.com");
  });

  test("guards a page that is reached by a link, and only once it is followed", async () => {
    await driver.get(url);
    await assertPage(`${url}/`, "Home", "Sign in");
    const link = driver.findElement(By.css("a[href='/account']"));
    await driver.actions().move({ origin: link }).perform();
    if (app.name === "sveltekit") await untilPreloaded();
    await assertPage(`${url}/`, "Home", "Sign in");

    await leave(driver, () => link.click());
    await passProvider(driver, "alice");
    await assertPage(`${url}/account`, "Account", "You are signed in as alice@example.com");
  });

  async function assertRefused() {
    await assertPage(`${url}/`, "Home", "You cancelled the sign-in.");
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
      assert.deepEqual(await complaints(driver, url), []);
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
  const clients = [{ client_id: "example", redirect_uris: [`${url}/callback`] }];
  const provider = await startProvider({ clients });
  after(provider.close);
  fill(join(folder, settings), { "http://localhost:4174": provider.issuer });
  await run("npm run build", folder, { first: NEWER_NODE, hints });
  await serve({ after }, join(folder, root), port);
  return url;
}

/** Not what somebody installed or built there by hand. */
function isSource(path) {
  return !/\/(node_modules|dist|build|\.svelte-kit|\.angular)$/.test(path);
}

/** SvelteKit asks a guard already when its link is hovered over. */
async function untilPreloaded() {
  await driver.wait(async () => (await storedKeys(driver)).open.length > 0);
}

function rectangle(selector) {
  return driver.findElement(By.css(selector)).getRect();
}
