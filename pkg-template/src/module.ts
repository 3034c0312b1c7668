// The module: compiled on the first call that needs it, from the copy inlined here or from one that is handed in.

import inlined from "./bytes.js";
import { CallbackError, EnvironmentError, NetworkError, ProviderError, type SignInError, UsageError } from "./errors.js";
import makeGlue, { type Glue } from "./glue.js";
import { brokenDown, told } from "./page.js";

/**
 * Compiles the module ahead of its first use, once. Needed only where a page cannot compile it synchronously, as in
 * Chrome 114, or to load the separate `spa-authorize/module.wasm` instead of the inlined copy.
 *
 * @throws {@link EnvironmentError} `module-blocked`.
 */
export async function initialize({ module }: InitializeOptions = {}): Promise<void> {
  if (isThere()) return;
  try {
    const source = compiled ?? (await (module ?? decode()));
    const ready = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(await bytes(source));
    const glue = makeGlue();
    await glue({ module_or_path: ready });
    // Another call may have been here meanwhile, and wait for its answer by now.
    if (!isThere()) use(ready, glue);
  } catch (cause) {
    throw blocked(cause);
  }
}

/** Where the module comes from. */
export interface InitializeOptions {
  /** Compiled, as bytes, or on its way: `fetch(url)` of `spa-authorize/module.wasm`. Default: the inlined copy. */
  module?: WebAssembly.Module | BufferSource | Response | PromiseLike<Response> | undefined;
}

/**
 * The instance that calls go to, which is made at once if there is none.
 *
 * @internal
 */
export function instance(): Instance {
  if (isThere()) return current!;
  // It may have broken down where nothing could be called any more.
  current?.breakDown();
  try {
    const ready = compiled ?? new WebAssembly.Module(decode());
    const glue = makeGlue();
    glue.initSync({ module: ready });
    return use(ready, glue);
  } catch (cause) {
    throw blocked(cause);
  }
}

/**
 * An instance of the module, with glue of its own: one that broke down is never entered again.
 *
 * @internal
 */
export class Instance {
  isBroken = false;
  readonly #glue: Glue;
  readonly #waiting = new Set<() => void>();
  readonly #promises = new WeakMap<object, unknown>();

  constructor(glue: Glue) {
    this.#glue = glue;
    glue.onBreakdown(() => this.breakDown());
  }

  /** Enters the module. What it throws becomes an error of this package; anything else is a breakdown. */
  call<Result>(enter: (glue: Glue) => Result): Result {
    try {
      return enter(this.#glue);
    } catch (thrown) {
      // Not by a call, nor is anything called before it is noted: the stack may be full.
      if (typeof (thrown as Failure | undefined)?.class === "string") throw toError(thrown as Failure);
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
      const giveUp = () => reject(brokenDown());
      this.#waiting.add(giveUp);
      const fail = (thrown: unknown) => reject(isFailure(thrown) ? toError(thrown) : thrown);
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

function use(ready: WebAssembly.Module, glue: Glue): Instance {
  const made = new Instance(glue);
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

function blocked(cause: unknown): SignInError {
  return new EnvironmentError({ ...told("module-blocked", obstacle(cause)), cause });
}

function obstacle(cause: unknown): string {
  const missing = NEEDED.filter((name) => !(name in globalThis));
  if (missing.length > 0) return `this environment has no ${missing.join(" and no ")}`;
  return (
    "a Content-Security-Policy needs 'wasm-unsafe-eval' in its script-src; " +
    `where that is there, await initialize() first (${(cause as Error).message})`
  );
}

/** What the module throws, as `src/exports/failure.rs` writes it. */
interface Failure {
  class: keyof typeof CLASSES;
  code: string;
  message: string;
  details?: object;
  refusal?: object;
  returnTo?: string;
  appState?: unknown;
  cause?: unknown;
}

function isFailure(thrown: unknown): thrown is Failure {
  return Object.hasOwn(CLASSES, (thrown as Failure | undefined)?.class ?? "");
}

function toError({ class: name, details, refusal, ...rest }: Failure): SignInError {
  const ErrorClass = CLASSES[name] as new (told: object) => SignInError;
  return new ErrorClass({ ...rest, ...details, ...refusal });
}

const CLASSES = { UsageError, ProviderError, CallbackError, EnvironmentError, NetworkError };

/** The globals that the module cannot do without, beside those that a sign-in asks for. */
const NEEDED = ["WebAssembly", "TextDecoder", "TextEncoder"];
