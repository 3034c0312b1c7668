// What the benchmark says: its tables and its picture are those of its results, and a bar that is missed is said. Its second
// baseline has the checks and the effects that it is named for: without one, its times would be too good.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { chart } from "../../bench/chart.mjs";
import { BASELINE, checkingPeers, CLAIMS, OURS, OURS_ON_DEVICE, PEERS, SAME_WORK } from "../../bench/contenders.mjs";
import { SESSIONS } from "../../bench/contenders.mjs";
import { withTables } from "../../bench/report.mjs";
import { inSequence } from "../../bench/round_trips.mjs";
import { MOST_CROSSINGS, ratio, SESSION_TASKS, TASKS, verdicts } from "../../bench/tasks.mjs";
import { fromRepository } from "./consumer.mjs";

const RESULTS = JSON.parse(fromRepository("bench/results.json"));
const LOCKED = JSON.parse(fromRepository("bench/package-lock.json")).packages;

test("the tables of the benchmark's README are those of its results", () => {
  const readme = fromRepository("bench/README.md");
  assert.equal(withTables(readme, RESULTS), readme);
});

test("the picture of the benchmark is that of its results", () => {
  assert.equal(chart(RESULTS), fromRepository("docs/bench.svg"));
});

test("the page that compares says what an app loads, and the README and the guide say so of this package", () => {
  const kB = (name) => (RESULTS.bytes.loaded[name] / 1000).toFixed(1);
  const lines = fromRepository("docs/comparison.md").match(/^\|.*\|$/gm);
  const [[, , ...peers], ...rows] = lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const [, ...sizes] = rows.find(([title]) => title.startsWith("kB"));
  assert.deepEqual(sizes, [OURS, ...peers].map(kB));
  for (const page of ["README.md", "docs/guide/loading.md"]) {
    assert.ok(fromRepository(page).includes(` costs ${kB(OURS)} kB of brotli`), page);
  }
});

test("the page that compares says how long it takes as a multiple of hand-written code", () => {
  const said = Array.from(fromRepository("docs/comparison.md").matchAll(/\b(\S+)\s+times\b/g), ([, multiple]) => multiple);
  assert.deepEqual(said, ["url", "signedIn"].map((task) => ratio(RESULTS, task, OURS).toFixed(2)));
});

test("the results are of everybody in each task, and of the peers that the lockfile pins", () => {
  for (const [task, { names }] of Object.entries(TASKS)) {
    assert.deepEqual(Object.keys(RESULTS.times[task]).sort(), [...names].sort(), task);
  }
  assert.deepEqual(Object.keys(RESULTS.roundTrips).sort(), [...TASKS.signedIn.names].sort());
  assert.deepEqual(Object.keys(RESULTS.sessions.effects), SESSIONS);
  for (const { name, package: installed } of PEERS) {
    assert.equal(RESULTS.versions[name], LOCKED[`node_modules/${installed}`].version, name);
  }
});

test("every bar holds for a package that is fast enough", () => {
  assert.deepEqual(verdicts(fastEnough()).filter(({ holds }) => !holds), []);
});

test("a time above its bar fails that bar, and one at it does not", () => {
  for (const [task, { most, title }] of Object.entries(TASKS).filter(([, { most }]) => most)) {
    assert.deepEqual(failuresWith(task, most), []);
    const [failure, ...others] = failuresWith(task, most * 1.001);
    assert.ok(failure?.title.startsWith(`${title}: at most`), task);
    assert.deepEqual(others, [], task);
  }
});

test("a bar names what it is a multiple of", () => {
  const bars = verdicts(fastEnough()).map(({ title }) => title);
  for (const { title, most, than } of Object.values(TASKS).filter(({ most, inPlaceOf }) => most && !inPlaceOf)) {
    assert.ok(bars.includes(`${title}: at most ${most} × ${than}`), title);
  }
});

