// The session, as an app has it: its snapshots, its listeners, its `fetch`, and what it leaves alone.

import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { createConsumer, ROOT, runInNode } from "./consumer.mjs";
import { runOnPage } from "./page.mjs";

/** An app with a session, on a page without tabs beside it: a channel would keep Node alive. */
const SESSION = `
  const { authkit } = await import("spa-authorize");

  delete globalThis.BroadcastChannel;
  const API = "https://api.example";
  const make = (more) => oidc({ ...own, ...endpoints, scope: "read", session: { apis: [API] }, ...more });

  const requests = [];
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const [authorization, { redirect }] = [request.headers.get("Authorization"), request];
    requests.push({ pathname, authorization, redirect, body: await request.text() });
    request.signal.throwIfAborted();
    return answers[pathname](request);
  };
  const asked = (pathname) => requests.filter((request) => request.pathname === pathname);
  const bodies = () => asked("/api").map(({ body }) => body);

  const issued = (name, more) => {
    return json({ access_token: name, token_type: "Bearer", expires_in: 3600, refresh_token: name + "-RT", ...more });
  };
  const signIn = async (auth) => {
    answers["/token"] = issued("AT1");
    location.href = begin(auth);
    const result = await auth.handleCallback();
    answers["/token"] = issued("AT2");
    requests.length = 0;
    return result;
  };

  /** An API that refuses the first token. */
  answers["/api"] = ({ headers }) => {
    const isGood = headers.get("Authorization") === "Bearer AT2";
    return new Response(isGood ? "yes" : "no", { status: isGood ? 200 : 401 });
  };

  /** A user of AuthKit, of whom there is no ID token. */
  const part = (value) => btoa(JSON.stringify(value)).replace(/=/g, "");
  const jwt = () => [{}, { iat: 1, exp: 3601, sid: "s" }].map(part).join(".") + ".c2ln";
  const user = { id: "user_1", first_name: "Ada", list: [{ deep: true }] };
  const makeKit = () => authkit({ clientId: "k", redirectUri: own.redirectUri, provider: "authkit", session: { apis: [API] } });
  const signInKit = async (auth) => {
    answers["/user_management/authenticate"] = json({ user, access_token: jwt(), refresh_token: "RT", organization_id: "org_1" });
    const url = auth.createAuthorizeUrl();
    location.href = own.redirectUri + "?code=SECRET&state=" + new URL(url).searchParams.get("state");
    return auth.handleCallback();
  };

  const gate = () => {
    let open;
    const promise = new Promise((resolve) => (open = resolve));
    return { promise, open };
  };
  const soon = (promise) => Promise.race([outcome(promise), new Promise((resolve) => setTimeout(resolve, 50, "pending"))]);
  const until = async (check) => { while (!check()) await new Promise((resolve) => setTimeout(resolve, 5)); };
  const end = (found) => (done(found), process.exit());
`;

const run = (t, body) => runOnPage(t, `${SESSION}{${body}}`);

// SES-25
test("a listener that throws is reported, and disturbs no other", (t) => {
  const found = run(t, `
    const [seen, reported] = [[], []];
    globalThis.reportError = ({ message }) => reported.push(message);
    const auth = make();
    const mine = () => { throw new Error("mine"); };
    await auth.session.started;
    auth.session.subscribe(mine);
    auth.session.subscribe(({ status }) => seen.push(status));
    await signIn(auth);
    delete globalThis.reportError;
    console.error = ({ message }) => reported.push("console: " + message);
    auth.session.subscribe(mine);
    end({ seen, reported });
  `);
  assert.deepEqual(found, { seen: ["signed-out", "authorized"], reported: ["mine", "mine", "console: mine"] });
});

test("a listener may end itself, and others, while it is called", (t) => {
  const found = run(t, `
    const seen = [];
    const { subscribe, started } = make().session;
    await started;
    const stops = [];
    stops.push(subscribe(({ status }) => (seen.push("first " + status), stops.forEach((stop) => stop()))));
    stops.push(subscribe(({ status }) => seen.push("second " + status)));
    await signIn(make());
    end(seen);
  `);
  assert.deepEqual(found, ["first signed-out", "second signed-out", "first authorized"]);
});

test("a listener may call the session, and hears each snapshot once, in order", (t) => {
  const found = run(t, `
    const [seen, tokens] = [[], []];
    const { session } = make();
    session.subscribe(async ({ status }) => status === "authorized" && tokens.push(await session.getAccessToken()));
    session.subscribe(({ status }) => status === "authorized" && session.end());
    session.subscribe(({ status, reason }) => seen.push(reason ?? status));
    await signIn(make());
    await until(() => seen.includes("signed-out") && tokens.length > 0);
    end({ seen, tokens });
  `);
  assert.deepEqual(found, { seen: ["unknown", "not-signed-in", "authorized", "signed-out"], tokens: ["AT1"] });
});

test("a snapshot is frozen to its last member, the same until something changes, and holds no token", (t) => {
  const found = run(t, `
    const auth = makeKit();
    const { session } = auth;
    await signInKit(auth);
    const first = session.getSnapshot();
    const isSame = session.getSnapshot() === first;
    const isFrozen = (value) => Object.isFrozen(value) && Object.values(Object(value) === value ? value : []).every(isFrozen);
    const users = [first.user];
    answers["/user_management/authenticate"] = json({ user, access_token: jwt(), refresh_token: "RT2", organization_id: "org_2" });
    await session.getAccessToken({ fresh: true });
    const second = session.getSnapshot();
    end({
      isSame, isFrozen: isFrozen(first), first, isOther: second !== first,
      isUser: second.user === first.user, organizationId: second.organizationId,
      text: JSON.stringify([session, auth, first, second]),
    });
  `);
  const { first, text, ...rest } = found;
  assert.deepEqual(rest, { isSame: true, isFrozen: true, isOther: true, isUser: true, organizationId: "org_2" });
  const { expiresAt, ...members } = first;
  const user = { id: "user_1", first_name: "Ada", list: [{ deep: true }] };
  assert.deepEqual(members, { status: "signed-in", retrying: false, scope: [], organizationId: "org_1", user });
  assert.ok(expiresAt > Date.now());
  assert.doesNotMatch(text, /RT|c2ln|token/i);
});

