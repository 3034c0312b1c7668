// What the clients of a page share, whichever entry they are from.

import type { client } from "./client.js";
import { NetworkError, SignInError, type SignInErrorCode } from "./errors.js";
import type { Failed, NoCallback } from "./results.js";

/** What makes clients that enter the module, once it is there. */
export const chunk: { client?: typeof client } = {};

/** An answer that never rejects, and is the same one for the same promise. */
export function answered<Result>(promise: Promise<Result>): Promise<Result | Failed> {
  if (!answers.has(promise)) answers.set(promise, promise.catch(failed));
  return answers.get(promise) as Promise<Result | Failed>;
}

/** What a promise was rejected for, as a result. */
function failed(error: unknown): Failed {
  return { kind: "failed", error: error instanceof SignInError ? error : brokenDown(error) };
}

/** The module broke down, in this call or, without a cause, in another one. */
export function brokenDown(cause?: unknown): SignInError {
  const where = cause === undefined ? " in another call" : "";
  return new NetworkError({ ...told("aborted", `the module broke down${where}`), cause });
}

/** A code and its message, as `src/error/error.rs` writes it. */
export function told<Code extends SignInErrorCode>(code: Code, message: string): { code: Code; message: string } {
  return { code, message: `${code}: ${message}. See spa-authorize/docs/errors.md#${code}` };
}

/** The one answer to an address that holds no response, for those who have it without the module. */
export function nothing(): Promise<NoCallback> {
  return (none ??= Promise.resolve({ kind: "none" }));
}

let none: Promise<NoCallback> | undefined;

const answers = new WeakMap<Promise<unknown>, Promise<unknown>>();
