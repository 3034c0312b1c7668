// Where tokens must not be: what a page logs, throws, shows and tells others. And what others may tell it.

import assert from "node:assert/strict";

import {
  ask, askFresh, callApi, comesTo, DEVICE, end, eventually, openSignedIn, recordIn, sleep, snapshotOf, statusOf, TAB,
} from "../calls.mjs";
import { html, refusal, serverError } from "../faults.mjs";

const SHARED = { store: "memory", shareBetweenTabs: true };
const FRAMELESS = { ...SHARED, silentFrame: "never" };

const STORES = [
  ["no token is in logs, errors, addresses and snapshots: device", DEVICE],
  ["no token is in logs, errors, addresses and snapshots: tab", TAB],
  ["no token is in logs, errors, addresses and snapshots: memory", SHARED],
];

const OFTEN = 20;

const of = (session) => ({ session, accessTokenSeconds: 600 });

export function cases(it) {
  for (const [name, session] of STORES) {
    // SES-66
    it(name, of(session), async (context) => {
      const { app, api, provider } = context;
      app.headHtml = WITNESS + app.headHtml;
      const [tab, other] = await openSignedIn(context, 2);
      const seen = [];
      const note = async (from = tab) => void seen.push(await from.evaluate(takeWitness));
      await callApi(tab, `${api.url}/first-token-refused`);
      await callApi(tab, `${api.elsewhere}/ok`);
      provider.reset();
      for (const fault of [serverError(503), html(200), refusal("invalid_client", { status: 401 })]) {
        provider.next("token", fault, OFTEN);
        // Or a fault of before would be waited out, and this one not be met.
        await tab.evaluate(() => void window.dispatchEvent(new Event("online")));
        await tab.evaluate(fail);
        provider.faults = [];
      }
      assert.deepEqual([...new Set(provider.renewals().map(({ given }) => given))], [503, 200, 401]);
      await note();
      await tab.reload();
      await comesTo(tab, "signed-in");
      await eventually("the end of the back-off", async () => typeof (await askFresh(tab)) === "string");
      await sleep(100);
      await note();
      await note(other);
      provider.next("token", refusal("invalid_grant"));
      await tab.evaluate(fail);
      await end(tab);
      await sleep(300);
      await note();
      await note(other);
      const tokens = new Set(seen.flatMap(({ tokens }) => tokens));
      assert.ok(tokens.size >= 4, `${tokens.size} tokens`);
      const said = seen.flatMap(({ said }) => said);
      assert.ok(said.length > 20, `${said.length} texts`);
      const leaks = said.filter(({ text }) => [...tokens].some((token) => text.includes(token)));
      const isAllowed = ({ where, text }) => where.startsWith("channel ") && isOwnRecord(session, where, text);
      assert.deepEqual(leaks.filter((leak) => !isAllowed(leak)), []);
      // Where tabs tell each other the record, what looks for tokens finds them.
      assert.equal(leaks.length > 0, session.store !== "device");
      for (const address of [...app.loads, ...api.calls.map(({ path }) => path)]) {
        for (const token of tokens) assert.ok(!address.includes(token), address);
      }
    });
  }

  // SES-68
  it("what another script of the origin says moves no token, and signs nobody out", of(DEVICE), async (context) => {
    const { app, provider, tabs } = context;
    const [tab] = await openSignedIn(context);
    const record = await recordIn(tab);
    const before = await ask(tab);
    const stranger = await tabs.open(`${app.url}/nothing.txt`);
    await stranger.evaluate(forge, provider.issuer, "app", record);
    await sleep(2_500);
    assert.equal(await ask(tab), before);
    assert.equal((await snapshotOf(tab)).claims.sub, "alice");
    assert.equal(await recordIn(tab), record);
    assert.deepEqual(provider.summary(), { renewals: 0, refused: 0, seenTwice: 0 });
    assert.equal(provider.asked("authorization").length, 1);
    assert.deepEqual(provider.asked("revocation"), []);
  });

  // SES-68
  it("what another script of the origin says signs nobody in", of(FRAMELESS), async (context) => {
    const { app, provider, tabs } = context;
    const tab = await tabs.open(app.url);
    await comesTo(tab, "signed-out");
    const stranger = await tabs.open(`${app.url}/nothing.txt`);
    await stranger.evaluate(forge, provider.issuer, "app", "{}");
    await sleep(2_500);
    assert.equal(await statusOf(tab), "signed-out, not-signed-in");
    assert.equal((await ask(tab)).code, "not-signed-in");
    assert.equal(provider.log.length, 0);
  });

  // SES-68
  it("who does not share its session gives it to nobody who asks", of({ store: "memory" }), async (context) => {
    const { app, provider, tabs } = context;
    await openSignedIn(context);
    const stranger = await tabs.open(`${app.url}/nothing.txt`);
    assert.deepEqual(await stranger.evaluate(askAround, provider.issuer, "app"), []);
  });
}