test("a snapshot's error is one of the package, and frozen", (t) => {
  const found = run(t, `
    const { ProviderError } = await import("spa-authorize");
    const auth = make();
    location.href = begin(auth).replace("code=SECRET", "error=access_denied");
    const code = await outcome(auth.handleCallback());
    const now = auth.session.getSnapshot();
    end({
      status: now.status, reason: now.reason, code, own: now.error.code, is: now.error instanceof ProviderError,
      isFrozen: Object.isFrozen(now.error), isSame: now === auth.session.getSnapshot(),
    });
  `);
  const code = "authorization-refused";
  const expected = { status: "signed-out", reason: "failed", code, own: code, is: true, isFrozen: true, isSame: true };
  assert.deepEqual(found, expected);
});

// SES-24
test("another failure with the same code is another snapshot, which listeners hear of", (t) => {
  const found = run(t, `
    const auth = make();
    await auth.session.started;
    const heard = [];
    auth.session.subscribe((snapshot) => heard.push(snapshot));
    const fail = async (error, appState) => {
      const state = new URL(auth.createAuthorizeUrl({ appState })).searchParams.get("state");
      location.href = own.redirectUri + "?error=" + error + "&state=" + state;
      await outcome(auth.handleCallback());
      return auth.session.getSnapshot();
    };
    const shown = [await fail("access_denied", 1), await fail("server_error", 1), await fail("server_error", 2)];
    const repeated = await fail("server_error", 2);
    end({
      shown: shown.map(({ error }) => [error.error, error.appState]),
      areHeard: shown.every((snapshot, at) => snapshot === heard[at + 1]),
      times: heard.length,
      isSame: repeated === shown.at(-1) && repeated === auth.session.getSnapshot(),
    });
  `);
  const shown = [["access_denied", 1], ["server_error", 1], ["server_error", 2]];
  assert.deepEqual(found, { shown, areHeard: true, times: 4, isSame: true });
});

test("a token at hand is given, and sent to an API, without a lock, a storage or another request", (t) => {
  const found = run(t, `
    const auth = make();
    await signIn(auth);
    const touched = [];
    const spied = (name, target) => new Proxy(target, { get: (_, member) => void touched.push(name + "." + String(member)) });
    for (const name of ["localStorage", "sessionStorage"]) window[name] = globalThis[name] = spied(name, {});
    Object.defineProperty(globalThis, "navigator", { value: spied("navigator", {}), configurable: true });
    globalThis.indexedDB = spied("indexedDB", {});
    const { getAccessToken, fetch } = auth.session;
    const tokens = [await getAccessToken(), await getAccessToken({ minValiditySeconds: 60 })];
    answers["/api"] = () => new Response("yes");
    await fetch(API + "/api");
    end({ tokens, touched, requests: requests.map(({ pathname, authorization }) => [pathname, authorization]) });
  `);
  assert.deepEqual(found, { tokens: ["AT1", "AT1"], touched: [], requests: [["/api", "Bearer AT1"]] });
});

test("what a tab keeps is there at once, without a request, and is told once", (t) => {
  const found = run(t, `
    const { cpSync } = await import("node:fs");
    const tab = { scope: "read", session: { store: "tab" } };
    await signIn(make(tab));
    // Another copy knows nothing of this one, as after a reload.
    cpSync("node_modules/spa-authorize", "reloaded", { recursive: true });
    const reloaded = await import("./reloaded/index.js");
    location.href = "https://app.example/";
    const { session } = reloaded.oidc({ ...own, ...endpoints, ...tab });
    const before = session.getSnapshot().status;
    const heard = [];
    session.subscribe(({ status }) => heard.push(status));
    const atOnce = [...heard];
    await session.started;
    end({ before, atOnce, heard, token: await session.getAccessToken(), requests });
  `);
  const once = ["authorized"];
  assert.deepEqual(found, { before: "unknown", atOnce: once, heard: once, token: "AT1", requests: [] });
});

test("after the module broke down, the session of whoever listens begins again, from what the tab keeps", (t) => {
  const found = run(t, `
    const { instance } = await import("./node_modules/spa-authorize/module.js");
    const { page } = await import("./node_modules/spa-authorize/page.js");
    const auth = make({ session: { store: "tab" } });
    const heard = [];
    auth.session.subscribe(({ status }) => heard.push(status));
    await signIn(auth);
    location.href = "https://app.example/";
    instance(page).breakDown();
    const now = auth.session.getSnapshot().status;
    await auth.session.started;
    end({ now, last: heard.at(-1), token: await auth.session.getAccessToken(), requests });
  `);
  assert.deepEqual(found, { now: "authorized", last: "authorized", token: "AT1", requests: [] });
});

