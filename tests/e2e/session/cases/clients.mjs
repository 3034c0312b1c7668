// Two clients of one page are nothing to each other.

import assert from "node:assert/strict";

import { DEVICE, end, keptIn, ON_DEVICE, revoked } from "../calls.mjs";
import { signIn } from "../world.mjs";

export function cases(it) {
  // SES-38
  it("two clients of two providers renew and sign out each for itself", ON_DEVICE, async (context) => {
    const { app, tabs, world, provider, optionsOf } = context;
    const second = await world.another({ accessTokenSeconds: 60, clientIds: ["second"] });
    const own = { ...optionsOf(provider), session: DEVICE };
    app.use({ app: own, second: optionsOf(second, { session: DEVICE }) }, { watches: true });
    const tab = await tabs.open();
    for (const name of ["app", "second"]) assert.equal(await signIn(tab, world, { name }), "signed-in");
    const before = await tab.evaluate(tokens);
    const renewed = await tab.evaluate(renewBoth);
    assert.deepEqual([before.app === renewed.app, before.second === renewed.second], [false, false]);
    assert.equal(new Set(Object.values(renewed)).size, 2);
    for (const one of [provider, second]) assert.deepEqual(one.summary(), { renewals: 1, refused: 0, seenTwice: 0 });

    const kept = await keptOf(tab, second);
    assert.equal((await end(tab)).revoked, "yes");
    assert.deepEqual(await keptOf(tab, second), kept);
    assert.deepEqual(await tab.evaluate(statuses), { app: "signed-out", second: "signed-in" });
    assert.equal(revoked(provider).length, 1);
    assert.deepEqual(second.asked("revocation"), []);
    assert.equal(typeof (await tab.evaluate(renewSecond)), "string");
  });
}

async function keptOf(tab, { issuer }) {
  return Object.fromEntries(Object.entries(await keptIn(tab)).filter(([key]) => key.includes(issuer)));
}

// --- in the page

async function tokens() {
  const { app, second } = window.clients;
  return { app: await app.session.getAccessToken(), second: await second.session.getAccessToken() };
}

async function renewBoth() {
  const fresh = (name) => window.clients[name].session.getAccessToken({ fresh: true });
  const [app, second] = await Promise.all([fresh("app"), fresh("second")]);
  return { app, second };
}

function renewSecond() {
  return window.clients.second.session.getAccessToken({ fresh: true });
}

function statuses() {
  const of = (name) => window.clients[name].session.getSnapshot().status;
  return { app: of("app"), second: of("second") };
}
