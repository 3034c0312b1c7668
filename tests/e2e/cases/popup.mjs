// A sign-in in a popup: what the page that was clicked and the popup tell each other, and what either does without the
// other.

import assert from "node:assert/strict";

import { PATIENCE_MS } from "../app.mjs";
import { ISOLATED } from "../session/app.mjs";
import * as faults from "../session/faults.mjs";
import { inClick, until } from "../session/tabs.mjs";

const SEVERED = { "Cross-Origin-Opener-Policy": "same-origin" };
const PROMPT_MS = 2000;

/** What every page of an app does, the one in the popup too. */
const ON_LOAD = `<script type="module">
  window.askedAt = performance.now();
  window.outcome(() => window.auth.handleCallback()).then((outcome) => {
    window.arrivedAt = performance.now();
    window.arrived = outcome;
  });
</script>`;

/** What takes its place where there is a session. */
const ON_LOAD_WITH_SESSION = `<script type="module">
  window.auth.session.started.then((started) => (window.arrived = started));
</script>`;

export function cases(it) {
  for (const [name, own] of Object.entries({ "a session": { session: {} }, "no session": {} })) {
    // SES-51
    it(`a popup that is cut off signs the page in that opened it, with ${name}`, async ({ tabs, world }) => {
      world.provider.headers = SEVERED;
      world.app.headers = ISOLATED;
      const tab = await openApp(tabs, world, own);
      const popup = await openPopup(tab);
      const spy = await spyOn(tabs, world, tab);
      await logIn(popup);
      const result = await outcomeIn(tab);
      assert.equal(result.kind, "signed-in");
      assert.equal(result.claims.sub, "alice");
      assert.equal(await windowOf(popup), "closed");
      await assertExchanges(tab, world, { byPage: 1, atProvider: 1 });
      const said = await until(spy, "the last word", () => window.said.length >= 3 && window.said);
      assert.deepEqual(said.map((text) => JSON.parse(text).kind), ["offer", "take", "confirm"]);
      for (const token of Object.values(result.tokens).filter((value) => value.length > 20)) {
        assert.ok(!said.join().includes(token));
      }
      if (own.session) await until(tab, "the session", isSignedIn);
      else assert.equal(await tab.evaluate(() => window.auth.session === undefined), true);
    });
  }

  it("a popup whose app only waits for its session's start signs the page in that opened it", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world, { session: {} }, { onLoad: ON_LOAD_WITH_SESSION });
    const popup = await openPopup(tab);
    await logIn(popup);
    assert.equal((await outcomeIn(tab)).kind, "signed-in");
    assert.equal(await windowOf(popup), "closed");
    await assertExchanges(tab, world, { byPage: 1, atProvider: 1 });
    await until(tab, "the session", isSignedIn);
  });

  it("a popup that is not cut off signs the page in that opened it", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world);
    const popup = await openPopup(tab);
    await logIn(popup);
    assert.equal((await outcomeIn(tab)).kind, "signed-in");
    assert.equal(await windowOf(popup), "closed");
    await assertExchanges(tab, world, { byPage: 1, atProvider: 1 });
  });

  // SES-52
  it("a popup opens at once, and its address follows when the metadata is known", async ({ tabs, world }) => {
    let release;
    const tab = await openApp(tabs, world, {}, { endpoints: false });
    world.provider.next("metadata", faults.answeredAfter(new Promise((resolve) => (release = resolve))));
    const popup = await tab.opens(() => inClick(tab, () => window.settling(window.auth.signInPopup())));
    assert.equal(await popup.evaluate(() => location.href), "about:blank");
    release();
    await logIn(popup);
    assert.equal((await outcomeIn(tab)).kind, "signed-in");
  });

  // SES-53
  it("where no window opens it is popup-blocked, and no record is left open", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world);
    const outcome = await tab.evaluate(() => window.outcome(() => window.auth.signInPopup()));
    assert.equal(outcome.code, "popup-blocked");
    assert.deepEqual(await recordsOf(tab), []);
  });

  for (const [name, headers] of Object.entries({ "is closed": {}, "is cut off and closed": SEVERED })) {
    // SES-54
    it(`a popup that ${name} is popup-closed, once the user is back`, async ({ tabs, world }) => {
      world.provider.headers = headers;
      const tab = await openApp(tabs, world);
      const popup = await openPopup(tab);
      await popup.close();
      await later(PROMPT_MS);
      assert.equal(await tab.evaluate(() => window.settled === undefined), true);
      await playFocus(tab, true);
      const outcome = await outcomeIn(tab);
      assert.equal(outcome.code, "popup-closed");
      assert.equal(outcome.returnTo, "/after");
      const ms = await tab.evaluate(() => window.settledAt - window.focusedAt);
      assert.ok(ms < PROMPT_MS, `${ms} ms`);
    });
  }

  // SES-54
  it("a popup that is cut off, open, and has the focus is not closed", async ({ tabs, world }) => {
    world.provider.headers = SEVERED;
    const tab = await openApp(tabs, world);
    const popup = await openPopup(tab);
    await later(PROMPT_MS);
    assert.equal(await tab.evaluate(() => window.settled === undefined), true);
    await logIn(popup);
    assert.equal((await outcomeIn(tab)).kind, "signed-in");
  });

  // SES-55
  it("an answer that comes after popup-closed signs the session in", async ({ tabs, world }) => {
    world.provider.headers = SEVERED;
    const tab = await openApp(tabs, world, { session: {} });
    const popup = await openPopup(tab);
    await playFocus(tab, true);
    assert.equal((await outcomeIn(tab)).code, "popup-closed");
    await logIn(popup);
    await until(tab, "the session", isSignedIn);
    assert.equal((await outcomeIn(tab)).code, "popup-closed");
    assert.equal(await windowOf(popup), "closed");
    assert.equal(world.provider.asked("token").length, 1);
  });

  for (const [name, endpoints] of Object.entries({ "a popup": true, "a popup that waited for metadata": false })) {
    // SES-56
    // SES-104
    it(`${name} signs in itself where the page was reloaded meanwhile`, async ({ tabs, world }) => {
      const tab = await openApp(tabs, world, {}, { endpoints });
      if (!endpoints) world.provider.next("metadata", faults.answeredLate(300));
      const popup = await openPopup(tab);
      await tab.reload();
      await logIn(popup);
      const arrived = await until(popup, "the app in the popup", () => window.arrived);
      assert.equal(arrived.kind, "signed-in");
      assert.equal(await popup.evaluate(() => location.pathname + location.search), "/callback");
      const ms = await popup.evaluate(() => window.arrivedAt - window.askedAt);
      assert.ok(ms < 2 * PROMPT_MS, `${ms} ms`);
      assert.equal(world.provider.asked("token").length, 1);
    });
  }

  // SES-57
  it("a page that takes after the popup withdrew exchanges nothing", async ({ tabs, world }) => {
    world.provider.headers = SEVERED;
    const tab = await openApp(tabs, world);
    await tab.evaluate(hearLate, 2 * PROMPT_MS);
    const popup = await openPopup(tab);
    await logIn(popup);
    assert.equal((await until(popup, "the app in the popup", () => window.arrived)).kind, "signed-in");
    await until(tab, "the late offer", () => window.heardLate);
    await later(PROMPT_MS);
    await assertExchanges(tab, world, { byPage: 0, atProvider: 1 });
    assert.equal(await tab.evaluate(() => window.settled === undefined), true);
  });

  // SES-58
  it("a popup in which the user says no, and one that may ask nobody, say so", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world);
    const popup = await openPopup(tab);
    await until(popup, "the login page", () => document.querySelector("a[href$='/abort']") !== null);
    await popup.evaluate(() => void setTimeout(() => document.querySelector("a[href$='/abort']").click()));
    const refused = await outcomeIn(tab);
    assert.deepEqual([refused.code, refused.returnTo], ["authorization-refused", "/after"]);
    assert.equal(await windowOf(popup), "closed");
    await tab.evaluate(() => void delete window.settled);
    await inClick(tab, () => window.settling(window.auth.signInPopup({ prompt: "none" })));
    const silent = await outcomeIn(tab);
    assert.deepEqual([silent.kind, silent.error], ["interaction-required", "login_required"]);
  });

  // BBA-6, ATK-22, SES-67
  it("a foreign page that opened the app is told nothing, and the sign-in is not lost", async ({ tabs, world }) => {
    appWith(world);
    const foreign = await tabs.open(`${world.app.elsewhere}/foreign`);
    await foreign.evaluate(() => {
      window.heard = [];
      addEventListener("message", ({ data }) => window.heard.push(data));
    });
    const url = `${world.app.url}/`;
    const tab = await foreign.opens(() => inClick(foreign, (url) => void window.open(url), url));
    await until(tab, "the app", () => window.arrived !== undefined);
    await prepare(tab);
    const popup = await openPopup(tab);
    const login = await until(popup, "the login page", () => document.querySelector("[name=login]") && location.href);
    await popup.close();
    await tab.evaluate((url) => void setTimeout(() => location.assign(url)), login);
    await logIn(tab);
    assert.equal((await until(tab, "the app", () => window.arrived)).kind, "signed-in");
    assert.equal(await tab.evaluate(() => window.opener !== null), true);
    assert.deepEqual(await foreign.evaluate(() => window.heard), []);
  });

  // FLD-17
  const title = "a page in a frame of another site gets the response from its popup by its window";
  const inFrame = async ({ tabs, world }) => {
    appWith(world);
    world.app.headHtml += `<script type="module">
      const tell = ({ kind, code }) => parent.postMessage({ settled: kind ?? code }, "*");
      window.inClick = () => {
        parent.postMessage({ isClicked: true }, "*");
        return window.auth.signInPopup().then(tell, tell);
      };
      parent.postMessage({ isThere: true }, "*");
    </script>`;
    const tab = await tabs.open(`${world.app.elsewhere}/foreign`);
    await tab.evaluate((url) => {
      addEventListener("message", ({ data }) => Object.assign(window, data));
      const frame = document.createElement("iframe");
      Object.assign(frame, { src: url, style: "position: fixed; inset: 0; background: white" });
      document.body.append(frame);
    }, `${world.app.url}/framed`);
    await until(tab, "the frame", () => window.isThere);
    // The provider asks nobody, so the popup comes back by itself.
    world.provider.loginOf = () => "alice";
    // Until the frame is painted, a click at it is one at the page.
    while (!(await tab.evaluate(() => window.isClicked))) {
      await clickAt(tab, 20, 18);
      await later(500);
    }
    assert.equal(await until(tab, "the outcome", () => window.settled), "signed-in");
    assert.equal(world.provider.asked("token").length, 1);
  };
  // A click in a frame of another site needs Chromium's own protocol.
  it(title, inFrame, { only: "Chromium" });

  // SES-105
  it("a popup is for a code alone, and for nothing else a window opens", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world);
    const opened = await tab.evaluate(async () => {
      let windows = 0;
      window.open = () => (windows++, null);
      const request = { responseType: "id_token token" };
      const { code, message } = await window.outcome(() => window.auth.signInPopup(request));
      return { code, message, windows };
    });
    assert.deepEqual([opened.code, opened.windows], ["invalid-option", 0]);
    assert.match(opened.message, /"responseType"/);
    assert.deepEqual(await recordsOf(tab), []);
  });

  // SES-47
  it("a sign-out closes the popup", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world, { session: {} });
    const popup = await openPopup(tab);
    await tab.evaluate(() => void setTimeout(() => window.auth.signOut()));
    assert.equal(await windowOf(popup), "closed");
  });

  // SES-47
  it("a sign-out gives up what a popup waits for", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world, { session: {} }, { endpoints: false });
    world.provider.next("metadata", faults.noAnswer);
    const popup = await tab.opens(() => inClick(tab, () => window.settling(window.auth.signInPopup())));
    await tab.evaluate(() => void setTimeout(() => window.auth.signOut()));
    assert.equal(await windowOf(popup), "closed");
    assert.equal((await outcomeIn(tab)).code, "aborted");
    assert.deepEqual(await recordsOf(tab), []);
  });

  // SES-47
  it("the end of a session closes the popup, and gives up what it waits for", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world, { session: {} });
    await tab.evaluate(() => {
      const open = window.open;
      window.open = (...given) => (window.popup = open.apply(window, given));
    });
    await openPopup(tab);
    await tab.evaluate(() => void window.auth.session.end());
    assert.equal((await outcomeIn(tab)).code, "aborted");
    await until(tab, "a window that is closed", () => window.popup.closed);
    await until(tab, "an empty storage", () => !Object.keys(sessionStorage).some((key) => key.startsWith("spa-auth")));
  });

  it("a signal closes the popup, and no sign-in is left open", async ({ tabs, world }) => {
    const tab = await openApp(tabs, world);
    const popup = await tab.opens(() =>
      inClick(tab, () => {
        window.controller = new AbortController();
        return window.settling(window.auth.signInPopup({}, { signal: window.controller.signal, width: 300 }));
      }),
    );
    await until(popup, "the login page", () => document.querySelector("[name=login]") !== null);
    await tab.evaluate(() => window.controller.abort());
    assert.equal((await outcomeIn(tab)).code, "aborted");
    assert.equal(await windowOf(popup), "closed");
    await until(tab, "an empty storage", () => !Object.keys(sessionStorage).some((key) => key.startsWith("spa-auth")));
  });
}

