// What the tests of the session stand on: the provider with its gate, the API, the app, and tabs. No session is in it.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { ISOLATED, countRuns } from "./app.mjs";
import { startSessionAuthKit } from "./authkit.mjs";
import { askFrame, call, renew, renewAuthKit, revoke } from "./by_hand.mjs";
import { eventually, sleep } from "./calls.mjs";
import { ENGINES } from "./engines.mjs";
import * as faults from "./faults.mjs";
import { hashOf } from "./gate.mjs";
import { atOnce, inClick, until } from "./tabs.mjs";
import { signIn, startWorld } from "./world.mjs";

const RESOURCE = "https://api.example.com";
const TEST_TIMEOUT_MS = 60_000;

let tabs;
let world;

before(async () => void (tabs = await ENGINES.Chromium()));
beforeEach(() => tabs.reset());
afterEach(() => world.close());
after(() => tabs?.close());

// --- the provider

it("rotates refresh tokens, and counts renewals by token", {}, async () => {
  const { tab, tokens } = await signedIn();
  const second = await renewed(tab, tokens.refreshToken);
  const third = await renewed(tab, second.refresh_token);
  assert.deepEqual([second.status, third.status], [200, 200]);
  assert.equal(new Set([tokens.refreshToken, second.refresh_token, third.refresh_token]).size, 3);
  const chain = world.provider.renewals().map(({ sent, refreshToken }) => [sent, refreshToken]);
  assert.deepEqual(chain, [
    [hashOf(tokens.refreshToken), hashOf(second.refresh_token)],
    [hashOf(second.refresh_token), hashOf(third.refresh_token)],
  ]);
  assert.deepEqual(world.provider.summary(), { renewals: 2, refused: 0, seenTwice: 0 });
});

it("refuses a refresh token that comes twice, and what the first brought is dead then", {}, async () => {
  const { tab, tokens } = await signedIn();
  const winner = await renewed(tab, tokens.refreshToken);
  assert.equal((await tab.evaluate(call, `${world.api.url}/ok`, winner.access_token)).status, 200);
  const loser = await renewed(tab, tokens.refreshToken);
  assert.deepEqual([loser.status, loser.error], [400, "invalid_grant"]);
  assert.equal((await renewed(tab, winner.refresh_token)).error, "invalid_grant");
  assert.equal((await tab.evaluate(call, `${world.api.url}/ok`, winner.access_token)).status, 401);
  assert.deepEqual(world.provider.summary(), { renewals: 3, refused: 2, seenTwice: 1 });
});

it("keeps a refresh token where rotation is off, and issues none if told so", { rotation: false }, async () => {
  const { tab, tokens } = await signedIn();
  assert.equal((await renewed(tab, tokens.refreshToken)).refresh_token, tokens.refreshToken);
  const without = await world.another({ refreshTokens: "never" });
  world.app.use({ app: optionsOf(without) });
  assert.equal((await signedIn()).tokens.refreshToken, undefined);
});

it("lets access tokens end when they should", { accessTokenSeconds: 5 }, async () => {
  const { tab, tokens } = await signedIn();
  const statusWith = async (token) => (await tab.evaluate(call, `${world.api.url}/ok`, token)).status;
  // The one of a sign-in may have ended on the way.
  const { access_token: another } = await renewed(tab, tokens.refreshToken);
  assert.equal(await statusWith(another), 200);
  await eventually("the end of the token", async () => (await statusWith(another)) === 401);
});

for (const boundToSession of [true, false]) {
  const name = `a logout ${boundToSession ? "ends a bound" : "leaves an unbound"} refresh token`;
  it(name, { boundToSession }, async () => {
    const { tab, tokens } = await signedIn();
    await tab.evaluate((json) => void window.auth.signOut(JSON.parse(json)), JSON.stringify({ tokens, returnTo: "/" }));
    await until(tab, "the app after the sign-out", () => location.pathname === "/" && window.clients);
    assert.equal((await renewed(tab, tokens.refreshToken)).error, boundToSession ? "invalid_grant" : undefined);
  });
}

it("revokes, and logs what was revoked", {}, async () => {
  const { tab, tokens } = await signedIn();
  const { clientId, revocationEndpoint } = world.provider.options();
  assert.equal(await tab.evaluate(revoke, revocationEndpoint, clientId, tokens.refreshToken), 200);
  assert.equal((await renewed(tab, tokens.refreshToken)).error, "invalid_grant");
  const [{ sent, status }] = world.provider.asked("revocation");
  assert.deepEqual([sent, status], [hashOf(tokens.refreshToken), 200]);
});

