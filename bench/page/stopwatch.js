// Measures one contender at one task. Each turn begins as a page load does: with a new client and an empty storage, when
// nothing else is under way. What comes before the measured work, and after it, does not count.

import { keySet, parameterOf, responseTo, signedToken, tokensOf } from "./provider.js";
import { site } from "./site.js";

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
  const address = responseTo(asked);
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
  const address = responseTo(await session.url());
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

/** When everything that was put off has been done. */
function idle() {
  return scheduler.postTask(() => {}, { priority: "background" });
}
