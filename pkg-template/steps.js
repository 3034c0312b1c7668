// The loop that does what the module asks for: it sends a request or checks a signature, hands the answer back, and
// asks for the next step.

import { bytes, readable, utf8 } from "./snippets.js";
import { call, instance } from "./module.js";

/** Goes on from a step to the end, or until the controller aborts it. */
export async function finish(client, step, controller = new AbortController()) {
  const begun = instance;
  const { timeoutMs } = step;
  const sent = new Map();
  try {
    while (!step.done) {
      const { request, ahead, check } = step;
      const answering = check ? verify(check) : (sent.get(request.url) ?? send(request, controller, timeoutMs));
      // What was sent ahead is the answer to one request.
      sent.clear();
      if (ahead) sent.set(ahead.url, send(ahead, controller, timeoutMs));
      let answer = await answering;
      // A request's answer says so itself.
      if (check && controller.signal.aborted) answer = { fault: "aborted" };
      const pending = instance === begun ? step.pending : undefined;
      step = call("resume", client, readable(answer, { pending, cause: undefined }), answer.cause);
    }
    return step.done;
  } finally {
    // Of what was not read to its end nobody waits for the rest.
    controller.abort();
  }
}

/** Never rejects: what failed is an answer too. */
async function send({ url, maxBytes, ...request }, controller, timeoutMs) {
  let timer;
  let isLate = false;
  const giveUp = () => {
    isLate = true;
    controller.abort();
  };
  try {
    const sent = fetch(url, { ...request, ...REQUEST_OPTIONS, signal: controller.signal });
    // After the request, which need not wait for it.
    timer = setTimeout(giveUp, timeoutMs);
    return await read(await sent, maxBytes);
  } catch (cause) {
    if (isLate) return { fault: "timed-out", limit: timeoutMs, cause };
    return { fault: controller.signal.aborted ? "aborted" : "failed", cause };
  } finally {
    clearTimeout(timer);
  }
}

/** Nothing of a body that is larger than `limit`. */
async function read(response, limit) {
  if (response.type === "opaqueredirect") return { fault: "redirected" };
  const chunks = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > limit) return { fault: "too-large" };
  }
  const answer = { status: response.status, contentType: response.headers.get("Content-Type") };
  const body = await new Blob(chunks).arrayBuffer();
  try {
    return { ...answer, body: utf8(body) };
  } catch {
    // What is not UTF-8 is no JSON either.
    return answer;
  }
}

/** The keys that were imported on this page, by what they were imported from. */
const imported = new Map();

/** Never rejects either. */
async function verify({ parameters, key, data, signature, hash, hashed }) {
  let digest;
  try {
    if (hashed) digest = [...new Uint8Array(await crypto.subtle.digest(hash, encode(hashed)))];
    const publicKey = await importOnce(key, parameters);
    const valid = await crypto.subtle.verify(parameters, publicKey, bytes(signature), encode(data));
    return { verdict: valid ? "valid" : "invalid", digest };
  } catch (cause) {
    return { verdict: cause?.name === "NotSupportedError" ? "unavailable" : "invalid", digest, cause };
  }
}

const encoder = new TextEncoder();

function encode(text) {
  return encoder.encode(text);
}

async function importOnce(key, parameters) {
  const name = Object.values({ ...parameters, ...key }).join();
  if (!imported.has(name)) imported.set(name, await crypto.subtle.importKey("jwk", key, parameters, false, ["verify"]));
  return imported.get(name);
}

const REQUEST_OPTIONS = {
  cache: "no-store",
  credentials: "omit",
  redirect: "manual",
  referrerPolicy: "no-referrer",
};
