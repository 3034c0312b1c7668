// The module: compiled on the first call that needs it, from the copy inlined here or from one that is handed in.

import inlined from "./bytes.js";
import makeGlue, { type Glue } from "./glue.js";
import type { Failure, Page } from "./page.js";

/** Where the module comes from. */
export interface InitializeOptions {
  /** Compiled, as bytes, or on its way: `fetch(url)` of `spa-authorize/module.wasm`. Default: the inlined copy. */
  module?: WebAssembly.Module | BufferSource | Response | PromiseLike<Response> | undefined;
}

/**
 * Compiles the module ahead of its first use, once.
 *
 * @internal
 */
export async function compile(page: Page, { module }: InitializeOptions = {}): Promise<void> {
  if (isThere()) return;
  try {
    const source = compiled ?? (await (module ?? decode()));
    const ready = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytes(source));
    const glue = makeGlue();
    await glue({ module_or_path: ready });
    // Another call may have been here meanwhile, and wait for its answer by now.
    if (!isThere()) use(page, ready, glue);
  } catch (cause) {
    throw page.blocked(obstacle(cause), cause);
  }
}

/**
 * The instance that calls go to, which is made at once if there is none.
 *
 * @internal
 */
export function instance(page: Page): Instance {
  if (isThere()) return current!;
  // It may have broken down where nothing could be called any more.
  current?.breakDown();
  try {
    const ready = compiled ?? new WebAssembly.Module(decode());
    const glue = makeGlue();
    glue.initSync({ module: ready });
    return use(page, ready, glue);
  } catch (cause) {
    throw page.blocked(obstacle(cause), cause);
  }
}

/**
 * An instance of the module, with glue of its own: one that broke down is never entered again.
 *
 * @internal
 */
export class Instance {
  isBroken = false;
  readonly #page: Page;
  readonly #glue: Glue;
  readonly #waiting = new Set<() => void>();
  readonly #promises = new WeakMap<object, unknown>();

  constructor(page: Page, glue: Glue) {
    this.#page = page;
    this.#glue = glue;
    glue.onBreakdown(() => this.breakDown());
  }

  /** Enters the module. What it throws becomes an error of this package; anything else is a breakdown. */
  call<Result>(enter: (glue: Glue) => Result): Result {
    try {
      return enter(this.#glue);
    } catch (thrown) {
      // Not by a call, nor is anything called before it is noted: the stack may be full.
      if (typeof (thrown as Failure | undefined)?.class === "string") throw this.#page.toError(thrown as Failure);
      this.isBroken = true;
      this.breakDown();
      throw thrown;
    }
  }

  /** The package's promise for one of the module's, and the same one for the same one. */
  promised<Result>(promise: Promise<Result>): Promise<Result> {
    if (!this.#promises.has(promise)) this.#promises.set(promise, this.#guarded(promise));
    return this.#promises.get(promise) as Promise<Result>;
  }

  /** Whatever waits for this instance is given up. */
  breakDown(): void {
    this.isBroken = true;
    for (const giveUp of this.#waiting) giveUp();
  }

  #guarded<Result>(promise: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(this.#page.brokenDown());
      this.#waiting.add(giveUp);
      const fail = (thrown: unknown) => reject(this.#page.isFailure(thrown) ? this.#page.toError(thrown) : thrown);
      promise.then(resolve, fail).finally(() => this.#waiting.delete(giveUp));
    });
  }
}

/** Compiled, once. */
let compiled: WebAssembly.Module | undefined;

/** What calls go to, once there is one and unless it broke down. */
let current: Instance | undefined;

function isThere(): boolean {
  return current !== undefined && !current.isBroken;
}

function use(page: Page, ready: WebAssembly.Module, glue: Glue): Instance {
  const made = new Instance(page, glue);
  compiled = ready;
  current = made;
  return made;
}

function bytes(source: BufferSource | Response): BufferSource | Promise<ArrayBuffer> {
  return source instanceof Response ? source.arrayBuffer() : source;
}

/** In hexadecimal, which compresses to fewer bytes than base64 does: equal bytes are equal text wherever they stand. */
function decode(): Uint8Array<ArrayBuffer> {
  // Named once: a bundler may write the text wherever its name stands.
  const hex = inlined;
  if (Uint8Array.fromHex) return Uint8Array.fromHex(hex);
  const read = (at: number) => (hex.charCodeAt(at) & 15) + (hex.charCodeAt(at) > 64 ? 9 : 0);
  const decoded = new Uint8Array(hex.length / 2);
  for (let at = 0; at < decoded.length; at++) decoded[at] = read(2 * at) * 16 + read(2 * at + 1);
  return decoded;
}

function obstacle(cause: unknown): string {
  const missing = NEEDED.filter((name) => !(name in globalThis));
  if (missing.length > 0) return `this environment has no ${missing.join(" and no ")}`;
  return (
    "a Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src; " +
    `where that is there, await initialize() first (${(cause as Error).message})`
  );
}

/** The globals that the module cannot do without, beside those that a sign-in asks for. */
const NEEDED = ["WebAssembly", "TextDecoder", "TextEncoder"];