it("signs in whom the hint names, another one when asked to, and nobody where the test says so", {}, async () => {
  const whose = (tab) => tab.evaluate(() => window.result.claims.sub);
  const { tab } = await signedIn({ loginHint: "bob" });
  assert.equal(await whose(tab), "bob");
  await signIn(tab, world, { request: { prompt: "select_account", loginHint: "carol" } });
  assert.equal(await whose(tab), "carol");
  await signIn(tab, world);
  assert.equal(await whose(tab), "carol");
  world.provider.loginOf = () => undefined;
  await tab.evaluate(() => void window.auth.signIn({ prompt: "login" }));
  await until(tab, "the login page", () => document.querySelector("[name=login]") !== null);
});

it("answers a frame by its address or a message, also after the grant was revoked", { webMessage: true }, async () => {
  const { tab, tokens } = await signedIn();
  await renewed(tab, tokens.refreshToken);
  await renewed(tab, tokens.refreshToken);
  const byAddress = await tab.evaluate(askFrame, optionsOf(world.provider), { sandbox: "allow-same-origin" });
  const byMessage = await tab.evaluate(askFrame, optionsOf(world.provider), { mode: "web_message" });
  for (const response of [byAddress, byMessage]) {
    assert.deepEqual(Object.keys(response).sort(), ["code", "iss", "state"], JSON.stringify(response));
  }
  const asked = world.provider.asked("authorization").map(({ prompt, destination }) => [prompt, destination]);
  assert.deepEqual(asked, [[undefined, "document"], ["none", "iframe"], ["none", "iframe"]]);
});

it("is not asked by a frame where it is on another site", {}, async () => {
  const foreign = await world.another({ hostname: "127.0.0.1" });
  world.app.use({ app: optionsOf(foreign) });
  const { tab } = await signedIn();
  assert.equal((await tab.evaluate(askFrame, optionsOf(foreign))).error, "login_required");
});

it("issues tokens for an API when a renewal names it again", { resources: { [RESOURCE]: "read write" } }, async () => {
  const { tab, tokens } = await signedIn({ resource: RESOURCE, scope: "openid read" });
  const audienceWith = async (refreshToken, more) => {
    const answer = await renewed(tab, refreshToken, more);
    await tab.evaluate(call, `${world.api.url}/ok`, answer.access_token);
    return { next: answer.refresh_token, audience: world.api.calls.at(-1).audience };
  };
  const { next, audience } = await audienceWith(tokens.refreshToken, { resource: RESOURCE });
  assert.equal(audience, RESOURCE);
  assert.equal((await audienceWith(next)).audience, undefined);
});

// --- the gate

const READ = [
  ["serverError", faults.serverError(503), { status: 503, error: "server_error" }],
  ["tooManyRequests", faults.tooManyRequests(7), { status: 429, retryAfter: "7", error: "slow_down" }],
  ["tooManyRequests, hidden", faults.tooManyRequests(7, { exposed: false }), { status: 429, error: "slow_down" }],
  ["html", faults.html(), { status: 200 }],
  ["emptyAnswer", faults.emptyAnswer(), { status: 400, length: 0 }],
  ["refusal", faults.refusal("invalid_client", { status: 401 }), { status: 401, error: "invalid_client" }],
  ["huge", faults.huge(), { status: 200, length: 300 * 1024 }],
  ["answeredWith", faults.answeredWith({ token_type: "mac" }), { status: 200, token_type: "mac" }],
  ["noCors", faults.noCors, { failed: "TypeError" }],
  ["redirect", faults.redirect("/elsewhere"), { failed: "TypeError" }],
  ["cutBefore", faults.cutBefore, { failed: "TypeError" }],
  ["cutAfter", faults.cutAfter, { failed: "TypeError" }],
];

/** They ask the provider, which has the token spent. */
const SPENDING = ["huge", "answeredWith", "noCors", "cutAfter"];

for (const [name, fault, expected] of READ) {
  it(`a renewal meets ${name} once, and is sent once`, {}, async () => {
    const { tab, tokens } = await signedIn();
    world.provider.next("token", fault);
    const seen = await renewed(tab, tokens.refreshToken);
    const compared = Object.fromEntries(Object.keys(expected).map((member) => [member, seen[member]]));
    assert.deepEqual(compared, expected);
    const [entry, ...others] = world.provider.renewals();
    assert.deepEqual(others, []);
    assert.equal(entry.status, SPENDING.includes(name) ? 200 : undefined);
    const next = await renewed(tab, tokens.refreshToken);
    assert.equal(next.status, SPENDING.includes(name) ? 400 : 200);
  });
}

