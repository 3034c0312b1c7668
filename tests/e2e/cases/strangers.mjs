// Responses that are somebody else's: another client's of the page, or a forger's.

import assert from "node:assert/strict";

import {
  begin,
  clickSignIn,
  createAuthorizeUrl,
  goTo,
  handleCallback,
  isCallback,
  passProvider,
  resultKind,
  sessionStorageOf,
  textOf,
} from "../app.mjs";

const FORGED = [
  "/callback#access_token=forged&token_type=bearer&expires_in=3600&state=forged",
  "/callback?error=access_denied&error_description=Sorry&state=forged",
  `/callback?code=forged&state=${"A".repeat(43)}`,
];

export function cases(it) {
  for (const [own, other] of [["first", "second"], ["second", "first"]]) {
    it(`two providers on one page: the ${own} client's return is nothing to the ${other}`, async (world) => {
      const { driver, page } = world;
      await driver.get(page.url);
      await createAuthorizeUrl(driver, other);
      await begin(driver, own, { responseType: "id_token token" });
      await passProvider(driver, "alice");

      const before = await seen(driver);
      assert.deepEqual([await isCallback(driver, own), await isCallback(driver, other)], [true, false]);
      assert.deepEqual(await handleCallback(driver, other), { kind: "not-ours", reason: "other-client" });
      assert.deepEqual(await seen(driver), before);

      const { kind, claims } = await handleCallback(driver, own);
      assert.deepEqual([kind, claims.iss], ["signed-in", page.providers[own].issuer]);
      assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
      assert.deepEqual(await handleCallback(driver, other), { kind: "none" });
    });
  }

  // BBA-14, SEC-15, ATK-63
  it("two providers on one page: both sign-ins under way succeed", async ({ driver, page }) => {
    await driver.get(page.url);
    const urls = {};
    for (const name of ["first", "second"]) urls[name] = await createAuthorizeUrl(driver, name);
    for (const name of ["second", "first"]) {
      await goTo(driver, urls[name]);
      await passProvider(driver, `user-of-${name}`);
      const { kind, claims } = await handleCallback(driver, name);
      assert.deepEqual([kind, claims.sub], ["signed-in", `user-of-${name}`]);
    }
  });

  // O-6, ATK-1, ATK-2
  it("forged responses are not-ours and left alone, and the sign-in under way succeeds", async (world) => {
    const { driver, demo } = world;
    await driver.get(demo.url);
    await clickSignIn(driver, "code");
    const loginPage = await driver.getCurrentUrl();
    for (const forged of FORGED) {
      // By another path first: with nothing but another fragment, the browser would stay on the page.
      await driver.get(`${demo.url}/`);
      const stored = await sessionStorageOf(driver);
      await driver.get(demo.url + forged);
      assert.equal(await resultKind(driver), "not-ours");
      assert.equal(await driver.getCurrentUrl(), demo.url + forged);
      assert.deepEqual(await sessionStorageOf(driver), stored);
    }

    await driver.get(loginPage);
    await passProvider(driver, "alice");
    assert.equal(await resultKind(driver), "signed-in");
    assert.equal(await textOf(driver, "error-code"), "");
  });

  // FLD-1, FLD-7
  it("a response without a state, or at another address of the app, is left alone", async ({ driver, page }) => {
    await driver.get(page.url);
    await begin(driver, "first");
    await passProvider(driver, "alice");
    const original = await driver.getCurrentUrl();
    for (const [address, reason] of [
      [`${page.url}/callback?error=login_required&error_description=forged`, "state-missing"],
      [original.replace("/callback", "/index.html"), "other-address"],
    ]) {
      await goTo(driver, address);
      const before = await seen(driver);
      assert.equal(await isCallback(driver, "first"), false);
      assert.deepEqual(await handleCallback(driver, "first"), { kind: "not-ours", reason });
      assert.deepEqual(await seen(driver), before);
    }
    await goTo(driver, original);
    assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
  });

  // BBA-2, ATK-4, SEC-14
  it("a response opened in another tab than the one that asked is not-ours", async ({ driver, page }) => {
    await driver.get(page.url);
    await begin(driver, "first");
    await passProvider(driver, "alice");
    const original = await driver.getCurrentUrl();
    const asking = await driver.getWindowHandle();

    await driver.switchTo().newWindow("tab");
    await driver.get(original);
    assert.deepEqual(await handleCallback(driver, "first"), { kind: "not-ours", reason: "unknown-state" });
    assert.equal(await driver.getCurrentUrl(), original);
    await driver.switchTo().window(asking);
    assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
  });
}

async function seen(driver) {
  return { address: await driver.getCurrentUrl(), stored: await sessionStorageOf(driver) };
}
