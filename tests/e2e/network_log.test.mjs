// What Chromium's developer tools show of a sign-in: requests that end well, and none that was cancelled.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { begin, handleCallback, passProvider, PATIENCE_MS } from "./app.mjs";
import { chromium } from "./browser.mjs";
import { startTestPage } from "./test_page.mjs";

const SIGN_INS = 20;
const TEST_TIMEOUT_MS = 120_000;

let browser;
let page;

before(async () => {
  page = await startTestPage();
  browser = await chromium.start({ networkLog: true });
});

after(async () => {
  await browser?.stop();
  await page?.close();
});

test("no request of a sign-in is shown as cancelled", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { driver } = browser;
  const { issuer } = page.providers.first;
  // With the issuer alone the metadata is fetched as well; a body is read to its end in chunks, which may lag behind.
  page.clients.first = { issuer, clientId: "first", redirectUri: `${page.url}/callback` };
  const requests = { sent: new Map(), finished: [], failed: [] };
  await driver.get(page.url);
  for (let time = 0; time < SIGN_INS; time++) {
    await begin(driver, "first");
    await passProvider(driver, "alice");
    const { kind, signature, tokens } = await handleCallback(driver, "first");
    assert.deepEqual({ kind, signature }, { kind: "signed-in", signature: "verified" });
    await driver.executeScript((tokens) => window.clients.first.fetchUserInfo(tokens), tokens);
    await collect(driver, issuer, requests);
  }
  // The log may lag behind the page.
  await driver.wait(() => collect(driver, issuer, requests), PATIENCE_MS, "the end of each request");
  assert.deepEqual(requests.failed, []);
  const paths = ["/.well-known/openid-configuration", "/token", "/jwks", "/me"];
  for (const path of paths) {
    const times = requests.finished.filter((url) => url === issuer + path).length;
    assert.ok(times >= SIGN_INS, `${times} × ${path}`);
  }
});

/** Adds what became of the page's own requests to the provider since the last time; gives whether all have ended. */
async function collect(driver, issuer, { sent, finished, failed }) {
  const entries = await driver.manage().logs().get("performance");
  const events = entries.map(({ message }) => JSON.parse(message).message);
  for (const { method, params } of events) {
    const isOwn = params.type === "Fetch" && params.request?.url.startsWith(issuer);
    if (method === "Network.requestWillBeSent" && isOwn) sent.set(params.requestId, params.request.url);
    if (!sent.has(params.requestId)) continue;
    const url = sent.get(params.requestId);
    if (method === "Network.loadingFinished") finished.push(url);
    if (method === "Network.loadingFailed") failed.push({ url, canceled: params.canceled, why: params.errorText });
  }
  return finished.length + failed.length >= sent.size;
}
