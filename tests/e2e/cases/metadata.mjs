// A client that knows the issuer alone.

import assert from "node:assert/strict";

import { begin, createAuthorizeUrl, handleCallback, passProvider } from "../app.mjs";
import { startProviderFor } from "../test_page.mjs";

export function cases(it) {
  it("the issuer alone: not-ready before ready(), and good after it", async ({ driver, page }) => {
    page.clients = { first: issuerAlone(page, page.providers.first.issuer) };
    await driver.get(page.url);
    const { name, code } = await createAuthorizeUrl(driver, "first");
    assert.deepEqual([name, code], ["UsageError", "not-ready"]);

    await driver.executeScript(() => window.clients.first.ready());
    const url = await createAuthorizeUrl(driver, "first");
    assert.ok(url.startsWith(`${page.providers.first.issuer}/auth?`), url);
  });

  it("the issuer alone: signIn fetches what it needs, and the sign-in succeeds", async ({ driver, page }) => {
    page.clients = { first: issuerAlone(page, page.providers.first.issuer) };
    await driver.get(page.url);
    await begin(driver, "first");
    await passProvider(driver, "alice");
    const { kind, claims } = await handleCallback(driver, "first");
    assert.deepEqual([kind, claims.sub], ["signed-in", "alice"]);
  });

  it("a provider that is down is network-failed, and a later try succeeds", async ({ driver, page }) => {
    const gone = await startProviderFor(page.url, "first");
    await gone.close();
    page.clients = { first: issuerAlone(page, gone.issuer) };
    await driver.get(page.url);
    const { name, code } = await driver.executeScript(() => window.outcome(() => window.clients.first.signIn()));
    assert.deepEqual([name, code], ["NetworkError", "network-failed"]);

    const back = await startProviderFor(page.url, "first", Number(new URL(gone.issuer).port));
    try {
      await begin(driver, "first");
      await passProvider(driver, "alice");
      assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
    } finally {
      await back.close();
    }
  });
}

function issuerAlone(page, issuer) {
  const { clientId, redirectUri } = page.optionsFor("first");
  return { issuer, clientId, redirectUri };
}
