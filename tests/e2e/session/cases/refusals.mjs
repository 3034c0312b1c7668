// A refresh token that is refused, and whom that signs out.

import assert from "node:assert/strict";

import {
  answerTo, ask, askFresh, begin, comesTo, comesToHave, DEVICE, eventually, gate, keptIn, ON_DEVICE, openSignedIn, recordIn,
  sleep, snapshotOf, statusesOf, statusOf, stealLock,
} from "../calls.mjs";
import { cutAfter, refusal } from "../faults.mjs";

export function cases(it) {
  // SES-14
  const unasked = { session: { ...DEVICE, silentFrame: "never" } };
  it("a refused refresh token signs out here and in the other tabs", unasked, async (context) => {
    await refuse(context, []);
  });

  // SES-14
  const elsewhere = { session: DEVICE, hostname: "127.0.0.1" };
  it("a refused refresh token signs out where the frame finds nobody", elsewhere, async (context) => {
    await refuse(context, ["iframe"]);
  });

  // SES-14
  it("a refused refresh token is nothing to the user if the frame finds the session", ON_DEVICE, async (context) => {
    const [one, other] = await openSignedIn(context, 2);
    context.provider.next("token", refusal("invalid_grant"));
    const token = await askFresh(one);
    assert.equal(typeof token, "string", JSON.stringify(token));
    assert.equal(context.provider.asked("authorization").at(-1).destination, "iframe");
    assert.deepEqual(await statusesOf(one), ["unknown", "signed-in"]);
    await comesToHave(other, token);
    assert.deepEqual((await statusesOf(other)).at(-1), "signed-in");
  });

  // SES-15
  // Without a frame, which would bring a generation of its own and hide what the refusal has done.
  it("a refusal does not count where another tab has renewed meanwhile", unasked, async (context) => {
    const [one, other] = await openSignedIn(context, 2);
    const { promise, open } = gate();
    context.provider.next("token", async (ask, entry) => {
      await promise;
      return refusal("invalid_grant")(ask, entry);
    });
    await begin(one, { fresh: true });
    await eventually("the renewal", () => context.provider.renewals().length === 1);
    await stealLock(other);
    const token = await askFresh(other);
    assert.equal(typeof token, "string", JSON.stringify(token));
    const kept = await recordIn(other);
    open();
    await answerTo(one);
    await sleep(300);
    assert.equal(await ask(one), token);
    assert.deepEqual([await statusOf(one), await statusOf(other)], ["signed-in", "signed-in"]);
    assert.equal(await recordIn(other), kept);
    assert.equal((await statusesOf(one)).includes("signed-out"), false);
  });

  // SES-18
  it("a lost answer spends the refresh token, and the frame brings another", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    context.provider.next("token", cutAfter);
    assert.equal((await askFresh(tab)).code, "network-failed");
    await eventually("the end of the back-off", async () => typeof (await askFresh(tab)) === "string");
    const answers = context.provider.renewals().map(({ status, given }) => [status, given]);
    assert.deepEqual(answers, [[200, "cut"], [400, 400]]);
    assert.equal(context.provider.asked("authorization").at(-1).destination, "iframe");
    assert.deepEqual(await statusesOf(tab), ["unknown", "signed-in"]);
  });
}

async function refuse({ provider, ...context }, destinations) {
  const [one, other] = await openSignedIn(context, 2);
  provider.next("token", refusal("invalid_grant"));
  assert.equal((await askFresh(one)).code, "session-refused");
  assert.deepEqual(provider.asked("authorization").slice(1).map(({ destination }) => destination), destinations);
  for (const tab of [one, other]) await comesTo(tab, "signed-out, refused");
  assert.equal(await recordIn(one), null, JSON.stringify(await keptIn(one)));
  assert.equal((await snapshotOf(one)).code, "session-refused");
  assert.equal(provider.summary().renewals, 1);
}
