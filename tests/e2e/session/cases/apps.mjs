// What an app has of a session beside tokens: a page from a server, a sign-out that revokes, a client made twice; and
// nothing at all where it asks for none.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { createElement, useSyncExternalStore } from "react";
import { renderToString } from "react-dom/server";

import { comesTo, DEVICE, end, eventually, openSignedIn, sleep, statusOf, TAB } from "../calls.mjs";
import { refusal } from "../faults.mjs";
import { until } from "../tabs.mjs";
import { signIn } from "../world.mjs";

const LONG = { session: TAB, accessTokenSeconds: 600 };
const ON_DEVICE = { ...LONG, session: DEVICE };
const NO_REVOCATION = { ...LONG, revocation: false };

export function cases(it) {
  // SES-116
  it("a page that a server has rendered is hydrated without a warning", LONG, async (context) => {
    const { app } = context;
    const [tab] = await openSignedIn(context);
    app.scripts["/page/hydrate.js"] = await bundled(HYDRATE);
    app.headHtml += `<script type="module" src="/page/hydrate.js"></script><div id="root">${onServer()}</div>`;
    await tab.goTo(app.url);
    assert.equal(await until(tab, "the user", () => document.getElementById("who")?.textContent === "alice"), true);
    const { first, warnings } = await tab.evaluate(() => ({ first: window.firstText, warnings: window.warnings }));
    assert.equal(first, "unknown");
    assert.deepEqual(warnings, []);
  });

  // SES-117
  it("a provider without a revocation endpoint is said to have none", NO_REVOCATION, async (context) => {
    const [tab] = await openSignedIn(context);
    assert.equal((await end(tab)).revoked, "no-endpoint");
    assert.equal(await statusOf(tab), "signed-out, signed-out");
  });

  // SES-117
  it("a revocation endpoint that wants a secret is not asked again by this page", ON_DEVICE, async (context) => {
    const { app, provider, tabs } = context;
    const [tab] = await openSignedIn(context);
    await tab.evaluate(() => {
      window.warnings = [];
      console.warn = (text) => window.warnings.push(text);
    });
    provider.next("revocation", refusal("invalid_client", { status: 401 }), 10);
    const [revoked, code] = await tab.evaluate(endNow);
    assert.deepEqual([revoked, code], ["refused", "revocation-refused"]);
    const other = await tabs.open();
    await signIn(other, context.world);
    await comesTo(tab, "signed-in");
    await other.goTo(`${app.url}/nothing.txt`);
    const asked = provider.asked("revocation").length;
    assert.equal((await tab.evaluate(endNow))[0], "refused");
    await sleep(300);
    assert.equal(provider.asked("revocation").length, asked);
    const warnings = await tab.evaluate(() => window.warnings);
    assert.equal(warnings.length, 1, warnings.join());
    assert.match(warnings[0], /^spa-authorize: revocation-refused/);
  });

  // SES-119
  it("two clients of the same options share one renewal, one record and one channel", LONG, async (context) => {
    const { app, provider } = context;
    app.use({ ...app.clients, again: app.clients.app }, { watches: true });
    app.headHtml = COUNTED_CHANNELS + app.headHtml;
    const [tab] = await openSignedIn(context);
    const tokens = await tab.evaluate(() => {
      const { app, again } = window.clients;
      again.session.subscribe(() => {});
      return Promise.all([app, again, app, again].map(({ session }) => session.getAccessToken({ fresh: true })));
    });
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
    const isSame = () => window.clients.app.session.getSnapshot() === window.clients.again.session.getSnapshot();
    assert.equal(await tab.evaluate(isSame), true);
    const names = await tab.evaluate(() => window.channels);
    assert.equal(new Set(names).size, names.length, String(names));
    const keys = await tab.evaluate(() => Object.keys(sessionStorage));
    assert.equal(keys.filter((key) => key.endsWith("session")).length, 1);
  });

  // FLD-24
  it("without a session there is no key, channel, database, lock, listener or timer", LONG, async (context) => {
    const { app, provider, tabs, world } = context;
    app.use({ app: world.options(provider) });
    app.headHtml = TOUCHED + '<script type="module" src="/page/main.js"></script>';
    const tab = await tabs.open();
    assert.equal(await signIn(tab, world), "signed-in");
    await sleep(300);
    const touched = await tab.evaluate(() => window.touched);
    assert.deepEqual(touched.filter((what) => what !== LIMIT_OF_A_REQUEST), []);
    const kept = () => [Object.keys(localStorage), window.clients.app.session ?? "none"];
    assert.deepEqual(await tab.evaluate(kept), [[], "none"]);
    const keys = await tab.evaluate(() => Object.keys(sessionStorage));
    assert.deepEqual(keys.filter((key) => /session|epoch|was|active/.test(key)), []);
    const names = await tab.evaluate(async () => ((await indexedDB.databases?.()) ?? []).map(({ name }) => name));
    assert.deepEqual(names, []);
    assert.equal(typeof (await tab.evaluate(() => window.result.tokens.accessToken)), "string");
  });

  // FLD-24
  it("what looks for a session's traces finds those of one", ON_DEVICE, async (context) => {
    context.app.headHtml = TOUCHED + context.app.headHtml;
    const [tab] = await openSignedIn(context);
    const kindsIn = () => [...new Set(window.touched.map((what) => what.split(" ")[0]))].sort().join();
    const isAll = async () => (await tab.evaluate(kindsIn)) === "channel,database,listener,localStorage,timer";
    await eventually("every trace", isAll);
  });
}

