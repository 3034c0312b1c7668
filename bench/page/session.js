// Signs a contender in, and measures what it takes to have a token that is at hand, to call an API with it, and to renew it.

import { counts } from "./counts.js";
import { keySet, responseTo, tokensOf } from "./provider.js";
import { site } from "./site.js";

export { startCounting } from "./counts.js";

const API = `${location.origin}/api`;
const ANSWER_MS = 100;
const CALLS = 1000;
const API_CALLS = 60;
const RENEWALS = 5;

/** In microseconds: one call of many for the token at hand, what it adds to one call of the API, and one renewal. */
export async function measure(name) {
  const session = await signedIn(name);
  const token = await atHand(session);
  const api = await addedToCalls(session);
  return { token, api, ...(session.renewed && { renewal: await timesOf(RENEWALS, () => renewed(session)) }) };
}

/** What such a call does, and a call of the API, and a renewal: on a page that counts. */
export async function effects(name) {
  const session = await signedIn(name);
  const atHand = await effectsOf(() => session.token());
  const { fetch = withToken(session.token) } = session;
  const api = await effectsOf(() => fetch(API));
  return { atHand, api, ...(session.renewed && { renewal: await effectsOf(() => renewed(session)) }) };
}

/** On the page that the provider leads back to. */
async function signedIn(name) {
  const { open } = await import(`/contenders/session/${name}.js`);
  const session = await open();
  const asked = await session.url();
  history.replaceState(null, "", responseTo(asked));
  nonce = new URL(asked).searchParams.get("nonce") ?? undefined;
  await session.callback();
  nonce = undefined;
  if ((await session.token()) !== given) throw new Error("nobody is signed in");
  return session;
}

async function atHand({ token }) {
  const round = async () => {
    for (let call = 0; call < CALLS; call++) await token();
  };
  // The first ones are compiled meanwhile.
  await round();
  return (await timesOf(20, round)) / CALLS;
}

/** The other call has the same header, and nobody to ask for it. They take turns, as both depend on the machine. */
async function addedToCalls({ token, fetch = withToken(token) }) {
  const bare = withToken(() => given);
  const added = [];
  for (let call = 0; call < API_CALLS; call++) {
    const without = await timeOf(() => answered(bare));
    added.push((await timeOf(() => answered(fetch))) - without);
  }
  return median(added);
}

async function renewed(session) {
  const before = given;
  const token = await session.renewed();
  if (token === before || token !== given) throw new Error("this is not the new token");
}

async function answered(fetch) {
  const response = await fetch(API);
  if (response.status !== 200) throw new Error("the API has another token");
  return response.text();
}

/** How an app calls an API whose library has no `fetch` for that. */
function withToken(token) {
  return async (url) => fetch(url, { headers: { Authorization: `Bearer ${await token()}` } });
}

async function effectsOf(work) {
  const before = { ...counts };
  requests.length = 0;
  await work();
  const counted = Object.entries(counts).map(([what, count]) => [what, count - before[what]]);
  return { ...Object.fromEntries(counted), requests: [...requests] };
}

async function timesOf(times, work) {
  const all = [];
  for (let time = 0; time < times; time++) all.push(await timeOf(work));
  return median(all);
}

async function timeOf(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) * 1000;
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

/** The access token that was given last, and the nonce that the next ID token has to have. */
let given;
let nonce;

/** `[from, to]` of each that a provider got. */
const requests = [];

const fetchFromServer = globalThis.fetch;

/** In place of the provider, which takes its time; the API is a real one. */
globalThis.fetch = async (input, init) => {
  const url = String(input.url ?? input);
  if (url === API) return fetchFromServer(input, init);
  const request = [performance.now()];
  requests.push(request);
  const [body] = await Promise.all([url === site.jwksUri ? keySet : newTokens(), wait(ANSWER_MS)]);
  request.push(performance.now());
  return new Response(body, { headers: { "Content-Type": "application/json" } });
};

async function newTokens() {
  const tokens = { ...(await tokensOf(nonce)), refresh_token: crypto.randomUUID() };
  given = tokens.access_token;
  return JSON.stringify(tokens);
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
