// One renewal for all callers and all tabs: no refresh token is sent twice.

import assert from "node:assert/strict";

import {
  answerTo, ask, askAt, askAtOnce, askFresh, begin, comesTo, DEVICE, eventually, gate, ON_DEVICE, openEnded,
  openSignedIn, sleep, snapshotOf, statusesOf, TAB,
} from "../calls.mjs";
import { answeredAfter, serverError } from "../faults.mjs";
import { atOnce } from "../tabs.mjs";

const TABS = 8;
const ROUNDS = 10;
const AT_SECONDS = 5;

/** Of the tokens' life, after which a token is renewed. */
const HALF_MS = (AT_SECONDS * 1000) / 2;

const LATE_MS = 50;

/** Callers alone renew. */
const WITHOUT_TIMER = { ...DEVICE, renewBeforeSeconds: 0 };

const PROCESSES = 6;
const RENEWALS_EACH = 60;

export function cases(it) {
  // ATK-25, SES-2
  it("fifty callers in one tick share one renewal", ON_DEVICE, async (context) => {
    const tab = await openEnded(context);
    const tokens = await tab.evaluate(() => {
      return Promise.all(Array.from({ length: 50 }, () => window.auth.session.getAccessToken()));
    });
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });

  // BBA-3, SES-3
  const headline = "eight tabs ask at one moment, ten times: ten renewals, none refused, each tab signed in";
  it(headline, { session: WITHOUT_TIMER, accessTokenSeconds: AT_SECONDS, timeoutMs: 90_000 }, async (context) => {
    const tabs = await openSignedIn(context, TABS);
    await askFresh(tabs[0]);
    await eventually("one token for all tabs", async () => new Set(await endsIn(tabs)).size === 1);
    context.provider.log.length = 0;
    for (let round = 1; round <= ROUNDS; round++) {
      const { values } = await askAt((await endsIn(tabs))[0] - HALF_MS + LATE_MS, tabs);
      assert.equal(new Set(values).size, 1, `round ${round}: ${JSON.stringify(values)}`);
      assert.deepEqual(context.provider.summary(), { renewals: round, refused: 0, seenTwice: 0 });
    }
    for (const tab of tabs) assert.equal((await statusesOf(tab)).at(-1), "signed-in");
    // A page that is quick has read its store before it is looked at.
    const changes = (await Promise.all(tabs.map(statusesOf))).flat().filter((status) => status !== "unknown");
    assert.deepEqual(new Set(changes), new Set(["signed-in"]));
  });

  // SES-4
  it("a tab that waited while another renewed takes what that brought", ON_DEVICE, async (context) => {
    const [one, other] = await openSignedIn(context, 2);
    const { promise, open } = gate();
    context.provider.next("token", answeredAfter(promise));
    await begin(one, { fresh: true });
    await eventually("the renewal", () => context.provider.renewals().length === 1);
    await begin(other, { fresh: true });
    await sleep(200);
    open();
    assert.equal(await answerTo(other), await answerTo(one));
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });

  // SES-27
  it("a duplicated tab and its original send no refresh token twice", { session: TAB }, async (context) => {
    const [tab] = await openSignedIn(context);
    const copy = await tab.duplicate();
    await comesTo(copy, "signed-in");
    for (let round = 1; round <= 5; round++) {
      const { promise, open } = gate();
      context.provider.next("token", answeredAfter(promise));
      // They have one process, where no two pages do something at one moment.
      for (const one of [tab, copy]) await begin(one, { fresh: true });
      await sleep(100);
      open();
      assert.equal(await answerTo(copy), await answerTo(tab));
      assert.deepEqual(context.provider.summary(), { renewals: round, refused: 0, seenTwice: 0 });
    }
  });

  // SES-93
  const contending = "six processes renew sixty times each, all contending: no refresh token comes twice";
  it(contending, { session: DEVICE, timeoutMs: 120_000 }, async (context) => {
    const tabs = await openSignedIn(context, PROCESSES);
    const { values } = await atOnce(tabs, renewTimes, RENEWALS_EACH);
    assert.deepEqual(values, tabs.map(() => RENEWALS_EACH));
    const { renewals, ...rest } = context.provider.summary();
    assert.deepEqual(rest, { refused: 0, seenTwice: 0 });
    assert.ok(renewals >= RENEWALS_EACH, String(renewals));
    context.t.diagnostic(`${renewals} renewals for ${PROCESSES * RENEWALS_EACH} calls`);
  });

  // SES-107
  it("an answer that nobody waits for any more is kept", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    const { promise, open } = gate();
    context.provider.next("token", answeredAfter(promise));
    await tab.evaluate(callThrice);
    await eventually("the renewal", () => context.provider.renewals()[0]?.status === 200);
    assert.deepEqual(await tab.evaluate(abortAll), ["aborted", "aborted", "aborted"]);
    const [first] = await endsIn([tab]);
    open();
    await eventually("the answer is kept", async () => (await endsIn([tab]))[0] > first);
    assert.equal(typeof (await ask(tab)), "string");
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });

  // SES-109
  const fifty = "a server's error is one request for fifty callers in eight tabs, and one later";
  it(fifty, { session: DEVICE, timeoutMs: 60_000 }, async (context) => {
    const tabs = await openSignedIn(context, TABS);
    context.provider.next("token", serverError(500));
    const { values } = await atOnce(tabs, askFifty);
    for (const codes of values) assert.equal(new Set(codes).size, 1, "one error for all callers of a page");
    assert.equal(values.flat().includes("token"), false);
    assert.equal(context.provider.summary().renewals, 1);
    await sleep(2500);
    const later = await askAtOnce(tabs, { fresh: true });
    assert.deepEqual(new Set(later.values.map((token) => typeof token)), new Set(["string"]));
    const [first, second, ...others] = context.provider.renewals();
    assert.equal(second.sent, first.sent);
    assert.deepEqual([others, context.provider.summary().refused], [[], 0]);
  });
}

/** When the access token ends that each tab has. */
async function endsIn(tabs) {
  const ends = [];
  for (const tab of tabs) ends.push((await snapshotOf(tab)).expiresAt);
  return ends;
}

// --- in the page

async function renewTimes(times) {
  let count = 0;
  for (; count < times; count++) await window.auth.session.getAccessToken({ fresh: true, timeoutMs: 60_000 });
  return count;
}

function callThrice() {
  window.controller = new AbortController();
  const { signal } = window.controller;
  const call = () => window.outcome(() => window.auth.session.getAccessToken({ fresh: true, signal }));
  window.calls = [call(), call(), call()];
}

async function abortAll() {
  window.controller.abort();
  return (await Promise.all(window.calls)).map(({ code }) => code);
}

async function askFifty() {
  const call = () => window.outcome(() => window.auth.session.getAccessToken({ fresh: true }));
  const calls = Array.from({ length: 50 }, call);
  return (await Promise.all(calls)).map((outcome) => outcome.code ?? "token");
}