test("how good a token must be is checked by name and by type", (t) => {
  const found = run(t, `
    const { session } = make();
    const given = [{ minValidity: 3 }, { minValiditySeconds: -1 }, { fresh: "yes" }, { signal: 1 }, { timeoutMs: 0 }];
    const errors = await Promise.all(given.map((options) => session.getAccessToken(options).catch(({ code, option }) => [code, option])));
    errors.push(await session.end({ revoked: true }).catch(({ code, option }) => [code, option]));
    const aborted = await outcome(session.getAccessToken({ signal: AbortSignal.abort() }));
    end({ errors, aborted });
  `);
  assert.deepEqual(found.errors, [
    ["unknown-option", "minValidity"],
    ["invalid-option", "minValiditySeconds"],
    ["invalid-option", "fresh"],
    ["invalid-option", "signal"],
    ["invalid-option", "timeoutMs"],
    ["unknown-option", "revoked"],
  ]);
  assert.equal(found.aborted, "aborted");
});

test("a result has no refresh token, and its session has", (t) => {
  const found = run(t, `
    const auth = make();
    const { kind, tokens } = await signIn(auth);
    await auth.session.getAccessToken({ fresh: true });
    const [{ body }] = asked("/token");
    end({ kind, names: Object.keys(tokens), raw: Object.keys(tokens.raw), sent: new URLSearchParams(body).get("refresh_token") });
  `);
  assert.deepEqual(found, {
    kind: "authorized",
    names: ["accessToken", "tokenType", "expiresAt", "scope", "raw"],
    raw: ["access_token", "token_type", "expires_in"],
    sent: "AT1-RT",
  });
});

// SES-122
test("after the end of the session, its response is already-handled", (t) => {
  const found = run(t, `
    const auth = make();
    await signIn(auth);
    const ended = await auth.session.end();
    const [result, answer] = [await auth.handleCallback(), await auth.answer()];
    const { status, reason } = auth.session.getSnapshot();
    end({ revoked: ended.revoked, code: ended.error.code, result, answer, status, reason, asked: await outcome(auth.session.getAccessToken()) });
  `);
  assert.equal(found.result.kind, "already-handled");
  assert.equal(found.answer.kind, "already-handled");
  assert.doesNotMatch(JSON.stringify(found), /AT1/);
  const { revoked, code, status, reason, asked } = found;
  assert.deepEqual([revoked, code, status, reason, asked], ["no-endpoint", "endpoint-missing", "signed-out", "signed-out", "not-signed-in"]);
});

// SES-98
test("a sign-out of another tab ends a sign-in whose code is being exchanged", (t) => {
  const found = run(t, `
    const kept = new Map();
    globalThis.localStorage = window.localStorage = {
      getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key),
    };
    const auth = make();
    const { promise, open } = gate();
    answers["/token"] = () => promise;
    location.href = begin(auth);
    const callback = auth.handleCallback().catch((error) => error);
    await until(() => asked("/token").length === 1);
    localStorage.setItem("spa-authorize:1:" + ISSUER + " c:epoch", "of another tab");
    open(issued("AT1")());
    const { code, returnTo } = await callback;
    await auth.session.started;
    const { status, reason } = auth.session.getSnapshot();
    const then = await outcome(auth.session.getAccessToken());
    answers["/token"] = issued("AT2");
    location.href = begin(auth);
    end({ code, returnTo, status, reason, then, again: await outcome(auth.handleCallback()) });
  `);
  const expected = { code: "aborted", returnTo: "/inbox", status: "signed-out", reason: "signed-out-elsewhere" };
  assert.deepEqual(found, { ...expected, then: "not-signed-in", again: "authorized" });
});

test("a listener that ends the session hears what became of its refresh token", (t) => {
  const found = run(t, `
    const auth = make({ revocationEndpoint: ISSUER + "/revoke" });
    answers["/revoke"] = json({});
    const ended = gate();
    auth.session.subscribe(({ status }) => status === "authorized" && ended.open(auth.session.end()));
    await signIn(auth);
    const { revoked } = await ended.promise;
    end({ revoked, tokens: asked("/revoke").map(({ body }) => new URLSearchParams(body).get("token")) });
  `);
  assert.deepEqual(found, { revoked: "yes", tokens: ["AT1-RT"] });
});

// SES-21
test("the end of the session gives up a sign-in whose code is being exchanged", (t) => {
  const found = run(t, `
    const auth = make();
    const { promise, open } = gate();
    answers["/token"] = () => promise;
    location.href = begin(auth);
    const callback = outcome(auth.handleCallback());
    await until(() => asked("/token").length === 1);
    const { revoked } = await auth.session.end();
    open(issued("AT1")());
    const code = await callback;
    await auth.session.started;
    const { status, reason, error } = auth.session.getSnapshot();
    end({ revoked, code, status, reason, error: error?.code, then: await outcome(auth.session.getAccessToken()) });
  `);
  const expected = { revoked: "no", code: "aborted", status: "signed-out", reason: "signed-out", then: "not-signed-in" };
  assert.deepEqual(found, expected);
});

// SES-49
test("the end of the session beside a callback revokes the refresh token that the tab keeps", (t) => {
  const found = run(t, `
    const { cpSync } = await import("node:fs");
    const tab = { session: { store: "tab" }, revocationEndpoint: ISSUER + "/revoke" };
    await signIn(make(tab));
    cpSync("node_modules/spa-authorize", "reloaded", { recursive: true });
    const reloaded = await import("./reloaded/index.js");
    const auth = reloaded.oidc({ ...own, ...endpoints, scope: "read", ...tab });
    const { promise, open } = gate();
    answers["/token"] = () => promise;
    answers["/revoke"] = json({});
    location.href = begin(auth);
    const callback = outcome(auth.handleCallback());
    await until(() => asked("/token").length === 1);
    const { revoked } = await auth.session.end();
    open(issued("AT2")());
    const code = await callback;
    end({ revoked, code, tokens: asked("/revoke").map(({ body }) => new URLSearchParams(body).get("token")) });
  `);
  assert.deepEqual(found, { revoked: "yes", code: "aborted", tokens: ["AT1-RT"] });
});