test("a multiple is one of either baseline", () => {
  const results = fastEnough();
  assert.equal(ratio(results, "url", OURS), 0.5);
  assert.equal(ratio(results, "url", OURS, SAME_WORK), 0.25);
});

test("the return is compared with the fastest peer that checks the ID token, which is named", () => {
  for (const fastest of checkingPeers(CLAIMS)) {
    const results = fastEnough();
    results.times.signedIn[fastest] = { median: 25 };
    const bar = verdicts(results).find(({ title }) => title.startsWith(`${TASKS.signedIn.title}: at most`));
    assert.equal(bar.holds, false);
    assert.ok(bar.found.startsWith(`2.00 × ${fastest}; `), fastest);
  }
});

test("a second round trip fails", () => {
  const results = { ...fastEnough(), roundTrips: { [OURS]: { requests: 2, sequential: 2 } } };
  const failures = verdicts(results).filter(({ holds }) => !holds);
  assert.deepEqual(failures.map(({ title, found }) => [title, found]), [[`${TASKS.signedIn.title}: 1 round trip`, "2"]]);
});

test("a lock, a read or a request for a token at hand fails, by itself and in a call of an API", () => {
  for (const name of [OURS, OURS_ON_DEVICE]) {
    for (const task of ["atHand", "api"]) {
      for (const what of ["locks", "reads", "requests"]) {
        const results = fastEnough();
        results.sessions.effects[name][task][what] = 1;
        const failures = verdicts(results).filter(({ holds }) => !holds);
        assert.deepEqual(failures.length, 1, `${name} ${task} ${what}`);
        assert.ok(failures[0].title.includes(name), failures[0].title);
      }
    }
  }
});

test("one crossing too many in a call of an API fails", () => {
  for (const name of [OURS, OURS_ON_DEVICE]) {
    const results = fastEnough();
    results.sessions.effects[name].api.crossings = MOST_CROSSINGS + 1;
    const [failure, ...others] = verdicts(results).filter(({ holds }) => !holds);
    assert.deepEqual([failure?.found, others], [String(MOST_CROSSINGS + 1), []]);
    assert.ok(failure.title.startsWith(`${SESSION_TASKS.api}, ${name}: at most`), failure.title);
  }
});

test("a renewal of two requests fails, one after the other or not", () => {
  for (const roundTrips of [1, 2]) {
    const results = fastEnough();
    results.sessions.effects[OURS].renewal = { requests: 2, roundTrips };
    const [failure, ...others] = verdicts(results).filter(({ holds }) => !holds);
    assert.deepEqual([failure?.found, others], [`${roundTrips} of 2 requests`, []]);
  }
});

test("a peer that is as fast in the same work fails the race, and is named", () => {
  for (const [task, { raced, names, title }] of Object.entries(TASKS)) {
    for (const { name } of raced ? PEERS.filter((peer) => names.includes(peer.name)) : []) {
      const results = fastEnough();
      results.times[task][name] = results.times[task][OURS];
      const [failure, ...others] = verdicts(results).filter(({ holds }) => !holds);
      assert.deepEqual([failure?.found, others], [`not ${name}`, []]);
      assert.ok(failure.title.startsWith(title), task);
    }
  }
});

test("requests that overlap are one round trip, and a chain of them is as many as it is long", () => {
  assert.equal(inSequence([]), 0);
  assert.equal(inSequence([[0, 100], [1, 101]]), 1);
  assert.equal(inSequence([[0, 100], [101, 201]]), 2);
  assert.equal(inSequence([[0, 300], [0, 100], [100, 200], [201, 301]]), 3);
});

test("a URL that is not there at once fails", () => {
  const failures = verdicts({ ...fastEnough(), synchronous: false }).filter(({ holds }) => !holds);
  assert.deepEqual(failures.map(({ title }) => title), ["(a) is synchronous"]);
});

