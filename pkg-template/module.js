// The module: compiled on the first call that needs it, from the copy inlined here or from one that is handed in.

import inlined from "./bytes.js";
import { toError } from "./errors.js";
import { call as enter, initSync } from "./glue.js";

let ready = false;

export async function initialize({ module } = {}) {
  if (ready) return;
  const source = await (module ?? decode(inlined));
  try {
    start(source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytes(source)));
  } catch (cause) {
    throw blocked(cause);
  }
}

/**
 * Does one of the module's operations for a client and with an input, both as `lines` writes them; what it throws
 * becomes an error of this package, with the cause of the answer that was handed in.
 */
export function call(operation, client, input = "", cause) {
  if (!ready) startNow();
  const answer = enter(operation, client, input, Boolean(globalThis.crypto?.subtle));
  if (answer[0] === "!") throw toError(JSON.parse(answer.slice(1)), cause);
  return JSON.parse(answer);
}

function startNow() {
  try {
    start(new WebAssembly.Module(decode(inlined)));
  } catch (cause) {
    throw blocked(cause);
  }
}

function start(module) {
  initSync({ module });
  ready = true;
}

function bytes(source) {
  return source instanceof Response ? source.arrayBuffer() : source;
}

/** In hexadecimal, which compresses to fewer bytes than base64 does: equal bytes are equal text wherever they stand. */
function decode(hex) {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(hex);
  const read = (at) => (hex.charCodeAt(at) & 15) + (hex.charCodeAt(at) > 64 ? 9 : 0);
  const decoded = new Uint8Array(hex.length / 2);
  for (let at = 0; at < decoded.length; at++) decoded[at] = read(2 * at) * 16 + read(2 * at + 1);
  return decoded;
}

function blocked(cause) {
  const message =
    "the WebAssembly module could not be compiled: a Content-Security-Policy needs 'wasm-unsafe-eval' in its " +
    "script-src, and where compiling synchronously is not allowed, await initialize() first";
  return toError({ group: "environment", code: "module-blocked", message }, cause);
}