const LIMIT_OF_A_REQUEST = "timer 10000";

/** Runs in the page. */
async function endNow() {
  const { revoked, error } = await window.auth.session.end();
  return [revoked, error?.code];
}

/** As the server renders it: what is known there is nothing. */
function onServer() {
  const session = { subscribe: () => () => {}, getSnapshot: unknown, getServerSnapshot: unknown };
  return renderToString(createElement(Who, { session, useSyncExternalStore, createElement }));
}

const unknown = () => UNKNOWN;
const UNKNOWN = { status: "unknown" };

/** Its text runs in the page as well. */
function Who({ session, useSyncExternalStore, createElement }) {
  const now = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getServerSnapshot);
  return createElement("p", { id: "who" }, now.status === "signed-in" ? now.claims.sub : now.status);
}

const HYDRATE = `
  import { createElement, StrictMode, useSyncExternalStore } from "react";
  import { hydrateRoot } from "react-dom/client";
  const Who = ${Who};
  window.warnings = [];
  for (const level of ["error", "warn"]) console[level] = (...all) => window.warnings.push(all.map(String).join(" "));
  window.firstText = document.getElementById("who").textContent;
  const root = document.getElementById("root");
  const props = { session: window.auth.session, useSyncExternalStore, createElement };
  const onRecoverableError = (error) => window.warnings.push(String(error));
  hydrateRoot(root, createElement(StrictMode, null, createElement(Who, props)), { onRecoverableError });
`;

async function bundled(contents) {
  const resolveDir = fileURLToPath(new URL("../../..", import.meta.url));
  const stdin = { contents, resolveDir };
  const define = { "process.env.NODE_ENV": '"development"' };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false, define, logLevel: "silent" });
  return outputFiles[0].text;
}

const COUNTED_CHANNELS = `<script>
  window.channels = [];
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      window.channels.push(name);
    }
  };
</script>`;

/** Notes what a session alone has, from before the page on. */
const TOUCHED = `<script>(() => {
  const touched = (window.touched = []);
  const around = (object, name, what) => {
    const own = object[name];
    object[name] = function (...all) {
      const said = what.call(this, ...all);
      if (said) touched.push(said);
      return own.apply(this, all);
    };
  };
  for (const name of ["getItem", "setItem", "removeItem"]) {
    around(Storage.prototype, name, function (key) { return this === localStorage && "localStorage " + key; });
  }
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      touched.push("channel " + name);
    }
  };
  around(IDBFactory.prototype, "open", (name) => "database " + name);
  const isLife = (type) => /^(page|focus|online|storage|message|visibility|resume|freeze)/.test(type);
  around(EventTarget.prototype, "addEventListener", (type) => isLife(type) && "listener " + type);
  if (navigator.locks) around(LockManager.prototype, "request", (name) => "lock " + name);
  for (const name of ["setTimeout", "setInterval"]) {
    const isOurs = () => /package|wasm/.test(new Error().stack);
    around(window, name, (_f, ms) => isOurs() && "timer " + ms);
  }
})();</script>`;
