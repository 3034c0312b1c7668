// The silent frame: what it brings, what it does not, and what may not be taken for its answer.

import assert from "node:assert/strict";

import { ISOLATED, countRuns } from "../app.mjs";
import { answeredWith, serverError } from "../faults.mjs";
import { ask, askFresh, comesTo, endToken, openSignedIn, sleep, snapshotOf, statusOf } from "../calls.mjs";
import { until } from "../tabs.mjs";
import { signIn } from "../world.mjs";

/** After a reload the frame is all there is. */
const MEMORY = { session: { store: "memory" }, accessTokenSeconds: 600 };

const FRAMES_ALONE = { ...MEMORY, refreshTokens: "never" };

/** On another site than the app's. */
const FOREIGN = { ...FRAMES_ALONE, hostname: "127.0.0.1" };

/** So that by the clock of a page that skips a token's life, the next ID token is good. */
const IMPLICIT = { ...FRAMES_ALONE, accessTokenSeconds: 60, app: { responseType: "id_token token" } };
const IMPLICIT_ABROAD = { ...IMPLICIT, hostname: "127.0.0.1", accessTokenSeconds: 4 };

const ENDPOINTS = ["authorization", "token", "userinfo", "revocation", "endSession"].map((name) => `${name}Endpoint`);

/** The client reads the metadata, where the response mode is listed: it is given nothing that stands there. */
const FROM_METADATA = [...ENDPOINTS, "jwksUri", "authorizationResponseIssParameterSupported"];

const BY_MESSAGE = {
  ...MEMORY,
  webMessage: true,
  app: Object.fromEntries(FROM_METADATA.map((name) => [name, undefined])),
};

/** The time in which a frame has to answer, which is 8 s, is one. */
const IMPATIENT = `<script>
  const { setTimeout: wait } = window;
  window.setTimeout = (call, ms, ...all) => wait(call, ms === 8_000 ? 1_000 : ms, ...all);
</script>`;

