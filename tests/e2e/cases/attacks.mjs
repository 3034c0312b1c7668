// What an attacker can put into an address, a token or a key set, as far as only a browser can show what comes of it.

import assert from "node:assert/strict";
import { createServer } from "node:http";

import { close, listen } from "../../../www/server/listen.mjs";
import {
  begin,
  clickSignIn,
  goTo,
  handleCallback,
  passProvider,
  resultKind,
  storedKeys,
  textOf,
} from "../app.mjs";
import { becomeProvider } from "../page_provider.mjs";

const SIGNATURE_INVALID = "id-token-signature-invalid";

/** Answers, of both flows, that are refused in as many ways. `S` is the state. */
const REFUSED = [
  ["code", "?error=access_denied&error_description=no&state=S", "authorization-refused"],
  ["code", "#error=access_denied&error_description=no&state=S", "authorization-refused"],
  ["code", "?code=C&code=D&state=S", "parameter-repeated"],
  ["code", "?code=C&state=S&iss=https%3A%2F%2Fevil.example", "issuer-mismatch"],
  ["code", "?code=C&state=S", "issuer-missing"],
  ["code", "?code=%zz&state=S", "parameter-malformed"],
  ["code", "#code=C&state=S", "issuer-missing"],
  ["id_token token", "#access_token=AT&token_type=Bearer&state=S", "parameter-missing"],
  ["id_token token", "?access_token=AT&token_type=Bearer&id_token=a.b.c&state=S", "parameter-misplaced"],
  ["id_token token", "#access_token=AT&token_type=Bearer&id_token=a.b.c&state=S", "id-token-malformed"],
];

const POLICY_OF_TYPES = "require-trusted-types-for 'script'; script-src 'self' 'wasm-unsafe-eval'";

/** Notes each use of what outlives a tab. */
const WATCHED_STORAGES = `<script>
  window.touched = [];
  const note = (object, property) => {
    const touch = () => void touched.push(property);
    Object.defineProperty(object, property, { get: touch, set: touch });
  };
  note(document, "cookie");
  const { localStorage } = window;
  note(window, "localStorage");
  window.lasting = () => localStorage.length;
</script>`;

/** Notes how long each address was that the page parsed. */
const WATCHED_URLS = `<script>
  window.parsed = [];
  window.URL = class extends URL {
    constructor(...args) {
      // Before it is: Firefox parses none of more than a megabyte.
      super(...args.map((text) => (parsed.push(String(text).length), text)));
    }
  };
</script>`;

/** The page's clock, by milliseconds off or by what it reads. */
const SETTABLE_CLOCK = `<script>
  const { now } = Date;
  window.setClock = ({ off = 0, reads }) => (Date.now = () => reads ?? now() + off);
</script>`;

const FIVE_MB = 5 * 1024 * 1024;

