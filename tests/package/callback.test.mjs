// Answers: who gets which, and what becomes of the address and of a sign-in that is given up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runOnPage as run } from "./page.mjs";

test("an option without a value stands in for nothing that the metadata says, and one with a value does", (t) => {
  const found = run(t, `
    answers["/.well-known/openid-configuration"] = json({
      ...metadata,
      id_token_signing_alg_values_supported: ["ES256"],
      authorization_response_iss_parameter_supported: true,
    });
    const signIn = async (options) => {
      const auth = oidc({ ...own, ...options });
      await auth.ready();
      auth.createAuthorizeUrl({ scope: "openid" });
      const { algorithms } = JSON.parse([...records.values()].at(-1)).flow.idToken;
      return [algorithms, await outcome(auth.handleCallback({ url: begin(auth) }))].join();
    };
    const nothing = [undefined, null];
    const empty = [...nothing, ""];
    const cases = {
      authorizationEndpoint: empty,
      tokenEndpoint: empty,
      jwksUri: empty,
      idTokenSigningAlgs: [...empty, []],
      authorizationResponseIssParameterSupported: nothing,
    };
    const outcomes = new Set();
    for (const [name, values] of Object.entries(cases)) {
      for (const value of values) outcomes.add(await signIn({ [name]: value }));
    }
    const given = { idTokenSigningAlgs: ["RS256"], authorizationResponseIssParameterSupported: false };
    done([[...outcomes], await signIn(given)]);
  `);
  assert.deepEqual(found, [["ES256,issuer-missing"], "RS256,authorized"]);
});

test("who asks while the address is cleaned, before it has changed or after, gets the same answer", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const asked = [];
    const ask = () => void asked.push(auth.handleCallback());
    const { replaceState } = history;
    history.replaceState = (...args) => {
      ask();
      replaceState(...args);
      ask();
    };
    location.href = begin(auth);
    const answer = auth.handleCallback();
    done({ same: asked.map((other) => other === answer), kind: await outcome(answer), address: location.href });
  `);
  assert.deepEqual(found, { same: [true, true], kind: "authorized", address: "https://app.example/callback" });
});

test("a path and the same address in full are one redirect URI, so that they share an answer", (t) => {
  const found = run(t, `
    const byPath = oidc({ ...own, ...endpoints, redirectUri: "/callback" });
    const inFull = oidc({ ...own, ...endpoints });
    location.href = begin(byPath);
    const answer = byPath.handleCallback();
    done([answer === inFull.handleCallback(), await outcome(answer), location.href]);
  `);
  assert.deepEqual(found, [true, "authorized", "https://app.example/callback"]);
});

test("an address without a response gets an earlier answer only if it is the page's", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    location.href = begin(auth, "#/route");
    await auth.handleCallback();
    const urls = ["https://app.example/elsewhere", "about:blank", location.href, "/callback"];
    done(await Promise.all(urls.map((url) => outcome(auth.handleCallback({ url })))));
  `);
  assert.deepEqual(found, ["none", "none", "authorized", "authorized"]);
});

test("the address bar is cleaned of what was handed in without the page's fragment", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const clean = async (shown, given) => {
      location.href = begin(auth, shown);
      const kind = await outcome(auth.handleCallback({ url: given(new URL(location.href)) }));
      return [kind, location.href.replace(own.redirectUri, "").replace(/state=.+/, "…")];
    };
    done([
      await clean("#_=_", ({ search }) => search),
      await clean("#/route", ({ search }) => search),
      await clean("", ({ search }) => search),
      await clean("#/a", ({ search }) => search + "#/b"),
      await clean("1", ({ href }) => href.slice(0, -1)),
    ]);
  `);
  assert.deepEqual(found, [
    ["authorized", ""],
    ["authorized", "#/route"],
    ["authorized", ""],
    ["authorized", "?code=SECRET&…"],
    ["authorized", "?code=SECRET&…"],
  ]);
});

test("what is no address is quoted without what may be a response", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const messages = [];
    for (const url of ["https://[/callback#access_token=SECRET", "//?code=SECRET", "https://[/callback"]) {
      await auth.handleCallback({ url }).catch(({ message }) => messages.push(message));
    }
    done(messages);
  `);
  const message = (quoted) => `invalid-option: "url" must be an address, found "${quoted}".${SEE}`;
  assert.deepEqual(found, [message("https://[/callback"), message("//"), message("https://[/callback")]);
});

