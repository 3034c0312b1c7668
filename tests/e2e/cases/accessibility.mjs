// The demo and its provider's pages as axe-core sees them: in every state, light and dark, on a desk and on a phone.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { chooseStore, click, clickSignIn, leave, logIn, passProvider, refuse, resultKind, signIn, until } from "../app.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const SCHEMES = ["light", "dark"];
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

export function cases(it) {
  it("axe finds nothing on the first screen", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await resultKind(driver);
    await assertNoFinding(driver);
  });

  it("axe finds nothing on the provider's login and consent, and after a refusal", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickSignIn(driver, "code");
    await driver.executeScript(() => void (document.querySelector("details").open = true));
    await assertNoFinding(driver);
    await logIn(driver, "alice");
    await assertNoFinding(driver);
    await refuse(driver);
    assert.equal(await resultKind(driver), "error");
    await assertNoFinding(driver);
  });

  it("axe finds nothing while somebody is signed in, with user info, and after a reload", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signIn(driver);
    await click(driver, "#fetch-user-info");
    await until(driver, "the user info", () => document.getElementById("user-info").checkVisibility());
    await assertNoFinding(driver);
    await driver.navigate().refresh();
    await resultKind(driver);
    await assertNoFinding(driver);
  });

  it("axe finds nothing when the token has ended, and the provider cannot be reached", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signIn(driver);
    await driver.executeScript(() => {
      window.fetch = () => Promise.reject(new TypeError("unreachable"));
      const { now } = Date;
      Date.now = () => now() + 600_000;
    });
    await until(driver, "the end of the token", () => document.getElementById("expires").textContent === "expired");
    await assertNoFinding(driver);
  });

  for (const store of ["memory", "tab", "device"]) {
    it(`axe finds nothing on the page of what is kept: ${store}`, async ({ driver, demo }) => {
      await driver.get(`${demo.url}/stores`);
      await chooseStore(driver, store);
      await assertNoFinding(driver);
      await driver.get(demo.url);
      await signIn(driver);
      await driver.get(`${demo.url}/stores`);
      await until(driver, "the user", () => document.getElementById("sign-out").checkVisibility());
      await assertNoFinding(driver);
    });
  }

  it("axe finds nothing when a click fails, or the provider needs a page", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickSignIn(driver, "silent");
    assert.equal(await resultKind(driver), "interaction-required");
    await assertNoFinding(driver);
    await driver.executeScript(() => void (Storage.prototype.setItem = () => { throw new Error("full"); }));
    await click(driver, "#sign-in");
    await until(driver, "an error", () => document.getElementById("alert").checkVisibility());
    await assertNoFinding(driver);
  });

  it("axe finds nothing in the picker, with a URL and with an error", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await resultKind(driver);
    await click(driver, "#picker-build");
    await until(driver, "a URL", () => document.getElementById("picker-url").checkVisibility());
    await assertNoFinding(driver);
    await driver.executeScript(() => {
      document.getElementById("option-responseType").value = "id_token";
      document.getElementById("option-scope").value = "email";
    });
    await click(driver, "#picker-build");
    await until(driver, "an error", () => document.getElementById("picker-error").checkVisibility());
    await assertNoFinding(driver);
  });

  it("axe finds nothing on the provider's pages of signing out, and of its errors", async ({ driver, demo }) => {
    const { issuer } = demo.provider;
    await driver.get(`${issuer}/auth?client_id=nobody`);
    await assertNoFinding(driver);
    await driver.get(`${issuer}/interaction/expired`);
    await assertNoFinding(driver);
    await driver.get(demo.url);
    await clickSignIn(driver, "code");
    await passProvider(driver, "alice");
    await resultKind(driver);
    await driver.get(`${issuer}/session/end`);
    await assertNoFinding(driver);
    await leave(driver, () => click(driver, "[name=logout]"));
    await assertNoFinding(driver);
  });

  it("picker: on a phone the URL and its Copy button are in sight once it is built", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await resultKind(driver);
    await emulate(driver, PHONE, "light");
    await click(driver, "#picker-build");
    await until(driver, "a URL", () => document.getElementById("picker-url").checkVisibility());
    const isInSight = (id) => {
      const { top, bottom } = document.getElementById(id).getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    };
    await until(driver, "the URL in sight", isInSight, "picker-url");
    assert.equal(await driver.executeScript(isInSight, "picker-copy"), true);
  });
}

async function assertNoFinding(driver) {
  await driver.executeScript(AXE);
  for (const scheme of SCHEMES) {
    for (const screen of [DESK, PHONE]) {
      await emulate(driver, screen, scheme);
      const where = `${await driver.getCurrentUrl()}, ${scheme}, ${screen.width} wide`;
      assert.deepEqual(await findings(driver), [], where);
      assert.equal(await driver.executeScript(() => document.documentElement.scrollWidth > innerWidth), false, where);
    }
  }
}

function findings(driver) {
  return driver.executeAsyncScript((done) => {
    const texts = ({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`);
    window.axe.run({ resultTypes: ["violations"] }).then(
      ({ violations }) => done(violations.flatMap(texts)),
      (error) => done([String(error)]),
    );
  });
}

async function emulate(driver, { width, height }, scheme) {
  const features = [{ name: "prefers-color-scheme", value: scheme }];
  await driver.sendDevToolsCommand("Emulation.setEmulatedMedia", { features });
  const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
  await driver.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", metrics);
}
