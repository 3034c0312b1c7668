// The guards of an app: when they leave for a sign-in, and that they never do so in a loop.

import assert from "node:assert/strict";

import { serverError } from "../faults.mjs";
import { sleep } from "../calls.mjs";
import { until } from "../tabs.mjs";

const NO_FRAME = { session: { store: "tab", silentFrame: "never" } };

/** Nothing that a page stores is there for the next one. */
const FORGETFUL = "<script>sessionStorage.clear();</script>";

export function cases(it) {
  // SES-113
  it("a guard leaves for a sign-in that returns to it, nested ones once", NO_FRAME, async ({ app, provider, tabs }) => {
    const tab = await tabs.open(`${app.url}/private?page=2#end`);
    await tab.evaluate(`() => void setTimeout(() => { (${requireTwice})(); })`);
    await until(tab, "the callback", isBack, "signed-in");
    assert.deepEqual(await tab.evaluate(() => window.auth.session.started), { returnTo: "/private?page=2#end" });
    assert.equal(provider.asked("authorization").length, 1);
    assert.equal(await tab.evaluate(async () => (await window.auth.session.require()).claims.sub), "alice");
  });

  // SES-113
  it("after a refusal guards throw each time, until the user acts", NO_FRAME, async ({ app, provider, tabs }) => {
    const tab = await tabs.open(app.url);
    provider.next("authorization", refused);
    await tab.evaluate(() => void setTimeout(() => void window.auth.session.require("/private")));
    await until(tab, "the refusal", isBack, "signed-out");
    for (let time = 0; time < 3; time++) {
      const codes = await tab.evaluate(requireAll);
      assert.deepEqual([...new Set(codes)], ["authorization-refused"]);
    }
    assert.equal(provider.asked("authorization").length, 1);
    await tab.evaluate(() => void setTimeout(() => void window.auth.signIn()));
    await until(tab, "the sign-in", isBack, "signed-in");
    assert.equal(await tab.evaluate(async () => (await window.auth.session.require()).status), "signed-in");
    assert.equal(provider.asked("authorization").length, 2);
  });

  // SES-114
  it("a page whose every return is of no sign-in makes no loop", NO_FRAME, async ({ app, provider, tabs }) => {
    app.headHtml = FORGETFUL + app.headHtml;
    const tab = await tabs.open(app.url);
    await guardRepeatedly(tab, 5);
    const code = await tab.evaluate(() => window.auth.session.require("/private").catch(({ code }) => code));
    assert.match(code, /^(not-signed-in|unknown-state)$/);
    assert.equal(provider.asked("authorization").length, 1);
  });

  // SES-114
  it("a provider whose every answer is an error is asked once", NO_FRAME, async ({ app, provider, tabs }) => {
    provider.next("token", serverError(400), 10);
    const tab = await tabs.open(app.url);
    await guardRepeatedly(tab, 4);
    assert.equal(provider.asked("authorization").length, 1);
  });

  // SES-115
  it("a guard that left throws after Back, which works again", NO_FRAME, async ({ app, provider, tabs }) => {
    provider.loginOf = () => undefined;
    const tab = await tabs.open(`${app.url}/home`);
    await tab.goTo(`${app.url}/private`);
    await tab.evaluate(() => {
      setTimeout(() => {
        window.auth.session.require("/elsewhere").catch(({ code }) => (window.required = code));
      });
    });
    await until(tab, "the login page", () => document.querySelector("[name=login]") !== null);
    const isRestored = await tab.back();
    await until(tab, "the app", () => window.auth !== undefined);
    if (isRestored) await until(tab, "the guard's answer", () => window.required !== undefined);
    assert.equal(await tab.evaluate(() => window.required), isRestored ? "not-signed-in" : undefined);
    assert.equal(await tab.evaluate(() => location.pathname), "/private");
    await tab.back();
    await until(tab, "the page of before", () => location.pathname === "/home");
  });

  // SES-115
  it("a guard of the page that is shown leaves no step in the history", NO_FRAME, async ({ app, provider, tabs }) => {
    provider.loginOf = () => undefined;
    const tab = await tabs.open(`${app.url}/home`);
    await tab.goTo(`${app.url}/private`);
    await tab.evaluate(() => void setTimeout(() => void window.auth.session.require()));
    await until(tab, "the login page", () => document.querySelector("[name=login]") !== null);
    await tab.back();
    await until(tab, "the page of before", () => location.pathname === "/home");
  });
}

/** The first guard leaves for the provider, and what comes back is the callback page: there, no guard leaves again. */
async function guardRepeatedly(tab, times) {
  await tab.evaluate(guardsPage);
  await until(tab, "the callback", isBack, "signed-out");
  for (let time = 1; time < times; time++) {
    await tab.evaluate(guardsPage);
    await sleep(500);
    await until(tab, "a page", isReady);
  }
}

/** Runs in the page. */
function requireTwice() {
  const { session } = window.auth;
  void session.require();
  void session.require("/private/inner");
}

/** Runs in the page. */
function requireAll() {
  const places = ["/private", undefined, "/private/inner"];
  const codeOf = (place) => window.auth.session.require(place).then(() => "signed in", ({ code }) => code);
  return Promise.all(places.map(codeOf));
}

/** Runs in the page: what the guard of each page of an app does. */
function guardsPage() {
  setTimeout(() => void window.auth.session.require("/private").catch(() => {}));
}

function isReady() {
  return window.auth !== undefined && document.readyState === "complete";
}

function isBack(status) {
  return location.pathname === "/callback" && window.auth?.session.getSnapshot().status === status;
}

/** RFC 6749 §4.1.2.1. */
async function refused(_ask, _entry, { target }) {
  const { searchParams } = new URL(target, "http://localhost");
  const url = new URL(searchParams.get("redirect_uri"));
  const parameters = { error: "access_denied", state: searchParams.get("state") };
  url.search = new URLSearchParams(parameters);
  return { status: 303, headers: { location: url.href }, body: "" };
}
