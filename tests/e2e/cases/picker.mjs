// The demo's picker: any provider's URL, without leaving the page.

import assert from "node:assert/strict";

import { Key } from "selenium-webdriver";

import { click, resultKind, storedKeys, tableOf, textOf, until } from "../app.mjs";
import { INSECURE_HOSTNAME } from "../browser.mjs";

const PKCE = ["code_challenge", "code_challenge_method"];

const BUILT = [
  {
    provider: "Any OpenID provider",
    options: { prompt: "login", uiLocales: "fr en" },
    sent: { response_type: "code", scope: "openid profile email", prompt: "login", ui_locales: "fr en" },
    made: ["state", "nonce", ...PKCE],
  },
  {
    provider: "Auth0",
    options: { responseType: "id_token token", organization: "org_1", invitation: "t & 🦊" },
    endpoint: "https://example.eu.auth0.com/authorize",
    sent: { response_type: "id_token token", organization: "org_1", invitation: "t & 🦊" },
    made: ["state", "nonce"],
  },
  {
    provider: "WorkOS AuthKit",
    options: { organizationId: "org_1", screenHint: "sign-up" },
    endpoint: "https://api.workos.com/user_management/authorize",
    sent: { provider: "authkit", organization_id: "org_1", screen_hint: "sign-up" },
    made: ["state", ...PKCE],
  },
  {
    provider: "WorkOS Connect",
    options: { scope: "openid offline_access" },
    endpoint: "https://example.authkit.app/oauth2/authorize",
    sent: { scope: "openid offline_access" },
    made: ["state", "nonce", ...PKCE],
  },
  {
    provider: "WorkOS Connect",
    options: { exchange: "server" },
    endpoint: "https://example.authkit.app/oauth2/authorize",
    sent: { scope: "openid profile" },
    made: ["state", "nonce"],
  },
];

const REFUSED = [
  ["Any OpenID provider", { responseType: "id_token", scope: "email" }, "invalid-option", "scope"],
  ["Auth0", { invitation: "t" }, "missing-option", "organization"],
  ["Auth0", { domain: "https://example.eu.auth0.com" }, "invalid-option", "domain"],
  ["WorkOS AuthKit", { provider: "" }, "missing-option", "provider"],
  ["WorkOS AuthKit", { provider: "GoogleOAuth", organizationId: "org_1" }, "invalid-option", "provider"],
  ["WorkOS AuthKit", { provider: "GoogleOAuth", screenHint: "sign-up" }, "invalid-option", "screenHint"],
  ["WorkOS Connect", { domain: "" }, "missing-option", "domain"],
];