// SES-122
test("after the end of the session, its response is already-handled for a client with another redirect URI too", (t) => {
  const found = run(t, `
    const [auth, other] = [make(), make({ redirectUri: "https://app.example/other" })];
    await auth.session.started;
    answers["/token"] = issued("AT1");
    location.href = begin(other).replace("/callback", "/other");
    const { kind } = await other.handleCallback();
    const before = await outcome(other.handleCallback());
    await auth.session.end();
    end({ kind, before, then: await other.handleCallback() });
  `);
  assert.deepEqual([found.kind, found.before], ["authorized", "authorized"]);
  assert.equal(found.then.kind, "already-handled");
  assert.doesNotMatch(JSON.stringify(found), /AT1/);
});

// SES-113
test("guards of nested routes fail together where the browser cannot leave", (t) => {
  const found = run(t, `
    const left = [];
    location.assign = (url) => left.push(new URL(url).pathname);
    const { session } = oidc({ ...own, session: {} });
    answers["/.well-known/openid-configuration"] = () => Promise.reject(new TypeError("no network"));
    const nested = await Promise.all([session.require("/a"), session.require("/a/b"), session.require("/a/b/c")].map(soon));
    answers["/.well-known/openid-configuration"] = json(metadata);
    const then = await Promise.all([session.require("/a"), session.require("/a/b")].map(soon));
    end({ nested, then, left });
  `);
  const nested = Array(3).fill("network-failed");
  assert.deepEqual(found, { nested, then: ["pending", "pending"], left: ["/authorize"] });
});

test("a sign-in that fails leaves the session that the tab keeps, and bars no guard", (t) => {
  const found = run(t, `
    const { cpSync } = await import("node:fs");
    const left = [];
    location.assign = (url) => left.push(new URL(url).pathname);
    const tab = { clientId: "k", redirectUri: own.redirectUri, provider: "authkit", session: { store: "tab" } };
    await signInKit(authkit(tab));
    cpSync("node_modules/spa-authorize", "reloaded", { recursive: true });
    const reloaded = await import("./reloaded/index.js");
    const auth = reloaded.authkit(tab);
    location.href = own.redirectUri + "?error=access_denied&state=" + new URL(auth.createAuthorizeUrl()).searchParams.get("state");
    const heard = [];
    auth.session.subscribe(({ status, reason }) => heard.push(reason ?? status));
    const code = await outcome(auth.handleCallback());
    await auth.session.started;
    const signedIn = await auth.session.require();
    await auth.session.end();
    const required = auth.session.require("/inbox");
    await until(() => left.length > 0);
    end({ code, heard, status: signedIn.status, then: await soon(required), left: left.length });
  `);
  const heard = ["unknown", "signed-in", "signed-out"];
  const expected = { code: "authorization-refused", heard, status: "signed-in", then: "pending", left: 1 };
  assert.deepEqual(found, expected);
});

// SES-113
test("a sign-in that fails over a session that nothing renews any more bars the guards", (t) => {
  const found = run(t, `
    const { cpSync } = await import("node:fs");
    const left = [];
    location.assign = (url) => left.push(new URL(url).pathname);
    const session = { store: "tab", silentFrame: "never" };
    const tab = { clientId: "k", redirectUri: own.redirectUri, provider: "authkit", session };
    await signInKit(authkit(tab));
    cpSync("node_modules/spa-authorize", "reloaded", { recursive: true });
    const reloaded = await import("./reloaded/index.js");
    const now = Date.now() + 7_200_000;
    Date.now = () => now;
    answers["/user_management/authenticate"] = () => new Response('{"error":"invalid_request"}', { status: 400 });
    const auth = reloaded.authkit(tab);
    location.href = own.redirectUri + "?error=access_denied&state=" + new URL(auth.createAuthorizeUrl()).searchParams.get("state");
    const code = await outcome(auth.handleCallback());
    await auth.session.started;
    const { status } = auth.session.getSnapshot();
    end({ code, status, guards: [await outcome(auth.session.require("/a")), await outcome(auth.session.require("/b"))], left });
  `);
  const code = "authorization-refused";
  assert.deepEqual(found, { code, status: "expired", guards: [code, code], left: [] });
});

test("fetch has the token for a listed origin, and follows no redirect unless it is told to", (t) => {
  const found = run(t, `
    const { session } = make();
    await signIn(make());
    answers["/api"] = () => new Response("yes");
    const { fetch } = session;
    const texts = [await (await fetch(API + "/api")).text(), await (await fetch(new URL(API + "/api"), { redirect: "follow" })).text()];
    await fetch(new Request(API + "/api"));
    end({ texts, sent: requests.map(({ authorization, redirect }) => [authorization, redirect].join()) });
  `);
  assert.deepEqual(found.texts, ["yes", "yes"]);
  assert.deepEqual(found.sent, ["Bearer AT1,error", "Bearer AT1,follow", "Bearer AT1,error"]);
});

test("fetch sends nothing to an origin that is not listed, for which there are no headers either", (t) => {
  const found = run(t, `
    const { session } = make();
    await signIn(make());
    const urls = ["https://evil.example/api", API + ":8443/api", "//evil.example/api", "data:,x", "/api", "https://["];
    const codes = await Promise.all(urls.map((url) => outcome(session.fetch(url))));
    const headers = await Promise.all(urls.map((url) => session.headersFor({ url })));
    const own = await session.headersFor({ url: new URL(API + "/api") });
    end({ codes, headers, own, requests });
  `);
  assert.deepEqual(found.codes, Array(6).fill("origin-not-listed"));
  assert.deepEqual(found.headers, Array(6).fill({}));
  assert.deepEqual([found.own, found.requests], [{ Authorization: "Bearer AT1" }, []]);
});

