// What the demo's user is told and offered, from the first screen to the token that expires.

import assert from "node:assert/strict";

import { startDemo } from "../../../www/server/serve.mjs";
import {
  chooseStore,
  click,
  clickSignIn,
  clickSoon,
  fillIn,
  leave,
  logIn,
  passProvider,
  PATIENCE_MS,
  refuse,
  resultKind,
  signIn,
  tableOf,
  textOf,
  until,
} from "../app.mjs";

const SIGN_IN_BUTTONS = ["Sign in", "Sign in with a popup"];

export function cases(it) {
  it("the first button says Sign in, and leads to a greeting and an answer of the app's own API", async (world) => {
    const { driver, demo } = world;
    await driver.get(demo.url);
    await resultKind(driver);
    assert.equal((await buttons(driver))[0], "Sign in");

    await signInByTheFirstButton(driver);
    assert.equal(await textOf(driver, "account-heading"), "Hello, Alice");
    assert.match(await textOf(driver, "account-words"), /alice@example\.com/);
    assert.equal(await apiStatus(driver), "200");
    assert.match(await textOf(driver, "api-words"), /Hello, alice\..*issued to spa-authorize-demo/);
    assert.match(await textOf(driver, "expires"), /^expires in \d:\d\d$/);
    assert.deepEqual(await accountButtons(driver), ["Sign out"]);
    assert.deepEqual(await driver.executeScript("return window.violations"), []);
  });

  it("a refusal says so in the user's words, keeps the draft, and offers Sign in again", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await fillIn(driver, { draft: "to be kept", returnTo: "/inbox" });
    await clickFirst(driver);
    await logIn(driver, "alice");
    await refuse(driver);

    assert.equal(await resultKind(driver), "error");
    assert.equal(await textOf(driver, "account-heading"), "You cancelled the sign-in");
    assert.equal(await driver.executeScript(() => document.getElementById("draft").value), "to be kept");
    assert.deepEqual(await accountButtons(driver), SIGN_IN_BUTTONS);
    await signInByTheFirstButton(driver);
    assert.equal(await textOf(driver, "account-heading"), "Hello, Alice");
  });

  it("a refusal while logging in says the same", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickFirst(driver);
    await refuse(driver);
    assert.equal(await resultKind(driver), "error");
    assert.equal(await textOf(driver, "account-heading"), "You cancelled the sign-in");
  });

  it("a reload stays signed in", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signInByTheFirstButton(driver);
    await driver.navigate().refresh();
    assert.equal(await resultKind(driver), "none");
    assert.equal(await textOf(driver, "account-heading"), "Hello, Alice");
    assert.equal(await apiStatus(driver), "200");
    assert.deepEqual(await accountButtons(driver), ["Sign out"]);
    assert.deepEqual(await driver.executeScript("return window.violations"), []);
  });

  it("a second tab is signed in and out with the first", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signInByTheFirstButton(driver);
    const first = await driver.getWindowHandle();
    await driver.switchTo().newWindow("tab");
    const second = await driver.getWindowHandle();
    await driver.get(demo.url);
    await untilHeading(driver, "Hello, Alice");

    await driver.switchTo().window(first);
    await leave(driver, () => click(driver, "#sign-out"));
    await driver.switchTo().window(second);
    await untilHeading(driver, "You signed out in another tab");
    assert.deepEqual(await accountButtons(driver), SIGN_IN_BUTTONS);
  });

  it("a popup signs in, and the page stays as it is", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await resultKind(driver);
    await fillIn(driver, { draft: "not sent anywhere", returnTo: "/inbox" });
    const own = await driver.getWindowHandle();
    await click(driver, "#sign-in-popup");
    await driver.switchTo().window(await popupBeside(driver, own));
    await logIn(driver, "alice");
    // The popup closes itself in the midst of the answer.
    await clickSoon(driver, "[type=submit]");
    await driver.switchTo().window(own);
    await untilHeading(driver, "Hello, Alice");
    assert.equal(await driver.executeScript(() => document.getElementById("draft").value), "not sent anywhere");
    assert.equal((await tableOf(driver, "claims")).sub, "alice");
    await until(driver, "the API", () => document.getElementById("api-status").textContent === "200");
  });

  it("Back after a sign-out does not show who was signed in", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signInByTheFirstButton(driver);
    await leave(driver, () => click(driver, "#sign-out"));
    await leave(driver, () => click(driver, "[name=logout]"));
    assert.equal(await resultKind(driver), "none");
    await driver.executeScript(() => history.go(-2));
    const isFirstScreen = () => {
      const { textContent } = document.getElementById("account-heading");
      return location.pathname === "/inbox" && textContent === "Sign in to the demo";
    };
    await until(driver, "the first screen", isFirstScreen);
  });

  it("a reload where nobody was signed in is the first screen", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await driver.navigate().refresh();
    await resultKind(driver);
    assert.equal(await textOf(driver, "account-heading"), "Sign in to the demo");
    assert.deepEqual(await accountButtons(driver), SIGN_IN_BUTTONS);
  });

  it("a silent sign-in without a session at the provider asks for another", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickSignIn(driver, "silent");
    assert.equal(await resultKind(driver), "interaction-required");
    assert.equal(await textOf(driver, "account-heading"), "Please sign in again");
    assert.deepEqual(await accountButtons(driver), SIGN_IN_BUTTONS);
  });

  it("the countdown reaches the token's end, and the session goes on with another", async ({ driver }) => {
    const demo = await startDemo({ appPort: 0, providerPort: 0, accessTokenSeconds: 4 });
    try {
      await driver.get(demo.url);
      await signInByTheFirstButton(driver);
      const first = await textOf(driver, "token");
      await until(driver, "a renewal", (first) => document.getElementById("token").textContent !== first, first);
      await until(driver, "a word of it", () => document.getElementById("renewals").textContent);
      assert.equal(await textOf(driver, "account-heading"), "Hello, Alice");
      const countsDown = () => /^expires in 0:0[1-4]$/.test(document.getElementById("expires").textContent);
      await until(driver, "the next countdown", countsDown);
      await click(driver, "#call-api");
      assert.equal(await apiStatus(driver), "200");
    } finally {
      await driver.get("about:blank");
      await demo.close();
    }
  });

  it("a token that has ended while the session slept is renewed before the API is called", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signInByTheFirstButton(driver);
    assert.equal(await apiStatus(driver), "200");
    const before = await textOf(driver, "token");
    await driver.executeScript(() => {
      // By `window`: GeckoDriver's scripts have a `Date` of their own.
      const now = window.Date.now;
      window.Date.now = () => now() + 59_500;
    });
    await click(driver, "#call-api");
    assert.equal(await apiStatus(driver), "200");
    await until(driver, "a renewal", (before) => document.getElementById("token").textContent !== before, before);
    assert.equal(await textOf(driver, "account-heading"), "Hello, Alice");
  });

  it("a token is renewed by a click as well", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signInByTheFirstButton(driver);
    await click(driver, "#renew");
    await until(driver, "a renewal", () => document.getElementById("renewals").textContent);
    assert.equal(await textOf(driver, "renewals"), "renewed once on this page");
  });

  it("a flow without an access token calls no API, and says why", async ({ driver, demo }) => {
    await driver.get(demo.url);
    assert.equal(await signIn(driver, { flow: "id_token" }), "signed-in");
    const shown = () => ["api", "renew"].map((id) => document.getElementById(id).checkVisibility());
    await until(driver, "the words", () => /cannot call its API/.test(document.getElementById("token-words").textContent));
    assert.deepEqual(await driver.executeScript(shown), [false, false]);
  });

  const KEPT = [
    { store: "memory", where: undefined },
    { store: "tab", where: "sessionStorage: the session" },
    { store: "device", where: "localStorage: the session" },
  ];
  for (const { store, where } of KEPT) {
    it(`${store}: the page of what is kept shows where the session lies, and outlives a reload`, async (world) => {
      const { driver, demo } = world;
      await driver.get(`${demo.url}/stores`);
      await chooseStore(driver, store);
      await driver.get(demo.url);
      await signInByTheFirstButton(driver);
      for (const load of [() => driver.get(`${demo.url}/stores`), () => driver.navigate().refresh()]) {
        await load();
        await until(driver, "the user", () => /alice@example/.test(document.getElementById("stores-words").textContent));
        const kept = await textOf(driver, "kept");
        assert.equal(kept.match(/\w+Storage: the session/)?.[0], where);
        assert.equal(/refreshToken: ".{6}….{4} \(\d+ characters\)"/.test(kept), where !== undefined);
        assert.doesNotMatch(kept, /[\w-]{40}/);
      }
    });
  }
}

