// The session beside the client's other verbs: a logout, userinfo, another client's response.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runOnPage } from "./page.mjs";

/** A client whose users are identified. Nobody checks the signature of an ID token that came over TLS where nothing can. */
const OPEN = `
  const { cpSync } = await import("node:fs");
  const { crypto: whole } = globalThis;
  const random = { getRandomValues: (bytes) => whole.getRandomValues(bytes) };
  Object.defineProperty(globalThis, "crypto", { value: random });

  delete globalThis.BroadcastChannel;
  const left = [];
  location.assign = location.replace = (url) => void left.push(new URL(url));
  const others = { userinfoEndpoint: ISSUER + "/userinfo", endSessionEndpoint: ISSUER + "/logout", revocationEndpoint: ISSUER + "/revoke" };
  const client = { ...own, ...endpoints, ...others, session: { store: "tab" } };
  const make = (more) => oidc({ ...client, ...more });
  /** Another copy knows nothing of this one, as after a reload. */
  const reload = async (name = "reloaded") => {
    cpSync("node_modules/spa-authorize", name, { recursive: true });
    return import("./" + name + "/index.js");
  };

  const requests = [];
  globalThis.fetch = async (url, { headers, body }) => {
    const { pathname } = new URL(url);
    requests.push({ pathname, authorization: new Headers(headers).get("Authorization"), body });
    return answers[pathname]();
  };
  const asked = (pathname) => requests.filter((request) => request.pathname === pathname);

  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  let nonce;
  const idToken = (aud) => {
    const iat = Math.floor(Date.now() / 1000);
    return [part({ alg: "RS256" }), part({ iss: ISSUER, sub: "ada", aud, nonce, iat, exp: iat + 300 }), "c2ln"].join(".");
  };
  const issued = (name, aud = "c") => {
    const granted = { access_token: name, token_type: "Bearer", expires_in: 300, refresh_token: name + "-RT" };
    return () => json({ ...granted, id_token: idToken(aud) })();
  };
  const returned = (url) => {
    const { searchParams } = new URL(url);
    nonce = searchParams.get("nonce");
    return searchParams.get("redirect_uri") + "?code=SECRET&state=" + searchParams.get("state");
  };
  const comeBack = (auth) => returned(auth.createAuthorizeUrl());
  const signIn = async (auth) => {
    answers["/token"] = issued("AT1");
    location.href = comeBack(auth);
    const kind = await outcome(auth.handleCallback());
    answers["/token"] = issued("AT2");
    requests.length = 0;
    return kind;
  };

  const soon = (promise) => Promise.race([outcome(promise), new Promise((resolve) => setTimeout(resolve, 50, "pending"))]);
  const kept = () => [...records.keys()].filter((key) => key.endsWith(":session"));
  const end = (found) => (done(found), process.exit());
`;

const run = (t, body) => runOnPage(t, `${OPEN}{${body}}`);

// SES-49
test("a sign-out beside a callback revokes the refresh token that the tab keeps, and says whose session ends", (t) => {
  const found = run(t, `
    await signIn(make());
    const auth = (await reload()).oidc(client);
    answers["/token"] = () => new Promise(() => {});
    answers["/revoke"] = json({});
    location.href = comeBack(auth);
    const callback = outcome(auth.handleCallback());
    await soon(callback);
    await auth.signOut();
    const tokens = asked("/revoke").map(({ body }) => new URLSearchParams(body).get("token"));
    const [logout] = left;
    end({
      callback: await callback, tokens, kept: kept(), status: auth.session.getSnapshot().status,
      path: logout.pathname, subject: JSON.parse(atob(logout.searchParams.get("id_token_hint").split(".")[1])).sub,
    });
  `);
  const expected = { callback: "aborted", tokens: ["AT1-RT"], kept: [], status: "signed-out" };
  assert.deepEqual(found, { ...expected, path: "/logout", subject: "ada" });
});

test("a sign-out ends the session also where the tab's storage is blocked by then, and says so", (t) => {
  const found = run(t, `
    const auth = make({ session: {} });
    answers["/revoke"] = json({});
    await signIn(auth);
    const blocked = { get: () => { throw new DOMException("no", "SecurityError"); }, configurable: true };
    Object.defineProperty(window, "sessionStorage", blocked);
    const code = await outcome(auth.signOut());
    const { status, reason } = auth.session.getSnapshot();
    end({ code, status, reason, revoked: asked("/revoke").length, then: await outcome(auth.session.getAccessToken()) });
  `);
  const expected = { code: "storage-blocked", status: "signed-out", reason: "signed-out", revoked: 1 };
  assert.deepEqual(found, { ...expected, then: "not-signed-in" });
});