// SES-62
test("an Authorization of the app's own is a usage error, and nothing is sent", (t) => {
  const found = run(t, `
    const { UsageError } = await import("spa-authorize");
    const { session } = make();
    await signIn(make());
    const headers = { authorization: "Basic x" };
    const calls = [[API + "/api", { headers }], [API + "/api", { headers: new Headers(headers) }], [new Request(API + "/api", { headers })]];
    const errors = await Promise.all(calls.map((call) => session.fetch(...call).catch((error) => error)));
    end({ errors: errors.map((error) => [error instanceof UsageError, error.code, error.option].join()), requests });
  `);
  assert.deepEqual(found, { errors: Array(3).fill("true,managed-option,Authorization"), requests: [] });
});

// SES-61
test("a request that a 401 refused is made once more, whole", (t) => {
  const found = run(t, `
    const { session } = make();
    const form = new FormData();
    form.set("name", "Ada");
    const inits = ["whole", new Blob(["whole"]), new URLSearchParams("a=b"), form].map((body) => ({ method: "POST", body }));
    const calls = [...inits.map((init) => [API + "/api", init]), [new Request(API + "/api", inits[0])], [API + "/api"]];
    const found = [];
    for (const call of calls) {
      await signIn(make());
      const response = await session.fetch(...call);
      const [first, second, ...more] = bodies().map((body) => body.replace(/-+formdata-undici-\\d+/g, "--"));
      found.push([response.status, await response.text(), first === second && first, more.length, asked("/token").length].join());
    }
    end(found);
  `);
  for (const [index, body] of ["whole", "whole", "a=b"].entries()) assert.equal(found[index], `200,yes,${body},0,1`);
  assert.match(found[3], /^200,yes,.*name="name"\s+Ada/s);
  assert.deepEqual(found.slice(4), ["200,yes,whole,0,1", "200,yes,,0,1"]);
});

test("a request that is refused twice is given back", (t) => {
  const found = run(t, `
    const { session } = make();
    await signIn(make());
    answers["/api"] = () => new Response("no", { status: 401 });
    const response = await session.fetch(API + "/api");
    end([response.status, await response.text(), asked("/api").length, asked("/token").length]);
  `);
  assert.deepEqual(found, [401, "no", 2, 1]);
});

// SES-60
test("an API that refuses each token has the session renewed once, however often it is called", (t) => {
  const found = run(t, `
    const { session } = make();
    await signIn(make());
    answers["/api"] = () => new Response("no", { status: 401 });
    for (let call = 0; call < 5; call++) await session.fetch(API + "/api");
    end([asked("/api").length, asked("/token").length]);
  `);
  assert.deepEqual(found, [6, 1]);
});

test("a body that is a stream is not sent again, and its response is given back", (t) => {
  const found = run(t, `
    const { session } = make();
    await signIn(make());
    const body = new Blob(["whole"]).stream();
    const response = await session.fetch(API + "/api", { method: "POST", body, duplex: "half" });
    end([response.status, await response.text(), bodies(), await session.getAccessToken()]);
  `);
  assert.deepEqual(found, [401, "no", ["whole"], "AT2"]);
});

test("a signal that fires between the two tries ends the request as fetch does", (t) => {
  const found = run(t, `
    const { session } = make();
    const found = [];
    for (const given of [(signal) => [API + "/api", { signal }], (signal) => [new Request(API + "/api", { signal })]]) {
      await signIn(make());
      const controller = new AbortController();
      answers["/token"] = () => (controller.abort(), new Promise(() => {}));
      found.push(await session.fetch(...given(controller.signal)).catch(({ name }) => name), asked("/api").length);
      await session.end();
    }
    end(found);
  `);
  assert.deepEqual(found, ["AbortError", 1, "AbortError", 1]);
});

test("a signal ends the wait for a token as fetch does, and nothing is sent", (t) => {
  const found = run(t, `
    const { session } = make();
    await signIn(make());
    const reason = new Error("mine");
    const error = await session.fetch(API + "/api", { signal: AbortSignal.abort(reason) }).catch((error) => error);
    end([error === reason, requests]);
  `);
  assert.deepEqual(found, [true, []]);
});

test("a 401 that another client got is judged by its challenge and its token", (t) => {
  const found = run(t, `
    const { session } = make();
    await signIn(make());
    const scope = await session.retryAfter401('Bearer error="insufficient_scope"', "AT1");
    const dead = await session.retryAfter401('Bearer error="invalid_token"', "Bearer AT1");
    const older = await session.retryAfter401(null, "AT1");
    end({ scope, dead, older, requests: asked("/token").length, headers: await session.headersFor({ url: API }) });
  `);
  assert.deepEqual(found, { scope: false, dead: true, older: true, requests: 1, headers: { Authorization: "Bearer AT2" } });
});

/** What a session is without a page. */
const SERVER = `
  const { session } = oidc({
    issuer: "https://op.example", clientId: "c", redirectUri: "/callback", session: { apis: ["https://api.example"] },
  });
  const snapshots = new Set([session.getSnapshot(), session.getSnapshot(), session.getServerSnapshot(), session.getServerSnapshot()]);
  const heard = [];
  session.subscribe((now) => heard.push(now.status))();
  const isSame = session.started === session.started;
  const started = await session.started;
  const codes = {};
  const calls = {
    restore: [], getAccessToken: [], getIdToken: [], fetch: ["https://api.example/"], headersFor: [{ url: "/" }],
    retryAfter401: [null, "AT"], require: ["/account"], end: [],
  };
  for (const [name, given] of Object.entries(calls)) codes[name] = await session[name](...given).then(() => "", ({ code }) => code);
  const relative = await session.fetch("/api").catch(({ code }) => code);
  console.log(JSON.stringify({ snapshots: [...snapshots], heard, isSame, started, codes: [...new Set(Object.values(codes))], relative }));
`;

