// The module: compiled on the first call that needs it, from the copy inlined here or from one that is handed in.

import inlined from "./bytes.js";
import { isFailure, toError } from "./errors.js";
import makeGlue from "./glue.js";

/** Compiled, once. */
let compiled;

/** What calls go to, once there is one and unless it broke down. */
let current;

/** An instance of the module, with glue of its own: one that broke down is never entered again. */
class Instance {
  constructor(glue) {
    this.glue = glue;
    this.isBroken = false;
    this.waiting = new Set();
    this.promises = new WeakMap();
    glue.onBreakdown(() => this.breakDown());
  }

  /** Enters the module. What it throws becomes an error of this package; anything else is a breakdown. */
  call(enter) {
    try {
      return enter(this.glue);
    } catch (thrown) {
      if (typeof thrown?.class === "string") throw toError(thrown);
      // Noted before anything is called: the stack may be full.
      this.isBroken = true;
      this.breakDown();
      throw thrown;
    }
  }

  /** The package's promise for one of the module's, and the same one for the same one. */
  promised(promise) {
    if (!this.promises.has(promise)) this.promises.set(promise, this.#guarded(promise));
    return this.promises.get(promise);
  }

  #guarded(promise) {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(brokenDown());
      this.waiting.add(giveUp);
      const fail = (thrown) => reject(isFailure(thrown) ? toError(thrown) : thrown);
      promise.then(resolve, fail).finally(() => this.waiting.delete(giveUp));
    });
  }

  /** Whatever waits for this instance is given up. */
  breakDown() {
    this.isBroken = true;
    for (const giveUp of this.waiting) giveUp();
  }
}

export async function initialize({ module } = {}) {
  if (isThere()) return;
  try {
    const source = compiled ?? (await (module ?? decode(inlined)));
    const ready = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytes(source));
    const glue = makeGlue();
    await glue({ module_or_path: ready });
    // Another call may have been here meanwhile, and wait for its answer by now.
    if (!isThere()) use(ready, glue);
  } catch (cause) {
    throw blocked(cause);
  }
}

/** The instance that calls go to, which is made at once if there is none. */
export function instance() {
  if (isThere()) return current;
  // It may have broken down where nothing could be called any more.
  current?.breakDown();
  try {
    const ready = compiled ?? new WebAssembly.Module(decode(inlined));
    const glue = makeGlue();
    glue.initSync({ module: ready });
    return use(ready, glue);
  } catch (cause) {
    throw blocked(cause);
  }
}

function isThere() {
  return current !== undefined && !current.isBroken;
}

function use(ready, glue) {
  const made = new Instance(glue);
  compiled = ready;
  current = made;
  return made;
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
  return toError({ class: "EnvironmentError", code: "module-blocked", message, cause });
}

function brokenDown() {
  return toError({ class: "NetworkError", code: "aborted", message: "aborted: the module broke down in another call" });
}
