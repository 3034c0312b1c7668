// A sign-out is one of all tabs, and ends what the provider would still renew.

import assert from "node:assert/strict";

import { renew } from "../by_hand.mjs";
import {
  begin, comesTo, DEVICE, end, eventually, gate, given, ON_DEVICE, openSignedIn, recordIn, revoked, signOut, sleep,
  statusOf,
} from "../calls.mjs";
import { answeredAfter, noAnswer, noCors, serverError } from "../faults.mjs";
import { until } from "../tabs.mjs";
import { signIn } from "../world.mjs";

export function cases(it) {
  // SES-21
  it("a renewal in flight at the end is dropped, and what it brought is revoked", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    const { promise, open } = gate();
    context.provider.next("token", answeredAfter(promise));
    await begin(tab, { fresh: true });
    await eventually("the renewal", () => context.provider.renewals()[0]?.refreshToken);
    await end(tab);
    open();
    const { refreshToken } = context.provider.renewals()[0];
    await eventually("the revocation", () => revoked(context.provider).includes(refreshToken));
    assert.equal(await statusOf(tab), "signed-out, signed-out");
    assert.equal(await recordIn(tab), null);
  });

  // SES-21
  it("a renewal in flight at the sign-out leaves nothing", ON_DEVICE, async (context) => {
    const [tab, other] = await openSignedIn(context, 2);
    const { promise, open } = gate();
    context.provider.next("token", answeredAfter(promise));
    await begin(other, { fresh: true });
    await eventually("the renewal", () => context.provider.renewals()[0]?.refreshToken);
    await signOut(tab, context);
    open();
    const { refreshToken } = context.provider.renewals()[0];
    await eventually("the revocation", () => revoked(context.provider).includes(refreshToken));
    for (const one of [tab, other]) assert.equal(await recordIn(one), null);
    await comesTo(tab, "signed-out");
    await comesTo(other, "signed-out, signed-out-elsewhere");
  });

  // SES-45
  it("a page that the browser kept does not come back signed in", ON_DEVICE, async (context) => {
    const [one, kept] = await openSignedIn(context, 2);
    await kept.goTo(`${context.app.url}/other`);
    await comesTo(kept, "signed-in");
    // Behind the session's own listener.
    await kept.evaluate(() => {
      addEventListener("pageshow", () => (window.shown = window.auth.session.getSnapshot().status));
    });
    await kept.goTo("about:blank");
    await end(one);
    await sleep(300);
    const isRestored = await kept.back();
    context.t.diagnostic(`out of the cache: ${isRestored}`);
    if (isRestored) await until(kept, "the page", () => window.shown);
    const first = await kept.evaluate(() => window.shown ?? window.auth.session.getSnapshot().status);
    assert.notEqual(first, "signed-in");
    await kept.evaluate(() => window.auth.session.restore());
    assert.equal((await statusOf(kept)).split(",")[0], "signed-out");
  });

  // SES-47
  const order = "a sign-out has forgotten the record, told the tabs and revoked before the page leaves";
  it(order, ON_DEVICE, async (context) => {
    const [tab, other] = await openSignedIn(context, 2);
    const { promise, open } = gate();
    context.provider.next("end_session", async (ask) => (await promise, ask()));
    await tab.evaluate(() => void setTimeout(() => window.auth.signOut({ returnTo: "/" })));
    await comesTo(other, "signed-out, signed-out-elsewhere");
    await eventually("the page of the provider", () => context.provider.asked("end_session").length > 0);
    assert.equal(await recordIn(other), null);
    await eventually("the revocation", () => revoked(context.provider).length > 0);
    open();
    await until(tab, "the app", () => location.pathname === "/" && window.auth !== undefined);
  });

  for (const boundToSession of [false, true]) {
    // SES-48
    const name = boundToSession
      ? "a copy of a refresh token that is bound to the provider's session is dead after the sign-out"
      : "a copy of a refresh token that is bound to nothing is dead after the sign-out";
    it(name, { session: DEVICE, boundToSession }, async (context) => {
      const [tab] = await openSignedIn(context);
      const { refreshToken } = JSON.parse(await recordIn(tab));
      await signOut(tab, context);
      await eventually("the revocation", () => revoked(context.provider).length > 0);
      assert.equal((await renewed(tab, context, refreshToken)).error, "invalid_grant");
    });
  }

  for (const [name, fault, expected] of [
    ["a revocation that meets an error is unknown, and the session has ended", serverError(503), "unknown"],
    ["a revocation whose answer cannot be read is unknown, and the session has ended", noCors, "unknown"],
    ["a revocation without an answer is unknown, and the session has ended", noAnswer, "unknown"],
  ]) {
    // SES-49
    it(name, ON_DEVICE, async (context) => {
      const [tab, other] = await openSignedIn(context, 2);
      context.provider.next("revocation", fault, 5);
      await tab.evaluate(hurry);
      const { revoked } = await end(tab);
      assert.equal(revoked, expected);
      await comesTo(tab, "signed-out, signed-out");
      await comesTo(other, "signed-out, signed-out-elsewhere");
      assert.equal(await recordIn(tab), null);
    });
  }

  // SES-49
  it("a sign-out goes through though the revocation has no answer", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    context.provider.next("revocation", noAnswer, 5);
    await signOut(tab, context);
    assert.equal((await statusOf(tab)).split(",")[0], "signed-out");
    assert.equal(await recordIn(tab), null);
  });

  // SES-49, SES-117
  const without = { session: DEVICE, revocation: false };
  it("a provider without an endpoint for revocation is no-endpoint", without, async (context) => {
    const [tab] = await openSignedIn(context);
    assert.equal((await end(tab)).revoked, "no-endpoint");
    assert.equal(await statusOf(tab), "signed-out, signed-out");
  });

  // SES-96
  const unasked = { session: { silentFrame: "never" } };
  it("three families sign out together, and each refresh token is dead", unasked, async (context) => {
    const tabs = [];
    for (let count = 0; count < 3; count++) {
      const tab = await context.tabs.open();
      await signIn(tab, context.world);
      tabs.push(tab);
    }
    for (const tab of tabs) await comesTo(tab, "signed-in");
    const issued = given(context.provider);
    assert.equal(new Set(issued).size, 3);
    await end(tabs[0]);
    for (const tab of tabs.slice(1)) await comesTo(tab, "signed-out, signed-out-elsewhere");
    await eventually("three revocations", () => new Set(revoked(context.provider)).size === 3);
    assert.deepEqual(new Set(revoked(context.provider)), new Set(issued));
    assert.equal(context.provider.asked("revocation").length, 3);
  });
}

/** Runs in the page: a request that has 10 s has one. */
function hurry() {
  const { setTimeout: wait } = window;
  window.setTimeout = (call, ms, ...all) => wait(call, ms === 10_000 ? 1_000 : ms, ...all);
}

function renewed(tab, { provider }, refreshToken) {
  const { tokenEndpoint, clientId } = provider.options();
  return tab.evaluate(renew, tokenEndpoint, clientId, refreshToken);
}
