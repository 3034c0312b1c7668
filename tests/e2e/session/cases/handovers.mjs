// What one tab has of another one's session.

import assert from "node:assert/strict";

import { ask, askFresh, comesTo, comesToHave, ON_DEVICE, openSignedIn, statusOf, TAB } from "../calls.mjs";
import { signIn } from "../world.mjs";

const SHARED = { store: "memory", shareBetweenTabs: true, silentFrame: "never" };

export function cases(it) {
  // SES-34
  it("a new tab is signed in by another one that shares", { session: SHARED }, async (context) => {
    const [tab] = await openSignedIn(context);
    const { length } = context.provider.log;
    const other = await context.tabs.open(context.app.url);
    await comesTo(other, "signed-in");
    assert.equal(await ask(other), await ask(tab));
    assert.deepEqual(context.provider.log.slice(length), []);
  });

  // SES-34
  it("a tab that does not share answers nobody", { session: { silentFrame: "never" } }, async (context) => {
    await openSignedIn(context);
    const { length } = context.provider.log;
    const other = await context.tabs.open(context.app.url);
    await comesTo(other, "signed-out, not-signed-in");
    assert.deepEqual(context.provider.log.slice(length), []);
  });

  // SES-46
  it("a sign-in signs in the tabs that were signed out", ON_DEVICE, async (context) => {
    const waiting = await context.tabs.open(context.app.url);
    await comesTo(waiting, "signed-out, not-signed-in");
    await openSignedIn(context);
    await comesTo(waiting, "signed-in");
    assert.equal(await waiting.evaluate(() => window.auth.session.getSnapshot().claims.sub), "alice");
  });

  // SES-46
  it("a sign-in signs in the tabs that share its memory", { session: SHARED }, async (context) => {
    const waiting = await context.tabs.open(context.app.url);
    await comesTo(waiting, "signed-out, not-signed-in");
    const [tab] = await openSignedIn(context);
    await comesTo(waiting, "signed-in");
    assert.equal(await ask(waiting), await ask(tab));
    assert.equal(context.provider.asked("authorization").length, 1);
  });

  // SES-46
  it("a tab that shows one user does not go over to another", ON_DEVICE, async (context) => {
    const [one, other] = await openSignedIn(context, 2);
    await signIn(one, context.world, { request: { loginHint: "bob", prompt: "login" } });
    await comesTo(one, "signed-in");
    await comesTo(other, "signed-out, user-changed");
    assert.equal(await one.evaluate(() => window.auth.session.getSnapshot().claims.sub), "bob");
    const subjects = await other.evaluate(() => window.snapshots.map(({ snapshot }) => snapshot.claims?.sub));
    assert.equal(subjects.includes("bob"), false);
    assert.equal((await ask(other)).code, "user-changed");
  });

  // SES-94
  it("a copy never sends what the closed tab has spent", { session: TAB }, async (context) => {
    const [tab] = await openSignedIn(context);
    const copy = await tab.duplicate();
    await comesTo(copy, "signed-in");
    const token = await askFresh(tab);
    await tab.close();
    await comesToHave(copy, token);
    await askFresh(copy);
    assert.deepEqual(context.provider.summary(), { renewals: 2, refused: 0, seenTwice: 0 });
  });

  // SES-94
  it("a copy that was not there never sends what the closed tab has spent", { session: TAB }, async (context) => {
    const [tab] = await openSignedIn(context);
    const copy = await tab.duplicate();
    await copy.goTo("about:blank");
    await askFresh(tab);
    await tab.close();
    await copy.goTo(context.app.url);
    await askFresh(copy);
    assert.equal(context.provider.summary().seenTwice, 0);
    assert.equal(await statusOf(copy), "signed-in");
  });

  // SES-95
  it("a tab that renews and closes has given the other what it got", { session: SHARED }, async (context) => {
    const [tab] = await openSignedIn(context);
    const other = await context.tabs.open(context.app.url);
    await comesTo(other, "signed-in");
    const token = await askFresh(tab);
    await tab.close();
    await comesToHave(other, token);
    assert.equal(typeof (await askFresh(other)), "string");
    assert.deepEqual(context.provider.summary(), { renewals: 2, refused: 0, seenTwice: 0 });
  });
}
