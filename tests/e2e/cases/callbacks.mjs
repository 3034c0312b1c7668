// One response, answered once: reloads, second visits, second calls, and records that are no longer good.

import assert from "node:assert/strict";

import {
  begin,
  createAuthorizeUrl,
  goTo,
  handleCallback,
  isCallback,
  passProvider,
  resultKind,
  signIn,
  storedKeys,
  until,
} from "../app.mjs";

export function cases(it) {
  for (const flow of ["code", "id_token token"]) {
    // ATK-3, SEC-1
    it(`${flow}: a reload gives none, and the original address already-handled`, async ({ driver, demo }) => {
      await driver.get(demo.url);
      await signIn(driver, { flow });
      const original = await driver.executeScript("return window.openedAt");
      assert.match(original, /\/callback[?#].*state=/);
      await driver.navigate().refresh();
      assert.equal(await resultKind(driver), "none");

      await driver.get(original);
      assert.equal(await resultKind(driver), "already-handled");
      assert.equal(await driver.getCurrentUrl(), `${demo.url}/callback`);
      await driver.navigate().refresh();
      assert.equal(await resultKind(driver), "none");
    });
  }

  // FLD-4
  it("a sign-in at the provider once more, by going back to it, says where the app wanted to go", async (world) => {
    const { driver, page } = world;
    await driver.get(page.url);
    const url = await createAuthorizeUrl(driver, "first", { returnTo: "/inbox?folder=1", appState: 1 });
    for (const expected of ["signed-in", "already-handled"]) {
      await goTo(driver, url);
      await passProvider(driver, "alice");
      assert.match(await driver.getCurrentUrl(), /\?code=/);
      const { kind, returnTo } = await handleCallback(driver, "first");
      assert.deepEqual([kind, returnTo], [expected, "/inbox?folder=1"]);
      assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
    }
  });

  it("two sign-ins begun in one tab both return", async ({ driver, page }) => {
    await driver.get(page.url);
    const urls = [];
    for (const appState of [1, 2]) urls.push(await createAuthorizeUrl(driver, "first", { appState }));
    for (const [index, url] of urls.entries()) {
      await goTo(driver, url);
      await passProvider(driver, "alice");
      const { kind, appState } = await handleCallback(driver, "first");
      assert.deepEqual([kind, appState], ["signed-in", index + 1]);
    }
  });

  it("handleCallback called twice at once and once more sends one exchange and answers alike", async (world) => {
    const { driver, page } = world;
    await driver.get(page.url);
    await begin(driver, "first");
    await passProvider(driver, "alice");
    const exchanges = page.providers.first.tokenRequests;
    const before = exchanges.length;

    const thrice = async () => {
      const { first } = window.clients;
      const [one, two] = [first.handleCallback(), window.spa.oidc(window.options.first).handleCallback()];
      const result = await one;
      const three = first.handleCallback();
      return { kind: result.kind, same: [two === one, three === one, (await two) === result] };
    };
    const answers = await driver.executeScript(thrice);
    assert.deepEqual(answers, { kind: "signed-in", same: [true, true, true] });
    assert.deepEqual(exchanges.slice(before), [
      { origin: page.url, grantType: "authorization_code", status: 200 },
    ]);
  });

  // The first is what an effect of React's does in StrictMode, if its clean-up aborts.
  for (const { what, steps, answers } of [
    { what: "aborted and called again at once", steps: ["call", "abort 0", "call"], answers: "signed-in" },
    { what: "called twice and aborted once", steps: ["call", "call", "abort 0"], answers: "signed-in" },
    { what: "called twice and aborted twice", steps: ["call", "call", "abort 1", "abort 0"], answers: "aborted" },
    { what: "called with a signal that was aborted", steps: ["abort 0", "call"], answers: "aborted" },
  ]) {
    it(`handleCallback ${what} is ${answers}`, async ({ driver, page }) => {
      await driver.get(page.url);
      await begin(driver, "first");
      await passProvider(driver, "alice");
      const take = async (steps) => {
        const controllers = [new AbortController(), new AbortController()];
        const calls = [];
        const call = ({ signal }) => window.outcome(() => window.clients.first.handleCallback({ signal }));
        for (const step of steps) {
          if (step === "call") calls.push(call(controllers[calls.length]));
          else controllers[Number(step.at(-1))].abort();
        }
        return (await Promise.all(calls)).map(({ kind, code }) => kind ?? code);
      };
      const calls = steps.filter((step) => step === "call");
      assert.deepEqual(await driver.executeScript(take, steps), calls.map(() => answers));
    });
  }

  it("an error is answered alike as well, and nothing is exchanged", async ({ driver, page }) => {
    await driver.get(page.url);
    await begin(driver, "first", { prompt: "login", appState: "draft" });
    const link = () => document.querySelector("a[href$='/abort']")?.href;
    await goTo(driver, await until(driver, "the link to refuse", link));
    const before = page.providers.first.tokenRequests.length;

    const twice = async () => {
      const calls = [window.clients.first.handleCallback(), window.clients.first.handleCallback()];
      const errors = await Promise.all(calls.map((call) => call.catch((error) => error)));
      return [calls[0] === calls[1], ...errors.map(({ code, error, appState }) => [code, error, appState])];
    };
    const refusal = ["authorization-refused", "access_denied", "draft"];
    assert.deepEqual(await driver.executeScript(twice), [true, refusal, refusal]);
    assert.equal(page.providers.first.tokenRequests.length, before);
  });

  it("a sign-in that took too long is transaction-expired, and keeps what the app had sent along", async (world) => {
    const { driver, page } = world;
    page.clients.first.transactionLifetimeSeconds = 1;
    await driver.get(page.url);
    await begin(driver, "first", { returnTo: "/inbox", appState: { draft: "x" } });
    const begun = Date.now();
    await driver.wait(() => Date.now() > begun + 1000);
    await passProvider(driver, "alice");

    const { name, code, returnTo, appState } = await handleCallback(driver, "first");
    assert.deepEqual([name, code, returnTo, appState], [
      "CallbackError",
      "transaction-expired",
      "/inbox",
      { draft: "x" },
    ]);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
  });

  // ATK-61
  it("a record that was tampered with is transaction-tampered, and over", async ({ driver, page }) => {
    const { code } = await returnAfter(driver, page, () => {
      const [[key, text]] = Object.entries(sessionStorage);
      const record = JSON.parse(text);
      delete record.flow.codeVerifier;
      sessionStorage[key] = JSON.stringify(record);
    });
    assert.equal(code, "transaction-tampered");
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
    assert.deepEqual((await storedKeys(driver)).all, []);
  });

  it("a storage that was cleared makes the return not-ours, and leaves its address", async ({ driver, page }) => {
    const { kind, reason } = await returnAfter(driver, page, () => sessionStorage.clear());
    assert.deepEqual([kind, reason], ["not-ours", "unknown-state"]);
    assert.match(await driver.getCurrentUrl(), /\/callback\?code=.+&state=.+/);
    assert.equal(await isCallback(driver, "first"), false);
  });
}

/** What comes of a sign-in whose stored record something happened to. */
async function returnAfter(driver, page, event) {
  await driver.get(page.url);
  const url = await createAuthorizeUrl(driver, "first");
  assert.equal((await storedKeys(driver)).open.length, 1);
  await driver.executeScript(event);
  await goTo(driver, url);
  await passProvider(driver, "alice");
  return handleCallback(driver, "first");
}