export function cases(it) {
  for (const { provider, options, endpoint, sent, made } of BUILT) {
    it(`picker: the URL of ${provider} with ${Object.keys(options)} is shown, and the page stays`, async (world) => {
      const { driver, demo } = world;
      await open(world);
      await build(driver, provider, options);

      const url = new URL(await textOf(driver, "picker-url"));
      assert.equal(url.origin + url.pathname, endpoint ?? `${demo.provider.issuer}/auth`);
      const parameters = Object.fromEntries(url.searchParams);
      assert.deepEqual(await tableOf(driver, "picker-parameters"), parameters);
      const { client_id: clientId, redirect_uri: redirectUri } = parameters;
      assert.deepEqual([clientId, redirectUri], ["spa-authorize-demo", `${demo.url}/callback`]);
      assert.deepEqual({ ...parameters, ...sent }, parameters);
      assert.deepEqual(await madeHere(driver), made);
      assert.deepEqual(await shown(driver), { url: true, parameters: true, error: false });
      assert.equal((await storedKeys(driver)).open.length, 1);
      await assertPageStayed(driver);
    });
  }

  for (const [provider, options, code, option] of REFUSED) {
    it(`picker: ${provider} with ${JSON.stringify(options)} shows ${code}, and the page stays`, async (world) => {
      const { driver } = world;
      await open(world);
      await build(driver, provider, options);

      assert.equal(await textOf(driver, "picker-error-code"), code);
      assert.equal(await textOf(driver, "picker-error-option"), option);
      assert.match(await textOf(driver, "picker-error-message"), new RegExp(`"${option}"`));
      assert.deepEqual(await shown(driver), { url: false, parameters: false, error: true });
      assert.deepEqual((await storedKeys(driver)).all, []);
      await assertPageStayed(driver);
    });
  }

  it("picker: the URL is copied, or selected where the page may not copy", async (world) => {
    const { driver } = world;
    await open(world);
    await build(driver, "Auth0", {});
    const url = await textOf(driver, "picker-url");
    await click(driver, "#picker-copy");
    const outcome = await until(driver, "a word", () => document.getElementById("picker-copied").textContent);
    if (!outcome.startsWith("Copied")) {
      return assert.equal(await driver.executeScript(() => getSelection().toString()), url);
    }
    const draft = driver.findElement({ id: "draft" });
    await draft.clear();
    await draft.sendKeys(Key.chord(Key.CONTROL, "v"));
    assert.equal(await draft.getAttribute("value"), url);
  });

  it("picker: an insecure page has the URL selected", async (world) => {
    const { driver, demo } = world;
    const insecure = new URL(demo.url);
    insecure.hostname = INSECURE_HOSTNAME;
    await open({ driver, demo: { url: insecure.href } });
    await build(driver, "Auth0", {});
    await click(driver, "#picker-copy");
    await until(driver, "a word", () => document.getElementById("picker-copied").textContent);
    const selected = await driver.executeScript(() => getSelection().toString());
    assert.equal(selected, await textOf(driver, "picker-url"));
  });

  it("picker: what was built goes when something else is picked or typed", async (world) => {
    const { driver } = world;
    await open(world);
    await build(driver, "Auth0", { invitation: "t" });
    await choose(driver, "WorkOS Connect");
    assert.deepEqual(await shown(driver), { url: false, parameters: false, error: false });

    await build(driver, "WorkOS Connect", {});
    await driver.findElement({ id: "option-scope" }).sendKeys(" email");
    assert.deepEqual(await shown(driver), { url: false, parameters: false, error: false });
    await driver.findElement({ id: "option-scope" }).submit();
    await until(driver, "a URL", () => !document.getElementById("picker-url").hidden);
    assert.equal((await tableOf(driver, "picker-parameters")).scope, "openid profile email");
    await assertPageStayed(driver);
  });
}

async function open({ driver, demo }) {
  await driver.get(demo.url);
  assert.equal(await resultKind(driver), "none");
  await driver.executeScript(() => void (window.isTheSame = true));
}

async function build(driver, provider, options) {
  await choose(driver, provider);
  await driver.executeScript(fillIn, options);
  await click(driver, "#picker-build");
  const isDone = () => ["picker-url", "picker-error"].some((id) => !document.getElementById(id).hidden);
  await until(driver, "an outcome", isDone);
}

/** By script, since ChromeDriver types no emoji; a change is what the user's own would be. */
function fillIn(options) {
  for (const [option, value] of Object.entries(options)) {
    const input = document.getElementById(`option-${option}`);
    input.value = value;
    if (input.value !== value) throw new Error(`"${option}" cannot be "${value}"`);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function choose(driver, provider) {
  return driver.findElement({ xpath: `//*[@id="picker-provider"]/option[text()="${provider}"]` }).click();
}

function madeHere(driver) {
  return driver.executeScript(() => {
    const { rows } = document.getElementById("picker-parameters").tBodies[0];
    const made = Array.from(rows).filter(({ cells }) => cells[2].textContent === "here");
    return made.map(({ cells }) => cells[0].textContent);
  });
}

function shown(driver) {
  return driver.executeScript(() => {
    const isShown = (id) => document.getElementById(id).checkVisibility();
    return { url: isShown("picker-url"), parameters: isShown("picker-parameters"), error: isShown("picker-error") };
  });
}

async function assertPageStayed(driver) {
  assert.equal(await driver.executeScript(() => window.isTheSame), true);
  assert.deepEqual(await driver.executeScript(() => window.violations), []);
}
