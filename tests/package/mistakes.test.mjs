// A newcomer's mistakes, and what the package says about each.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runOnPage as run } from "./page.mjs";

/** Each is a call, the option that is wrong, and how the message goes on. */
const MISTAKES = [
  ["oidc({ ...own, redirectUrl: '/callback' })", 'unknown option "redirectUrl": did you mean "redirectUri"?'],
  ["oidc({ ...own, redirect_uri: '/callback' })", 'unknown option "redirect_uri": did you mean "redirectUri"?'],
  ["oidc({ ...own, authority: ISSUER })", 'unknown option "authority": did you mean "issuer"?'],
  ["oidc({ ...own, returnTo: '/inbox' })", 'unknown option "returnTo": give it to signIn.'],
  ["oidc({ ...own, issuer: undefined })", `"issuer" is required: the provider's address.`],
  ["oidc()", `"clientId" is required: this app's identifier at the provider.`],
  ["oidc(ISSUER)", '"options" must be one object of options, found a string.'],
  ["oidc([own])", '"options" must be one object of options, found an array.'],
  ["oidc({ ...own, clientId: 7 })", '"clientId" must be a string of one line that is not blank, found a number.'],
  [
    "oidc({ get issuer() { throw new Error('SECRET'); } })",
    '"issuer" must be one that can be read, found a getter that throws.',
  ],
  [
    "oidc(new Proxy({}, { ownKeys() { throw new Error('SECRET'); } }))",
    '"options" must be one that can be read, found a proxy that throws.',
  ],
  [
    "oidc({ ...own, redirectUri: '//app.example/callback' })",
    '"redirectUri" must be an absolute URL, or a path that begins with exactly one slash, found "//app.example/callback".',
  ],
  ["auth.signIn('/inbox')", '"options" must be one object of options, found a string.'],
  ["auth.signIn(() => {})", '"options" must be one object of options, found a function.'],
  ["auth.createAuthorizeUrl(true)", '"options" must be one object of options, found a boolean.'],
  ["auth.signIn({ redirectUri: '/callback' })", 'unknown option "redirectUri": give it to oidc().'],
  ["auth.signIn({ login_hint: 'ada' })", 'unknown option "login_hint": did you mean "loginHint"?'],
  ["auth.signIn({ authorizationParams: {} })", 'unknown option "authorizationParams": did you mean "extraParams"?'],
  ["auth.signIn({ state: 'mine' })", '"state" cannot be given here: use the option "appState".'],
  [
    "auth.signIn({ responseType: 'code token' })",
    '"responseType" must be one of "code", "token", "id_token", "id_token token", found "code token".',
  ],
  ["auth.signIn({ display: 'pop-up' })", '"display" must be one of "page", "popup", "touch", "wap", found "pop-up".'],
  ["auth.signIn({ maxAge: '60' })", '"maxAge" must be a whole number from 0 to 4294967295, found a string.'],
  ["auth.signIn({ appState: () => {} })", '"appState" must be a value that JSON can hold, found a value that JSON cannot hold.'],
  ["auth.handleCallback('https://app.example/callback')", '"options" must be one object of options, found a string.'],
  ["auth.fetchUserInfo({ accessToken: 'AT' }, { url: '/' })", 'unknown option "url". This call takes signal, timeoutMs.'],
  ["auth.signOut('/bye')", '"options" must be one object of options, found a string.'],
  ["auth.signOut({ tokens: 'ID' })", '"tokens" must be the "tokens" of a result, found a string.'],
  ["auth.signOut({ tokens: { kind: 'signed-in', tokens: {} } })", '"tokens" must be the "tokens" of a result, found an object.'],
  ["auth.fetchUserInfo('AT')", '"tokens" must be those of a "signed-in" result with an access token, found a string.'],
  [
    "auth.fetchUserInfo({ kind: 'signed-in', tokens: {} })",
    '"tokens" must be those of a "signed-in" result with an access token, found an object.',
  ],
];

test("each mistake is told as it was made, and where to read more", (t) => {
  const calls = MISTAKES.map(([call]) => `async () => ${call}`);
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, userinfoEndpoint: ISSUER + "/userinfo" });
    const told = (call) => call().then(() => "nothing", ({ code, message }) => [code, message]);
    done(await Promise.all([${calls.join(", ")}].map(told)));
  `);
  for (const [at, [call, expected]] of MISTAKES.entries()) {
    const [code, message] = found[at];
    assert.equal(message, `${code}: ${expected} See spa-authorize/docs/errors.md#${code}`, call);
  }
});

test("an event that a button hands in is told from options", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints });
    // As React's: what the browser's own event is, is behind members of its prototype.
    class SyntheticEvent {
      type = "click";
      target = { closest() {} };
      preventDefault() {}
    }
    const events = [new Event("click"), new SyntheticEvent()];
    const calls = ["signIn", "signOut", "handleCallback"];
    const told = (call, event) => auth[call](event).then(() => "nothing", ({ message }) => message);
    done(await Promise.all(events.flatMap((event) => calls.map((call) => told(call, event)))));
  `);
  const expected = 'invalid-option: "options" must be one object of options, found an event: call it in a function of ' +
    "your own, such as onClick={() => auth.signIn()}. See spa-authorize/docs/errors.md#invalid-option";
  assert.deepEqual(new Set(found), new Set([expected]));
});

test("undefined takes a default of the client, and null takes it away", (t) => {
  const found = run(t, `
    const auth = oidc({ ...own, ...endpoints, prompt: "login", loginHint: "ada", extraParams: { a: "1", b: "2" } });
    const sent = (request) => {
      const { searchParams } = new URL(auth.createAuthorizeUrl(request));
      return ["prompt", "login_hint", "a", "b"].map((name) => searchParams.get(name));
    };
    done([
      sent(),
      sent({ prompt: undefined, loginHint: undefined, extraParams: undefined }),
      sent({ prompt: null, loginHint: "", extraParams: { a: undefined, b: null } }),
      sent({ prompt: [], extraParams: null }),
    ]);
  `);
  assert.deepEqual(found, [
    ["login", "ada", "1", "2"],
    ["login", "ada", "1", "2"],
    [null, null, "1", null],
    [null, "ada", null, null],
  ]);
});
