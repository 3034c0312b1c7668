// From the click to the claims, through the demo and the provider's own pages.

import assert from "node:assert/strict";

import {
  begin,
  click,
  clickSignIn,
  fillIn,
  handleCallback,
  leave,
  logIn,
  MARKER,
  passProvider,
  refuse,
  resultKind,
  sessionStorageOf,
  signIn,
  storedKeys,
  tableOf,
  textOf,
  until,
} from "../app.mjs";
import { INSECURE_HOSTNAME } from "../browser.mjs";

/** What breaks a page that puts it into HTML, into a URL or into Latin-1. */
const DRAFT = `"Half" <b>a</b> 'sentence' & \\ % + #?= </script> 🦊 ✓`;

const FLOWS = [
  { flow: "code", kind: "signed-in", tokens: ["access token", "ID token"], exchanges: 1 },
  { flow: "id_token", kind: "signed-in", tokens: ["ID token"], exchanges: 0 },
  { flow: "id_token token", kind: "signed-in", tokens: ["access token", "ID token"], exchanges: 0 },
  { flow: "token", kind: "authorized", tokens: ["access token"], exchanges: 0 },
];

export function cases(it) {
  for (const { flow, kind, tokens, exchanges } of FLOWS) {
    // BBA-11, SEC-7, OIDC-18
    it(`${flow}: from the click to ${kind}, with the draft and the address as they were`, async ({ driver, demo }) => {
      const before = demo.provider.tokenRequests.length;
      await driver.get(demo.url);
      await fillIn(driver, { draft: DRAFT, returnTo: "/inbox?folder=drafts#last" });

      assert.equal(await signIn(driver, { flow, login: "alice" }), kind);
      assert.deepEqual(Object.keys(await tableOf(driver, "tokens")), tokens);
      assert.equal(demo.provider.tokenRequests.length - before, exchanges);
      assert.equal(await textOf(driver, "app-state"), JSON.stringify({ draft: DRAFT }));
      assert.equal(await driver.getCurrentUrl(), `${demo.url}/inbox?folder=drafts#last`);
      assert.equal((await textOf(driver, "expires")) !== "", tokens.includes("access token"));
      await assertIdentity(driver, demo, kind === "signed-in" ? "alice" : undefined);
      await assertOnlyMarkersStored(driver);
      assert.deepEqual(await driver.executeScript("return window.violations"), []);
    });
  }

  it("code without openid: authorized, by a provider that refuses a nonce then", async ({ driver, page }) => {
    await driver.get(page.url);
    await begin(driver, "first", { scope: "email" });
    await passProvider(driver, "alice");
    const { kind, tokens } = await handleCallback(driver, "first");
    assert.deepEqual([kind, tokens.idToken, tokens.tokenType], ["authorized", undefined, "Bearer"]);
  });

  // SEC-2
  it("a returnTo on another origin becomes /", async ({ driver, demo }) => {
    await driver.get(`${demo.url}/somewhere`);
    await fillIn(driver, { draft: "", returnTo: "https://elsewhere.example/" });
    assert.equal(await signIn(driver), "signed-in");
    assert.equal(await driver.getCurrentUrl(), `${demo.url}/`);
  });

  for (const flow of ["code", "id_token"]) {
    it(`${flow}: consent denied is authorization-refused, with the draft`, async ({ driver, demo }) => {
      await driver.get(demo.url);
      await fillIn(driver, { draft: DRAFT, returnTo: "/inbox" });
      await clickSignIn(driver, flow);
      await logIn(driver, "alice");
      await refuse(driver);

      assert.equal(await resultKind(driver), "error");
      assert.equal(await textOf(driver, "error-code"), "authorization-refused");
      assert.match(await textOf(driver, "provider-error"), /^access_denied/);
      assert.equal(await textOf(driver, "app-state"), JSON.stringify({ draft: DRAFT }));
      assert.equal(await driver.getCurrentUrl(), `${demo.url}/inbox`);
      await assertOnlyMarkersStored(driver);
    });
  }

  it("silently without a session is interaction-required, and with one signed-in", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickSignIn(driver, "silent");
    assert.equal(await resultKind(driver), "interaction-required");
    assert.match(await textOf(driver, "result-words"), /login_required/);

    assert.equal(await signIn(driver, { login: "alice" }), "signed-in");
    await clickSignIn(driver, "silent");
    assert.equal(await resultKind(driver), "signed-in");
    assert.equal((await tableOf(driver, "claims")).sub, "alice");
  });

  // OIDC-17
  it("the user info has the subject of the ID token", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await signIn(driver, { login: "alice" });
    await click(driver, "#fetch-user-info");
    await until(driver, "the user info", () => !document.getElementById("user-info").hidden);

    const userInfo = await tableOf(driver, "user-info");
    assert.equal(userInfo.sub, "alice");
    assert.equal(userInfo.email, "alice@example.com");
  });

  // SEC-14, OIDC-28, OIDC-29, ATK-26, rp-init-logout
  it("signing out drops the sign-ins under way, ends the session and comes back", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickSignIn(driver, "code");
    await driver.get(demo.url);
    await signIn(driver);
    assert.equal((await storedKeys(driver)).open.length, 1);

    await leave(driver, () => click(driver, "#sign-out"));
    await leave(driver, () => click(driver, "[name=logout]"));
    assert.equal(await resultKind(driver), "none");
    assert.equal(await driver.getCurrentUrl(), `${demo.url}/`);
    assert.deepEqual((await storedKeys(driver)).open, []);
    await clickSignIn(driver, "silent");
    assert.equal(await resultKind(driver), "interaction-required");
  });

  it("an insecure page, which has no crypto.subtle, signs in with code and PKCE", async ({ driver, demo }) => {
    const url = new URL(demo.url);
    url.hostname = INSECURE_HOSTNAME;
    await driver.get(url.href);
    const secure = await driver.executeScript(() => [isSecureContext, crypto.subtle === undefined]);
    assert.deepEqual(secure, [false, true]);

    await fillIn(driver, { draft: DRAFT, returnTo: "/inbox" });
    assert.equal(await signIn(driver, { login: "alice" }), "signed-in");
    assert.equal((await tableOf(driver, "claims")).sub, "alice");
    assert.equal(await textOf(driver, "signature"), "not-checked");
    assert.equal(await textOf(driver, "app-state"), JSON.stringify({ draft: DRAFT }));
    assert.equal(await driver.getCurrentUrl(), `${url.origin}/inbox`);
  });

  it("an insecure page refuses an ID token of the fragment", async ({ driver, demo }) => {
    const url = new URL(demo.url);
    url.hostname = INSECURE_HOSTNAME;
    await driver.get(url.href);
    for (const flow of ["id_token", "id_token-token"]) {
      await click(driver, `#sign-in-${flow}`);
      const refused = () => document.getElementById("error-code").textContent === "signature-unavailable";
      await until(driver, "a refusal at the click", refused);
      assert.equal(await driver.getCurrentUrl(), url.href);
    }
    assert.equal(await signIn(driver, { flow: "token", login: "alice" }), "authorized");
  });

  it("two tabs sign in at once", async ({ driver, demo }) => {
    const first = await driver.getWindowHandle();
    await beginInThisTab(driver, demo, "in the first tab");
    await driver.switchTo().newWindow("tab");
    await beginInThisTab(driver, demo, "in the second tab");
    const second = await driver.getWindowHandle();

    for (const [tab, draft] of [[first, "in the first tab"], [second, "in the second tab"]]) {
      await driver.switchTo().window(tab);
      await passProvider(driver, "alice");
      assert.equal(await resultKind(driver), "signed-in");
      assert.equal(await textOf(driver, "app-state"), JSON.stringify({ draft }));
    }
  });

  // ATK-63
  it("two clicks on Sign in begin two sign-ins, and the last one succeeds", async ({ driver, demo }) => {
    await driver.get(demo.url);
    const clickTwice = () => {
      document.getElementById("sign-in-code").click();
      document.getElementById("sign-in-code").click();
    };
    await leave(driver, () => driver.executeScript(clickTwice));
    await passProvider(driver, "alice");

    assert.equal(await resultKind(driver), "signed-in");
    const { open, over } = await storedKeys(driver);
    assert.deepEqual([open.length, over.length], [1, 1]);
  });
}

async function beginInThisTab(driver, demo, draft) {
  await driver.get(demo.url);
  await fillIn(driver, { draft, returnTo: "/inbox" });
  await clickSignIn(driver, "code");
}

async function assertIdentity(driver, demo, sub) {
  const claims = await tableOf(driver, "claims");
  assert.equal(claims.sub, sub);
  assert.equal(claims.iss, sub && demo.provider.issuer);
  assert.equal(await textOf(driver, "signature"), sub ? "verified" : "");
}

/**
 * A marker says that a sign-in is over; no token, code, verifier or nonce has a place in it. Of the session, which is
 * kept in memory, only a hint is left, and the name of the last sign-out.
 */
async function assertOnlyMarkersStored(driver) {
  const { all, over } = await storedKeys(driver);
  assert.deepEqual([all, all.length], [over, 1]);
  for (const marker of Object.values(await sessionStorageOf(driver))) {
    assert.match(marker, MARKER);
  }
  const kept = await driver.executeScript(() => Object.entries(localStorage));
  for (const entry of kept) assert.match(entry.join(), /^spa-authorize:1:.*:(was,1|epoch,[\w-]{43})$/);
}