/** With this package at so many times what its bar is a multiple of. */
function failuresWith(task, multiple) {
  const results = fastEnough();
  const { inPlaceOf, than } = TASKS[task];
  const times = results.times[task];
  const reference = inPlaceOf ? results.times[inPlaceOf][OURS] : (times[than] ?? times[checkingPeers(CLAIMS)[0]]);
  times[OURS] = { median: reference.median * multiple };
  return verdicts(results).filter(({ holds }) => !holds);
}

/** Results with this package at half and a quarter of the baselines, and everybody else at twice the greater one. */
function fastEnough() {
  const medians = { [OURS]: 50, [BASELINE]: 100, [SAME_WORK]: 200 };
  const timesOf = ({ names }) => Object.fromEntries(names.map((name) => [name, { median: medians[name] ?? 400 }]));
  const times = Object.fromEntries(Object.entries(TASKS).map(([task, entry]) => [task, timesOf(entry)]));
  const quiet = () => ({ crossings: MOST_CROSSINGS, locks: 0, reads: 0, requests: 0 });
  const session = () => ({ atHand: quiet(), api: quiet(), renewal: { requests: 1, roundTrips: 1 } });
  const sessions = { effects: { [OURS]: session(), [OURS_ON_DEVICE]: session() } };
  return { synchronous: true, times, roundTrips: { [OURS]: { requests: 2, sequential: 1 } }, sessions };
}

// --- the second baseline, in a page that is made of the few things it asks for

const { subtle } = globalThis.crypto;

globalThis.location = new URL("https://app.example.com/callback");
globalThis.history = { state: null, replaceState: (state, unused, url) => void (location.href = url) };

const { site } = await import("../../bench/page/site.js");
const contender = await import("../../bench/contenders/hand-written-same-work.js");

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const RSA_2048 = { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const { privateKey, publicKey } = await subtle.generateKey(RSA_2048, true, ["sign", "verify"]);
const JWK = { ...(await subtle.exportKey("jwk", publicKey)), kid: "1", use: "sig", alg: "RS256" };

let asked;

beforeEach(() => {
  globalThis.sessionStorage = Object.create({
    getItem(key) {
      return this[key] ?? null;
    },
    setItem(key, value) {
      this[key] = value;
    },
    removeItem(key) {
      delete this[key];
    },
  });
  asked = [];
  location.href = site.redirectUri;
});

test("same work: it signs in, once, with the keys fetched beside the exchange", async () => {
  const { session, address } = await leave();
  location.href = address;
  const { tokens, claims, returnTo } = await session.callback();
  assert.deepEqual([tokens.token_type, claims.sub, returnTo], ["Bearer", "somebody", "/"]);
  assert.deepEqual(asked.map(({ url }) => url), [site.tokenEndpoint, site.jwksUri]);
  assert.equal(location.href, site.redirectUri);
  await assert.rejects(session.callback(address), { code: "already-handled" });
});

test("same work: the sign-in is used up, and the address clean, before the request", async () => {
  const { session, address } = await leave();
  location.href = address;
  const returned = session.callback();
  const [record] = Object.values(sessionStorage);
  assert.equal(location.href, site.redirectUri);
  assert.deepEqual([JSON.parse(record).status, /verifier|nonce/.test(record)], ["used", false]);
  await returned;
});

test("same work: an address that was given from elsewhere leaves the address bar as it is", async () => {
  const { session, address } = await leave();
  location.href = `${site.redirectUri}?other`;
  await session.callback(address);
  assert.equal(location.search, "?other");
});

const REFUSED_ADDRESSES = {
  "not-ours": (address) => address.replace(/state=.*/, "state=another"),
  "parameter-repeated": (address) => `${address}&code=another`,
  "parameter-malformed": (address) => `${address}&scope=%ff`,
  "issuer-mismatch": (address) => `${address}&iss=https%3A%2F%2Fother.example.com`,
  "access_denied": (address) => `${address}&error=access_denied`,
  "parameter-unexpected": (address) => `${address}#id_token=a.b.c`,
  "parameter-misplaced": (address) => address.replace("?", "#"),
};

for (const [code, spoilt] of Object.entries(REFUSED_ADDRESSES)) {
  test(`same work: an address is refused: ${code}`, async () => {
    const { session, address } = await leave();
    await assert.rejects(session.callback(spoilt(address)), { code });
    assert.deepEqual(asked, []);
  });
}

test("same work: a sign-in that took too long is refused", async () => {
  const { session, address } = await leave();
  const [[key, record]] = Object.entries(sessionStorage);
  sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(record), expiresAt: Date.now() - 1 }));
  await assert.rejects(session.callback(address), { code: "expired" });
});