test("a logout URL has the tokens that the tab keeps, and making it begins nothing", (t) => {
  const found = run(t, `
    await signIn(make());
    const auth = (await reload()).oidc(client);
    location.href = comeBack(auth);
    const before = [location.href, kept().length];
    const hint = new URL(auth.logoutUrl()).searchParams.get("id_token_hint");
    await soon(new Promise(() => {}));
    end({
      subject: JSON.parse(atob(hint.split(".")[1])).sub, same: String(before) === String([location.href, kept().length]),
      requests, status: auth.session.getSnapshot().status,
    });
  `);
  assert.deepEqual(found, { subject: "ada", same: true, requests: [], status: "unknown" });
});

test("userinfo of a session waits until it is known, and has a token that is good", (t) => {
  const found = run(t, `
    answers["/userinfo"] = json({ sub: "ada" });
    const auth = make();
    answers["/token"] = issued("AT1");
    location.href = comeBack(auth);
    const { sub } = await auth.fetchUserInfo();
    answers["/token"] = issued("AT2");
    const now = Date.now() + 400_000;
    Date.now = () => now;
    const again = await auth.fetchUserInfo();
    end({ sub, again: again.sub, sent: asked("/userinfo").map(({ authorization }) => authorization) });
  `);
  assert.deepEqual(found, { sub: "ada", again: "ada", sent: ["Bearer AT1", "Bearer AT2"] });
});

test("userinfo of a session is not-signed-in where nobody is, and keeps its time", (t) => {
  const found = run(t, `
    const auth = make();
    location.href = "https://app.example/";
    const code = await outcome(auth.fetchUserInfo());
    const slow = make({ clientId: "d" });
    answers["/token"] = () => new Promise(() => {});
    location.href = comeBack(slow);
    end({ code, slow: await outcome(slow.fetchUserInfo(undefined, { timeoutMs: 30 })), requests: asked("/userinfo").length });
  `);
  assert.deepEqual(found, { code: "not-signed-in", slow: "timed-out", requests: 0 });
});

// SES-113
test("a response to another client fails no sign-in of this one, whose guard leaves", (t) => {
  const found = run(t, `
    const staff = make();
    const partners = make({ clientId: "partners", redirectUri: "https://app.example/partners" });
    answers["/token"] = issued("AT1", "partners");
    location.href = comeBack(partners);
    await staff.session.started;
    const kind = await outcome(partners.handleCallback());
    const guard = await soon(staff.session.require("/staff"));
    end({ kind, guard, left: left.map(({ searchParams }) => searchParams.get("client_id")) });
  `);
  assert.deepEqual(found, { kind: "signed-in", guard: "pending", left: ["c"] });
});

// SES-114
for (const [store, guards, departures] of [
  ["tab", ["pending", "signed-in pending", "signed-in signed-in"], ["c", "partners"]],
  ["memory", ["pending", "signed-in pending", "not-signed-in"], ["c", "partners"]],
]) {
  test(`guards of two clients, one within the other, make no loop with sessions of the ${store}`, (t) => {
    const found = run(t, `
      const session = { store: "${store}", silentFrame: "never" };
      const given = { c: {}, partners: { clientId: "partners", redirectUri: "https://app.example/partners" } };
      const guards = [];
      location.href = "https://app.example/inbox";
      for (let load = 0; load < 6 && left.length === load; load++) {
        if (load > 0) {
          location.href = returned(left.at(-1));
          answers["/token"] = issued("AT", left.at(-1).searchParams.get("client_id"));
        }
        const page = await reload("page-" + load);
        const nested = Object.values(given).map((own) => page.oidc({ ...client, ...own, session }));
        await Promise.all(nested.map(({ session }) => session.started));
        const found = [];
        for (const { session } of nested) {
          const guarded = await soon(session.require().then(({ status }) => ({ kind: status })));
          found.push(guarded);
          if (guarded !== "signed-in") break;
        }
        guards.push(found.join(" "));
      }
      end({ guards, left: left.map(({ searchParams }) => searchParams.get("client_id")) });
    `);
    assert.deepEqual(found, { guards, left: departures });
  });
}