async function signInByTheFirstButton(driver) {
  await clickFirst(driver);
  await passProvider(driver, "alice");
  assert.equal(await resultKind(driver), "signed-in");
}

async function clickFirst(driver) {
  await until(driver, "the first button", () => document.getElementById("sign-in").checkVisibility());
  await leave(driver, () => click(driver, "#sign-in"));
}

function untilHeading(driver, heading) {
  const isThere = (heading) => document.getElementById("account-heading")?.textContent === heading;
  return until(driver, heading, isThere, heading);
}

async function popupBeside(driver, own) {
  const others = async () => (await driver.getAllWindowHandles()).filter((handle) => handle !== own);
  await driver.wait(async () => (await others()).length > 0, PATIENCE_MS);
  return (await others())[0];
}

function apiStatus(driver) {
  return until(driver, "an answer of the API", () => {
    const status = document.getElementById("api-status").textContent;
    return ["", "…"].includes(status) ? undefined : status;
  });
}

function accountButtons(driver) {
  return buttons(driver, ".account .actions");
}

function buttons(driver, within = "body") {
  const read = (within) => {
    const all = [...document.querySelectorAll(`${within} button`)];
    return all.filter((button) => button.checkVisibility()).map((button) => button.textContent.trim());
  };
  return driver.executeScript(read, within);
}