test("what is no signal is an invalid-option, and uses nothing up", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, userinfoEndpoint: ISSUER + "/userinfo" });
    const url = begin(auth);
    const messages = new Set();
    for (const signal of [{}, "x", true, { addEventListener: true }]) {
      for (const call of [() => auth.handleCallback({ url, signal }), () => auth.fetchUserInfo(tokens, { signal })]) {
        await call().catch(({ message }) => messages.add(message));
      }
    }
    const { signal } = new AbortController();
    signal.itself = signal;
    done([[...messages], await outcome(auth.handleCallback({ url, signal }))]);
  `);
  const message = (kind) => `invalid-option: "signal" must be an AbortSignal, found ${kind}.${SEE}`;
  assert.deepEqual(found, [["an object", "a string", "a boolean"].map(message), "authorized"]);
});

test("a sign-in that waits for its provider is aborted by signOut, and no other client's is", (t) => {
  const found = run(t, `
    const logout = { endSessionEndpoint: ISSUER + "/logout" };
    const [first, second] = ["c", "d"].map((clientId) => oidc({ ...own, ...endpoints, ...logout, clientId }));
    let answer;
    const answered = new Promise((resolve) => (answer = resolve));
    globalThis.fetch = (url, { signal }) => new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      answered.then(() => resolve(answers["/token"]()));
    });
    const outcomes = [first, second].map((auth) => outcome(auth.handleCallback({ url: begin(auth) })));
    await first.signOut();
    const aborted = await outcomes[0];
    answer();
    done([aborted, await outcomes[1]]);
  `);
  assert.deepEqual(found, ["aborted", "authorized"]);
});

test("a signOut with a wrong option ends nothing", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, endSessionEndpoint: ISSUER + "/logout" });
    location.href = begin(auth);
    const answer = auth.handleCallback();
    const open = begin(auth);
    const issuerAlone = oidc(own);
    const refused = [
      await outcome(auth.signOut({ retrunTo: "/" })),
      await outcome(issuerAlone.signOut({ retrunTo: "/" })),
      await outcome(issuerAlone.signOut({ returnTo: "inbox" })),
    ];
    const same = auth.handleCallback() === answer;
    done([refused, same, await outcome(answer), await outcome(auth.handleCallback({ url: open }))]);
  `);
  const refused = ["unknown-option", "unknown-option", "invalid-option"];
  assert.deepEqual(found, [refused, true, "authorized", "authorized"]);
});

test("a signOut whose metadata does not come has signed out here", (t) => {
  const found = run(t, `
    answers["/.well-known/openid-configuration"] = () => Promise.reject(new TypeError());
    const auth = oidc({ ...own, ...endpoints });
    const url = begin(auth);
    const issuerAlone = oidc(own);
    done([await outcome(issuerAlone.signOut()), await outcome(auth.handleCallback({ url }))]);
  `);
  assert.deepEqual(found, ["network-failed", "not-ours"]);
});

test("isCallback asks about the address that it is given, and about the page's without one", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const url = begin(auth);
    const given = () => [url, new URL(url), new URL(url).search, "https://app.example/elsewhere"];
    const elsewhere = [auth.isCallback(), ...given().map((url) => auth.isCallback(url))];
    location.href = url;
    done([elsewhere, [auth.isCallback(), ...given().map((url) => auth.isCallback(url))]]);
  `);
  assert.deepEqual(found, [[false, true, true, true, false], [true, true, true, true, false]]);
});

test("an address that the browser will not change costs no sign-in, and the next one is cleaned", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const { replaceState } = history;
    history.replaceState = () => {
      throw new DOMException("too many calls", "SecurityError");
    };
    const signIn = () => {
      location.href = begin(auth);
      return outcome(auth.handleCallback());
    };
    const first = await signIn();
    history.replaceState = replaceState;
    done([first, await signIn(), location.href]);
  `);
  assert.deepEqual(found, ["authorized", "authorized", "https://app.example/callback"]);
});

