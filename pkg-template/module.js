// The module: compiled on the first call that needs it, from the copy inlined here or from one that is handed in.

import inlined from "./bytes.js";
import { toError } from "./errors.js";
import * as glue from "./glue_bg.js";

let compiled;
let exports;

/** Before the first call, after a trap, and where much memory is used up. */
let needsInstance = true;

/** Which instance it is: a step of one that is gone is no step of the next. */
export let instance = 0;

export async function initialize({ module } = {}) {
  if (compiled) return;
  const source = await (module ?? decode(inlined));
  try {
    start(source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytes(source)));
  } catch (cause) {
    throw blocked(cause);
  }
}

/**
 * Does one of the module's operations for a client and with an input, both as `readable` writes them; what it throws
 * becomes an error of this package, with the cause of the answer that was handed in.
 */
export function call(operation, client, input, cause) {
  if (needsInstance) startNow();
  const answer = enter(operation, client, input);
  if (answer[0] === "!") throw toError(JSON.parse(answer.slice(1)), cause);
  return JSON.parse(answer);
}

function enter(operation, client, input) {
  const address = globalThis.window?.location?.href ?? "";
  const hasWebCrypto = Boolean(globalThis.crypto?.subtle);
  try {
    const answer = glue.call([operation, client, input, address].join("\x01"), Date.now(), hasWebCrypto);
    needsInstance = answer.endsWith("\n");
    return answer;
  } catch (trap) {
    needsInstance = true;
    throw trap;
  }
}

function startNow() {
  try {
    start(compiled ?? new WebAssembly.Module(decode(inlined)));
  } catch (cause) {
    throw blocked(cause);
  }
}

function start(module) {
  // The glue keeps its views of a memory until that memory grows, be it by nothing.
  exports?.memory.grow(0);
  ({ exports } = new WebAssembly.Instance(module, { "./glue_bg.js": glue }));
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  compiled = module;
  needsInstance = false;
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
    "where that is there, await initialize() first";
  return toError({ group: "environment", code: "module-blocked", message }, cause);
}