/** Only the record itself, on the channel of the tabs that have it; where they share it, to the one that asked. */
function isOwnRecord(session, where, text) {
  if (session.store === "device") return false;
  const { kind } = JSON.parse(text);
  const isPrivate = /^channel spa-authorize:1:[\w-]{43}$/.test(where);
  return kind === "renewed" ? isPrivate : kind === "given" && session.shareBetweenTabs === true;
}

/** Before all else in the page: what it says, and the tokens that it was given. */
const WITNESS = `<script>(() => {
  const said = [], tokens = [];
  const say = (where, text) => said.push({ where, text: String(text) });
  window.witness = { said, tokens, say };
  for (const level of ["log", "info", "warn", "error", "debug"]) {
    const own = console[level];
    console[level] = (...all) => (all.forEach((one) => say("console", one?.stack ?? one)), own.apply(console, all));
  }
  addEventListener("error", ({ message }) => say("error", message));
  addEventListener("unhandledrejection", ({ reason }) => say("rejection", reason?.stack ?? reason));
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (data) {
    say("channel " + this.name, typeof data === "string" ? data : JSON.stringify(data));
    return postMessage.call(this, data);
  };
  const { postMessage: tell } = window;
  window.postMessage = (...all) => (say("window", JSON.stringify(all[0])), tell.apply(window, all));
  for (const name of ["pushState", "replaceState"]) {
    const own = history[name];
    history[name] = function (state, title, url) {
      say("history", JSON.stringify(state) + url);
      return own.call(this, state, title, url);
    };
  }
  const { fetch } = window;
  window.fetch = async (...all) => {
    say("request", all[0]?.url ?? all[0]);
    const response = await fetch(...all);
    const answer = await response.clone().json().catch(() => ({}));
    for (const name of ["access_token", "refresh_token"]) if (answer?.[name]) tokens.push(answer[name]);
    return response;
  };
})();</script>`;

/** Runs in the page. */
function takeWitness() {
  const { said, tokens, say } = window.witness;
  const { session } = window.auth;
  say("address", location.href);
  say("title", document.title);
  say("name", window.name);
  say("session", JSON.stringify(session) + String(session) + JSON.stringify(window.auth));
  for (const { snapshot } of window.snapshots) say("snapshot", JSON.stringify(snapshot) + snapshot.error?.stack);
  for (const { name } of performance.getEntriesByType("resource")) say("resource", name);
  for (const key of [...Object.keys(localStorage), ...Object.keys(sessionStorage)]) say("key", key);
  return { said, tokens };
}

/** Runs in the page: what goes wrong is said as an app's log would have it. */
async function fail() {
  const { session } = window.auth;
  const calls = [
    () => session.getAccessToken({ fresh: true }),
    () => session.getIdToken({ fresh: true }),
    () => session.fetch("https://elsewhere.example/"),
    () => session.headersFor({ url: "x:y" }),
    () => session.getAccessToken({ unknown: 1 }),
  ];
  for (const call of calls) {
    const error = await call().catch((error) => error);
    if (!(error instanceof Error)) continue;
    const members = Object.getOwnPropertyNames(error).map((name) => `${error[name]} ${JSON.stringify(error[name])}`);
    const all = [String(error), error.stack, error.cause?.stack, JSON.stringify(error), ...members];
    window.witness.say("caught", all.join("\n"));
  }
}

/** Runs in a page of the origin that has no session of its own. */
function forge(issuer, clientId, record) {
  const channel = new BroadcastChannel(`spa-authorize:1:${issuer} ${clientId}`);
  const own = JSON.parse(record);
  const random = "A".repeat(43);
  const other = JSON.stringify({ ...own, subject: "mallory", generation: 1e9, family: random });
  const later = JSON.stringify({ ...own, generation: 1e9, accessToken: "forged", refreshToken: "forged" });
  const messages = [
    { kind: "adopted", family: random, generation: 1 },
    { kind: "adopted", family: own.family, generation: 1e9 },
    { kind: "adopted", family: own.family, generation: 1e9, sub: "mallory" },
    { kind: "renewed", record: other },
    { kind: "renewed", record: later },
    { kind: "given", asker: random, record: later },
    { kind: "ended" },
    { kind: "ended", family: own.family },
    { kind: "ended", family: random },
    { kind: "ended", scope: "client", reason: "signed-out" },
    { kind: "ask" },
    { kind: "__proto__" },
  ];
  for (const message of messages) {
    channel.postMessage(JSON.stringify(message));
    channel.postMessage(message);
  }
  for (const noise of ["", "{", "null", 1, null, "[]", "x".repeat(2 ** 20)]) channel.postMessage(noise);
}

/** Runs there, too: what is heard within a second. */
async function askAround(issuer, clientId) {
  const channel = new BroadcastChannel(`spa-authorize:1:${issuer} ${clientId}`);
  const heard = [];
  channel.onmessage = ({ data }) => heard.push(data);
  channel.postMessage(JSON.stringify({ kind: "ask", asker: "A".repeat(43) }));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return heard;
}