export function cases(it) {
  // J-1, J-2, ATK-9, ATK-36, ATK-50
  it("every changed character of a state, an access token and an ID token is refused", async (world) => {
    await openAsProvider(world, "ES256");
    const { wrong, codes, tried, after } = await world.driver.executeScript(changeEachCharacter);
    assert.deepEqual(wrong, []);
    assert.ok(tried > 400, `${tried} changes`);
    for (const code of ["not-ours", "id-token-at-hash-mismatch", "id-token-key-unknown", SIGNATURE_INVALID]) {
      assert.ok(codes[code] > 0, `${code}: ${JSON.stringify(codes)}`);
    }
    assert.deepEqual(after, { kind: "signed-in", signature: "verified", sub: "ada" });
  });

  // ATK-8, ATK-9, ISS-3
  it("the parts of two sign-ins fit together in no other way than their own", async (world) => {
    await openAsProvider(world, "ES256");
    assert.deepEqual(await world.driver.executeScript(mixTwoSignIns), {
      aaa: "signed-in",
      aab: "id-token-at-hash-mismatch",
      aba: "id-token-nonce-mismatch",
      abb: "id-token-nonce-mismatch",
      baa: "id-token-nonce-mismatch",
      bab: "id-token-nonce-mismatch",
      bba: "id-token-at-hash-mismatch",
      bbb: "signed-in",
    });
  });

  // ATK-7, ATK-40, OIDC-3, OIDC-4, SEC-15
  it("a good token for another client, or of another issuer, signs nobody in", async (world) => {
    await openAsProvider(world, "ES256");
    const codes = await world.driver.executeScript(async () => {
      const { issuer, clientId } = window.options.second;
      const codes = [];
      for (const claims of [{ aud: clientId }, { iss: issuer }, { aud: [clientId, window.options.first.clientId] }]) {
        codes.push((await window.provider.signIn({ claims })).code);
      }
      return codes;
    });
    assert.deepEqual(codes, [
      "id-token-audience-mismatch",
      "id-token-issuer-mismatch",
      "id-token-authorized-party-mismatch",
    ]);
  });

  // ATK-10
  it("a real code of another sign-in is refused by its provider, and nothing is kept", async ({ driver, page }) => {
    await driver.get(page.url);
    const { code, iss } = await codeFrom(driver, "first", "mallory");
    await driver.get(page.url);
    const own = await responseTo(driver, "first", "alice");
    const before = page.providers.first.tokenRequests.length;
    await goTo(driver, `${page.url}/callback?${new URLSearchParams({ code, state: own.state, iss })}`);
    const outcome = await handleCallback(driver, "first");
    assert.deepEqual([outcome.code, outcome.error], ["exchange-refused", "invalid_grant"]);
    assert.equal(page.providers.first.tokenRequests.length, before + 1);
    assert.equal(await driver.getCurrentUrl(), `${page.url}/callback`);
  });

  // ATK-5, ATK-6, SEC-3
  it("a real code of another provider never reaches the one that was asked, by iss", async ({ driver, page }) => {
    for (const [iss, expected] of [["theirs", "issuer-mismatch"], [undefined, "issuer-missing"]]) {
      await driver.get(page.url);
      const theirs = await codeFrom(driver, "second", "mallory");
      await driver.get(page.url);
      const own = await responseTo(driver, "first", "alice");
      const before = [page.providers.first, page.providers.second].map(({ tokenRequests }) => tokenRequests.length);
      const response = { code: theirs.code, state: own.state, ...(iss && { iss: theirs.iss }) };
      await goTo(driver, `${page.url}/callback?${new URLSearchParams(response)}`);
      assert.equal((await handleCallback(driver, "first")).code, expected);
      const after = [page.providers.first, page.providers.second].map(({ tokenRequests }) => tokenRequests.length);
      assert.deepEqual(after, before);
    }
  });

  // ATK-6
  it("a real code of another provider, and no iss in the metadata, is refused at the exchange", async (world) => {
    const { driver, page } = world;
    page.clients.first.authorizationResponseIssParameterSupported = false;
    await driver.get(page.url);
    const { code } = await codeFrom(driver, "second", "mallory");
    await driver.get(page.url);
    const { state } = await responseTo(driver, "first", "alice");
    await goTo(driver, `${page.url}/callback?${new URLSearchParams({ code, state })}`);
    assert.equal((await handleCallback(driver, "first")).code, "exchange-refused");
  });

  // ATK-29, ATK-28, J-5
  it("a token signed by the public key as a secret, or by nothing, is refused", async (world) => {
    for (const alg of ["RS256", "ES256"]) {
      await openAsProvider(world, alg);
      const codes = await world.driver.executeScript(signByThePublicKey);
      assert.equal(codes.length, 16);
      assert.deepEqual([...new Set(codes)], ["id-token-algorithm"]);
    }
  });

  // ATK-31, J-6
  it("a key that a token brings along is not used, and nothing is asked of where it points", async (world) => {
    await openAsProvider(world, "ES256");
    const { codes, requests } = await world.driver.executeScript(bringKeysAlong);
    assert.deepEqual(codes, [SIGNATURE_INVALID, SIGNATURE_INVALID, SIGNATURE_INVALID, SIGNATURE_INVALID]);
    assert.deepEqual(requests, [`${world.page.providers.first.issuer}/jwks`]);
  });

  // ATK-33, ATK-32
  it("a thousand tokens of unknown keys cost one request beyond the first", async (world) => {
    await openAsProvider(world, "ES256");
    const { codes, requests } = await world.driver.executeScript(floodWithKids);
    assert.deepEqual(codes, ["id-token-key-unknown"]);
    assert.equal(requests, 2);
  });

  // ATK-37, J-8
  it("ECDSA: the twin of a good signature is one, and no other form of it is", async (world) => {
    await openAsProvider(world, "ES256");
    const { twin, ...others } = await world.driver.executeScript(rewriteSignatures);
    assert.equal(twin, "signed-in");
    assert.deepEqual([...new Set(Object.values(others))], [SIGNATURE_INVALID]);
  });

  // J-7, ATK-34
  it("keys that are none, or are somebody else's, check nothing", async (world) => {
    await openAsProvider(world, "ES256");
    const { imported, codes } = await world.driver.executeScript(spoilKeys);
    // WebKit imports a point that is off its curve, and then finds that it has signed nothing.
    const expected = (kid) => (imported.includes(kid) ? SIGNATURE_INVALID : "id-token-key-unusable");
    assert.ok(imported.includes("theirs"));
    for (const kid of ["offCurve", "zero", "theirs"]) assert.equal(codes[kid], expected(kid), kid);
  });

  // ATK-38, J-7
  it("RSA: a signature made of a cube root and rubbish is refused", async (world) => {
    await openAsProvider(world, "RS256");
    const { isForgery, code } = await world.driver.executeScript(forgeByCubeRoot);
    assert.ok(isForgery, "what a lax check would take for a signature");
    assert.equal(code, SIGNATURE_INVALID);
  });

  // ATK-15
  it("names of prototypes pollute nothing, from the address to the claims", async (world) => {
    await openAsProvider(world, "ES256");
    assert.deepEqual(await world.driver.executeScript(pollute), {
      kind: "signed-in",
      own: [true, true],
      polluted: [],
      cleaned: "",
    });
  });

  // ATK-17
  it("the text of a provider's error is text, in the result and on the demo's page", async ({ driver, demo }) => {
    const markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    await driver.get(demo.url);
    await clickSignIn(driver, "code");
    await driver.get(demo.url);
    const [key] = (await storedKeys(driver)).open;
    const response = { error: "access_denied", error_description: markup, state: key.split(":").at(-1) };
    await driver.get(`${demo.url}/callback?${new URLSearchParams(response)}`);
    assert.equal(await resultKind(driver), "error");
    assert.ok((await textOf(driver, "provider-error")).includes(markup));
    const elements = () => [document.querySelectorAll("img[src=x]").length, document.scripts.length];
    const [images, scripts] = await driver.executeScript(elements);
    await driver.get(demo.url);
    assert.deepEqual([images, scripts], [0, (await driver.executeScript(elements))[1]]);
    assert.deepEqual(await driver.executeScript("return window.violations"), []);
  });

  // BBA-15, O-22, ATK-11
  it("an answer that is refused is out of the address at once, before anything is awaited", async (world) => {
    const { driver, page } = world;
    await driver.get(`${page.url}/callback`);
    const found = await driver.executeScript(arriveAtEach, JSON.stringify(REFUSED));
    const expected = REFUSED.map(([, , code]) => ({ code, address: `${page.url}/callback`, grew: 0 }));
    assert.deepEqual(found.map(({ requests, ...rest }) => rest), expected);
    assert.ok(found.every(({ requests }) => requests === 0));
  });

  // BBA-12, BBA-11
  it("a sign-in leaves no cookie and nothing in a lasting storage", async ({ driver, page }) => {
    page.headHtml = WATCHED_STORAGES;
    await driver.get(page.url);
    await begin(driver, "first");
    await passProvider(driver, "alice");
    assert.deepEqual(await driver.executeScript(() => window.touched), []);
    assert.equal((await handleCallback(driver, "first")).kind, "signed-in");
    assert.deepEqual(await driver.executeScript(lookAtStorages), {
      touched: [],
      lasting: 0,
      databases: 0,
      caches: 0,
      touchedByHand: ["cookie", "localStorage"],
    });
  });

  // SEC-10, BBA-7, O-20
  it("requests carry no referrer, no cookie, no header that triggers a CORS preflight, and no token in a URL", async (world) => {
    const { driver, page } = world;
    const witness = await startWitness();
    try {
      const [tokenEndpoint, userinfoEndpoint] = ["token", "userinfo"].map((path) => witness.url + path);
      page.clients = { first: { ...page.optionsFor("first"), tokenEndpoint, userinfoEndpoint } };
      await driver.get(page.url);
      const outcome = await driver.executeScript(async () => {
        document.cookie = "mine=1; path=/";
        const { first } = window.clients;
        const { searchParams } = new URL(first.createAuthorizeUrl({ scope: "read" }));
        const { issuer, redirectUri } = window.options.first;
        const response = new URLSearchParams({ code: "C", state: searchParams.get("state"), iss: issuer });
        const { kind, tokens } = await first.handleCallback({ url: `${redirectUri}?${response}` });
        const idToken = `e30.${btoa('{"sub":"ada"}').replaceAll("=", "")}.c2ln`;
        const { sub } = await first.fetchUserInfo({ ...tokens, idToken });
        return { kind, sub, cookie: document.cookie };
      });
      assert.deepEqual(outcome, { kind: "authorized", sub: "ada", cookie: "mine=1" });
      const [exchange, ...userInfo] = witness.requests;
      const { origin, accept, "content-type": type } = exchange.headers;
      assert.deepEqual([exchange.method, exchange.url, origin], ["POST", "/token", page.url]);
      assert.deepEqual([accept, type], ["application/json", "application/x-www-form-urlencoded"]);
      // The Authorization header alone triggers a CORS preflight.
      assert.deepEqual(userInfo.map(({ method }) => method), ["OPTIONS", "GET"]);
      assert.equal(userInfo[0].headers["access-control-request-headers"], "authorization");
      assert.equal(userInfo[1].headers.authorization, "Bearer SECRET");
      for (const { url, headers } of witness.requests) {
        assert.deepEqual([headers.referer, headers.cookie], [undefined, undefined], url);
        assert.ok(!url.includes("SECRET"));
      }
    } finally {
      await witness.close();
    }
  });

  // P-25, ATK-49
  it("an address of 5 MB is not-ours and too-large, and is not parsed", async ({ driver, page }) => {
    page.headHtml = WATCHED_URLS;
    await driver.get(page.url);
    const { outcomes, parsed } = await driver.executeScript(handLargeAddressesIn, FIVE_MB);
    assert.deepEqual(outcomes, Array(3).fill({ kind: "not-ours", reason: "too-large", isCallback: false }));
    assert.ok(parsed.length > 0, "nothing was watched");
    const longest = Math.max(...parsed);
    assert.ok(longest < 1024, `an address of ${longest} characters was parsed`);
  });

  // ATK-66
  it("Trusted Types and a strict policy: a whole sign-in works and violates nothing", async ({ driver, page }) => {
    page.contentSecurityPolicy = POLICY_OF_TYPES;
    page.headHtml = '<script src="/page/witness.js"></script>';
    for (const request of [{}, { responseType: "id_token token" }]) {
      await driver.get(page.url);
      await begin(driver, "first", request);
      await passProvider(driver, "alice");
      const { kind, signature } = await handleCallback(driver, "first");
      assert.deepEqual([kind, signature], ["signed-in", "verified"]);
      assert.deepEqual(await driver.executeScript(() => window.violations), []);
      assert.equal(await driver.executeScript(() => window.takesHtml()), false);
    }
  });

  // BBA-10
  it("a worker has no address and no storage: handleCallback is not-a-browser there", async ({ driver, page }) => {
    page.contentSecurityPolicy += " blob:";
    await driver.get(page.url);
    const codes = await driver.executeScript(callInWorker);
    assert.deepEqual(codes, ["not-a-browser", "not-a-browser"]);
  });

  // ATK-45, ATK-50
  it("a clock that is wrong ends in an error that says so, and breaks nothing", async (world) => {
    world.page.headHtml = SETTABLE_CLOCK;
    await openAsProvider(world, "ES256");
    const { slow, ...others } = await world.driver.executeScript(setClocks);
    assert.equal(slow.code, "id-token-issued-in-future");
    assert.match(slow.message, /check this device's clock/);
    assert.deepEqual(others, {
      fast: "transaction-expired",
      negative: "id-token-issued-in-future",
      none: "id-token-issued-in-future",
      afterwards: "signed-in",
    });
  });

  // O-18, P-24
  it("states are 43 characters of base64url from the browser's own generator", async ({ driver, page }) => {
    page.headHtml = "<script>Math.random = () => { throw new Error('not random'); };</script>";
    await driver.get(page.url);
    const states = await driver.executeScript(() => {
      const state = () => new URL(window.clients.first.createAuthorizeUrl()).searchParams.get("state");
      return Array.from({ length: 100 }, state);
    });
    assert.equal(new Set(states).size, 100);
    for (const state of states) assert.match(state, /^[A-Za-z0-9_-]{43}$/);
  });

  // ATK-55
  it("a returnTo that looks like a response is a path, and no second response", async ({ driver, page }) => {
    const returnTo = `/x?code=C&state=${"A".repeat(43)}`;
    await driver.get(page.url);
    await begin(driver, "first", { returnTo });
    await passProvider(driver, "alice");
    assert.equal((await handleCallback(driver, "first")).returnTo, returnTo);
    await goTo(driver, page.url + returnTo);
    assert.deepEqual(await handleCallback(driver, "first"), { kind: "not-ours", reason: "unknown-state" });
    assert.equal(await driver.getCurrentUrl(), page.url + returnTo);
  });

  // ATK-3
  it("back to the callback page after a sign-in does not sign in again", async ({ driver, demo }) => {
    await driver.get(demo.url);
    await clickSignIn(driver, "code");
    await passProvider(driver, "alice");
    assert.equal(await resultKind(driver), "signed-in");
    await driver.get(`${demo.url}/elsewhere`);
    await resultKind(driver);
    await driver.navigate().back();
    assert.notEqual(await resultKind(driver), "error");
    // The demo's session may ask silently, each time for another code: none is sent twice.
    const { codes } = demo.provider;
    assert.ok(codes.length > 0);
    assert.equal(new Set(codes).size, codes.length);
  });
}

async function openAsProvider({ driver, page }, alg) {
  const { first, second } = page.clients;
  page.clients = { first: { ...first, idTokenSigningAlgs: [alg] }, second };
  await driver.get(page.url);
  await driver.executeScript(becomeProvider, alg);
}

/** Signs in up to the callback page, whose response it gives. */
async function responseTo(driver, name, login) {
  await begin(driver, name);
  await passProvider(driver, login);
  const { searchParams } = new URL(await driver.getCurrentUrl());
  return Object.fromEntries(searchParams);
}

/** What an attacker has: a response of a browser of their own, and nothing of it in this one. */
async function codeFrom(driver, name, login) {
  const response = await responseTo(driver, name, login);
  await driver.executeScript(() => sessionStorage.clear());
  return response;
}

/** A server that answers and remembers. */
async function startWitness() {
  const requests = [];
  const answers = {
    "/token": { access_token: "SECRET", token_type: "Bearer", expires_in: 60 },
    "/userinfo": { sub: "ada" },
  };
  const server = createServer(({ method, url, headers }, response) => {
    requests.push({ method, url, headers });
    response.setHeader("Access-Control-Allow-Origin", headers.origin ?? "*");
    response.setHeader("Access-Control-Allow-Headers", "authorization");
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(answers[url]));
  });
  const port = await listen(server, 0, "127.0.0.1");
  return { url: `http://localhost:${port}/`, requests, close: () => close(server) };
}

