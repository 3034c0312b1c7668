// The loop that does what the module asks for: it sends a request or checks a signature, hands the answer back, and
// asks for the next step.

import { toError } from "./errors.js";
import { functions } from "./module.js";

/** Goes on from a step to the end; `known` is the client as `[provider, options]`. */
export async function finish(known, step, { signal, timeoutMs }) {
  while (!step.done) {
    const { answer, cause } = step.check ? await verify(step.check) : await send(step.request, signal, timeoutMs);
    try {
      step = functions().resume(...known, step.pending, answer);
    } catch (failure) {
      throw failure?.code ? toError(failure, cause) : failure;
    }
  }
  return step.done;
}

async function send(request, signal, timeoutMs) {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const abort = () => timeout.abort();
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    return { answer: await exchange(request, timeout.signal) };
  } catch (cause) {
    return { answer: fault(cause, request, signal, timeout.signal, timeoutMs), cause };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
    // Of an answer that was not read to its end nobody waits for the rest.
    abort();
  }
}

async function exchange(request, signal) {
  const headers = { Accept: request.accept };
  if (request.contentType) headers["Content-Type"] = request.contentType;
  if (request.authorization) headers.Authorization = request.authorization;
  const response = await fetch(request.url, {
    method: request.method,
    headers,
    body: request.body,
    signal,
    cache: "no-store",
    credentials: "omit",
    mode: "cors",
    redirect: "manual",
    referrerPolicy: "no-referrer",
  });
  if (response.type === "opaqueredirect") return { fault: "redirected" };
  const body = await read(response, request.maxBytes);
  const contentType = response.headers.get("Content-Type");
  return body ? { status: response.status, contentType, body } : { fault: "too-large", limit: request.maxBytes };
}

/** The body's bytes, or nothing when there are more than `limit`. */
async function read(response, limit) {
  const chunks = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > limit) return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

async function verify({ parameters, key, data, signature }) {
  try {
    const publicKey = await crypto.subtle.importKey("jwk", key, parameters, false, ["verify"]);
    const valid = await crypto.subtle.verify(parameters, publicKey, signature, data);
    return { answer: { verdict: valid ? "valid" : "invalid" } };
  } catch (cause) {
    return { answer: { verdict: cause?.name === "NotSupportedError" ? "unavailable" : "invalid" }, cause };
  }
}

function fault(cause, request, callers, timeouts, timeoutMs) {
  if (callers?.aborted) return { fault: "aborted" };
  if (timeouts.aborted) return { fault: "timed-out", limit: timeoutMs };
  return { fault: "failed", url: request.url };
}