/** What the next page load of the app has: one client, which does on load what every app does. */
function appWith(world, own = {}, { endpoints = true, onLoad = ON_LOAD } = {}) {
  const { issuer, clientId, redirectUri, ...more } = world.options(world.provider);
  world.app.use({ app: { issuer, clientId, redirectUri, ...(endpoints && more), ...own } });
  world.app.headHtml += onLoad;
  world.provider.loginOf = () => undefined;
}

async function openApp(tabs, world, own, more) {
  appWith(world, own, more);
  const tab = await tabs.open(`${world.app.url}/`);
  await until(tab, "the app", () => window.arrived !== undefined);
  await prepare(tab);
  return tab;
}

/** Whoever waits for nothing learns what came of the popup all the same. As long as it is open, it has the focus. */
async function prepare(tab) {
  await playFocus(tab, false);
  await tab.evaluate(() => {
    window.settling = (promise) => {
      const keep = (outcome) => {
        window.settledAt = performance.now();
        window.settled = outcome;
      };
      void window.outcome(() => promise).then(keep, keep);
    };
  });
}

async function openPopup(tab) {
  const popup = await tab.opens(() =>
    inClick(tab, () => window.settling(window.auth.signInPopup({ returnTo: "/after" }))),
  );
  await until(popup, "the login page", () => document.querySelector("[name=login]") !== null);
  return popup;
}

