// Browsers and pages that do not allow what is needed, or only at the right moment.

import assert from "node:assert/strict";

import {
  click,
  createAuthorizeUrl,
  handleCallback,
  isCallback,
  PATIENCE_MS,
  resultKind,
  textOf,
  until,
} from "../app.mjs";

const RESPONSE = `/callback?code=C&state=${"A".repeat(43)}`;

export function cases(it) {
  it("storage blocked: an ordinary page load is none", async ({ demo, driverWithoutStorage }) => {
    const driver = await driverWithoutStorage();
    await driver.get(demo.url);
    await assertStorageBlocked(driver);
    assert.equal(await resultKind(driver), "none");
  });

  it("storage blocked: Sign in says storage-blocked, and stays", async ({ demo, driverWithoutStorage }) => {
    const driver = await driverWithoutStorage();
    await driver.get(demo.url);
    await assertStorageBlocked(driver);
    await resultKind(driver);
    await click(driver, "#sign-in-code");
    await until(driver, "an error", () => document.getElementById("error-code").textContent);
    assert.equal(await textOf(driver, "error-code"), "storage-blocked");
    assert.equal(await driver.getCurrentUrl(), `${demo.url}/`);
  });

  // ATK-61
  it("storage blocked: a response is storage-blocked, and isCallback false", async ({ page, driverWithoutStorage }) => {
    const driver = await driverWithoutStorage();
    await driver.get(page.url + RESPONSE);
    await assertStorageBlocked(driver);
    assert.equal(await isCallback(driver, "first"), false);
    const { name, code } = await handleCallback(driver, "first");
    assert.deepEqual([name, code], ["EnvironmentError", "storage-blocked"]);
    assert.equal(await driver.getCurrentUrl(), page.url + RESPONSE);
  });

  it("a page without 'wasm-unsafe-eval': imports and clients work, the first use is module-blocked", async (world) => {
    const { driver, page } = world;
    page.contentSecurityPolicy = "script-src 'self'";
    await driver.get(page.url);
    assert.deepEqual(await driver.executeScript(() => Object.keys(window.clients)), ["first", "second"]);

    const { name, code, message } = await createAuthorizeUrl(driver, "first");
    assert.deepEqual([name, code], ["EnvironmentError", "module-blocked"]);
    assert.match(message, /'wasm-unsafe-eval'/);
    assert.equal((await handleCallback(driver, "first")).code, "module-blocked");
    const initialized = await driver.executeScript(() => window.outcome(() => window.spa.initialize()));
    assert.equal(initialized.code, "module-blocked");
    assert.equal(await isCallback(driver, "first"), false);
  });

  it("a popup opened in a click, with nothing set up before, is not blocked", async ({ driver, page }) => {
    // The blocker is on: without a click, nothing opens.
    page.headHtml = "<script>window.unasked = window.open('/');</script>";
    await driver.get(page.url);
    assert.equal(await driver.executeScript(() => window.unasked), null);

    const opener = await driver.getWindowHandle();
    await click(driver, "#popup");
    const others = async () => (await driver.getAllWindowHandles()).filter((handle) => handle !== opener);
    await driver.wait(async () => (await others()).length === 1, PATIENCE_MS, "no popup opened");
    await driver.switchTo().window((await others())[0]);
    await until(driver, "the login page", () => document.querySelector("[name=login]"));
    assert.equal(new URL(await driver.getCurrentUrl()).origin, page.providers.first.issuer);
  });

  it("a request made in another window, or without a prototype, is a request", async ({ driver, page }) => {
    await driver.get(page.url);
    const create = () => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      const foreign = frame.contentWindow.JSON.parse('{ "loginHint": "alice" }');
      const bare = Object.assign(Object.create(null), { loginHint: "alice" });
      return Promise.all([foreign, bare].map((request) => {
        return window.outcome(() => window.clients.first.createAuthorizeUrl(request));
      }));
    };
    for (const url of await driver.executeScript(create)) {
      assert.equal(URL.canParse(url) && new URL(url).searchParams.get("login_hint"), "alice", JSON.stringify(url));
    }
  });

  it("the demo's policy is as strict as it says", async ({ demo }) => {
    const { headers } = await fetch(demo.url);
    const scripts = headers.get("Content-Security-Policy").match(/script-src ([^;]*)/)[1].split(" ");
    assert.deepEqual(scripts.slice(0, 2), ["'self'", "'wasm-unsafe-eval'"]);
    assert.match(scripts.slice(2).join(" "), /^'nonce-[^']+'$/);
  });
}

/** What the tests of a blocked storage rest on. */
async function assertStorageBlocked(driver) {
  const name = await driver.executeScript(() => {
    try {
      return `a storage of ${sessionStorage.length}`;
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(name, "SecurityError");
}