test("the answer without a response is the last sign-in's, whichever was asked for again", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const urls = [begin(auth), begin(auth)];
    const given = urls.map((url) => ((location.href = url), auth.handleCallback()));
    const again = auth.handleCallback({ url: urls[0] });
    done([again === given[0], auth.handleCallback() === given[1]]);
  `);
  assert.deepEqual(found, [true, true]);
});

test("who has signed out is signed in by no answer of before", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, endSessionEndpoint: ISSUER + "/logout" });
    location.href = begin(auth);
    const before = await outcome(auth.handleCallback());
    const replayed = await outcome(auth.handleCallback());
    await auth.signOut();
    done([before, replayed, await outcome(auth.handleCallback())]);
  `);
  assert.deepEqual(found, ["authorized", "authorized", "none"]);
});

test("a signal that outlives its call is listened to no longer", (t) => {
  const found = run(t, `
    const { getEventListeners } = await import("node:events");
    const auth = oidc({ ...own, ...endpoints, userinfoEndpoint: ISSUER + "/userinfo" });
    answers["/userinfo"] = json({ sub: "ada" });
    const { signal } = new AbortController();
    const kind = await outcome(auth.handleCallback({ url: begin(auth), signal }));
    const { sub } = await auth.fetchUserInfo(tokens, { signal });
    done([kind, sub, getEventListeners(signal, "abort").length]);
  `);
  assert.deepEqual(found, ["authorized", "ada", 0]);
});

test("what is in the prototype of every object ends no sign-in", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    answers["/token"] = json({ error: "invalid_grant" });
    const url = begin(auth);
    const inherited = { kind: "signed-in", claims: { sub: "admin" } };
    for (const name of ["done", "failure", "check", "ahead", "cleaned"]) Object.prototype[name] = inherited;
    done(await outcome(auth.handleCallback({ url })));
  `);
  assert.equal(found, "exchange-refused");
});

test("a time that no clock can be off by is a coded error all the same", (t) => {
  const found = run(t, `
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const auth = oidc({ ...own, ...endpoints });
    const signIn = async (times) => {
      const sent = new URL(auth.createAuthorizeUrl()).searchParams;
      const claims = { iss: ISSUER, sub: "ada", aud: "c", nonce: sent.get("nonce"), ...times };
      const id_token = encode({ alg: "RS256" }) + "." + encode(claims) + ".c2ln";
      answers["/token"] = json({ access_token: "AT", token_type: "Bearer", id_token });
      answers["/jwks"] = json({ keys: [] });
      const url = "?code=C&state=" + sent.get("state");
      return auth.handleCallback({ url }).catch(({ code, bySeconds }) => [code, bySeconds]);
    };
    done([await signIn({ exp: -1e300, iat: 1 }), await signIn({ exp: 1e10, iat: 1.7e18 })]);
  `);
  const most = Number.MAX_SAFE_INTEGER;
  assert.deepEqual(found, [["id-token-expired", most], ["id-token-issued-in-future", most]]);
});

test("a fetch of the app's that gives no response is network-failed", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const outcomes = [];
    for (const given of [() => undefined, async () => undefined, async () => null, () => "x"]) {
      globalThis.fetch = given;
      outcomes.push(await outcome(auth.handleCallback({ url: begin(auth) })));
    }
    done(outcomes);
  `);
  assert.deepEqual(found, Array(4).fill("network-failed"));
});

