// What a page load finds of the session: nothing is asked for that is at hand, and strangers are never asked.

import assert from "node:assert/strict";

import {
  callApi, comesTo, end, eventually, gate, ON_DEVICE, openEnded, openSignedIn, recordIn, sleep, snapshotOf, statusOf, TAB,
} from "../calls.mjs";
import { answeredAfter, cutBefore, noAnswer } from "../faults.mjs";
import { until } from "../tabs.mjs";

const RELOADS = 10;
const OFTEN = 20;

export function cases(it) {
  // SES-19
  it("ten reloads with a good access token ask the provider nothing", { session: TAB }, async (context) => {
    const [tab] = await openSignedIn(context);
    const { length } = context.provider.log;
    for (let time = 0; time < RELOADS; time++) {
      await tab.goTo(context.app.url);
      await comesTo(tab, "signed-in");
    }
    assert.deepEqual(context.provider.log.slice(length), []);
  });

  // SES-20
  it("a reload while a renewal is in flight ends signed in, by the frame", { session: TAB }, async (context) => {
    const tab = await reloadInFlight(context);
    // A page that is left may have noted, as its last, that there was no answer: the next try is a second later then.
    await comesTo(tab, "signed-in");
    assert.equal(context.provider.asked("authorization").at(-1).destination, "iframe");
    JSON.parse(await recordIn(tab));
  });

  // SES-20
  const unasked = { session: { ...TAB, silentFrame: "never" } };
  it("a reload while a renewal is in flight ends signed out, without a frame", unasked, async (context) => {
    const tab = await reloadInFlight(context);
    await comesTo(tab, "signed-out, refused");
    assert.equal(await recordIn(tab), null);
    await tab.reload();
    await comesTo(tab, "signed-out");
  });

  // SES-20
  it("a reload with an ended access token renews once", { session: TAB }, async (context) => {
    const tab = await openEnded(context);
    await tab.goTo(context.app.url);
    await comesTo(tab, "signed-in");
    assert.equal(await callApi(tab, `${context.api.url}/ok`), 200);
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });

  // SES-33
  it("a reload without a store is signed in by the frame, if the provider is on the same site", {}, async (context) => {
    const [tab] = await openSignedIn(context);
    await tab.goTo(context.app.url);
    await comesTo(tab, "signed-in");
    const asked = context.provider.asked("authorization").map(({ destination }) => destination);
    assert.deepEqual(asked, ["document", "iframe"]);
    assert.equal(await callApi(tab, `${context.api.url}/ok`), 200);
  });

  // SES-33
  const elsewhere = { hostname: "127.0.0.1" };
  it("a reload without a store is signed out, if the provider is on another site", elsewhere, async (context) => {
    const [tab] = await openSignedIn(context);
    await tab.goTo(context.app.url);
    await comesTo(tab, "signed-out, not-signed-in");
  });

  // SES-37
  it("a restore keeps its time beside a callback, which signs in all the same", {}, async (context) => {
    const tab = await context.tabs.open(context.app.url);
    const { promise, open } = gate();
    context.provider.next("token", answeredAfter(promise));
    await tab.evaluate(() => void setTimeout(() => window.auth.signIn()));
    await until(tab, "the callback", () => location.pathname === "/callback" && window.auth !== undefined);
    const status = await tab.evaluate(async () => {
      const late = new Promise((resolve) => setTimeout(resolve, 1500, "late"));
      const restored = window.auth.session.restore({ timeoutMs: 300 });
      return Promise.race([restored.then(({ status }) => status), late]);
    });
    assert.equal(status, "unknown");
    open();
    await comesTo(tab, "signed-in");
  });

  // SES-99
  it("nobody is signed in after the end of the session, though the provider knows the user", {}, async (context) => {
    const [tab] = await openSignedIn(context);
    await end(tab);
    const { length } = context.provider.log;
    await tab.goTo(context.app.url);
    await comesTo(tab, "signed-out, not-signed-in");
    await sleep(300);
    assert.deepEqual(context.provider.log.slice(length), []);
    assert.equal(await tab.evaluate(() => document.querySelector("iframe")), null);
  });

  // SES-100
  it("a stranger is signed out at once, and the provider is not asked", {}, async (context) => {
    context.provider.next("authorization", noAnswer, 10);
    const tab = await context.tabs.open();
    const times = [];
    // One of several: whatever else there is to do, it is not in the way of each.
    for (let load = 0; load < 5; load++) {
      await tab.goTo(context.app.url);
      times.push(await tab.evaluate(timeRestoring));
      assert.equal(await statusOf(tab), "signed-out, not-signed-in");
    }
    assert.ok(Math.min(...times) < 500, `${times} ms`);
    assert.deepEqual(context.provider.log, []);
  });

  // SES-110
  const offline = "offline with an ended access token the user is shown, and is signed in once the network is there";
  it(offline, ON_DEVICE, async (context) => {
    const tab = await openEnded(context);
    context.provider.next("token", cutBefore, OFTEN);
    await tab.goTo(context.app.url);
    await comesTo(tab, "expired");
    const { retrying, claims } = await snapshotOf(tab);
    assert.deepEqual([retrying, claims.sub], [true, "alice"]);
    // By itself it would be tried again after four more seconds then.
    await eventually("a third try", () => context.provider.renewals().length === 3);
    context.provider.faults = [];
    const began = Date.now();
    await tab.evaluate(() => void window.dispatchEvent(new Event("online")));
    await comesTo(tab, "signed-in");
    const { at } = context.provider.renewals()[3];
    assert.ok(at - began < 3000, `${at - began} ms`);
    assert.equal(context.provider.summary().refused, 0);
  });
}

/** Runs in the page. */
async function timeRestoring() {
  const began = performance.now();
  await window.auth.session.restore();
  return performance.now() - began;
}

/** The access token has ended, and the answer to its renewal comes when the page is gone. */
async function reloadInFlight(context) {
  const { app, provider } = context;
  const tab = await openEnded(context);
  const { promise, open } = gate();
  provider.next("token", answeredAfter(promise));
  await tab.goTo(app.url);
  await eventually("the renewal", () => provider.renewals()[0]?.status === 200);
  await tab.reload();
  open();
  return tab;
}
