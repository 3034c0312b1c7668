// What the clients of a page share, whichever entry they are from.

import {
  CallbackError,
  EnvironmentError,
  NetworkError,
  ProviderError,
  SessionError,
  SignInError,
  type SignInErrorCode,
  UsageError,
} from "./errors.js";
import type { Client } from "./client.js";
import type { Failed, NoCallback } from "./results.js";
import type { UnknownSnapshot } from "./session.js";

/**
 * What the module's side has of the entry's: it is handed over. A chunk that imported it from the entry would wait for
 * the entry, where an app at its top level may wait for the chunk.
 */
export const page = {
  answered,
  blocked,
  brokenDown,
  copied,
  hasSession,
  inform,
  isFailure,
  report,
  toError,
  /** What a session is before anything is known: one object, whoever asks. */
  unknown: Object.freeze({ status: "unknown" }) as UnknownSnapshot,
  /** What makes clients that enter the module, once it is there. */
  client: undefined as (<Made = AnyClient>(provider: string, options: object) => Made) | undefined,
};

export type Page = typeof page;

/** A client as its verbs are written, whatever its provider. */
export type AnyClient = Client<object, unknown, object>;

/** What the module throws, as `src/exports/failure.rs` writes it. */
export interface Failure {
  class: keyof typeof CLASSES;
  code: string;
  message: string;
  details?: object;
  refusal?: object;
  returnTo?: string;
  appState?: unknown;
  cause?: unknown;
}

/** Whether a client with these options has a session. */
export function hasSession(options: { session?: unknown } | null): boolean {
  return options?.session != null;
}

/** Calls a listener of the app's: if it throws, that is its own affair. */
export function inform<Heard>(listener: (heard: Heard) => unknown, heard: Heard): void {
  try {
    listener(heard);
  } catch (error) {
    report(error);
  }
}

/** Says what went wrong where nobody waits for it. */
export function report(error: unknown): void {
  (globalThis.reportError ?? console.error)(error);
}

/** A copy of an object; the module says what is wrong with anything else, and with an object that cannot be read. */
export function copied(options: object): object {
  try {
    return typeof options === "object" && !Array.isArray(options) ? { ...options } : options;
  } catch {
    return options;
  }
}

/** The one answer to an address that holds no response, for those who have it without the module. */
export function nothing(): Promise<NoCallback> {
  return (none ??= Promise.resolve({ kind: "none" }));
}

/** An answer that never rejects, and is the same one for the same promise. */
export function answered<Result>(promise: Promise<Result>): Promise<Result | Failed> {
  if (!answers.has(promise)) answers.set(promise, promise.catch(failed));
  return answers.get(promise) as Promise<Result | Failed>;
}

/** The module is not there, for a reason in words. */
export function blocked(reason: string, cause: unknown): SignInError {
  return new EnvironmentError({ ...told("module-blocked", reason), cause });
}

/** A code and its message, as every message of the module is written. */
export function told<Code extends SignInErrorCode>(code: Code, message: string): { code: Code; message: string } {
  return { code, message: `${code}: ${message}. See spa-authorize/docs/errors.md#${code}` };
}

/** The module broke down, in this call or, without a cause, in another one. */
function brokenDown(cause?: unknown): SignInError {
  const where = cause === undefined ? " in another call" : "";
  return new NetworkError({ ...told("aborted", `the module broke down${where}`), cause });
}

function failed(error: unknown): Failed {
  return { kind: "failed", error: error instanceof SignInError ? error : brokenDown(error) };
}

function isFailure(thrown: unknown): thrown is Failure {
  return Object.hasOwn(CLASSES, (thrown as Failure | undefined)?.class ?? "");
}

function toError({ class: name, details, refusal, ...rest }: Failure): SignInError {
  const ErrorClass = CLASSES[name] as new (told: object) => SignInError;
  return new ErrorClass({ ...rest, ...details, ...refusal });
}

const CLASSES = { UsageError, ProviderError, CallbackError, EnvironmentError, NetworkError, SessionError };

const answers = new WeakMap<Promise<unknown>, Promise<unknown>>();

let none: Promise<NoCallback> | undefined;