// --- in the page

async function changeEachCharacter() {
  const { provider } = window;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const accessToken = "SlAV32hkKG-1234567890_abcdefghij";
  const at_hash = await provider.atHash(accessToken);
  const respond = async () => {
    const { state, nonce } = provider.begin({ responseType: "id_token token" });
    const id_token = await provider.token(provider.claims(nonce, { at_hash }));
    return { state, access_token: accessToken, token_type: "Bearer", id_token };
  };
  const changed = (text, index, by) => {
    const other = alphabet[(alphabet.indexOf(text[index]) + by) % alphabet.length];
    return text.slice(0, index) + other + text.slice(index + 1);
  };

  const wrong = [];
  const codes = {};
  let tried = 0;
  for (const name of ["state", "access_token", "id_token"]) {
    const pattern = (await respond())[name];
    // A part's last character has low bits that must be zero, so it is changed beside them as well.
    const lasts = Array.from(`${pattern}.`.matchAll(/\./g), ({ index }) => [index - 1, 16]);
    for (const [index, by] of [...Array.from(pattern, (_, index) => [index, 1]), ...lasts]) {
      const response = await respond();
      const value = changed(response[name], index, by);
      const outcome = await provider.answer({ ...response, [name]: value });
      const verdict = outcome.code ?? outcome.kind;
      codes[verdict] = (codes[verdict] ?? 0) + 1;
      if (outcome.code === undefined && outcome.kind !== "not-ours") wrong.push([name, value, outcome]);
      tried += 1;
    }
  }
  const { reason, ...after } = await provider.answer(await respond());
  return { wrong, codes, tried, after };
}