async function logIn(tab) {
  await until(tab, "the login page", () => document.querySelector("[name=login]") !== null);
  await tab.evaluate(() => {
    document.querySelector("[name=login]").value = "alice";
    document.querySelector("[name=password]").value = "any";
    setTimeout(() => document.querySelector("form").submit());
  });
}

function outcomeIn(tab) {
  return until(tab, "the outcome", () => window.settled);
}

/** The user is on the page, or is not; which window has the focus is the desktop's to say, and here there is none. */
function playFocus(tab, isThere) {
  return tab.evaluate((isThere) => {
    window.focusedAt = performance.now();
    document.hasFocus = () => isThere;
  }, isThere);
}

/** Plays a page that is busy: it hears channels so much later. Runs in the page. */
function hearLate(ms) {
  const listen = EventTarget.prototype.addEventListener;
  BroadcastChannel.prototype.addEventListener = function (name, heard) {
    const later = (event) => {
      heard(event);
      window.heardLate = true;
    };
    listen.call(this, name, (event) => setTimeout(later, ms, event));
  };
}

/** A real click, which a frame gets as well. */
async function clickAt(tab, x, y) {
  for (const type of ["mousePressed", "mouseReleased"]) {
    await tab.tell("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
  }
}

async function windowOf(popup) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await later(50)) {
    if (await popup.evaluate(() => true).then(() => false, () => true)) return "closed";
  }
  return "open";
}

/** Another tab of the app, which hears what is said on the sign-in's channel. */
async function spyOn(tabs, world, tab) {
  const [record] = await recordsOf(tab);
  const spy = await tabs.open(`${world.app.url}/spy`);
  await spy.evaluate((state) => {
    window.said = [];
    new BroadcastChannel(`spa-authorize:1:${state}`).onmessage = ({ data }) => window.said.push(data);
  }, record.split(":").at(-1));
  return spy;
}

function recordsOf(tab) {
  return tab.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("spa-authorize:2:")));
}

/** A page lists a request some time after it has the answer. */
async function assertExchanges(tab, world, expected) {
  const endpoint = world.provider.options().tokenEndpoint;
  const ofPage = (url, expected) => performance.getEntriesByName(url).length >= expected;
  await until(tab, "the page's requests", ofPage, endpoint, expected.byPage);
  const byPage = await tab.evaluate((url) => performance.getEntriesByName(url).length, endpoint);
  assert.deepEqual({ byPage, atProvider: world.provider.asked("token").length }, expected);
}

function isSignedIn() {
  return window.auth.session.getSnapshot().status === "signed-in";
}

function later(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
