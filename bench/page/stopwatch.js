// Measures one contender at one task. Each turn begins as a page load does: with a new client and an empty storage, when
// nothing else is under way. What comes before the measured work, and after it, does not count.

import { site } from "./site.js";

const CODE = "SplxlOBeZQQYbYS6WxSbIA";
const KEY_ID = "the-only-key";
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const RSA_2048 = { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

const { privateKey, publicKey } = await crypto.subtle.generateKey(RSA_2048, true, ["sign", "verify"]);
const jwk = { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: KEY_ID, use: "sig", alg: "RS256" };
const keySet = JSON.stringify({ keys: [jwk] });

/** Microseconds for one turn: the mean of the middle half of so many, which a pause of the machine does not move. */
export async function measure(name, task, turns) {
  const contender = await import(`/contenders/${name}.js`);
  const times = [];
  for (let turn = 0; turn < turns; turn++) {
    sessionStorage.clear();
    localStorage.clear();
    times.push(await tasks[task](contender));
  }
  const quarter = Math.floor(turns / 4);
  const middle = times.sort((a, b) => a - b).slice(quarter, turns - quarter);
  return (middle.reduce((sum, time) => sum + time) / middle.length) * 1000;
}

/** A sign-in that was begun here: where it comes back to, with what in the storage, and what the provider then answers. */
export async function leave(name) {
  const contender = await import(`/contenders/${name}.js`);
  sessionStorage.clear();
  localStorage.clear();
  const asked = await (await contender.open()).url();
  const address = responseTo(asked, "?", { code: CODE });
  const nonce = new URL(asked).searchParams.get("nonce") ?? undefined;
  const answers = { [site.jwksUri]: keySet, tokens: JSON.stringify(await tokensOf(nonce)) };
  return { address, answers, stored: { session: { ...sessionStorage }, local: { ...localStorage } } };
}

const tasks = {
  url,
  callback,
  idToken,

  async amongOpen(contender) {
    for (let other = 0; other < 19; other++) {
      await (await contender.open()).url();
      await idle();
    }
    return callback(contender);
  },

  async amongUsed(contender) {
    for (let other = 0; other < 20; other++) await callback(contender);
    return callback(contender);
  },

  async amongForeign(contender) {
    for (let other = 0; other < 100; other++) sessionStorage.setItem(`app:${other}`, "x".repeat(100));
    return callback(contender);
  },

  fromAddressBar(contender) {
    return callback({ ...contender, readsAddress: true });
  },
};

async function url(contender) {
  const session = await contender.open();
  await idle();
  const began = performance.now();
  const given = session.url();
  // Whoever has it at once does not wait for it.
  const built = typeof given === "string" ? given : await given;
  const ended = performance.now();
  parameterOf(built, "code_challenge");
  return ended - began;
}

async function callback(contender) {
  const session = await contender.open();
  const address = responseTo(await session.url(), "?", { code: CODE });
  if (contender.readsAddress) history.replaceState(null, "", address);
  tokensAskedAt = undefined;
  await idle();
  const began = performance.now();
  // How it goes on does not matter: there are no tokens.
  const failure = await session.callback(address).catch((error) => error);
  if (tokensAskedAt === undefined) throw new Error("no tokens were asked for", { cause: failure });
  if (contender.readsAddress) history.replaceState(null, "", site.redirectUri);
  return tokensAskedAt - began;
}

async function idToken(contender) {
  const session = await contender.open();
  const asked = await session.implicitUrl();
  const token = await signedToken({ aud: site.clientId, nonce: parameterOf(asked, "nonce") });
  const address = responseTo(asked, "#", { id_token: token });
  await idle();
  const began = performance.now();
  const claims = await session.idToken(address);
  const ended = performance.now();
  if (claims.sub !== "somebody") throw new Error("these are not the token's claims");
  return ended - began;
}

let tokensAskedAt;

/** In place of the network, the same for everybody: keys are there at once, and no code is worth a token. */
globalThis.fetch = async (input, init) => {
  const now = performance.now();
  const asked = String(input.url ?? input);
  if (asked === site.jwksUri) return answer(200, keySet);
  if (init?.method !== "POST") throw new Error(`nobody has to ask for ${asked}`);
  tokensAskedAt ??= now;
  return answer(400, '{ "error": "invalid_grant" }');
};

function answer(status, body) {
  return new Response(body, { status, headers: { "Content-Type": "application/json" } });
}

function responseTo(asked, mark, parameters) {
  const state = new URL(asked).searchParams.get("state");
  return site.redirectUri + mark + new URLSearchParams(state === null ? parameters : { ...parameters, state });
}

function parameterOf(address, name) {
  const value = new URL(address).searchParams.get(name);
  if (!value) throw new Error(`${address} has no ${name}`);
  return value;
}

/** Some want the user beside the tokens, and some an access token that is a JWT: all get both. */
async function tokensOf(nonce) {
  const accessToken = await signedToken({ aud: "api", sid: "a-session" });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(accessToken));
  const hash = base64url(String.fromCharCode(...new Uint8Array(digest, 0, 16)));
  return {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: 3600,
    scope: site.scope,
    id_token: await signedToken({ aud: site.clientId, nonce, at_hash: hash }),
    user: { id: "somebody", email: "somebody@example.com" },
  };
}

async function signedToken(own) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: site.issuer, sub: "somebody", exp: now + 3600, iat: now, ...own };
  const parts = [{ alg: "RS256", typ: "JWT", kid: KEY_ID }, claims].map((part) => base64url(JSON.stringify(part)));
  const signed = parts.join(".");
  const signature = await crypto.subtle.sign(RS256, privateKey, new TextEncoder().encode(signed));
  return `${signed}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`;
}

function base64url(binary) {
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** When everything that was put off has been done. */
function idle() {
  return scheduler.postTask(() => {}, { priority: "background" });
}
