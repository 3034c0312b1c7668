// What the demo's user is told and offered, from the first screen to the token that expires.

import assert from "node:assert/strict";

import {
  click,
  clickSignIn,
  fillIn,
  leave,
  logIn,
  passProvider,
  refuse,
  resultKind,
  signIn,
  tableOf,
  textOf,
  until,
} from "../app.mjs";

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
    assert.deepEqual(await accountButtons(driver), ["Sign in"]);
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

  it("a reload explains itself, and Continue signs in without a page of the provider", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signInByTheFirstButton(driver);
    await driver.navigate().refresh();
    assert.equal(await resultKind(driver), "none");
    assert.match(await textOf(driver, "account-heading"), /reload/);
    assert.deepEqual(await accountButtons(driver), ["Continue", "Sign in"]);

    await leave(driver, () => click(driver, "#continue"));
    assert.equal(await resultKind(driver), "signed-in");
    assert.equal(await textOf(driver, "account-heading"), "Hello, Alice");
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
    assert.deepEqual(await accountButtons(driver), ["Sign in"]);
  });

  it("Continue without a session at the provider asks for a sign-in", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickSignIn(driver, "silent");
    assert.equal(await resultKind(driver), "interaction-required");
    assert.equal(await textOf(driver, "account-heading"), "Please sign in again");
    assert.deepEqual(await accountButtons(driver), ["Sign in"]);
  });

  it("a token that expires says so, and a new one needs no page of the provider", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signInByTheFirstButton(driver);
    const first = (await tableOf(driver, "tokens"))["access token"];
    await driver.executeScript(() => {
      // By `window`: GeckoDriver's scripts have a `Date` of their own.
      const now = window.Date.now;
      window.Date.now = () => now() + 600_000;
    });
    await until(driver, "the end of the token", () => document.getElementById("expires").textContent === "expired");
    assert.match(await textOf(driver, "token-words"), /refuses it now/);
    assert.deepEqual(await accountButtons(driver), ["Sign in", "Sign out"]);

    await leave(driver, () => click(driver, "#renew"));
    assert.equal(await resultKind(driver), "signed-in");
    assert.notEqual((await tableOf(driver, "tokens"))["access token"], first);
    assert.equal(await apiStatus(driver), "200");
  });

  it("a flow without an access token calls no API, and says why", async ({ driver, demo }) => {
    await driver.get(demo.url);
    assert.equal(await signIn(driver, { flow: "id_token" }), "signed-in");
    assert.match(await textOf(driver, "token-words"), /cannot call its API/);
    const shown = () => ["api", "renew"].map((id) => document.getElementById(id).checkVisibility());
    assert.deepEqual(await driver.executeScript(shown), [false, false]);
  });
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
