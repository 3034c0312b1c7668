// What `session.fetch` does with an API.

import assert from "node:assert/strict";

import { askFresh, eventually, gate, openEnded, openSignedIn, ask, hashOf, statusOf, TAB } from "../calls.mjs";

const LONG = { session: TAB, accessTokenSeconds: 600 };

export function cases(it) {
  // SES-59
  it("an origin that is not listed gets no token, and nothing is sent there", LONG, async (context) => {
    const { world } = context;
    const [tab] = await openSignedIn(context);
    const { host, port } = new URL(world.api.url);
    assert.equal(await fetchIn(tab, `${world.api.url}/ok`), 200);
    assert.deepEqual(sentTo(world), [[host, "Bearer"]]);
    const refused = [
      `${world.api.elsewhere}/ok`,
      `//127.0.0.1:${port}/ok`,
      `${world.app.url}/page/main.js`,
      "/page/main.js",
      `http://localhost:${port}@127.0.0.1:${port}/ok`,
      "data:text/plain,ok",
      "blob:null/1",
    ];
    for (const address of refused) assert.equal(await fetchIn(tab, address), "origin-not-listed", address);
    assert.equal(world.api.calls.length, 1);
  });

  // SES-59
  it("a redirect is an error unless the app follows it, and takes no token elsewhere", LONG, async (context) => {
    const { world } = context;
    const [tab] = await openSignedIn(context);
    const away = `${world.api.url}/redirect?to=${encodeURIComponent(`${world.api.elsewhere}/ok`)}`;
    assert.equal(await fetchIn(tab, away), "TypeError");
    assert.equal(world.api.calls.length, 1);
    assert.equal(await fetchIn(tab, away, { redirect: "follow" }), 401);
    assert.deepEqual(world.api.calls.map(({ token }) => token !== undefined), [true, true, false, true, false]);
  });

  // SES-60
  it("a token that the API refuses is renewed once, and the call repeated, said why or not", LONG, async (context) => {
    const { world } = context;
    const [tab] = await openSignedIn(context);
    for (const [index, query] of ["readable", "challenge=hidden", "challenge=none"].entries()) {
      const path = `/first-token-refused?${query}`;
      assert.equal(await fetchIn(tab, world.api.url + path), 200, path);
      const [first, second, ...more] = callsOf(world, path);
      assert.deepEqual([first.status, second.status, more], [401, 200, []], path);
      assert.notEqual(first.token, second.token, path);
      assert.equal(world.provider.summary().renewals, index + 1, path);
    }
    assert.equal(world.provider.summary().refused, 0);
  });

  // SES-60
  it("what the API forbids is given back as it is", LONG, async (context) => {
    const { world } = context;
    const [tab] = await openSignedIn(context);
    assert.equal(await fetchIn(tab, `${world.api.url}/forbidden`), 403);
    assert.deepEqual([world.api.calls.length, world.provider.summary().renewals], [1, 0]);
  });

  // SES-60
  it("a new token that is refused as well is given back, without a loop", LONG, async (context) => {
    const { world } = context;
    const [tab] = await openSignedIn(context);
    assert.equal(await fetchIn(tab, `${world.api.url}/always-refused`), 401);
    assert.equal(callsOf(world, "/always-refused").length, 2);
    assert.equal(world.provider.summary().renewals, 1);
    assert.equal(await statusOf(tab), "signed-in");
  });

  // SES-60
  it("a call that was refused for a token of before is repeated with the one at hand", LONG, async (context) => {
    const { world } = context;
    const [tab] = await openSignedIn(context);
    const before = hashOf(await ask(tab));
    const path = "/first-token-refused";
    const { promise, open } = gate();
    world.api.held = promise;
    await tab.evaluate((address) => void (window.called = window.auth.session.fetch(address)), world.api.url + path);
    await eventually("the call", () => callsOf(world, path).length === 1);
    const after = hashOf(await askFresh(tab));
    open();
    assert.equal(await tab.evaluate(() => window.called.then(({ status }) => status)), 200);
    assert.deepEqual(callsOf(world, path).map(({ token }) => token), [before, after]);
    assert.equal(world.provider.summary().renewals, 1);
  });

  // SES-60
  it("a token that was issued for the call itself is not renewed once more", LONG, async (context) => {
    const { world } = context;
    const tab = await openEnded(context);
    assert.equal(await fetchIn(tab, `${world.api.url}/always-refused`), 401);
    assert.equal(callsOf(world, "/always-refused").length, 1);
    assert.equal(world.provider.summary().renewals, 1);
  });

  // SES-118
  it("fifty calls that are refused together cost one renewal, and each is made once more", LONG, async (context) => {
    const { world } = context;
    const [tab] = await openSignedIn(context);
    const statuses = await tab.evaluate((url) => {
      const call = (_, index) => window.auth.session.fetch(`${url}/first-token-refused?${index}`);
      return Promise.all(Array.from({ length: 50 }, call)).then((all) => all.map(({ status }) => status));
    }, world.api.url);
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.equal(world.api.calls.length, 100);
    assert.deepEqual(world.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });
}

function callsOf({ api }, target) {
  return api.calls.filter(({ path }) => path === target);
}

function sentTo({ api }) {
  return api.calls.map(({ host, scheme }) => [host, scheme]);
}

/** A call by the session: its status, or what it failed by. */
function fetchIn(tab, address, init = {}) {
  return tab.evaluate(
    (address, json) => {
      const called = window.auth.session.fetch(address, JSON.parse(json));
      return called.then(({ status }) => status, ({ code, name }) => code ?? name);
    },
    address,
    JSON.stringify(init),
  );
}