test("an address that cannot be read is an invalid-option, and uses nothing up", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    location.href = begin(auth);
    const unreadable = ["\\ud800", { toString() { throw new Error("no"); } }];
    const messages = [];
    for (const url of unreadable) {
      await auth.handleCallback({ url }).catch(({ message }) => messages.push(message));
    }
    done([messages, unreadable.map((url) => auth.isCallback(url)), await outcome(auth.handleCallback())]);
  `);
  const message = `invalid-option: "url" must be a string, found a value that JSON cannot hold.${SEE}`;
  assert.deepEqual(found, [[message, message], [false, false], "authorized"]);
});

test("a signal that has fired rejects the call, which touches nothing", (t) => {
  const found = run(t, `
    let requests = 0;
    const { fetch } = globalThis;
    globalThis.fetch = (...args) => (requests++, fetch(...args));
    const auth = oidc({ ...own, ...endpoints });
    const reason = new Error("mine");
    const call = () => auth.handleCallback({ signal: AbortSignal.abort(reason) }).catch(({ code, cause }) => [code, cause === reason]);
    const nothing = await call();
    location.href = begin(auth);
    const [{ href }, before] = [location, [...records.values()].join()];
    const found = await call();
    const same = location.href === href && [...records.values()].join() === before;
    done([nothing, found, same, requests, await outcome(auth.handleCallback())]);
  `);
  assert.deepEqual(found, [["aborted", true], ["aborted", true], true, 0, "authorized"]);
});

test("an effect that is cleaned up before it asks ends nobody else's sign-in", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    location.href = begin(auth);
    const cleanedUp = auth.handleCallback({ signal: AbortSignal.abort() });
    const again = auth.handleCallback({ signal: new AbortController().signal });
    done([await outcome(cleanedUp), await outcome(again)]);
  `);
  assert.deepEqual(found, ["aborted", "authorized"]);
});

test("an address that is handed in takes the place of no answer of the page's own", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    const frame = () => {
      const state = new URL(auth.createAuthorizeUrl({ prompt: "none" })).searchParams.get("state");
      return auth.handleCallback({ url: own.redirectUri + "?error=login_required&state=" + state });
    };
    const early = [await outcome(frame()), await outcome(auth.handleCallback())];
    location.href = begin(auth);
    const first = auth.handleCallback();
    const answer = auth.answer();
    const frames = [await outcome(first), await outcome(frame())];
    done([early, frames, auth.handleCallback() === first, auth.answer() === answer]);
  `);
  assert.deepEqual(found, [["interaction-required", "none"], ["authorized", "interaction-required"], true, true]);
});

test("the time of a call is that of the metadata too, whose request goes on for the others", (t) => {
  const found = run(t, `
    let open;
    const asked = [];
    const opened = new Promise((resolve) => (open = resolve));
    answers["/.well-known/openid-configuration"] = async () => (asked.push(1), await opened, json(metadata)());
    window.open = () => ({ closed: false, close() {}, postMessage() {}, sessionStorage, location: { replace() {} } });
    const auth = oidc(own);
    const ready = auth.ready();
    const told = (promise) => promise.catch(({ code, timeoutMs }) => [code, timeoutMs]);
    const found = [await told(auth.fetchUserInfo(tokens, { timeoutMs: 30 })), await told(auth.signInPopup({}, { timeoutMs: 40 }))];
    open();
    await ready;
    done([...found, asked.length]);
  `);
  assert.deepEqual(found, [["timed-out", 30], ["timed-out", 40], 1]);
});

test("what every object's prototype has is no part of who signed in", (t) => {
  const found = run(t, `
    const { authkit } = await import("spa-authorize");
    const auth = authkit({ clientId: "c", redirectUri: own.redirectUri });
    const url = auth.createAuthorizeUrl({ provider: "authkit" });
    answers["/user_management/authenticate"] = json({ access_token: "AT", user: { id: "user_1" } });
    Object.prototype.organization_id = "org_of_nobody";
    const result = await auth.handleCallback({ url: "?code=C&state=" + new URL(url).searchParams.get("state") });
    done([result.user.id, Object.hasOwn(result, "organizationId")]);
  `);
  assert.deepEqual(found, ["user_1", false]);
});

/** How the message of a wrong option ends. */
const SEE = " See spa-authorize/docs/errors.md#invalid-option";