it("a renewal is late, before it is handled or after", {}, async () => {
  const { tab, tokens } = await signedIn();
  world.provider.next("token", faults.handledLate(300));
  world.provider.next("token", faults.answeredLate(300));
  const next = await timed(() => renewed(tab, tokens.refreshToken));
  const last = await timed(() => renewed(tab, next.value.refresh_token));
  assert.deepEqual([next.value.status, last.value.status], [200, 200]);
  assert.ok(Math.min(next.ms, last.ms) >= 300, `${next.ms}, ${last.ms}`);
});

it("renews sixty times on end, and none is refused", {}, async (t) => {
  const { tab, tokens } = await signedIn();
  const { tokenEndpoint, clientId } = world.provider.options();
  const chain = `async (url, clientId, token) => {
    const began = performance.now();
    for (let n = 0; n < 60; n++) token = (await (${renew})(url, clientId, token)).refresh_token;
    return (performance.now() - began) / 60;
  }`;
  const ms = await tab.evaluate(chain, tokenEndpoint, clientId, tokens.refreshToken);
  t.diagnostic(`${ms.toFixed(1)} ms for a renewal`);
  assert.deepEqual(world.provider.summary(), { renewals: 60, refused: 0, seenTwice: 0 });
});

it("a renewal is held until the test lets it go", {}, async () => {
  const { tab, tokens } = await signedIn();
  let release;
  world.provider.next("token", faults.answeredAfter(new Promise((resolve) => (release = resolve))));
  const asked = renewed(tab, tokens.refreshToken);
  await eventually("the renewal", () => world.provider.renewals()[0]?.status === 200);
  assert.equal(world.provider.renewals()[0].given, undefined);
  release();
  assert.equal((await asked).status, 200);
});

it("AuthKit's renewals are counted, and refused as a test says", {}, async () => {
  const authkit = await startSessionAuthKit();
  try {
    world.app.use({ app: { ...authkit.options(), redirectUri: `${world.app.url}/callback` } });
    const { tab, tokens } = await signedIn({ provider: "authkit" });
    const { url, paths } = authkit;
    const ask = (token) => tab.evaluate(renewAuthKit, url + paths.token, authkit.options().clientId, token);
    authkit.next("token", faults.refusal(undefined, { code: "sso_required" }));
    assert.equal((await ask(tokens.refreshToken)).code, "sso_required");
    const next = await ask(tokens.refreshToken);
    assert.equal(next.status, 200);
    assert.equal((await ask(tokens.refreshToken)).status, 400);
    assert.deepEqual(authkit.summary(), { renewals: 3, refused: 1, seenTwice: 1 });
    assert.equal(authkit.renewals()[1].refreshToken, hashOf(next.refresh_token));
  } finally {
    await authkit.close();
  }
});

// --- the API

const CHALLENGED = [
  ["/ok", [200, 200], /^$/],
  ["/refused-once", [401, 200], /error="invalid_token"/],
  ["/refused-once?challenge=hidden", [401, 200], /^$/],
  ["/refused-once?challenge=none", [401, 200], /^$/],
  ["/first-token-refused", [401, 401], /error="invalid_token"/],
  ["/always-refused", [401, 401], /error="invalid_token"/],
  ["/forbidden", [403, 403], /error="insufficient_scope"/],
];

it("the API refuses in each way, exposes its challenge, and counts by token", {}, async () => {
  const { tab, tokens } = await signedIn();
  for (const [path, statuses, challenge] of CHALLENGED) {
    const first = await tab.evaluate(call, world.api.url + path, tokens.accessToken);
    const again = await tab.evaluate(call, world.api.url + path, tokens.accessToken);
    assert.deepEqual([first.status, again.status], statuses, path);
    assert.match(first.challenge ?? "", challenge, path);
  }
  assert.equal(world.api.calls.length, 2 * CHALLENGED.length);
  assert.deepEqual(new Set(world.api.calls.map(({ token }) => token)), new Set([hashOf(tokens.accessToken)]));
});

it("the API takes another token where it refuses the first", {}, async () => {
  const { tab, tokens } = await signedIn();
  const ask = (token) => tab.evaluate(call, `${world.api.url}/first-token-refused`, token);
  assert.equal((await ask(tokens.accessToken)).status, 401);
  assert.equal((await ask((await renewed(tab, tokens.refreshToken)).access_token)).status, 200);
  assert.deepEqual(await ask(undefined), { status: 401, challenge: 'Bearer realm="api"' });
});

