// Answers to a renewal that say nothing of the session: it goes on, and at the token's end it waits.

import assert from "node:assert/strict";

import {
  ask, askFresh, callApi, codeOf, comesTo, DEVICE, endToken, openSignedIn, sleep, snapshotOf, statusesOf,
} from "../calls.mjs";
import { emptyAnswer, noCors, refusal } from "../faults.mjs";

const UNASKED = { ...DEVICE, silentFrame: "never" };

const OFTEN = 20;

export function cases(it) {
  for (const [name, fault, most, retrying] of [
    ["an empty 400 is asked for once, and the token is given to its end", emptyAnswer(400), 1, false],
    ["invalid_request is asked for once, and the token is given to its end", refusal("invalid_request"), 1, false],
    ["an answer without CORS is asked for ever less, and the token is given to its end", lost, 4, true],
  ]) {
    // SES-108
    it(name, { session: UNASKED }, async (context) => {
      const [tab] = await openSignedIn(context);
      const token = await ask(tab);
      context.provider.next("token", fault, OFTEN);
      const code = codeOf(await askFresh(tab));
      assert.equal(code, retrying ? "network-failed" : "refresh-refused");
      assert.equal(await ask(tab), token);
      assert.equal(await callApi(tab, `${context.api.url}/ok`), 200);
      await endToken(tab);
      await comesTo(tab, "expired");
      await sleep(1500);
      assert.equal((await snapshotOf(tab)).retrying, retrying);
      assert.equal(codeOf(await ask(tab)) === "token", false);
      assert.deepEqual(await statusesOf(tab), ["unknown", "signed-in", "expired"]);
      const { renewals } = context.provider.summary();
      assert.ok(renewals <= most, `${renewals} requests`);
    });
  }
}

/** As an answer that the page may not read, but the refresh token is not spent by it. */
async function lost(ask, entry) {
  return noCors(() => refusal("server_error", { status: 500 })(ask, entry));
}
