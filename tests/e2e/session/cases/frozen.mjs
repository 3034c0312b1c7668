// Pages that sleep: with the session's lock, or while another tab signs out.

import assert from "node:assert/strict";

import {
  answerTo, ask, askFresh, begin, callApi, comesTo, comesToHave, DEVICE, end, eventually, gate, hashOf, openSignedIn,
  recordIn, sleep, statusesOf, statusOf, stealLock,
} from "../calls.mjs";
import { answeredAfter } from "../faults.mjs";
import { signIn } from "../world.mjs";

const FREEZES = { needs: ["freeze"] };
const DEVICE_FREEZES = { session: DEVICE, ...FREEZES };
const DAYS_MS = 3 * 24 * 60 * 60 * 1000;

export function cases(it) {
  // SES-22, SES-23
  it("a frozen tab with the lock lets the others be, and its late answer is kept", DEVICE_FREEZES, async (context) => {
    const [frozen, other] = await openSignedIn(context, 2);
    const token = await ask(other);
    const { promise, open } = gate();
    await freezeWithLock(frozen, context, answeredAfter(promise));
    assert.equal(await ask(other), token);
    assert.equal((await other.evaluate(askWithin, 2000, 4000)).code, "session-busy");
    await begin(other, { fresh: true });
    await frozen.thaw();
    open();
    const renewed = await answerTo(frozen);
    assert.equal(typeof renewed, "string", JSON.stringify(renewed));
    assert.equal(await answerTo(other), renewed);
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
    await sameFamily(frozen, other);
  });

  // SES-22, SES-23
  const stolen = "the lock of a tab that stays frozen is stolen, and its late answer is dropped";
  it(stolen, { ...DEVICE_FREEZES, timeoutMs: 90_000 }, async (context) => {
    const [frozen, other] = await openSignedIn(context, 2);
    const { promise, open } = gate();
    await freezeWithLock(frozen, context, answeredAfter(promise));
    const began = Date.now();
    const token = await askFresh(other, { timeoutMs: 75_000 });
    assert.equal(typeof token, "string", JSON.stringify(token));
    context.t.diagnostic(`stolen after ${Math.round((Date.now() - began) / 1000)} s`);
    await frozen.thaw();
    open();
    await answerTo(frozen);
    await comesTo(frozen, "signed-in");
    const [late] = context.provider.renewals();
    assert.notEqual(hashOf(await ask(frozen)), late.accessToken);
    for (const tab of [frozen, other]) assert.equal(await callApi(tab, `${context.api.url}/ok`), 200);
    assert.equal(context.provider.summary().seenTwice, 1, "more than the one that was stolen");
    await sameFamily(frozen, other);
    assert.equal((await statusesOf(other)).includes("signed-out"), false);
  });

  // SES-23
  // So soon that the answer is still one: a request that has slept for as long as a lock is waited for is given up.
  it("an answer is dropped that comes when another tab has stolen and renewed", DEVICE_FREEZES, async (context) => {
    const [frozen, other] = await openSignedIn(context, 2);
    const { promise, open } = gate();
    await freezeWithLock(frozen, context, answeredAfter(promise));
    await stealLock(other);
    const token = await askFresh(other);
    assert.equal(typeof token, "string", JSON.stringify(token));
    open();
    await frozen.thaw();
    await answerTo(frozen);
    await comesToHave(frozen, token);
    assert.equal(await callApi(frozen, `${context.api.url}/ok`), 200);
    await sameFamily(frozen, other);
  });

  // SES-45
  it("a frozen tab hears of the sign-out when it thaws, before any request", DEVICE_FREEZES, async (context) => {
    const [one, frozen] = await openSignedIn(context, 2);
    await frozen.freeze();
    await end(one);
    await sleep(200);
    const { length } = context.provider.log;
    await frozen.thaw();
    await comesTo(frozen, "signed-out, signed-out-elsewhere");
    assert.deepEqual(asked(context.provider, length), []);
    assert.equal((await ask(frozen)).code, "not-signed-in");
  });

  // SES-97
  it("a tab that slept for three days wakes signed out elsewhere, and asks nothing", FREEZES, async (context) => {
    const sleeping = await context.tabs.open();
    const other = await context.tabs.open();
    for (const tab of [sleeping, other]) assert.equal(await signIn(tab, context.world), "signed-in");
    await sleeping.freeze();
    await end(other);
    await sleep(300);
    const { length } = context.provider.log;
    await sleeping.evaluate(skipTime, DAYS_MS);
    await sleeping.thaw();
    await comesTo(sleeping, "signed-out, signed-out-elsewhere");
    assert.deepEqual(asked(context.provider, length), []);
  });
}

/** Its request is on its way: the provider has handled it, and `fault` says when the answer comes. */
async function freezeWithLock(tab, { provider }, fault) {
  provider.next("token", fault);
  await begin(tab, { fresh: true });
  await eventually("the renewal", () => provider.renewals()[0]?.status === 200);
  await tab.freeze();
}

/** What asks for tokens, or for the user, since the log was so long. */
function asked({ log }, length) {
  return log.slice(length).filter(({ grant, prompt }) => grant || prompt);
}

async function sameFamily(one, other) {
  const [a, b] = [JSON.parse(await recordIn(one)), JSON.parse(await recordIn(other))];
  assert.deepEqual([a.family, a.generation], [b.family, b.generation]);
  assert.deepEqual([await statusOf(one), await statusOf(other)], ["signed-in", "signed-in"]);
}

// --- in the page

/** A fresh token, for which a caller waits so long; what takes longer than the other time is late. */
function askWithin(timeoutMs, lateMs) {
  const late = new Promise((resolve) => setTimeout(resolve, lateMs, { code: "late" }));
  const ask = () => window.auth.session.getAccessToken({ fresh: true, timeoutMs });
  return Promise.race([window.outcome(ask), late]);
}

function skipTime(ms) {
  const now = Date.now;
  Date.now = () => now() + ms;
}
