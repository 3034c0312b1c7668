// What a case asks of the app in a tab, and what it looks at there.

import { answeredWith } from "./faults.mjs";
import { hashOf } from "./gate.mjs";
import { atMoment, atOnce, until } from "./tabs.mjs";
import { signIn } from "./world.mjs";

/** What all pages of one device share, for as long as nobody signs out. */
export const DEVICE = { store: "device", dangerouslyKeepBearerTokens: true };

export const TAB = { store: "tab" };

/** For cases that choose nothing else. */
export const ON_DEVICE = { session: DEVICE };

/** The first of `count` tabs signs in, and the others are opened then; each is signed in. */
export async function openSignedIn({ world, tabs }, count = 1, request) {
  const tab = await tabs.open();
  const kind = await signIn(tab, world, { request });
  if (kind !== "signed-in") throw new Error(`not signed in: ${kind}`);
  const all = [tab, ...(await tabs.openAll(count - 1, world.app.url))];
  for (const one of all.slice(1)) await comesTo(one, "signed-in");
  return all;
}

/**
 * As `openSignedIn`, but the access token has ended by now, and nothing has renewed it: its page takes itself for hidden.
 * All tokens that come after it, and all pages, are as usual.
 */
export async function openEnded(context) {
  const { app, provider } = context;
  const { headHtml } = app;
  app.headHtml = HIDDEN + headHtml;
  provider.next("token", answeredWith({ expires_in: 1 }));
  const [tab] = await openSignedIn(context);
  app.headHtml = headHtml;
  await sleep(1100);
  return tab;
}

/** An access token, or `{ code, … }` of the error. */
export function ask(tab, options = {}) {
  return tab.evaluate(getToken, JSON.stringify(options));
}

export function askFresh(tab, options) {
  return ask(tab, { fresh: true, ...options });
}

export function askAtOnce(tabs, options = {}) {
  return atOnce(tabs, getToken, JSON.stringify(options));
}

export function askAt(moment, tabs) {
  return atMoment(moment, tabs, getToken, "{}");
}

/** Begins a call that is not waited for; `answerTo` is what came of it. */
export function begin(tab, options = {}) {
  return tab.evaluate(`(text) => void (window.asked = (${getToken})(text))`, JSON.stringify(options));
}

export function answerTo(tab) {
  return tab.evaluate(() => window.asked);
}

/** The snapshot, with the code of its error. */
export function snapshotOf(tab) {
  return tab.evaluate(look);
}

export async function statusOf(tab) {
  const { status, reason } = await snapshotOf(tab);
  return reason ? `${status}, ${reason}` : status;
}

/** Waits until the tab's status is that: "signed-in", or "signed-out, refused" with the reason. */
export async function comesTo(tab, wanted) {
  try {
    return await until(tab, `the status ${wanted}`, isAt, wanted);
  } catch (error) {
    throw new Error(`the tab is ${JSON.stringify(await snapshotOf(tab))}, not ${wanted}`, { cause: error });
  }
}

/** Waits until the tab gives the token that another one has: it is heard of in a moment. */
export function comesToHave(tab, token) {
  return eventually("the token of another tab", async () => (await ask(tab)) === token);
}

/** Each status that the tab's listeners were told, once for as long as it lasted. */
export async function statusesOf(tab) {
  const all = await tab.evaluate(() => window.snapshots.map(({ snapshot }) => snapshot.status));
  return all.filter((status, index) => status !== all[index - 1]);
}

/** What begins with the package's prefix, of both storages. */
export function keptIn(tab) {
  return tab.evaluate(kept);
}

/** The record of the session, if the tab has one. */
export async function recordIn(tab) {
  return Object.values(await keptIn(tab)).find((text) => text.includes("refresh")) ?? null;
}

export async function end(tab, options = {}) {
  return tab.evaluate((text) => window.auth.session.end(JSON.parse(text)), JSON.stringify(options));
}

/** Signs out by the provider's page, which comes back to the app. */
export async function signOut(tab, { app }) {
  await tab.evaluate(() => void setTimeout(() => window.auth.signOut({ returnTo: "/" })));
  await until(tab, "the app after the sign-out", isApp, `${app.url}/`);
}

/** The status of the API's answer. */
export function callApi(tab, url) {
  return tab.evaluate((url) => window.outcome(async () => (await window.auth.session.fetch(url)).status), url);
}

/** The page's wall clock goes forward to when the access token has ended, and the page looks at it. */
export function endToken(tab) {
  return tab.evaluate(skipToEnd);
}

/** Takes the session's lock from whoever has it, and gives it back: what a tab that was asleep too long meets. */
export function stealLock(tab) {
  return tab.evaluate(steal);
}

/** Of what `ask` gave. */
export function codeOf(outcome) {
  return typeof outcome === "string" ? "token" : outcome.code;
}

/** The hashes of the refresh tokens that the provider gave. */
export function given(provider) {
  return provider.log.map(({ refreshToken }) => refreshToken).filter(Boolean);
}

/** The hashes of those that it has revoked, and said so. */
export function revoked(provider) {
  return provider.asked("revocation").filter(({ status }) => status === 200).map(({ sent }) => sent);
}

export { hashOf };

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Settled by the test: `gate.open()`. */
export function gate() {
  let open;
  const promise = new Promise((resolve) => (open = resolve));
  return { promise, open };
}

/** Waits in the test for something that is not in a page. */
export async function eventually(what, condition) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(POLL_MS)) {
    if (await condition()) return;
  }
  throw new Error(`${what} did not come about`);
}

// --- in the page

/** Before all else there. */
const HIDDEN = `<script>
  Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
</script>`;

function getToken(text) {
  return window.outcome(() => window.auth.session.getAccessToken(JSON.parse(text)));
}

function look() {
  const { error, ...snapshot } = window.auth.session.getSnapshot();
  return { ...snapshot, ...(error && { code: error.code, error: error.error }) };
}

function skipToEnd() {
  // By `window`: GeckoDriver's scripts have a `Date` of their own.
  const { now } = window.Date;
  const ms = window.auth.session.getSnapshot().expiresAt - now();
  window.Date.now = () => now() + ms;
  window.dispatchEvent(new Event("focus"));
}

async function steal() {
  const { held } = await navigator.locks.query();
  const [{ name }] = held.filter(({ name }) => name.startsWith("spa-authorize:1:"));
  await navigator.locks.request(name, { steal: true }, () => {});
}

function isAt(wanted) {
  const { status, reason } = window.auth?.session.getSnapshot() ?? {};
  return status === wanted || `${status}, ${reason}` === wanted;
}

function isApp(url) {
  return location.href === url && window.auth !== undefined;
}

function kept() {
  const own = (storage) => Object.entries({ ...storage }).filter(([key]) => key.startsWith("spa-authorize:"));
  return Object.fromEntries([...own(localStorage), ...own(sessionStorage)]);
}

const PATIENCE_MS = 20_000;
const POLL_MS = 20;
