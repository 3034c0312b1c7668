// What happens to the records of sign-ins under way: a full storage, other records, copies, and clocks that jump.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import {
  begin,
  createAuthorizeUrl,
  goTo,
  handleCallback,
  passProvider,
  sessionStorageOf,
  STORED,
  storedKeys,
} from "../app.mjs";

const REQUEST = { returnTo: "/inbox", appState: { draft: "x" } };

/** WebKit allows a page 100 calls of `replaceState` in 10 seconds, and each record takes two. */
const RECORDS_PER_PAGE = 40;

const TAMPERED = JSON.parse(readFileSync(new URL("../../data/storage.json", import.meta.url)));

const DAY_SECONDS = 86_400;

/** By how far the clock is off: the code, and by how many seconds beyond the tolerance of 60 s it was missed. */
const CLOCKS = [
  // The ID token lives 300 s.
  [DAY_SECONDS, "id-token-expired", DAY_SECONDS - 300 - 60],
  [-DAY_SECONDS, "id-token-issued-in-future", DAY_SECONDS - 60],
];

export function cases(it) {
  it("a full storage is swept of what is over, and the sign-in begins", async (world) => {
    const { driver } = world;
    await open(world);
    await driver.executeScript(endSignIns, 10);
    assert.equal((await storedKeys(driver)).over.length, 10);
    await driver.executeScript(fillUp);
    const url = await createAuthorizeUrl(driver, "first");
    const own = await driver.executeScript(emptyOut);
    assert.ok(own.length > 0);
    const state = new URL(url).searchParams.get("state");
    assert.deepEqual((await storedKeys(driver)).all, [STORED + state]);
  });

  it("a storage that stays full is storage-full, and the app's own entries stay", async (world) => {
    const { driver, page } = world;
    await open(world);
    const filled = await driver.executeScript(fillUp);
    const { name, code, message } = await createAuthorizeUrl(driver, "first");
    assert.deepEqual([name, code], ["EnvironmentError", "storage-full"]);
    assert.match(message, /the app keeps too much in sessionStorage/);
    assert.deepEqual((await driver.executeScript(emptyOut)).toSorted(), filled.toSorted());
    assert.deepEqual((await storedKeys(driver)).all, []);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/`);
  });

  it("each record of the list is transaction-tampered, and gone", async (world) => {
    const { driver, page } = world;
    const expected = { code: "transaction-tampered", address: `${page.url}/callback` };
    for (let from = 0; from < TAMPERED.length; from += RECORDS_PER_PAGE) {
      await open(world);
      const rows = TAMPERED.slice(from, from + RECORDS_PER_PAGE);
      const outcomes = await driver.executeScript(tamper, STORED, JSON.stringify(rows));
      assert.deepEqual(outcomes, rows.map(({ what }) => ({ what, ...expected })));
      assert.deepEqual((await storedKeys(driver)).all, []);
    }
  });

  it("another version's record is unknown-state, and stays with the address", async (world) => {
    const { driver } = world;
    await open(world);
    const url = await createAuthorizeUrl(driver, "first");
    await driver.executeScript(() => {
      const [key] = Object.keys(sessionStorage);
      sessionStorage[key.replace(":2:", ":3:")] = sessionStorage[key];
      delete sessionStorage[key];
    });
    const before = await sessionStorageOf(driver);
    await goTo(driver, url);
    const original = await driver.getCurrentUrl();
    assert.deepEqual(await handleCallback(driver, "first"), { kind: "not-ours", reason: "unknown-state" });
    assert.equal(await driver.getCurrentUrl(), original);
    assert.deepEqual(await sessionStorageOf(driver), before);
  });

  it("of 25 sign-ins begun the last 20 are kept, and the last of them succeeds", async (world) => {
    const { driver } = world;
    await open(world);
    const urls = await driver.executeScript(() => {
      // One millisecond each, so that their order is known. The page's own clock: a script has another in Firefox.
      const start = Date.now();
      let turn = 0;
      window.Date.now = () => start + turn;
      const create = () => {
        turn += 1;
        return window.clients.first.createAuthorizeUrl({ appState: turn });
      };
      return Array.from({ length: 25 }, create);
    });
    const states = urls.map((url) => new URL(url).searchParams.get("state"));
    const { all, open: begun } = await storedKeys(driver);
    assert.deepEqual(all.toSorted(), states.slice(5).map((state) => STORED + state).toSorted());
    assert.equal(begun.length, 20);

    await goTo(driver, urls[4]);
    assert.deepEqual(await handleCallback(driver, "first"), { kind: "not-ours", reason: "unknown-state" });
    await goTo(driver, urls[24]);
    const { kind, appState } = await handleCallback(driver, "first");
    assert.deepEqual([kind, appState], ["signed-in", 25]);
  });

  it("sign-ins that have expired are swept when another begins, and their returns say so", async (world) => {
    const { driver } = world;
    await open(world);
    const old = await createAuthorizeUrl(driver, "first", REQUEST);
    await driver.executeScript(() => {
      const later = Date.now() + 600_000;
      window.Date.now = () => later;
      window.clients.first.createAuthorizeUrl();
    });
    const { open: begun, over } = await storedKeys(driver);
    assert.deepEqual([begun.length, over], [1, [STORED + new URL(old).searchParams.get("state")]]);
    const marker = JSON.stringify((await sessionStorageOf(driver))[over[0]]);
    assert.match(marker, /inbox/);
    assert.doesNotMatch(marker, /draft/);
    await goTo(driver, old);
    assert.equal((await handleCallback(driver, "first")).code, "transaction-expired");
  });

  it("a copied storage: the provider refuses the second exchange of one code", async ({ driver, page }) => {
    await driver.get(page.url);
    await begin(driver, "first", REQUEST);
    await passProvider(driver, "alice");
    const original = await driver.getCurrentUrl();
    const entries = await sessionStorageOf(driver);
    assert.equal((await handleCallback(driver, "first")).kind, "signed-in");

    await driver.switchTo().newWindow("tab");
    await driver.get(`${page.url}/nothing.txt`);
    const copy = (json) => void Object.assign(sessionStorage, JSON.parse(json));
    await driver.executeScript(copy, JSON.stringify(entries));
    await driver.get(original);
    const { name, code, error, appState, returnTo } = await handleCallback(driver, "first");
    assert.deepEqual([name, code, error], ["ProviderError", "exchange-refused", "invalid_grant"]);
    assert.deepEqual([appState, returnTo], [REQUEST.appState, REQUEST.returnTo]);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
    assert.deepEqual((await storedKeys(driver)).open, []);
  });

  it("back and forward after a sign-in give none, and ask for nothing", async (world) => {
    const { driver, page, faulty } = world;
    await open(world);
    await begin(driver, "first");
    assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
    const { log } = faulty;
    const requests = log.length;
    for (const [step, path] of [["back", "/"], ["forward", "/callback"]]) {
      await driver.navigate()[step]();
      assert.equal(await driver.getCurrentUrl(), page.url + path);
      const { kind } = await handleCallback(driver, "first");
      // A page that was kept answers as it did.
      assert.ok(kind === "none" || (step === "forward" && kind === "signed-in"), kind);
    }
    assert.equal(log.length, requests);
  });

  for (const responseType of ["code", "id_token token"]) {
    for (const [seconds, expected, missedBy] of CLOCKS) {
      it(`${responseType}: a clock that is ${seconds} s off is ${expected}, and says by how much`, async (world) => {
        const { driver, page } = world;
        page.headHtml = clockOff(seconds);
        await open(world);
        await begin(driver, "first", { ...REQUEST, responseType });
        await assertClockIsNamed(world, expected, missedBy);
      });
    }
  }

  it("a clock that jumps a day ahead on the way is transaction-expired", async (world) => {
    const { driver, page } = world;
    await returnAfterJump(world, DAY_SECONDS);
    const { code, appState, returnTo } = await handleCallback(driver, "first");
    assert.deepEqual([code, appState, returnTo], ["transaction-expired", REQUEST.appState, REQUEST.returnTo]);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
  });

  it("a clock that jumps a day back on the way is id-token-issued-in-future", async (world) => {
    await returnAfterJump(world, -DAY_SECONDS);
    await assertClockIsNamed(world, "id-token-issued-in-future", DAY_SECONDS - 60);
  });
}

function open({ driver, page, faulty }) {
  page.clients = { first: faulty.options };
  return driver.get(page.url);
}

function clockOff(seconds) {
  return `<script>
    window.realNow = Date.now;
    Date.now = () => window.realNow() + ${seconds * 1000};
  </script>`;
}

async function returnAfterJump(world, seconds) {
  const { driver, page } = world;
  await open(world);
  page.headHtml = clockOff(seconds);
  await begin(driver, "first", REQUEST);
}

async function assertClockIsNamed({ driver, page }, expected, missedBy) {
  const { name, code, message, appState } = await handleCallback(driver, "first");
  assert.deepEqual([name, code, appState], ["CallbackError", expected, REQUEST.appState]);
  const [, seconds] = message.match(/by (\d+) s beyond the tolerance of 60 s: check this device's clock\. See /);
  // However slow the browser is.
  assert.ok(Math.abs(Number(seconds) - missedBy) < 30, message);
  assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
  assert.deepEqual((await storedKeys(driver)).open, []);
}

// --- in the page

/** Ends that many sign-ins by a refusal, which leaves a marker of each. */
async function endSignIns(count) {
  for (let turn = 0; turn < count; turn += 1) {
    const state = new URL(window.clients.first.createAuthorizeUrl()).searchParams.get("state");
    const url = `/callback?error=access_denied&state=${state}`;
    await window.outcome(() => window.clients.first.handleCallback({ url }));
  }
}

/** To the last character that there is room for; gives the app's own keys. */
function fillUp() {
  const keys = [];
  for (let length = 2 ** 22; length >= 1; length /= 2) {
    try {
      sessionStorage.setItem(`own ${length}`, "x".repeat(length));
      keys.push(`own ${length}`);
    } catch {
      // Half of it may fit.
    }
  }
  return keys;
}

/** Takes the app's own entries out again, and gives their keys. */
function emptyOut() {
  const own = Object.keys(sessionStorage).filter((key) => key.startsWith("own "));
  for (const key of own) sessionStorage.removeItem(key);
  return own;
}

/** Changes the members of a record as each row says, by their paths, and answers its sign-in. */
async function tamper(stored, json) {
  const outcomes = [];
  for (const { what, record, change } of JSON.parse(json)) {
    const url = new URL(window.clients.first.createAuthorizeUrl({ appState: {} }));
    const key = stored + url.searchParams.get("state");
    const changed = JSON.parse(sessionStorage[key]);
    for (const [path, value] of Object.entries(change ?? {})) {
      const names = path.split(".");
      const last = names.pop();
      const holder = names.reduce((member, name) => member[name], changed);
      if (value === null) delete holder[last];
      else holder[last] = value;
    }
    sessionStorage[key] = record ?? JSON.stringify(changed);
    history.replaceState(null, "", `/callback?code=C&state=${url.searchParams.get("state")}`);
    const { code } = await window.outcome(() => window.clients.first.handleCallback());
    outcomes.push({ what, code, address: location.href });
  }
  return outcomes;
}
