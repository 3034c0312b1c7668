// Nothing that has to stay secret is in an error, on the console, in a URL or in a storage, whatever goes wrong.

import assert from "node:assert/strict";

import { begin, goTo, handleCallback, PATIENCE_MS } from "../app.mjs";
import { FAULTS } from "../faulty.mjs";

const HANGING = ["no answer", "half an answer"];
const FAULTY = Object.keys(FAULTS).filter((fault) => fault !== "none");

/** Each is refused for one claim, whose value may be what must not be told. */
const CLAIMS = [
  { nonce: "another" },
  { nonce: null },
  { aud: "another" },
  { iss: "https://another.example" },
  { exp: 1 },
  { iat: 9_999_999_999 },
  { sub: "" },
  { at_hash: "another" },
];

/** What becomes of a good response's address on its way. */
const RESPONSES = {
  "another issuer": (url) => url.replace(/iss=[^&]*/, "iss=https://another.example"),
  "no issuer": (url) => url.replace(/&iss=[^&]*/, ""),
  "a code twice": (url) => url.replace(/code=[^&]*/, "$&&$&"),
  "a code in the fragment": (url) => url.replace("?", "#"),
  "a token beside the code": (url) => url.replace(/code=([^&]*)/, "$&&access_token=$1"),
  "an error beside the code": (url) => `${url}&error=access_denied`,
  "a code that does not decode": (url) => url.replace("code=", "code=%ff"),
};

/** One before anything is awaited, and one after. */
const THROWN = { "another issuer": RESPONSES["another issuer"], "a refused exchange": (url) => url };

export function cases(it) {
  for (const endpoint of ["token", "keys", "userinfo"]) {
    it(`secrets: no fault of ${endpoint} tells one`, async (world) => {
      const { faulty } = world;
      await open(world);
      for (const fault of FAULTY) {
        faulty.faults = { [endpoint]: fault };
        const options = HANGING.includes(fault) ? { timeoutMs: 100 } : {};
        await failAfter(world, { fault, options, withUserInfo: endpoint === "userinfo" });
      }
      await assertNothingTold(world);
    });
  }

  it("secrets: no ID token that is refused tells one", async (world) => {
    const { faulty } = world;
    await open(world);
    for (const responseType of ["code", "id_token token"]) {
      for (const claims of CLAIMS) {
        faulty.claims = claims;
        await failAfter(world, { fault: `${responseType} with ${JSON.stringify(claims)}`, request: { responseType } });
      }
    }
    await assertNothingTold(world);
  });

  it("secrets: no response that is refused tells one", async (world) => {
    await open(world);
    for (const [fault, change] of Object.entries(RESPONSES)) await failAfter(world, { fault, change });
    await assertNothingTold(world);
  });

  it("secrets: no record that was tampered with or has expired tells one", async (world) => {
    const { driver } = world;
    await open(world);
    const prepare = (change) => () => driver.executeScript(change);
    await failAfter(world, {
      fault: "tampered",
      prepare: prepare(() => {
        const key = Object.keys(sessionStorage).find((key) => JSON.parse(sessionStorage[key]).status === "open");
        sessionStorage[key] = sessionStorage[key].replace('"code"', '"edoc"');
      }),
    });
    await failAfter(world, {
      fault: "expired",
      prepare: prepare(() => {
        const later = Date.now() + 600_000;
        window.Date.now = () => later;
      }),
    });
    await assertNothingTold(world);
  });

  for (const fault of ["none", "HTML with 500"]) {
    it(`secrets: neither the address nor the history shows one after a return, with ${fault}`, async (world) => {
      const { driver, page, faulty } = world;
      faulty.faults = { token: fault };
      await open(world);
      await begin(driver, "first");
      const { kind, code } = await handleCallback(driver, "first");
      assert.equal(kind ?? code, fault === "none" ? "signed-in" : "http-status");
      for (const [step, path] of [["back", "/"], ["forward", "/callback"]]) {
        await driver.navigate()[step]();
        assert.equal(await driver.getCurrentUrl(), page.url + path);
      }
      assertNone(await traces(driver), withoutState(faulty.secrets), "what the page keeps");
      assertLogTellsNone(world);
    });
  }

  for (const [what, change] of Object.entries(THROWN)) {
    it(`secrets: an app's inline script that is thrown ${what} finds none in the error's stack`, async (world) => {
      const { driver, page, faulty } = world;
      await open(world);
      faulty.faults = { token: "a refusal" };
      const url = await respond(world, {});
      page.headHtml = `${LISTENER}${INLINE_APP}`;
      await goTo(driver, change(url));
      const described = await driver.wait(() => driver.executeScript(() => window.described), PATIENCE_MS, "no error");
      assert.match(described, /stack/);
      assertNone(described, faulty.secrets, "the error");
    });
  }
}

/** There before everything else: what is written to the console, and what an error says in all of its parts. */
const LISTENER = `<script>
  window.lines = [];
  for (const level of ["debug", "error", "info", "log", "trace", "warn"]) {
    console[level] = (...args) => void window.lines.push(args.map(String).join(" "));
  }
  for (const type of ["error", "unhandledrejection"]) {
    addEventListener(type, (event) => void window.lines.push(String(event.message ?? event.reason)));
  }
  window.describe = async (call) => {
    try {
      return "a result: " + (await call()).kind;
    } catch (error) {
      return window.partsOf(error).join("\\n");
    }
  };
  window.partsOf = (error) => {
    const parts = [String(error), JSON.stringify(error)];
    for (const name of Object.getOwnPropertyNames(error)) {
      const value = error[name];
      parts.push(name, String(value), JSON.stringify(value));
    }
    for (const name of ["name", "message", "stack"]) parts.push(name, String(error[name]));
    return error.cause instanceof Object ? [...parts, ...window.partsOf(error.cause)] : parts;
  };
</script>`;