const WITHOUT_PAGE = {
  snapshots: [{ status: "unknown" }],
  heard: ["unknown"],
  isSame: true,
  started: {},
  codes: ["not-a-browser"],
  relative: "not-a-browser",
};

for (const entry of ["spa-authorize", "spa-authorize/lazy"]) {
  for (const [where, globals] of [["a server", ""], ["a worker", "globalThis.self = globalThis; globalThis.location = new URL('https://app.example/');"]]) {
    // SES-63
    test(`on ${where} the session of ${entry} is unknown, and what needs a page says so`, (t) => {
      const app = `${globals} const { oidc } = await import("${entry}"); ${SERVER}`;
      assert.deepEqual(runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs"), WITHOUT_PAGE);
    });
  }
}

test("on a server the session of the lazy entry loads nothing to be shown", (t) => {
  const app = `
    import { oidc } from "spa-authorize/lazy";
    import { page } from "./node_modules/spa-authorize/page.js";
    const { session } = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "/callback", session: {} });
    session.subscribe(() => {});
    session.getSnapshot();
    await new Promise((resolve) => setTimeout(resolve, 500));
    console.log(page.client === undefined);
  `;
  assert.equal(runInNode(createConsumer(t, { "app.mjs": app }), "app.mjs"), true);
});

// SES-64
test("stores that mount, unmount and mount again ask nobody, and leave no listener", (t) => {
  const found = run(t, `
    let listening = 0;
    window.addEventListener = () => listening++;
    window.removeEventListener = () => listening--;
    const { subscribe, getSnapshot, getServerSnapshot } = make().session;
    const seen = { react: [], svelte: undefined, vue: {}, gone: 0 };

    // React 19's StrictMode: it reads, subscribes, leaves, subscribes again, and reads whenever it is called.
    const react = () => subscribe(() => seen.react.push(getSnapshot()));
    const isHydrated = getServerSnapshot() === getSnapshot();
    react()();
    const afterOne = listening;
    const stop = react();
    // Svelte's \`get\`: the value is there when subscribe returns.
    subscribe((now) => (seen.svelte = now))();
    // Vue, Solid, signals.
    subscribe((now) => (seen.vue.value = now));
    subscribe(() => seen.gone++)();
    const early = getSnapshot();

    await make().session.restore();
    stop();
    const isStable = seen.react.every((now) => [early, getSnapshot()].includes(now)) && getSnapshot() === getSnapshot();
    const heard = seen.react.length;
    const grown = listening - afterOne;
    await signIn(make());
    end({
      isHydrated, isStable, requests, gone: seen.gone, svelte: seen.svelte.status, vue: seen.vue.value.status,
      isQuiet: heard === seen.react.length, grown,
    });
  `);
  const { gone, svelte, vue, ...rest } = found;
  assert.deepEqual(rest, { isHydrated: true, isStable: true, requests: [], isQuiet: true, grown: 0 });
  assert.deepEqual([gone, svelte, vue], [1, "unknown", "authorized"]);
});

test("React renders a session on a server as unknown", (t) => {
  const app = `
    import { createElement, StrictMode, useSyncExternalStore } from "react";
    import { renderToString } from "react-dom/server";
    import { oidc } from "spa-authorize";
    const { session } = oidc({ issuer: "https://op.example", clientId: "c", redirectUri: "/callback", session: {} });
    const Account = () => useSyncExternalStore(session.subscribe, session.getSnapshot, session.getServerSnapshot).status;
    const errors = [];
    console.error = (...words) => errors.push(words.join(" "));
    const html = renderToString(createElement(StrictMode, {}, createElement(Account)));
    console.log(JSON.stringify({ html, errors }));
  `;
  const consumer = createConsumer(t, { "app.mjs": app });
  for (const name of ["react", "react-dom", "scheduler"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(consumer.folder, "node_modules", name));
  }
  assert.deepEqual(runInNode(consumer, "app.mjs"), { html: "unknown", errors: [] });
});

// SES-119
test("clients that are made of the same options have one session: one renewal, one channel", (t) => {
  const found = run(t, `
    const channels = [];
    globalThis.BroadcastChannel = class {
      constructor(name) { channels.push(name); }
      addEventListener() {}
      removeEventListener() {}
      postMessage() {}
      close() { channels.splice(channels.indexOf(this.name), 1); }
    };
    const [one, other] = [make(), make()];
    one.session.subscribe(() => {});
    other.session.subscribe(() => {});
    const atStart = channels.length;
    await signIn(one);
    const isSame = one.session.getSnapshot() === other.session.getSnapshot();
    const tokens = await Promise.all([one, other, make()].map(({ session }) => session.getAccessToken({ fresh: true })));
    end({ atStart, isSame, tokens, renewals: asked("/token").length });
  `);
  assert.deepEqual(found, { atStart: 1, isSame: true, tokens: ["AT2", "AT2", "AT2"], renewals: 1 });
});

test("a client with other options for its session has the one that was made before, and says so once", (t) => {
  const found = run(t, `
    const warnings = [];
    console.warn = (text) => warnings.push(text);
    const one = make();
    make().session.getSnapshot();
    const { session } = make({ session: { apis: [API], store: "tab" } });
    await signIn(one);
    const isSame = [session.getSnapshot(), session.getSnapshot()].every((now) => now === one.session.getSnapshot());
    end({ isSame, warnings });
  `);
  assert.equal(found.isSame, true);
  assert.deepEqual(found.warnings.length, 1);
  assert.match(found.warnings[0], /^spa-authorize: .* other options/);
});

// SES-37
test("a restore and a caller keep their time beside a callback, which signs in all the same", (t) => {
  const found = run(t, `
    const auth = make();
    let open;
    const late = new Promise((resolve) => (open = resolve));
    answers["/token"] = async (request) => (await late, issued("AT1")(request));
    location.href = begin(auth);
    const pending = auth.handleCallback();
    const asked = await outcome(auth.session.getAccessToken({ timeoutMs: 30 }));
    const { status } = await auth.session.restore({ timeoutMs: 30 });
    open();
    await pending;
    end({ asked, status, then: auth.session.getSnapshot().status });
  `);
  assert.deepEqual(found, { asked: "timed-out", status: "unknown", then: "authorized" });
});

// SES-117
test("a revocation endpoint that refuses the client is warned of once, and not asked again", (t) => {
  const found = run(t, `
    const [warnings, ended] = [[], []];
    console.warn = (text) => warnings.push(text);
    answers["/revoke"] = () => new Response("", { status: 401 });
    const auth = make({ revocationEndpoint: String(new URL("/revoke", endpoints.tokenEndpoint)) });
    for (let time = 0; time < 2; time++) {
      await signIn(auth);
      ended.push((await auth.session.end()).revoked);
    }
    end({ ended, warnings, asked: asked("/revoke").length });
  `);
  assert.deepEqual([found.ended, found.asked, found.warnings.length], [["refused", "refused"], 0, 1]);
  assert.match(found.warnings[0], /^spa-authorize: revocation-refused: /);
});

// SES-113
test("after a refusal require throws each time, and leaves once the user has acted", (t) => {
  const found = run(t, `
    const left = [];
    location.assign = (url) => left.push("assign " + new URL(url).pathname);
    location.replace = (url) => left.push("replace " + new URL(url).pathname);
    const auth = make();
    location.href = begin(auth).replace("code=SECRET", "error=access_denied");
    const { require, started } = auth.session;
    const { returnTo } = await started;
    const codes = [await outcome(require("/inbox")), await outcome(require("/inbox/1")), await outcome(require())];
    const early = [...left];
    await auth.signIn();
    const nested = [require(), require("/elsewhere"), require("/elsewhere")];
    await until(() => left.length === 2);
    const then = await Promise.all(nested.map(soon));
    end({ returnTo, codes, early, then, left });
  `);
  assert.deepEqual(found, {
    returnTo: "/inbox",
    codes: Array(3).fill("authorization-refused"),
    early: [],
    then: ["pending", "pending", "pending"],
    left: ["assign /authorize", "replace /authorize"],
  });
});

test("require says who is signed in, takes a loader's request, and is rejected when the page comes back", (t) => {
  const found = run(t, `
    const [left, listeners] = [[], []];
    location.assign = (url) => left.push(url);
    window.addEventListener = (name, listener) => listeners.push([name, listener]);
    const auth = makeKit();
    const asked = auth.session.require(new Request("https://app.example/account?tab=1"));
    const waits = await soon(asked);
    for (const [name, listener] of listeners) if (name === "pageshow") (listener.handleEvent ?? listener)({ type: name, persisted: true });
    const code = await outcome(asked);
    const state = new URL(left[0]).searchParams.get("state");
    const kept = [...Array(sessionStorage.length).keys()].map((index) => sessionStorage.getItem(sessionStorage.key(index))).join();
    await signInKit(auth);
    const { status, user } = await auth.session.require("/account");
    end({ waits, code, leaves: left.length, returnTo: kept.includes("/account?tab=1"), status, id: user.id });
  `);
  assert.deepEqual(found, { waits: "pending", code: "not-signed-in", leaves: 1, returnTo: true, status: "signed-in", id: "user_1" });
});

test("with a session the tokens of a logout may be left out", (t) => {
  const found = run(t, `
    const left = [];
    location.assign = (url) => left.push(new URL(url).search);
    const auth = makeKit();
    await signInKit(auth);
    const url = new URL(auth.logoutUrl()).search;
    await auth.signOut();
    end({ url, left, status: auth.session.getSnapshot().status, then: await outcome(auth.signOut()) });
  `);
  assert.deepEqual(found, { url: "?session_id=s", left: ["?session_id=s"], status: "signed-out", then: "missing-option" });
});

test("a logout that is the first call of a page has the tokens that the tab keeps", (t) => {
  const found = run(t, `
    const { cpSync } = await import("node:fs");
    const tab = { clientId: "k", redirectUri: own.redirectUri, provider: "authkit", session: { store: "tab" } };
    await signInKit(authkit(tab));
    // Another copy knows nothing of this one, as after a reload.
    cpSync("node_modules/spa-authorize", "reloaded", { recursive: true });
    const reloaded = await import("./reloaded/index.js");
    location.href = "https://app.example/";
    const left = [];
    location.assign = (url) => left.push(new URL(url).search);
    await reloaded.authkit(tab).signOut();
    end({ left, kept: Object.keys(sessionStorage).filter((key) => key.endsWith(":session")) });
  `);
  assert.deepEqual(found, { left: ["?session_id=s"], kept: [] });
});

test("a user of AuthKit goes over to another organization, and stays in the old one if that is refused", (t) => {
  const found = run(t, `
    const path = "/user_management/authenticate";
    const auth = makeKit();
    await signInKit(auth);
    requests.length = 0;
    answers[path] = json({ user, access_token: jwt(), refresh_token: "RT2", organization_id: "org_2" });
    await auth.switchOrganization({ organizationId: "org_2" });
    const { organizationId } = auth.session.getSnapshot();
    const sent = JSON.parse(asked(path)[0].body).organization_id;
    answers[path] = () => Response.json({ error: "sso_required" }, { status: 403 });
    const refused = await auth.switchOrganization({ organizationId: "org_3" }).catch(({ code, error }) => [code, error]);
    const wrong = await Promise.all([{}, { organisationId: "org_2" }].map((options) => outcome(auth.switchOrganization(options))));
    end({ organizationId, sent, refused, wrong, then: auth.session.getSnapshot().organizationId });
  `);
  assert.deepEqual(found, {
    organizationId: "org_2",
    sent: "org_2",
    refused: ["interaction-required", "sso_required"],
    wrong: ["missing-option", "unknown-option"],
    then: "org_2",
  });
});

test("the session of the lazy entry is unknown until something of it is called", (t) => {
  const found = run(t, `
    const lazy = await import("spa-authorize/lazy");
    const { page } = await import("./node_modules/spa-authorize/page.js");
    const isLoaded = () => page.client !== undefined;
    const given = { ...own, ...endpoints, scope: "read", session: { apis: [API] } };
    const before = (more) => (delete page.client, lazy.oidc({ ...given, ...more }));
    const calls = {
      restore: [], getAccessToken: [], getIdToken: [], headersFor: [{ url: "/" }], fetch: [API], retryAfter401: [null, "AT"], end: [],
    };
    location.href = "https://app.example/";
    location.assign = () => {};
    location.replace = () => {};

    const { session } = before();
    const early = [session.getSnapshot() === session.getServerSnapshot(), JSON.stringify(session), isLoaded()];
    const [heard, gone] = [[], []];
    const stop = session.subscribe(({ status }) => heard.push(status));
    session.subscribe(({ status }) => gone.push(status))();
    await until(() => heard.length > 1);
    stop();
    const names = Object.keys(session).sort().join() === Object.keys(make().session).sort().join();
    const found = { early, heard, gone, isLoaded: isLoaded(), names, now: session.getSnapshot() === make().session.getSnapshot() };

    const quiet = before({ clientId: "quiet" });
    await quiet.ready();
    quiet.session.getSnapshot();
    await soon(new Promise(() => {}));
    found.quiet = quiet.session.getSnapshot().status;

    const loads = {};
    for (const [name, given] of Object.entries(calls)) {
      const fresh = before().session;
      loads[name] = [await outcome(fresh[name](...given)), isLoaded()].join();
    }
    const auth = before();
    const isOne = auth.session.started === auth.session.started;
    end({ ...found, loads, started: await auth.session.started, isOne, startedLoads: isLoaded(), required: await soon(before().session.require()) });
  `);
  const { loads, ...rest } = found;
  assert.deepEqual(rest, {
    early: [true, "{}", false],
    heard: ["unknown", "signed-out"],
    gone: ["unknown"],
    isLoaded: true,
    quiet: "unknown",
    names: true,
    now: true,
    started: {},
    isOne: true,
    startedLoads: true,
    required: "pending",
  });
  for (const [name, found] of Object.entries(loads)) assert.match(found, /,true$/, name);
  assert.equal(loads.getAccessToken, "not-signed-in,true");
});

test("handleCallback of the lazy entry begins the session, also where it answers without the module", (t) => {
  const found = run(t, `
    const lazy = await import("spa-authorize/lazy");
    const { page } = await import("./node_modules/spa-authorize/page.js");
    const before = () => (delete page.client, lazy.oidc({ ...own, ...endpoints, scope: "read", session: {} }));
    const url = begin(make());
    location.href = "https://app.example/";
    const first = before();
    const none = first.handleCallback();
    await none;
    await until(() => first.session.getSnapshot().status !== "unknown");
    const { status } = first.session.getSnapshot();
    const quiet = [(await none).kind, status, first.handleCallback() === none];
    const auth = before();
    location.href = url;
    answers["/token"] = issued("AT1");
    const { kind, tokens } = await auth.handleCallback();
    end({ quiet, kind, has: "refreshToken" in tokens, status: auth.session.getSnapshot().status, started: await auth.session.started });
  `);
  assert.deepEqual(found, {
    quiet: ["none", "signed-out", true],
    kind: "authorized",
    has: false,
    status: "authorized",
    started: {},
  });
});

test("a client without a session has none, and touches nothing of what a session needs", (t) => {
  const found = run(t, `
    const touched = new Set();
    const spied = (name) => new Proxy(function () {}, {
      get: (_, member) => (touched.add(name + "." + String(member)), undefined),
      construct: () => (touched.add("new " + name), {}),
      apply: () => void touched.add(name),
    });
    for (const name of ["localStorage", "indexedDB", "BroadcastChannel", "reportError"]) window[name] = globalThis[name] = spied(name);
    Object.defineProperty(globalThis, "navigator", { value: spied("navigator"), configurable: true });
    for (const name of ["addEventListener", "removeEventListener"]) window[name] = () => touched.add(name);
    const document = { currentScript: null, addEventListener: spied("addEventListener"), createElement: spied("createElement") };
    window.document = globalThis.document = document;
    const timers = new Set();
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    globalThis.setTimeout = (call, ms) => { const timer = set(() => (timers.delete(timer), call()), ms); timers.add(timer); return timer; };
    globalThis.clearTimeout = (timer) => (timers.delete(timer), clear(timer));

    const found = [];
    for (const session of [undefined, null]) {
      const auth = oidc({ ...own, ...endpoints, scope: "read", session });
      answers["/token"] = issued("AT1");
      location.href = begin(auth);
      const { tokens } = await auth.handleCallback();
      found.push([auth.session === undefined, "session" in auth, tokens.refreshToken].join());
    }
    end({ found, touched: [...touched], timers: timers.size });
  `);
  assert.deepEqual(found, { found: Array(2).fill("true,false,AT1-RT"), touched: [], timers: 0 });
});
