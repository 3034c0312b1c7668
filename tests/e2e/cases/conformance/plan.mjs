// How a module runs: the provider is told what to do wrong, a sign-in goes its way, and everything that came of it is
// looked at. To refuse is an error of its own kind, nobody asked any more, and nothing kept.

import assert from "node:assert/strict";

import { begin, handleCallback, MARKER, STORED } from "../../app.mjs";

/** The tests of a plan in one of its flows. Each is named after its module, and says in a line what goes wrong. */
export function plan(it, title, { responseType = "code", suffix = "" } = {}) {
  const flow = { request: { responseType }, hasUserInfo: responseType !== "id_token" };
  const module = (name, mutation, body) => it(`${title}: ${name}${suffix}`, (world) => body(prepare(world, mutation)));
  return {
    /** Signed in, with the claims as they were issued; `check` gets `{ result, userInfo, log }`. */
    accepts: (name, mutation, options) => module(name, mutation, (run) => accepts(run, flow, options)),
    /** A callback's error over the tokens, after the keys were asked for `keys` times. */
    refuses: (name, code, mutation, options) => module(name, mutation, (run) => refuses(run, flow, code, options)),
    /** A callback's error over the response itself, before anybody is asked on its account. */
    aborts: (name, code, mutation) => module(name, mutation, (run) => aborts(run, flow, code)),
    /** No answer to a sign-in of this client: the address and the open sign-in stay as they are. */
    leavesAlone: (name, expected, mutation) => module(name, mutation, (run) => leavesAlone(run, flow, expected)),
    /** Signed in, and the userinfo is an error: the provider's, unless another class is named. */
    discards: (name, code, mutation, group) => module(name, mutation, (run) => discards(run, flow, code, group)),
    /** An error before the browser leaves. */
    staysHome: (name, code, mutation) => module(name, mutation, (run) => staysHome(run, code)),
    /** What fits none of these. */
    module,
  };
}

function prepare({ driver, page, misbehaving: provider }, mutation) {
  provider.behave(mutation);
  page.clients = { conformance: { issuer: provider.issuer, ...provider.client } };
  return { driver, page, provider };
}

// --- what comes of a module

async function accepts(run, flow, { request, check = () => {} } = {}) {
  const { result, userInfo } = await signIn(run, { ...flow.request, ...request });
  const { log } = run.provider;
  assertSignedIn(run, result);
  // The callback page knows no metadata of its own until then.
  await assertOver(run, [...asked(flow), ...(flow.hasUserInfo ? ["metadata", "userinfo"] : [])]);
  if (flow.hasUserInfo) assertUserInfo(log.at(-1), result, userInfo);
  check({ result, userInfo, log });
}

async function refuses(run, flow, code, { keys = 0 } = {}) {
  await goAndReturn(run, flow.request);
  await assertRefused(run, code);
  await assertOver(run, asked(flow, keys));
}

async function aborts(run, flow, code) {
  await goAndReturn(run, flow.request);
  await assertRefused(run, code);
  await assertOver(run, ["metadata", "authorize"]);
}

async function leavesAlone(run, flow, expected) {
  const { driver, provider } = run;
  await goAndReturn(run, flow.request);
  const before = await settled(driver);
  assert.deepEqual(await handleCallback(driver, "conformance"), expected);
  assert.deepEqual(await settled(driver), before);
  assert.match(before.address, /[?#]/);
  assert.deepEqual(Object.keys(before.stored).map(prefixOf), [STORED]);
  assert.deepEqual(provider.asked(), ["metadata", "authorize"]);
}

async function discards(run, flow, code, name = "ProviderError") {
  const { result, userInfo } = await signIn(run, flow.request);
  assertSignedIn(run, result);
  assert.deepEqual([userInfo.name, userInfo.code], [name, code]);
  await assertOver(run, [...asked(flow), "metadata", "userinfo"]);
}

async function staysHome({ driver, page, provider }, code) {
  await driver.get(page.url);
  const outcome = await driver.executeScript(() => window.outcome(() => window.clients.conformance.signIn()));
  assert.deepEqual([outcome?.name, outcome?.code], ["ProviderError", code]);
  assert.deepEqual(await settled(driver), { address: `${page.url}/`, stored: {} });
  assert.deepEqual(provider.asked(), ["metadata"]);
}

// --- the steps of a sign-in

/** The whole of it: the result, and the userinfo or its error where there is an access token. */
export async function signIn(run, request) {
  await goAndReturn(run, request);
  const take = async () => {
    const { conformance } = window.clients;
    const result = await window.outcome(() => conformance.handleCallback());
    const ask = () => window.outcome(() => conformance.fetchUserInfo(result.tokens));
    return { result, userInfo: result.tokens?.accessToken ? await ask() : undefined };
  };
  return run.driver.executeScript(take);
}

/** To the provider, and back to the callback page. */
async function goAndReturn({ driver, page }, request) {
  await driver.get(page.url);
  await begin(driver, "conformance", request);
}

// --- what must hold

export function assertSignedIn({ provider }, result) {
  assert.deepEqual([result.kind, result.signature], ["signed-in", "verified"], result.message);
  assert.deepEqual(result.claims, provider.issued.at(-1));
}

function assertUserInfo({ headers, answer }, { tokens }, userInfo) {
  assert.equal(headers.authorization, `Bearer ${tokens.accessToken}`);
  assert.deepEqual(userInfo, answer);
}

async function assertRefused({ driver }, code) {
  const outcome = await handleCallback(driver, "conformance");
  assert.deepEqual([outcome.name, outcome.code], ["CallbackError", code], outcome.message);
}

/** These were asked, and nobody since; the address is clean, and what is left of each sign-in says that it is over. */
export async function assertOver({ driver, page, provider }, asked, signIns = 1) {
  const { address, stored } = await settled(driver);
  assert.equal(inTurn(provider.asked(), asked), inTurn(asked, asked));
  assert.equal(address, `${page.url}/callback`);
  assert.deepEqual(Object.keys(stored).map(prefixOf), Array(signIns).fill(STORED));
  for (const marker of Object.values(stored)) {
    assert.match(marker, MARKER);
  }
}

/** What the page shows and keeps after a round trip of its own, by which all that it still had to ask is asked. */
async function settled(driver) {
  const look = async () => {
    await fetch("/nothing.txt");
    const elsewhere = { ...localStorage, cookie: document.cookie };
    return { address: location.href, stored: { ...sessionStorage }, elsewhere };
  };
  const { elsewhere, ...seen } = await driver.executeScript(look);
  assert.deepEqual(elsewhere, { cookie: "" });
  return seen;
}

/** Of a key, which ends with the 43 characters of a state. */
function prefixOf(key) {
  return key.slice(0, -43);
}

/** Up to the check of a signature. */
function asked({ request: { responseType } }, keys = 1) {
  return ["metadata", "authorize", ...(responseType === "code" ? ["token"] : []), ...Array(keys).fill("keys")];
}

/** The keys are asked for beside the exchange. Which comes first is chance, and so is whether they are, if that fails. */
function inTurn(asked, expected) {
  const turns = asked.join(", ").replaceAll("keys, token", "token, keys");
  return expected.includes("keys") ? turns : turns.replace(/token, keys$/, "token");
}
