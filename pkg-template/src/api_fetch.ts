// `fetch` with a session's token. Which requests get one, and what a refusal means, is decided in the module.

import type { ModuleSession } from "./glue.js";

/**
 * Makes a request with the access token, and once more with another one where the API refused the first.
 *
 * @internal
 */
export async function apiFetch(ask: Ask, input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const request = isRequest(input) ? input : undefined;
  const url = resolved(request?.url ?? (input as string | URL));
  const own = new Headers(init.headers ?? request?.headers);
  const signal = init.signal === undefined ? request?.signal : init.signal;
  const again = request?.clone();
  const start = performance.now();

  /** What the module says, unless the signal fires meanwhile: that is said as `fetch` says it. */
  async function heard<Result>(action: (session: ModuleSession) => Promise<Result>): Promise<Result> {
    try {
      return await ask(action);
    } finally {
      signal?.throwIfAborted();
    }
  }

  async function send(target: RequestInfo): Promise<Sent> {
    const isGiven = own.has("Authorization");
    const authorization = await heard((session) => session.authorization(url, isGiven, signal));
    const headers = new Headers(own);
    headers.set("Authorization", authorization);
    const redirect = init.redirect ?? "error";
    return { authorization, response: await globalThis.fetch(target, { ...init, headers, redirect }) };
  }

  async function isWorthARepeat({ authorization, response }: Sent, began?: number): Promise<boolean> {
    if (response.status !== 401) return false;
    const challenge = response.headers.get("WWW-Authenticate");
    return heard((session) => session.isWorthARepeat(challenge, authorization, signal, began));
  }

  const first = await send(request ?? url);
  // A stream has been read, and its request cannot be made again; for the next one the session was renewed.
  if (!(await isWorthARepeat(first, start)) || isStream(init.body)) return first.response;
  first.response.body?.cancel().catch(() => {});
  const second = await send(again ?? url);
  // It is made twice at most; the module learns whether the token that its refusal has led to is refused as well.
  await isWorthARepeat(second);
  return second.response;
}

/**
 * An address as `fetch` resolves it. What is none is for the module to refuse.
 *
 * @internal
 */
export function resolved(address: string | URL): string {
  try {
    return new URL(address, globalThis.document?.baseURI ?? globalThis.window?.location.href).href;
  } catch {
    return String(address);
  }
}

interface Sent {
  authorization: string;
  response: Response;
}

type Ask = <Result>(action: (session: ModuleSession) => Promise<Result>) => Promise<Result>;

/** Not by its class: that of a frame is another one. */
function isRequest(input: RequestInfo | URL): input is Request {
  return typeof (input as Request | undefined)?.clone === "function";
}

function isStream(body: unknown): boolean {
  return typeof (body as ReadableStream | null | undefined)?.getReader === "function";
}
