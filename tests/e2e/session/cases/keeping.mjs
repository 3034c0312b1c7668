// Pages that keep nothing, or cannot lock.

import assert from "node:assert/strict";

import {
  answerTo, ask, askAtOnce, askFresh, begin, comesTo, DEVICE, eventually, gate, ON_DEVICE, openSignedIn, recordIn, sleep,
  statusOf,
} from "../calls.mjs";
import { answeredAfter, answeredWith } from "../faults.mjs";
import { signIn } from "../world.mjs";

const NO_LOCKS = `<script>delete Navigator.prototype.locks;</script>`;

const NO_LOCAL_STORAGE = `<script>
  Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
</script>`;

/** Longer than what is left of any quota. */
const LONG_SCOPE = `openid ${"x".repeat(8000)}`;

export function cases(it) {
  // SES-26
  const shimmed = { session: DEVICE, shim: "a script takes Web Locks away" };
  it("without Web Locks two tabs renew once, by a lease", shimmed, async (context) => {
    context.app.headHtml = NO_LOCKS + context.app.headHtml;
    const tabs = await openSignedIn(context, 2);
    assert.equal(await tabs[0].evaluate(() => navigator.locks === undefined), true);
    for (let round = 1; round <= 5; round++) {
      const { promise, open } = gate();
      context.provider.next("token", answeredAfter(promise));
      for (const tab of tabs) await begin(tab, { fresh: true });
      await sleep(300);
      open();
      assert.equal(await answerTo(tabs[1]), await answerTo(tabs[0]));
      assert.deepEqual(context.provider.summary(), { renewals: round, refused: 0, seenTwice: 0 });
    }
  });

  // SES-26
  const unasked = { session: { ...DEVICE, silentFrame: "never" } };
  it("on an insecure page two tabs renew once, by a lease", unasked, async (context) => {
    const insecure = { ...context.world, app: { ...context.app, url: context.app.insecure } };
    context.app.use(
      { app: context.optionsOf(context.provider, { redirectUri: `${context.app.insecure}/callback` }) },
      { watches: true },
    );
    const tabs = await openSignedIn({ world: insecure, tabs: context.tabs }, 2);
    assert.deepEqual(await tabs[0].evaluate(() => [isSecureContext, navigator.locks === undefined]), [false, true]);
    const { values } = await askAtOnce(tabs, { fresh: true });
    assert.deepEqual(values.map((value) => typeof value), ["string", "string"], JSON.stringify(values));
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });

  // SES-36
  const blocked = { session: DEVICE, shim: "a script blocks localStorage" };
  it("a page whose storage is blocked has a session in memory", blocked, async (context) => {
    context.app.headHtml = NO_LOCAL_STORAGE + context.app.headHtml;
    await worksInMemory(context);
  });

  // SES-36
  it("a page whose storage is full has a session in memory", ON_DEVICE, async (context) => {
    const tab = await context.tabs.open(`${context.app.url}/other`);
    await tab.evaluate(fill);
    await worksInMemory(context);
  });

  // SES-94
  it("a sign-in clears lines of long ago out of the ledger", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    const [own] = await tab.evaluate(linesBeside, "{}");
    const line = (days) => JSON.stringify({ generation: 1, isRefused: false, writtenAt: Date.now() - days * 86_400_000 });
    await tab.evaluate(linesBeside, JSON.stringify({ lately: line(89), old: line(91), other: "text" }));
    assert.equal(await signIn(tab, context.world), "signed-in");
    await comesTo(tab, "signed-in");
    await eventually("the clearing", async () => !(await tab.evaluate(linesBeside, "{}")).includes("old"));
    const lines = await tab.evaluate(linesBeside, "{}");
    assert.deepEqual(lines.filter((key) => !key.startsWith("spa-authorize:")), ["lately", "other"]);
    assert.ok(lines.includes(own) && lines.length === 4, lines.join());
  });

  // SES-112
  it("a renewal that cannot be kept leaves no spent refresh token behind", ON_DEVICE, async (context) => {
    const [tab] = await openSignedIn(context);
    await tab.evaluate(fill);
    context.provider.next("token", answeredWith({ scope: LONG_SCOPE }));
    assert.equal(typeof (await askFresh(tab)), "string");
    assert.equal(await recordIn(tab), null);
    assert.equal(typeof (await ask(tab)), "string");
    await tab.goTo(context.app.url);
    await tab.evaluate(() => window.auth.session.restore());
    assert.equal(await statusOf(tab), "signed-in");
    assert.deepEqual(context.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  });
}

async function worksInMemory(context) {
  const tab = await context.tabs.open();
  assert.equal(await signIn(tab, context.world), "signed-in");
  await comesTo(tab, "signed-in");
  assert.equal(typeof (await askFresh(tab)), "string");
  assert.equal(typeof (await askFresh(tab)), "string");
  assert.deepEqual(context.provider.summary(), { renewals: 2, refused: 0, seenTwice: 0 });
  const { length } = context.provider.log;
  await sleep(1000);
  assert.equal(context.provider.log.length, length, "it goes on asking");
}

// --- in the page

function fill() {
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (let count = 0; ; count++) localStorage.setItem(`fill ${size} ${count}`, "x".repeat(size));
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
    }
  }
}

/** Adds lines to the ledger; gives the keys of all that are there. */
function linesBeside(more) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("spa-authorize");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const lines = database.transaction("lines", "readwrite").objectStore("lines");
      for (const [key, text] of Object.entries(JSON.parse(more))) lines.put(text, key);
      const keys = lines.getAllKeys();
      keys.onsuccess = () => (database.close(), resolve(keys.result));
    };
  });
}
