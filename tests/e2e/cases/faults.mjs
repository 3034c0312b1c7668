// Servers that fail: what comes of it at each of the four requests, and that the next try succeeds.

import assert from "node:assert/strict";

import { begin, goTo, handleCallback, passProvider, PATIENCE_MS, storedKeys, until } from "../app.mjs";

/** What the app sends along; every error of a sign-in that was found has it. */
const REQUEST = { returnTo: "/inbox", appState: { draft: "x" } };

const INVALID = {
  token: "token-response-invalid",
  keys: "keys-invalid",
  metadata: "metadata-invalid",
  userinfo: "userinfo-invalid",
};

const NOT_JSON = ["NetworkError", "response-not-json", /: "http:.+" must send application\/json, found "/];
const STATUS_500 = networkError("http-status", '"http:.+" answered 500, not 200');
const STATUS_204 = networkError("http-status", '"http:.+" answered 204, not 200');
const TOO_LARGE = networkError("response-too-large", '"http:.+" sent more than \\d+ bytes');
const REDIRECTED = ["NetworkError", "response-redirected", /: "http:.+" redirects/];
const TIMED_OUT = networkError("timed-out", 'no answer from "http:.+" within 1000 ms');
const FAILED = [
  "NetworkError",
  "network-failed",
  /: no answer from "http:\/\/localhost:\d+\/[\w/.-]+": .+ CORS .+ connect-src/,
];

const invalid = (endpoint) => ["ProviderError", INVALID[endpoint], /must be .*, found/];

/** Those that differ by what the endpoint answers, or by how it is asked. */
const EVERYWHERE = {
  HTML: () => NOT_JSON,
  "HTML with 500": () => STATUS_500,
  "an empty body": invalid,
  "truncated JSON": invalid,
  "JSON typed as text": () => NOT_JSON,
  "10 MB": () => TOO_LARGE,
  "a redirect": () => REDIRECTED,
  "a connection broken half-way": () => FAILED,
  "no CORS": () => FAILED,
};

const OF_CALLS_THAT_WAIT = {
  ...EVERYWHERE,
  "no answer": () => TIMED_OUT,
  "half an answer": () => TIMED_OUT,
};

const OF_THE_TOKEN_ENDPOINT = {
  ...OF_CALLS_THAT_WAIT,
  "JSON without a type": () => NOT_JSON,
  "a broken connection": () => FAILED,
  "no content": () => STATUS_204,
};

export function cases(it) {
  for (const [endpoint, faults] of [["token", OF_THE_TOKEN_ENDPOINT], ["keys", OF_CALLS_THAT_WAIT]]) {
    for (const [fault, expected] of Object.entries(faults)) {
      const [, code] = expected(endpoint);
      it(`${endpoint}: ${fault} is ${code}, the sign-in is over, and the next succeeds`, async (world) => {
        const { driver } = world;
        await returnFrom(world, { [endpoint]: fault });
        const outcome = await finish(driver, optionsFor(code));
        assertError(outcome, expected(endpoint));
        assert.deepEqual([outcome.appState, outcome.returnTo], [REQUEST.appState, REQUEST.returnTo]);
        await assertOver(world);
        assertAsked(world, endpoint === "token" ? ["token"] : ["token", "keys"]);
        await assertGivenUp(world, fault);
        await assertNextSucceeds(world);
      });
    }
  }

  for (const [fault, expected] of Object.entries(EVERYWHERE)) {
    const [, code] = expected("metadata");
    it(`metadata: ${fault} is ${code}, and a later ready() succeeds`, async (world) => {
      await openIssuerAlone(world, fault);
      assertError(await ready(world.driver), expected("metadata"));
      await assertNothingBegan(world, fault);
      await assertReadyLater(world);
    });
  }

  it("metadata: no answer is timed-out after 10 s, and a later ready() succeeds", async (world) => {
    const { driver, page } = world;
    page.headHtml = QUICK_CLOCK;
    await openIssuerAlone(world, "no answer");
    assertError(await ready(driver), ["NetworkError", "timed-out", /within 10000 ms/]);
    assert.deepEqual(await driver.executeScript(() => window.delays), [10_000]);
    await assertNothingBegan(world, "no answer");
    await assertReadyLater(world);
  });

  for (const [fault, expected] of Object.entries(OF_CALLS_THAT_WAIT)) {
    const [, code] = expected("userinfo");
    it(`userinfo: ${fault} is ${code}, and the same tokens are good for the next try`, async (world) => {
      const { driver, faulty } = world;
      await returnFrom(world, { userinfo: fault });
      await signInOnPage(driver);
      assertError(await userInfo(driver, optionsFor(code)), expected("userinfo"));
      await assertOver(world);
      // A preflight that fails is the only request.
      const isAsked = fault !== "no CORS";
      assertAsked(world, ["token", "keys", ...(isAsked ? ["userinfo"] : [])]);
      if (isAsked) await assertGivenUp(world, fault);
      faulty.faults = {};
      assert.equal((await userInfo(driver)).sub, "ada");
    });
  }

  for (const endpoint of ["token", "keys", "userinfo"]) {
    it(`${endpoint}: a request that hangs is given up by the AbortSignal`, async (world) => {
      const { driver, faulty } = world;
      await returnFrom(world, { [endpoint]: "no answer" });
      if (endpoint === "userinfo") await signInOnPage(driver);
      await driver.executeScript(callWithSignal, endpoint === "userinfo" ? "fetchUserInfo" : "handleCallback");
      await driver.wait(() => faulty.asked().includes(endpoint), PATIENCE_MS, "no request");
      const outcome = await driver.executeScript(() => {
        window.controller.abort();
        return window.called;
      });
      assertError(outcome, ["NetworkError", "aborted", /AbortSignal/]);
      if (endpoint !== "userinfo") assert.deepEqual(outcome.appState, REQUEST.appState);
      await assertOver(world);
      await assertGivenUp(world, "no answer");
      await assertNextSucceeds(world);
    });
  }

  it("every request of a sign-in waits 10 s by default", async (world) => {
    const { driver, page } = world;
    page.headHtml = QUICK_CLOCK;
    await returnFrom(world, { userinfo: "no answer" });
    await signInOnPage(driver);
    assertError(await userInfo(driver), ["NetworkError", "timed-out", /within 10000 ms/]);
    assert.deepEqual(await driver.executeScript(() => window.delays), [10_000, 10_000, 10_000]);
  });

  it("two calls at once share one failure and one exchange, and so does a third after it", async (world) => {
    const { driver } = world;
    await returnFrom(world, { token: "HTML with 500" });
    const thrice = async () => {
      const { first } = window.clients;
      const two = [first.handleCallback(), first.handleCallback()];
      const errors = await Promise.all(two.map((call) => call.catch((error) => error)));
      const third = await first.handleCallback().catch((error) => error);
      return { code: third.code, same: errors.every((error) => error === third) };
    };
    assert.deepEqual(await driver.executeScript(thrice), { code: "http-status", same: true });
    assertAsked(world, ["token"]);
  });

  it("a real provider behind a server that fails: the next sign-in succeeds once that is well", async (world) => {
    const { driver, page, faulty } = world;
    const own = page.optionsFor("first");
    const { tokenEndpoint, jwksUri } = faulty.options;
    page.clients = { first: { ...own, tokenEndpoint, jwksUri } };
    faulty.forwardTo = own.issuer;
    faulty.faults = { token: "HTML with 500" };
    await driver.get(page.url);
    await begin(driver, "first", REQUEST);
    await passProvider(driver, "alice");
    assertError(await handleCallback(driver, "first"), STATUS_500);
    await assertOver(world);

    faulty.faults = {};
    await begin(driver, "first");
    await passProvider(driver, "alice");
    const { kind, claims, signature } = await handleCallback(driver, "first");
    assert.deepEqual([kind, claims.sub, signature], ["signed-in", "alice", "verified"]);
  });

  it("a page left while the exchange hangs: the address opened again is already-handled", async (world) => {
    const { driver, page } = world;
    const original = await leaveMidExchange(world);
    await goTo(driver, original);
    assert.deepEqual(await handleCallback(driver, "first"), { kind: "already-handled", returnTo: "/inbox" });
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
    assertAsked(world, ["token"]);
  });

  it("a tab closed while the exchange hangs: the address opened in a fresh one is not-ours", async (world) => {
    const { driver } = world;
    const original = await leaveMidExchange(world);
    const left = await driver.getWindowHandle();
    await driver.switchTo().newWindow("tab");
    const fresh = await driver.getWindowHandle();
    await driver.switchTo().window(left);
    await driver.close();
    await driver.switchTo().window(fresh);
    await driver.get(original);
    assert.deepEqual(await handleCallback(driver, "first"), { kind: "not-ours", reason: "unknown-state" });
    assert.equal(await driver.getCurrentUrl(), original);
    assertAsked(world, ["token"]);
  });

  it("a reload while the exchange hangs gives none, and the next sign-in succeeds", async (world) => {
    const { driver } = world;
    await returnFrom(world, { token: "no answer" });
    await hang(world);
    await driver.navigate().refresh();
    assert.deepEqual(await handleCallback(driver, "first"), { kind: "none" });
    assertAsked(world, ["token"]);
    await assertOver(world);
    await assertNextSucceeds(world);
  });
}

/** Records how long each timer was to wait; 10 s pass in one. */
const QUICK_CLOCK = `<script>
  window.delays = [];
  window.realSetTimeout = window.setTimeout;
  window.setTimeout = (call, delay) => {
    window.delays.push(delay);
    return window.realSetTimeout(call, delay / 10);
  };
</script>`;

/** Signs in as far as the callback page of a provider with these faults. */
async function returnFrom({ driver, page, faulty }, faults) {
  page.clients = { first: faulty.options };
  faulty.faults = faults;
  await driver.get(page.url);
  await begin(driver, "first", REQUEST);
}

function finish(driver, options) {
  const run = (json) => window.outcome(() => window.clients.first.handleCallback(window.parse(json)));
  return driver.executeScript(run, JSON.stringify(options));
}

async function signInOnPage(driver) {
  const sign = async () => {
    window.result = await window.clients.first.handleCallback();
    return window.result.kind;
  };
  assert.equal(await driver.executeScript(sign), "signed-in");
}

function userInfo(driver, options = {}) {
  const run = (json) => {
    return window.outcome(() => window.clients.first.fetchUserInfo(window.result.tokens, window.parse(json)));
  };
  return driver.executeScript(run, JSON.stringify(options));
}

/** Runs in the page. */
function callWithSignal(name) {
  window.controller = new AbortController();
  // Long enough for a test that waits for it to fail.
  const options = { signal: window.controller.signal, timeoutMs: 600_000 };
  const args = name === "fetchUserInfo" ? [window.result.tokens, options] : [options];
  window.called = window.outcome(() => window.clients.first[name](...args));
}

/** Waits for nothing but what is to be given up. */
function optionsFor(code) {
  return code === "timed-out" ? { timeoutMs: 1000 } : {};
}

async function openIssuerAlone({ driver, page, faulty }, fault) {
  page.clients = { first: faulty.issuerAlone };
  faulty.faults = { metadata: fault };
  await driver.get(page.url);
}

function ready(driver) {
  return driver.executeScript(() => window.outcome(() => window.clients.first.ready()));
}

async function assertReadyLater({ driver, faulty }) {
  faulty.faults = {};
  assert.equal(await ready(driver), null);
  await begin(driver, "first");
  assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
}

/** The keys are asked for beside the exchange. Which comes first is chance, and so is whether they are, if that fails. */
function assertAsked({ faulty }, expected) {
  const asked = faulty.asked();
  const others = (endpoints) => endpoints.filter((endpoint) => endpoint !== "keys");
  assert.deepEqual(others(asked), others(expected));
  const keys = asked.length - others(asked).length;
  assert.ok(keys === 1 || (keys === 0 && !expected.includes("keys")), asked.join());
}

/** With the whole message, which ends with where to read more. */
function networkError(code, text) {
  return ["NetworkError", code, new RegExp(`: ${text}\\. See spa-authorize/docs/errors\\.md#${code}$`)];
}

function assertError(outcome, [name, code, message]) {
  assert.deepEqual([outcome?.name, outcome?.code], [name, code], JSON.stringify(outcome));
  assert.match(outcome.message, message);
}

/** The address is clean, and the marker that it is over is all that is left. */
async function assertOver({ driver, page }) {
  assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
  const { all, over } = await storedKeys(driver);
  assert.equal(over.length, 1);
  assert.deepEqual(all, over);
}

async function assertNothingBegan({ driver, page, faulty }, fault) {
  assert.equal(await driver.getCurrentUrl(), `${page.url}/`);
  assert.deepEqual((await storedKeys(driver)).all, []);
  assert.deepEqual(faulty.asked(), ["metadata"]);
  await assertGivenUp({ driver, faulty }, fault);
}

/** An answer whose end never comes is not waited for: its connection is closed by the browser. */
async function assertGivenUp({ driver, faulty }, fault) {
  if (!["no answer", "half an answer", "10 MB"].includes(fault)) return;
  await driver.wait(() => faulty.log.every(({ isOver }) => isOver), PATIENCE_MS, "a connection stayed open");
}

async function assertNextSucceeds({ driver, faulty }) {
  faulty.faults = {};
  await begin(driver, "first", { appState: "again" });
  const { kind, claims, appState } = await handleCallback(driver, "first");
  assert.deepEqual([kind, claims?.sub, appState], ["signed-in", "ada", "again"]);
}

/** Leaves the callback page for the app's first one, and gives the callback's original address. */
async function leaveMidExchange(world) {
  const { driver, page } = world;
  await returnFrom(world, { token: "no answer" });
  const original = await driver.getCurrentUrl();
  await hang(world);
  await goTo(driver, page.url);
  return original;
}

async function hang({ driver, faulty }) {
  await driver.executeScript(() => void window.clients.first.handleCallback().catch(() => {}));
  await until(driver, "a clean address", () => location.search === "");
  await driver.wait(() => faulty.asked().length === 2, PATIENCE_MS, "no request");
}