/** As the README's example has it: in the page itself, whose address is then the script's. */
const INLINE_APP = `<script type="module">
  import { oidc } from "/package/index.js";
  const auth = oidc(JSON.parse(document.getElementById("clients").textContent).first);
  try {
    await auth.handleCallback();
  } catch (error) {
    window.described = window.partsOf(error).join("\\n");
  }
</script>`;

async function open({ driver, page, faulty }) {
  page.headHtml = LISTENER;
  page.clients = { first: faulty.options };
  await driver.get(page.url);
}

/** Answers a sign-in in the open page, so that all that its console says stays; it has to end in an error. */
async function failAfter(world, { fault, request, options = {}, change, prepare, withUserInfo = false }) {
  const { driver, page, faulty } = world;
  const response = await respond(world, request);
  const url = change ? change(response) : response;
  await prepare?.();
  const described = await driver.executeScript(answer, url, JSON.stringify(options), withUserInfo);
  assert.match(described, /\ncode\n/, `${fault}: ${described}`);
  assertNone(described, faulty.secrets, `the error of ${fault}`);
  assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`, fault);
  assertNone(await traces(driver), withoutState(faulty.secrets), `what the page keeps after ${fault}`);
}

/** The address that the provider sends the browser to. */
async function respond({ driver, faulty }, request = {}) {
  const create = (json) => {
    const url = window.clients.first.createAuthorizeUrl(window.parse(json));
    const records = Object.values(sessionStorage).map((text) => JSON.parse(text));
    return { url, verifier: records.find(({ status }) => status === "open").flow.codeVerifier };
  };
  const { url, verifier } = await driver.executeScript(create, JSON.stringify(request));
  if (verifier) faulty.secrets.push({ name: "verifier", value: verifier });
  const { headers } = await fetch(url, { redirect: "manual" });
  return headers.get("Location");
}

/** Runs in the page. */
function answer(url, json, withUserInfo) {
  history.replaceState(null, "", url);
  const options = window.parse(json);
  return window.describe(async () => {
    if (!withUserInfo) return window.clients.first.handleCallback(options);
    const { tokens } = await window.clients.first.handleCallback();
    return window.clients.first.fetchUserInfo(tokens, options);
  });
}

function traces(driver) {
  return driver.executeScript(() => {
    const entries = window.navigation?.entries().map(({ url }) => url);
    const kept = { ...sessionStorage };
    return JSON.stringify([location.href, document.referrer, entries, kept, { ...localStorage }, document.cookie]);
  });
}

async function assertNothingTold(world) {
  const { driver, faulty } = world;
  assert.ok(["state", "nonce", "code"].every((name) => faulty.secrets.some((secret) => secret.name === name)));
  const lines = await driver.executeScript(() => window.lines);
  assertNone(lines.join("\n"), faulty.secrets, "the console");
  assertNone(await browserLog(driver), faulty.secrets, "the browser's log");
  const [{ value }] = faulty.secrets.filter(({ name }) => name === "code");
  // What could not be seen would not be there.
  assert.deepEqual(told(`… ${Buffer.from(value).toString("base64url")} …`, faulty.secrets), ["code"]);
  assertLogTellsNone(world);
}

/** ChromeDriver alone has it. */
async function browserLog(driver) {
  const entries = await driver.manage().logs().get("browser").catch(() => []);
  return entries.map(({ message }) => message).join("\n");
}

/** The authorize URL has the state and the nonce, and nothing else has either. */
function assertLogTellsNone({ faulty, page }) {
  for (const { endpoint, url, referer } of faulty.log) {
    const isPublic = ({ name }) => endpoint === "authorization" && ["state", "nonce"].includes(name);
    assertNone(url, faulty.secrets.filter((secret) => !isPublic(secret)), `the URL of ${endpoint}`);
    assert.ok(referer === undefined || (endpoint === "authorization" && referer === `${page.url}/`), referer);
  }
}

/** The state that was used is in the key of its marker, and is no secret any more. */
function withoutState(secrets) {
  return secrets.filter(({ name }) => name !== "state");
}

function assertNone(text, secrets, where) {
  assert.deepEqual(told(text, secrets), [], `${where}: ${text}`);
}

/** The names of the secrets that begin or end somewhere in a text, as they are or encoded. */
function told(text, secrets) {
  const found = secrets.filter(({ value }) => formsOf(value).some((form) => text.includes(form)));
  return [...new Set(found.map(({ name }) => name))];
}

function formsOf(value) {
  const parts = value.split(".").flatMap((part) => {
    const encoded = ["base64", "base64url", "hex"].map((encoding) => Buffer.from(part).toString(encoding));
    return [part, encodeURIComponent(part), ...encoded];
  });
  return parts.flatMap((part) => [part.slice(0, CHARACTERS), part.slice(-CHARACTERS)]);
}

const CHARACTERS = 16;
