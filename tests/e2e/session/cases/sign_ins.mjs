// A sign-in over a session, and what it asked for, which lasts.

import assert from "node:assert/strict";

import {
  askFresh, callApi, comesTo, DEVICE, eventually, hashOf, ON_DEVICE, openSignedIn, recordIn, revoked, sleep, snapshotOf,
} from "../calls.mjs";
import { signIn } from "../world.mjs";

const API = "https://api.example.com";
const FOR_API = { resources: { [API]: "read write" } };
const REQUEST = { resource: API, scope: "openid read" };

export function cases(it) {
  // SES-37
  it("a callback wins over what is kept, and revokes that of another user", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    const { refreshToken } = JSON.parse(await recordIn(tab));
    await signIn(tab, context.world, { request: { loginHint: "bob", prompt: "login" } });
    await comesTo(tab, "signed-in");
    assert.equal((await snapshotOf(tab)).claims.sub, "bob");
    await eventually("the revocation", () => revoked(context.provider).length > 0);
    assert.deepEqual(revoked(context.provider), [hashOf(refreshToken)]);
    assert.equal(JSON.parse(await recordIn(tab)).subject, "bob");
  });

  // SES-37, SES-103
  it("the same user's next sign-in revokes nothing, and its tokens work", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    const before = JSON.parse(await recordIn(tab));
    assert.equal(await signIn(tab, context.world), "signed-in");
    await sleep(500);
    assert.deepEqual(context.provider.asked("revocation"), []);
    const { family, refreshToken } = JSON.parse(await recordIn(tab));
    assert.notEqual(family, before.family);
    assert.equal(await callApi(tab, `${context.api.url}/ok`), 200);
    assert.equal(typeof (await askFresh(tab)), "string");
    assert.equal(context.provider.renewals()[0].sent, hashOf(refreshToken));
    assert.equal(await callApi(tab, `${context.api.url}/ok`), 200);
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });

  for (const [store, name] of [
    ["memory", "a reload by the frame, and a renewal, have tokens for the API of the sign-in"],
    ["tab", "a reload by the store, and a renewal, have tokens for the API of the sign-in"],
  ]) {
    // SES-101
    // In memory nothing of a sign-in outlives the page: what the session asks for by itself is an option of it.
    it(name, { ...FOR_API, session: { store, request: REQUEST } }, async (context) => {
      const [tab] = await openSignedIn(context, 1, REQUEST);
      await tab.goTo(context.app.url);
      await comesTo(tab, "signed-in");
      assert.equal(await audience(tab, context), API);
      assert.equal(typeof (await askFresh(tab)), "string");
      assert.equal(await audience(tab, context), API);
    });
  }

  // SES-102
  const onDevice = { ...FOR_API, session: DEVICE };
  it("the second renewal too has a token for the API of the sign-in", onDevice, async (context) => {
    const [tab] = await openSignedIn(context, 1, REQUEST);
    for (let count = 0; count < 2; count++) {
      assert.equal(typeof (await askFresh(tab)), "string");
      assert.equal(await audience(tab, context), API);
    }
    assert.deepEqual((await snapshotOf(tab)).scope.includes("read"), true);
  });
}

async function audience(tab, { api }) {
  await callApi(tab, `${api.url}/ok`);
  return api.calls.at(-1).audience;
}
