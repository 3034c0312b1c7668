// What can happen to a request between a page and a provider. Each is given `ask`, which asks the provider, and the
// entry of the request; it gives the answer for the page, or nothing, and the connection is cut.

import { setTimeout as sleep } from "node:timers/promises";

// --- the connection

/** The provider has handled the request, and the page never learns it. */
export const cutAfter = async (ask) => void (await ask());

/** The provider learns nothing. */
export const cutBefore = async () => undefined;

/** Neither learns anything. */
export const noAnswer = () => new Promise(() => {});

/** Handled at once, answered late. */
export const answeredLate = (ms) => async (ask) => {
  const answer = await ask();
  await sleep(ms);
  return answer;
};

/** Handled late, answered at once. */
export const handledLate = (ms) => async (ask) => {
  await sleep(ms);
  return ask();
};

/** Handled when the test says so: by what settles `promise`. */
export const handledAfter = (promise) => async (ask) => {
  await promise;
  return ask();
};

/** Handled at once, answered when the test says so. */
export const answeredAfter = (promise) => async (ask) => {
  const answer = await ask();
  await promise;
  return answer;
};

/** Handled, and then another fault in place of the answer: the token is spent all the same. */
export const handledBut = (fault) => async (ask, entry) => {
  await ask();
  return fault(ask, entry);
};

// --- the answer

export const serverError = (status = 500) => made({ status, body: '{"error":"server_error"}' });

/** `Retry-After` is no header that every page may read: `exposed` says whether this one may. */
export const tooManyRequests = (seconds, { status = 429, exposed = true } = {}) => {
  const expose = exposed && { "access-control-expose-headers": "Retry-After" };
  return made({ status, headers: { "retry-after": String(seconds), ...expose }, body: '{"error":"slow_down"}' });
};

export const html = (status = 200) => made({ status, type: "text/html", body: "<!DOCTYPE html><title>Sorry</title>" });

export const emptyAnswer = (status = 400) => made({ status, body: "" });

/** AuthKit has its errors under `code`, among the `members`. */
export const refusal = (error, { status = 400, ...members } = {}) => {
  return made({ status, body: JSON.stringify({ error, ...members }) });
};

export const redirect = (location) => made({ status: 307, headers: { location }, body: "" });

/** The provider's own answer, with more JSON behind it than anybody needs. */
export const huge = (bytes = 300 * KIB) => async (ask) => changed(await ask(), (body) => body.padEnd(bytes));

/** The provider's own answer, with members added, or taken away by `undefined`. */
export const answeredWith = (members) => async (ask) => {
  return changed(await ask(), (body) => JSON.stringify({ ...JSON.parse(body), ...members }));
};

/** The provider's own answer, which the page may not read. */
export const noCors = async (ask) => {
  const { headers, ...answer } = await ask();
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith("access-control-"));
  return { ...answer, headers: Object.fromEntries(kept) };
};

function made({ status, type = "application/json", headers = {}, body }) {
  return async (_ask, { origin }) => {
    const cors = origin && { "access-control-allow-origin": origin, vary: "Origin" };
    return { status, headers: { "content-type": type, "cache-control": "no-store", ...cors, ...headers }, body };
  };
}

function changed({ headers, body, ...answer }, change) {
  const { "content-length": _length, ...others } = headers;
  return { ...answer, headers: others, body: change(body.toString()) };
}

const KIB = 1024;
