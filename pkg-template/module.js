// The module: compiled on the first call that needs it, from the copy inlined here or from one that is handed in.

import inlined from "./bytes.js";
import { toError } from "./errors.js";
import * as glue from "./glue.js";

let ready = false;

export async function initialize(options = {}) {
  if (ready) return;
  const source = await (options.module ?? bytes());
  try {
    await glue.default({ module_or_path: source });
  } catch (cause) {
    throw blocked(cause);
  }
  ready = true;
}

/** The module's functions. */
export function functions() {
  if (ready) return glue;
  try {
    glue.initSync({ module: bytes() });
  } catch (cause) {
    throw blocked(cause);
  }
  ready = true;
  return glue;
}

/** Calls one of the module's functions; what it throws becomes an error of this package. */
export function call(name, ...args) {
  const module = functions();
  try {
    return module[name](...args);
  } catch (thrown) {
    throw thrown?.code ? toError(thrown) : thrown;
  }
}

/** The one place that names the text: a bundler may write it out wherever it is named. */
function bytes() {
  return decode(inlined);
}

/** In hexadecimal, which compresses to fewer bytes than base64 does: equal bytes are equal text wherever they stand. */
function decode(hex) {
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