async function mixTwoSignIns() {
  const { provider } = window;
  const outcomes = {};
  for (const combination of ["aaa", "aab", "aba", "abb", "baa", "bab", "bba", "bbb"]) {
    const parts = {};
    for (const name of ["a", "b"]) {
      const access_token = `access token of ${name}`;
      const { state, nonce } = provider.begin({ responseType: "id_token token" });
      const at_hash = await provider.atHash(access_token);
      parts[name] = { state, access_token, id_token: await provider.token(provider.claims(nonce, { at_hash })) };
    }
    const [state, idToken, accessToken] = [...combination].map((name) => parts[name]);
    const outcome = await provider.answer({
      state: state.state,
      id_token: idToken.id_token,
      access_token: accessToken.access_token,
      token_type: "Bearer",
    });
    outcomes[combination] = outcome.code ?? outcome.kind;
  }
  return outcomes;
}

async function signByThePublicKey() {
  const { provider } = window;
  const { alg, publicKey, utf8 } = provider;
  const der = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
  const jwk = await crypto.subtle.exportKey("jwk", publicKey);
  const base64 = btoa(String.fromCharCode(...der));
  const pem = `-----BEGIN PUBLIC KEY-----\n${base64.match(/.{1,64}/g).join("\n")}\n-----END PUBLIC KEY-----\n`;
  const secrets = [utf8(pem), utf8(pem.trim()), der, utf8(JSON.stringify(jwk)), utf8(jwk.n ?? jwk.x)];
  const codes = [];
  const send = async (how) => codes.push((await provider.signIn(how)).code);

  for (const bits of [256, 512]) {
    for (const secret of secrets) {
      const hmac = { name: "HMAC", hash: `SHA-${bits}` };
      const key = await crypto.subtle.importKey("raw", secret, hmac, false, ["sign"]);
      const sign = async (text) => new Uint8Array(await crypto.subtle.sign(hmac, key, utf8(text)));
      await send({ header: { alg: `HS${bits}` }, sign });
    }
  }
  for (const none of ["none", "None", "NONE", "nOnE", "", alg.toLowerCase()]) {
    await send({ header: { alg: none }, sign: () => [0] });
  }
  return codes;
}