test("same work: an abort ends the request", async () => {
  const { session, address } = await leave();
  const controller = new AbortController();
  const returned = session.callback(address, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await assert.rejects(returned, /enough/);
});

/** From now, in the seconds of a token. */
const seconds = (more) => Math.floor(Date.now() / 1000) + more;

/** With what is the time when a test makes a token of them. */
const REFUSED_CLAIMS = {
  "id-token-issuer-mismatch": () => ({ iss: "https://other.example.com" }),
  "id-token-audience-mismatch": () => ({ aud: ["other"] }),
  "id-token-authorized-party-mismatch": () => ({ aud: [site.clientId, "other"] }),
  "id-token-expired": () => ({ exp: seconds(-61) }),
  "id-token-issued-in-future": () => ({ iat: seconds(90) }),
  "id-token-not-yet-valid": () => ({ nbf: seconds(90) }),
  "id-token-nonce-mismatch": () => ({ nonce: "another" }),
  "id-token-at-hash-mismatch": () => ({ at_hash: "another" }),
  "id-token-type": () => ({ events: {} }),
  "id-token-claim-type": () => ({ sub: "" }),
};

for (const [code, claims] of Object.entries(REFUSED_CLAIMS)) {
  test(`same work: an ID token is refused: ${code}`, async () => {
    const { session, address } = await leave({ claims: claims() });
    await assert.rejects(session.callback(address), { code });
  });
}

const REFUSED_HEADERS = {
  "id-token-algorithm": { alg: "none" },
  "id-token-critical-header": { crit: ["b64"] },
  "id-token-type": { typ: "at+jwt" },
  "id-token-key-unknown": { kid: "2" },
};

for (const [code, header] of Object.entries(REFUSED_HEADERS)) {
  test(`same work: an ID token is refused for its header: ${code}`, async () => {
    const { session, address } = await leave({ header });
    await assert.rejects(session.callback(address), { code });
  });
}

test("same work: a signature of another token is refused", async () => {
  const { session, address } = await leave({ signed: "something else" });
  await assert.rejects(session.callback(address), { code: "id-token-signature" });
});

/** A sign-in that the provider answers, with what is to be wrong with its ID token. */
async function leave(wrong = {}) {
  const session = contender.open();
  const parameters = new URL(await session.url()).searchParams;
  const token = await idToken(parameters.get("nonce"), wrong);
  globalThis.fetch = async (url, { signal }) => {
    asked.push({ url });
    await new Promise((resolve) => setTimeout(resolve, 1));
    signal.throwIfAborted();
    const tokens = { access_token: "opaque", token_type: "Bearer", expires_in: 60, id_token: token };
    return Response.json(url === site.jwksUri ? { keys: [JWK] } : tokens);
  };
  const response = new URLSearchParams({ code: "a-code", state: parameters.get("state") });
  return { session, address: `${site.redirectUri}?${response}` };
}

async function idToken(nonce, { header, claims, signed }) {
  const own = { iss: site.issuer, sub: "somebody", aud: site.clientId, exp: seconds(60), iat: seconds(0), nonce, ...claims };
  const encoded = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const parts = [{ alg: "RS256", kid: "1", ...header }, own].map(encoded);
  const signature = await subtle.sign(RS256, privateKey, new TextEncoder().encode(signed ?? parts.join(".")));
  return `${parts.join(".")}.${Buffer.from(signature).toString("base64url")}`;
}