export function cases(it) {
  // SES-39
  it("a frame that comes back to the app's address signs in, and is gone", MEMORY, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    await tab.goTo(app.url);
    assert.equal(await restoredIn(tab), "signed-in");
    assert.deepEqual(framesOf(provider), [["none", "iframe"]]);
    assert.equal(await tab.evaluate(() => document.querySelectorAll("iframe").length), 0);
    assert.equal(await tab.evaluate(async () => (await window.auth.session.getAccessToken()).length > 20), true);
  });

  // SES-106
  it("the app's own scripts run in none of twenty silent frames", FRAMES_ALONE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    app.use(app.clients, { watches: true, counts: true });
    for (let frame = 1; frame <= 20; frame++) {
      assert.equal(typeof (await askFresh(tab)), "string");
      assert.equal(framesOf(provider).length, frame);
    }
    assert.equal(await tab.evaluate(countRuns), 0);
    assert.equal(await tab.evaluate(() => document.querySelectorAll("iframe").length), 0);
  });

  // SES-40
  it("a frame that answers by a message signs in, and no address has the response", BY_MESSAGE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    app.loads.length = 0;
    await tab.goTo(app.url);
    assert.equal(await restoredIn(tab), "signed-in");
    assert.deepEqual(framesOf(provider), [["none", "iframe"]]);
    assert.deepEqual(app.loads, ["/"]);
  });

  // SEC-12, SES-40
  it("a message with another issuer is refused, and its code is not redeemed", BY_MESSAGE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    const { issuer } = provider;
    const forge = (html) => html.replace(`"iss":"${issuer}"`, '"iss":"https://evil.example"');
    provider.next("authorization", rewritten(forge));
    await tab.goTo(app.url);
    assert.equal(await restoredIn(tab), "signed-out");
    assert.equal(provider.asked("token").length, 1);
  });

  // SEC-12, SES-40
  it("an ID token of another sign-in is refused in a frame's answer", BY_MESSAGE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    const idToken = await tab.evaluate(() => window.auth.session.getIdToken());
    provider.next("token", answeredWith({ id_token: idToken }));
    await tab.goTo(app.url);
    assert.equal(await restoredIn(tab), "signed-out");
    assert.equal(provider.asked("token").length, 2);
  });

  // BBA-6, ATK-23, SES-41
  it("what is not the frame's own answer is left alone, and the real one counts once", BY_MESSAGE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    app.scripts["/page/stranger.html"] = stranger;
    let release;
    const isReleased = new Promise((resolve) => (release = resolve));
    provider.next("authorization", afterwards(isReleased, rewritten(withNoise)));
    provider.next("userinfo", shown(stranger));
    await tab.goTo(app.url);
    await until(tab, "the frame", () => document.querySelector("iframe")?.src);
    const { elsewhere } = app;
    await tab.evaluate(forge, `${elsewhere}/page/stranger.html`, `${provider.issuer}/me`, stranger);
    await until(tab, "the strangers' messages", () => window.heard.length >= 11);
    assert.equal(provider.asked("token").length, 1);
    assert.equal(await statusOf(tab), "unknown");
    release();
    assert.equal(await restoredIn(tab), "signed-in");
    assert.equal((await snapshotOf(tab)).claims.sub, "alice");
    const origins = await tab.evaluate(() => window.heard.map(({ origin }) => origin));
    for (const origin of [elsewhere, provider.issuer, "null"]) assert.ok(origins.includes(origin), origin);
    assert.equal(provider.asked("token").length, 2);
  });

  // ATK-24, SES-42
  it("a frame with a login page is taken away in time, and the error names causes", FRAMES_ALONE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    provider.next("authorization", shown("<!DOCTYPE html><title>Log in</title><form><input name=login></form>"));
    app.headHtml = IMPATIENT + app.headHtml;
    await tab.goTo(app.url);
    await endsUnanswered(tab);
  });

  // ATK-24, SES-42
  it("a frame with an error of the server is taken away in time", FRAMES_ALONE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    provider.next("authorization", serverError(500));
    app.headHtml = IMPATIENT + app.headHtml;
    await tab.goTo(app.url);
    await endsUnanswered(tab);
  });

  // SES-42
  it("a page whose policy forbids frames is told so in time, and has no frame left", MEMORY, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    app.contentSecurityPolicy += "; frame-src 'none'";
    app.headHtml = IMPATIENT + app.headHtml;
    await tab.goTo(app.url);
    await endsUnanswered(tab);
    assert.deepEqual(framesOf(provider), []);
  });

  // SES-42
  it("an isolated page does not wait for a frame that cannot be shown", MEMORY, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    app.headers = ISOLATED;
    await tab.goTo(app.url);
    assert.equal(await tab.evaluate(() => crossOriginIsolated), true);
    await endsUnanswered(tab);
    assert.deepEqual(framesOf(provider), []);
    const [first, last] = await tab.evaluate(() => [window.snapshots[0].at, window.snapshots.at(-1).at]);
    assert.ok(last - first < 5_000, `${last - first} ms`);
  });

  // SES-43
  it("a frame of another site that knows nobody ends no session, which expires later", FOREIGN, async (context) => {
    const { provider } = context;
    const [tab] = await openSignedIn(context);
    const token = await ask(tab);
    assert.equal((await askFresh(tab)).code, "interaction-required");
    assert.equal(await ask(tab), token);
    assert.equal(provider.asked("authorization").at(-1).destination, "iframe");
    assert.equal(await statusOf(tab), "signed-in");
    await endToken(tab);
    await until(tab, "the end of the token", () => window.auth.session.getSnapshot().status !== "signed-in");
    const { status, retrying, claims } = await snapshotOf(tab);
    assert.deepEqual([status, retrying, claims.sub], ["expired", false, "alice"]);
    assert.equal((await ask(tab)).code, "interaction-required");
  });

  // SES-44
  it("a frame that signs in another user ends the session, and nothing is mixed", FRAMES_ALONE, async (context) => {
    const { app, provider } = context;
    const [tab] = await openSignedIn(context);
    await signInBeside(context, await context.tabs.open(), "bob");
    provider.next("authorization", withoutHint);
    assert.equal((await askFresh(tab)).code, "user-changed");
    const { status, reason, claims } = await snapshotOf(tab);
    assert.deepEqual([status, reason, claims], ["signed-out", "user-changed", undefined]);
    const users = await tab.evaluate(() => window.snapshots.map(({ snapshot }) => snapshot.claims?.sub));
    assert.ok(!users.includes("bob"), String(users));
  });

  // SES-121
  it("an implicit session is renewed by one frame when its token ends", IMPLICIT, async (context) => {
    const { provider } = context;
    const [tab] = await openSignedIn(context);
    const before = await ask(tab);
    await endToken(tab);
    const [after, again] = [await ask(tab), await ask(tab)];
    assert.equal(typeof after, "string");
    assert.notEqual(after, before);
    assert.equal(again, after);
    assert.deepEqual(framesOf(provider), [["none", "iframe"]]);
    assert.equal(provider.asked("token").length, 0);
  });

  // SES-121
  it("an implicit session that no frame renews asks once, and keeps its page", IMPLICIT_ABROAD, async (context) => {
    const { provider } = context;
    const [tab] = await openSignedIn(context);
    await tab.evaluate(() => void (window.mark = "kept"));
    await comesTo(tab, "expired");
    await sleep(2_000);
    const { status, retrying } = await snapshotOf(tab);
    assert.deepEqual([status, retrying], ["expired", false]);
    assert.equal(await tab.evaluate(() => window.mark), "kept");
    assert.equal(framesOf(provider).length, 1);
  });
}