async function bringKeysAlong() {
  const { provider } = window;
  const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const theirs = await crypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const { key_ops, ext, ...jwk } = await crypto.subtle.exportKey("jwk", theirs.publicKey);
  const sign = async (text) =>
    new Uint8Array(await crypto.subtle.sign(ecdsa, theirs.privateKey, provider.utf8(text)));
  const codes = [];
  for (const header of [
    { jwk: { ...jwk, kid: "the only key" } },
    { jku: "https://evil.example/jwks" },
    { x5u: "https://evil.example/x5u" },
    { x5c: [btoa("certificate")], kid: undefined },
  ]) {
    codes.push((await provider.signIn({ header, sign })).code);
  }
  return { codes, requests: provider.requests };
}

async function floodWithKids() {
  const { provider } = window;
  const codes = new Set();
  for (let turn = 0; turn < 1000; turn += 1) {
    const header = { kid: crypto.randomUUID() };
    codes.add((await provider.signIn({ header, sign: () => new Uint8Array(64) })).code);
  }
  return { codes: [...codes], requests: provider.requests.length };
}

async function rewriteSignatures() {
  const { provider } = window;
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const number = (bytes) => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const bytes = (number, length = 32) =>
    Array.from({ length }, (_, index) => Number((number >> (8n * BigInt(length - 1 - index))) & 255n));
  const integer = (half) => {
    const digits = bytes(half, 33).slice(half >> 255n ? 0 : 1);
    return [2, digits.length, ...digits];
  };
  const der = (r, s) => {
    const body = [...integer(r), ...integer(s)];
    return [0x30, body.length, ...body];
  };
  const forms = {
    twin: (r, s) => [...bytes(r), ...bytes(order - s)],
    der,
    longer: (r, s) => [...bytes(r, 33), ...bytes(s, 33)],
    swapped: (r, s) => [...bytes(s), ...bytes(r)],
    order: () => [...bytes(order), ...bytes(order)],
    orderAsS: (r) => [...bytes(r), ...bytes(order)],
    beyond: (r) => [...bytes(r), ...Array(32).fill(255)],
    zeroAsS: (r) => [...bytes(r), ...Array(32).fill(0)],
    zeroAsR: (_, s) => [...Array(32).fill(0), ...bytes(s)],
    ones: () => [...bytes(1n), ...bytes(1n)],
    zeros: () => Array(64).fill(0),
    short: (r, s) => [...bytes(r), ...bytes(s)].slice(0, 63),
    followed: (r, s) => [...bytes(r), ...bytes(s), 0],
  };
  const outcomes = {};
  for (const [name, form] of Object.entries(forms)) {
    const sign = async (text) => {
      const signature = await provider.sign(text);
      return form(number([...signature.slice(0, 32)]), number([...signature.slice(32)]));
    };
    const outcome = await provider.signIn({ sign });
    outcomes[name] = outcome.code ?? outcome.kind;
  }
  return outcomes;
}