// --- the app

it("a page may be isolated", {}, async () => {
  world.app.headers = ISOLATED;
  const tab = await tabs.open(world.app.url);
  assert.equal(await tab.evaluate(() => window.crossOriginIsolated), true);
});

it("a frame that may not run scripts leaves no trace of the app, another does", {}, async () => {
  const { tab } = await signedIn();
  world.app.use({ app: optionsOf(world.provider) }, { counts: true });
  for (let time = 0; time < 3; time++) {
    await tab.evaluate(askFrame, optionsOf(world.provider), { sandbox: "allow-same-origin" });
  }
  assert.equal(await tab.evaluate(countRuns), 0);
  await tab.evaluate(askFrame, optionsOf(world.provider));
  assert.equal(await tab.evaluate(countRuns), 1);
});

it("a popup opens in a click alone, and a provider may cut it off from its opener", {}, async () => {
  world.provider.headers = { "Cross-Origin-Opener-Policy": "same-origin" };
  world.provider.loginOf = () => undefined;
  const tab = await tabs.open(world.app.url);
  assert.equal(await tab.evaluate(() => window.open("/other")), null);
  const open = () => void (window.popup = window.open(window.auth.createAuthorizeUrl()));
  const popup = await tab.opens(() => inClick(tab, open));
  await until(popup, "the login page", () => document.querySelector("[name=login]") !== null);
  assert.equal(await popup.evaluate(() => window.opener), null);
  assert.equal(await tab.evaluate(() => window.popup.closed), true);
});

// --- tabs

it("eight tabs, each in a process of its own, do something at one moment", {}, async (t) => {
  const all = await tabs.openAll(8, world.app.url);
  const pids = [];
  for (const tab of all) pids.push(await tab.pid());
  assert.equal(new Set(pids).size, 8, String(pids));
  const spreads = [];
  for (let round = 0; round < 5; round++) {
    const say = async (round) => document.visibilityState + round;
    const { values, at, began, spreadMs } = await atOnce(all, say, round);
    assert.deepEqual(values, all.map(() => `visible${round}`));
    assert.ok(Math.min(...began) >= at, `${Math.min(...began) - at}`);
    spreads.push(spreadMs);
  }
  t.diagnostic(`eight tabs began within ${spreads.map((ms) => ms.toFixed(1)).join(", ")} ms`);
  assert.ok(Math.min(...spreads) < 50, String(spreads));
});

it("eight tabs that renew with one token at one moment are what the session has to prevent", {}, async () => {
  const { tab, tokens } = await signedIn();
  const all = [tab, ...(await tabs.openAll(7, world.app.url))];
  const { tokenEndpoint, clientId } = world.provider.options();
  const { values } = await atOnce(all, renew, tokenEndpoint, clientId, tokens.refreshToken);
  assert.equal(values.filter(({ status }) => status === 200).length <= 1, true);
  assert.equal(world.provider.summary().seenTwice, 7);
});

it("a frozen tab does nothing until it thaws, and says so", {}, async () => {
  const tab = await tabs.open(world.app.url);
  await tab.evaluate(() => void setInterval(() => (window.ticks = (window.ticks ?? 0) + 1), 10));
  await tab.freeze();
  const ticks = () => tab.evaluate(() => window.ticks ?? 0);
  const before = await ticks();
  await sleep(300);
  assert.equal(await ticks(), before);
  await tab.thaw();
  await until(tab, "ticks", (before) => window.ticks > before, before);
  const types = await tab.evaluate(() => window.life.map(({ type }) => type));
  assert.deepEqual(types.filter((type) => ["freeze", "resume"].includes(type)), ["freeze", "resume"]);
  assert.equal(await tab.evaluate(() => document.visibilityState), "visible");
});

it("a frozen tab keeps its lock, and a closed or crashed one gives it back", {}, async () => {
  const [holder, waiter, crashing] = await tabs.openAll(3, world.app.url);
  const hold = () => new Promise((held) => void navigator.locks.request("one", () => (held(), new Promise(() => {}))));
  const isFree = () => navigator.locks.request("one", { ifAvailable: true }, (lock) => lock !== null);
  await holder.evaluate(hold);
  await holder.freeze();
  assert.equal(await waiter.evaluate(isFree), false);
  await holder.close();
  await until(waiter, "the lock of the closed tab", isFree);
  await crashing.evaluate(hold);
  assert.equal(await waiter.evaluate(isFree), false);
  await crashing.crash();
  await until(waiter, "the lock of the crashed tab", isFree);
});

