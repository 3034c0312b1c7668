// `signInPopup` before a window opens.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runOnPage } from "./page.mjs";

// SES-105
test("a popup for a token, or with a wrong option, opens no window", (t) => {
  const found = runOnPage(
    t,
    `
    const auth = oidc({ ...own, ...endpoints });
    let windows = 0;
    window.open = () => (windows++, null);
    const refused = (request, options) => auth.signInPopup(request, options).catch(({ code, option }) => [code, option]);
    const found = [
      await refused({ responseType: "id_token token" }),
      await refused({ promt: "login" }),
      await refused({}, { width: 99 }),
      await refused({}, { hight: 500 }),
      await refused({}, { signal: "now" }),
    ];
    done({ found, windows, records: sessionStorage.length });
  `,
  );
  assert.deepEqual(found, {
    found: [
      ["invalid-option", "responseType"],
      ["unknown-option", "promt"],
      ["invalid-option", "width"],
      ["unknown-option", "hight"],
      ["invalid-option", "signal"],
    ],
    windows: 0,
    records: 0,
  });
});

// SES-53
test("where no window opens it is popup-blocked, and nothing is stored", (t) => {
  const found = runOnPage(
    t,
    `
    const auth = oidc({ ...own, ...endpoints });
    const found = [await outcome(auth.signInPopup())];
    window.open = () => null;
    found.push(await outcome(auth.signInPopup()));
    window.open = () => ({ closed: true });
    found.push(await outcome(auth.signInPopup()));
    done({ found, records: sessionStorage.length });
  `,
  );
  assert.deepEqual(found, { found: Array(3).fill("popup-blocked"), records: 0 });
});

test("a popup whose signal has fired does not open", (t) => {
  const found = runOnPage(
    t,
    `
    const auth = oidc({ ...own, ...endpoints });
    let windows = 0;
    window.open = () => (windows++, null);
    const signal = AbortSignal.abort();
    done([await outcome(auth.signInPopup({}, { signal })), windows]);
  `,
  );
  assert.deepEqual(found, ["aborted", 0]);
});

// SES-52
test("a popup opens in the call itself, before the metadata is fetched", (t) => {
  const found = runOnPage(
    t,
    `
    const auth = oidc(own);
    const log = [];
    window.open = () => (log.push("opened"), null);
    const signing = outcome(auth.signInPopup());
    log.push("returned");
    done([...log, await signing]);
  `,
  );
  assert.deepEqual(found, ["opened", "returned", "popup-blocked"]);
});

/** A window that goes where it is told to, and the settled click that opened it. */
const WINDOW = `
  delete globalThis.BroadcastChannel;
  let opened;
  window.open = () => {
    const sessionStorage = { setItem() {} };
    return (opened = { closed: false, close: () => (opened.closed = true), postMessage() {}, sessionStorage, location: { replace() {} } });
  };
  const later = () => new Promise((resolve) => setTimeout(resolve, 20));
  const told = (promise) => promise.catch(({ code, returnTo, appState, cause }) => ({ code, returnTo, appState, cause: cause?.message }));
`;

test("a popup that is given up says where the app was and what it wants back, by a signal as by signOut", (t) => {
  const found = runOnPage(
    t,
    `${WINDOW}
    const auth = oidc({ ...own, ...endpoints, endSessionEndpoint: ISSUER + "/logout" });
    const request = { returnTo: "/inbox", appState: { draft: 1 } };
    const controller = new AbortController();
    const aborted = told(auth.signInPopup(request, { signal: controller.signal }));
    await later();
    controller.abort(new Error("mine"));
    const found = [await aborted, opened.closed];
    const signedOut = told(auth.signInPopup(request));
    await later();
    await auth.signOut();
    done([...found, await signedOut, opened.closed, sessionStorage.length]);
    process.exit();
  `,
  );
  const given = { code: "aborted", returnTo: "/inbox", appState: { draft: 1 } };
  assert.deepEqual(found, [{ ...given, cause: "mine" }, true, given, true, 0]);
});