/** A set is fetched once: each spoilt key has a name of its own, and they are in it together. */
async function spoilKeys() {
  const { provider } = window;
  const [good] = provider.keys;
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const other = await crypto.subtle.generateKey(curve, true, ["sign", "verify"]);
  const { x, y } = await crypto.subtle.exportKey("jwk", other.publicKey);
  const zero = provider.encode(new Uint8Array(32));
  const spoilt = {
    offCurve: { ...good, y },
    zero: { ...good, x: zero, y: zero },
    theirs: { ...good, x, y },
  };
  provider.keys = [good, ...Object.entries(spoilt).map(([kid, key]) => ({ ...key, kid }))];
  const imported = [];
  const codes = {};
  for (const [kid, key] of Object.entries(spoilt)) {
    const { kty, crv, x, y } = key;
    const importing = crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
    await importing.then(() => imported.push(kid), () => {});
    codes[kid] = (await provider.signIn({ header: { kid } })).code;
  }
  return { imported, codes };
}

/** Bleichenbacher's forgery of 2006, which needs no private key: with exponent 3, rubbish fits behind the hash. */
async function forgeByCubeRoot() {
  const { provider } = window;
  const size = 256n;
  const modulus = crypto.getRandomValues(new Uint8Array(Number(size)));
  modulus[0] |= 0x80;
  modulus[255] |= 1;
  provider.keys = [{ kty: "RSA", kid: "the only key", n: provider.encode(modulus), e: "Aw" }];
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  // RFC 8017 §9.2: SHA-256.
  const algorithm = "3031300d060960864801650304020105000420";
  let isForgery;
  const sign = async (text) => {
    const hash = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", provider.utf8(text))));
    const head = `0001ffffffffffffffff00${algorithm}${hash}`;
    const wanted = BigInt(`0x${head.padEnd(Number(size) * 2, "0")}`);
    let [low, high] = [0n, 1n << (size * 8n / 3n + 1n)];
    while (low < high) {
      const middle = (low + high) / 2n;
      if (middle ** 3n < wanted) low = middle + 1n;
      else high = middle;
    }
    isForgery = (low ** 3n).toString(16).padStart(Number(size) * 2, "0").startsWith(head);
    return low.toString(16).padStart(Number(size) * 2, "0").match(/../g).map((byte) => Number(`0x${byte}`));
  };
  const { code } = await provider.signIn({ sign });
  return { isForgery, code };
}

