// The module: compiled on the first call that needs it, from the copy inlined here or from one that is handed in.

import inlined from "./bytes.js";
import { toError } from "./errors.js";
import * as glue from "./glue_bg.js";

const imports = { "./glue_bg.js": glue };

let compiled;

let exports;

/** Whether there is an instance: not before the first call, and not after a trap. */
let isThere = false;

/** Whether so much memory is used up that the next call gets a new instance. */
let isSpent = false;

/** Which instance it is: a step of one that is gone is no step of the next. */
export let instance = 0;

export async function initialize({ module } = {}) {
  if (isThere) return;
  try {
    const source = compiled ?? (await (module ?? decode(inlined)));
    const ready = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytes(source));
    const made = await WebAssembly.instantiate(ready, imports);
    // Another call may have been here meanwhile, and wait for its answer by now.
    if (!isThere) use(ready, made);
  } catch (cause) {
    throw blocked(cause);
  }
}

/**
 * Does one of the module's operations for a client and with an input, both as `readable` writes them; what it throws
 * becomes an error of this package, with the cause of the answer that was handed in.
 */
export function call(operation, client, input, cause) {
  if (!isThere || isSpent) start();
  const answer = enter(operation, client, input);
  if (answer[0] === "!") throw toError(JSON.parse(answer.slice(1)), cause);
  // What the page puts into every object is no part of an answer.
  return Object.setPrototypeOf(JSON.parse(answer), null);
}

function enter(operation, client, input) {
  const address = globalThis.window?.location?.href ?? "";
  const hasWebCrypto = Boolean(globalThis.crypto?.subtle);
  try {
    const answer = glue.call([operation, client, input, address].join("\x01"), Date.now(), hasWebCrypto);
    isSpent = answer.endsWith("\n");
    return answer;
  } catch (trap) {
    isThere = false;
    throw trap;
  }
}

/** At once. Where that is refused, an instance that has much memory is better than none. */
function start() {
  try {
    const ready = compiled ?? new WebAssembly.Module(decode(inlined));
    use(ready, new WebAssembly.Instance(ready, imports));
  } catch (cause) {
    if (!isThere) throw blocked(cause);
  }
}

function use(module, made) {
  // The glue keeps its views of a memory until that memory grows, be it by nothing.
  exports?.memory.grow(0);
  glue.__wbg_set_wasm(made.exports);
  made.exports.__wbindgen_start();
  exports = made.exports;
  compiled = module;
  isThere = true;
  isSpent = false;
  instance += 1;
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
    "module-blocked: a Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src; " +
    `where that is there, await initialize() first (${cause.message})`;
  return toError({ group: "environment", code: "module-blocked", message }, cause);
}