it("a tab is hidden, shown, and copied with its storage", {}, async () => {
  const tab = await tabs.open(world.app.url);
  await tab.hide();
  await tab.show();
  await tab.evaluate(() => sessionStorage.setItem("kept", "here"));
  const copy = await tab.duplicate();
  assert.equal(await copy.evaluate(() => sessionStorage.getItem("kept")), "here");
  await copy.evaluate(() => sessionStorage.setItem("kept", "there"));
  assert.equal(await tab.evaluate(() => sessionStorage.getItem("kept")), "here");
  assert.equal(await copy.pid(), await tab.pid());
});

it("a tab goes back to a page that the browser kept", {}, async () => {
  const tab = await tabs.open(world.app.url);
  await tab.evaluate(() => void (window.mark = "kept"));
  await tab.goTo(`${world.app.url}/other`);
  assert.equal(await tab.back(), true);
  assert.equal(await tab.evaluate(() => window.mark), "kept");
  assert.equal(await tab.forward(), true);
});

// --- windows of a driver

for (const name of ["Firefox", "WebKit"]) {
  test(`${name}: windows in processes of their own do what tabs do`, { timeout: 4 * TEST_TIMEOUT_MS }, async (t) => {
    world = await startWorld({ accessTokenSeconds: 60 });
    world.app.use({ app: optionsOf(world.provider) });
    const windows = await ENGINES[name]();
    t.after(windows.close);
    await actTogether(t, windows);
    await keepWhatTheyHave(await windows.open(world.app.url));
    await windows.reset();
    await renewOnce(await windows.open());
  });
}

/** In one process, one would wait until the other has slept, each time. */
async function actTogether(t, windows) {
  const all = await windows.openAll(5, world.app.url);
  const sleepless = (ms) => {
    for (const end = performance.now() + ms; performance.now() < end; );
    return document.visibilityState;
  };
  const isTogether = async () => {
    const { values, spreadMs } = await atOnce(all, sleepless, 400);
    t.diagnostic(`five windows began within ${spreadMs.toFixed(1)} ms; they are ${[...new Set(values)]}`);
    return spreadMs < 400;
  };
  await eventually("five windows at one moment", isTogether);
  await assert.rejects(atOnce(all.slice(0, 2), () => window.missing.member), /in tab 0/);
}

async function keepWhatTheyHave(tab) {
  await tab.evaluate(() => sessionStorage.setItem("kept", "here"));
  const copy = await tab.duplicate();
  assert.equal(await copy.evaluate(() => sessionStorage.getItem("kept")), "here");
  await copy.close();
  await tab.goTo(`${world.app.url}/other`);
  await tab.evaluate(() => void (window.mark = "kept"));
  await tab.goTo(`${world.app.url}/third`);
  assert.equal(await tab.back(), true);
  assert.equal(await tab.evaluate(() => window.mark), "kept");
}

async function renewOnce(tab) {
  assert.equal(await signIn(tab, world), "signed-in");
  const { refreshToken } = (await tab.evaluate(() => window.result)).tokens;
  world.provider.next("token", faults.cutAfter);
  assert.equal((await renewed(tab, refreshToken)).failed, "TypeError");
  assert.deepEqual(world.provider.summary(), { renewals: 1, refused: 0, seenTwice: 0 });
  assert.equal((await renewed(tab, refreshToken)).error, "invalid_grant");
}

function it(name, choices, body) {
  test(name, { timeout: TEST_TIMEOUT_MS }, async (t) => {
    world = await startWorld({ accessTokenSeconds: 60, ...choices });
    world.app.use({ app: optionsOf(world.provider) });
    await body(t);
  });
}

/** The package knows no revocation yet, and without an option for it each client is as it was. */
function optionsOf(provider) {
  const { revocationEndpoint: _, ...options } = world.options(provider);
  return options;
}

async function signedIn(request) {
  const tab = await tabs.open();
  assert.equal(await signIn(tab, world, { request }), "signed-in");
  return { tab, tokens: (await tab.evaluate(() => window.result)).tokens };
}

function renewed(tab, refreshToken, more) {
  const { tokenEndpoint, clientId } = world.provider.options();
  return tab.evaluate(renew, tokenEndpoint, clientId, refreshToken, more ?? {});
}

async function timed(act) {
  const began = Date.now();
  return { value: await act(), ms: Date.now() - began };
}