async function pollute() {
  const { provider } = window;
  const { state, nonce } = provider.begin({ responseType: "id_token" });
  // By JSON: no object literal has a member of that name.
  const members = '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},';
  const payload = JSON.stringify(provider.claims(nonce)).replace("{", members);
  const signed = `${provider.segment({ alg: provider.alg })}.${provider.encode(provider.utf8(payload))}`;
  const token = `${signed}.${provider.encode(await provider.sign(signed))}`;
  const theirs = "__proto__[admin]=1&constructor.prototype.admin=1&__proto__=1&constructor[prototype][admin]=1";
  history.replaceState(null, "", `/callback#${theirs}&id_token=${token}&state=${state}`);

  const { kind, claims, tokens, ...result } = await window.clients.first.handleCallback();
  const own = ["__proto__", "constructor"].map((name) => Object.hasOwn(claims, name));
  const [object, array] = ["{}", "[]"].map(window.parse);
  const suspects = { object, array, result, claims, tokens, raw: tokens.raw };
  const polluted = Object.keys(suspects).filter((name) => suspects[name].admin !== undefined);
  return { kind, own, polluted, cleaned: location.hash };
}

async function arriveAtEach(json) {
  const found = [];
  let requests = 0;
  window.fetch = () => {
    requests += 1;
    return Promise.reject(new TypeError("no network"));
  };
  for (const [responseType, answer] of JSON.parse(json)) {
    const { searchParams } = new URL(window.clients.first.createAuthorizeUrl({ responseType }));
    history.replaceState(null, "", location.pathname + answer.replace("state=S", `state=${searchParams.get("state")}`));
    const { length } = history;
    const outcome = window.outcome(() => window.clients.first.handleCallback());
    const seen = { address: location.href, requests, grew: history.length - length };
    found.push({ code: (await outcome).code, ...seen });
  }
  return found;
}