function restoredIn(tab) {
  return tab.evaluate(async () => (await window.auth.session.restore()).status);
}

function framesOf(provider) {
  const frames = provider.asked("authorization").filter(({ destination }) => destination === "iframe");
  return frames.map(({ prompt, destination }) => [prompt, destination]);
}

/** By a client without a session, so that no tab hears of it: the provider's session alone is another user's now. */
async function signInBeside({ world }, tab, loginHint) {
  world.app.use({ app: world.options(world.provider) });
  await signIn(tab, world, { request: { loginHint, prompt: "login" } });
}

/** The page of the frame waited in vain. */
async function endsUnanswered(tab) {
  assert.equal(await restoredIn(tab), "signed-out");
  const { reason, error } = await tab.evaluate(() => {
    const { reason, error } = window.auth.session.getSnapshot();
    return { reason, error: error && { code: error.code, message: error.message } };
  });
  assert.deepEqual([reason, error?.code], ["failed", "timed-out"]);
  for (const cause of [/waits for the user/, /Content-Security-Policy/, /isolated/]) assert.match(error.message, cause);
  assert.equal(await tab.evaluate(() => document.querySelectorAll("iframe").length), 0);
}

/** Runs in the page: strangers say what the frame should, with its own `state`. */
function forge(evil, sibling, html) {
  window.heard = [];
  const { contentWindow: source, src } = document.querySelector("iframe");
  const state = new URL(src).searchParams.get("state");
  const response = { code: "forged", state, iss: new URL(src).origin };
  addEventListener("message", ({ origin, data }) => window.heard.push({ origin, data }));
  const data = { type: "authorization_response", response };
  window.postMessage(data, "*");
  const stranger = (more) => {
    const own = { hidden: true, name: JSON.stringify(data), ...more };
    document.body.append(Object.assign(document.createElement("iframe"), own));
  };
  stranger({ src: evil });
  stranger({ src: sibling });
  stranger({ sandbox: "allow-scripts", srcdoc: html });
  const say = (more) => dispatchEvent(new MessageEvent("message", { source, origin: response.iss, data, ...more }));
  say({ origin: "https://evil.example" });
  say({ origin: "null" });
  say({ source: null });
  say({ data: { type: "authorization_response", response: { ...response, state: "another" } } });
  say({ data: { type: "authorization_response", get response() { throw new Error("read"); } } });
  say({ data: null });
  say({ data: JSON.stringify(data) });
}

/** A page that says to its parent what its window is named after. */
const stranger = `<!DOCTYPE html><script>parent.postMessage(JSON.parse(name), "*");</script>`;

/** The provider's own page, and before its answer some that are none; then the answer again. */
function withNoise(html) {
  const noise = [
    "target.postMessage({ ...authorization_response, type: 'other' }, origin)",
    "target.postMessage({ type: 'authorization_response', response: { ...response, state: 'another' } }, origin)",
    "target.postMessage({ type: 'authorization_response' }, origin)",
    "target.postMessage(null, origin)",
  ];
  const own = "target.postMessage(authorization_response, origin);";
  return html.replace(own, `${noise.join(";")}; ${own} ${own}`);
}

/** The provider's own page, changed. Its policy allows the script alone that it had. */
function rewritten(change) {
  return async (ask) => {
    const { headers, body, ...answer } = await ask();
    const { "content-length": _length, "content-security-policy": _policy, ...kept } = headers;
    return { ...answer, headers: kept, body: change(body.toString()) };
  };
}

function afterwards(promise, fault) {
  return async (ask, entry) => {
    await promise;
    return fault(ask, entry);
  };
}

const shown = (html) => async () => ({ status: 200, headers: { "content-type": "text/html" }, body: html });

/** As a provider that does not know the hint. */
async function withoutHint(_ask, _entry, { target }) {
  const [path, query] = target.split("?");
  const parameters = new URLSearchParams(query);
  parameters.delete("id_token_hint");
  return { status: 303, headers: { location: `${path}?${parameters}` }, body: "" };
}