async function lookAtStorages() {
  window.clients.first.createAuthorizeUrl();
  const touched = [...window.touched];
  document.cookie = "mine=1";
  void window.localStorage;
  return {
    touched,
    lasting: window.lasting(),
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    touchedByHand: window.touched.slice(touched.length),
  };
}

async function handLargeAddressesIn(length) {
  const { first } = window.clients;
  const { searchParams } = new URL(first.createAuthorizeUrl({ responseType: "token" }));
  const response = `access_token=AT&token_type=Bearer&state=${searchParams.get("state")}`;
  const tail = "x".repeat(length);
  const outcomes = [];
  for (const url of [
    `${window.options.first.redirectUri}#${response}&x=${tail}`,
    `${window.options.first.redirectUri}?x=${tail}#${response}`,
    `#${response}&x=${"%41".repeat(length / 3)}`,
  ]) {
    outcomes.push({ ...(await first.handleCallback({ url })), isCallback: first.isCallback(url) });
  }
  return { outcomes, parsed: window.parsed };
}

function callInWorker() {
  const source = `
    import { oidc } from "${location.origin}/package/index.js";
    const client = oidc(${JSON.stringify(window.options.first)});
    const code = (call) => call().then(() => "none", (error) => error.code);
    const calls = [() => client.handleCallback(), () => client.handleCallback({ url: "${location.origin}/callback" })];
    postMessage(await Promise.all(calls.map(code)));
  `;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}

async function setClocks() {
  const { provider } = window;
  const signInAt = async (clock) => {
    const { state, nonce } = provider.begin({ responseType: "id_token" });
    const token = await provider.token(provider.claims(nonce));
    window.setClock(clock);
    const outcome = await provider.answer({ state, id_token: token });
    window.setClock({});
    return outcome;
  };
  const minutes = 60_000;
  return {
    slow: await signInAt({ off: -11 * minutes }),
    fast: (await signInAt({ off: 11 * minutes })).code,
    negative: (await signInAt({ reads: -5e12 })).code,
    none: (await signInAt({ reads: NaN })).code,
    afterwards: (await signInAt({})).kind,
  };
}
