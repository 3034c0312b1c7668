import { toError } from "./errors.js";
import { readable } from "./snippets.js";
import { call } from "./module.js";
import { finish } from "./steps.js";

/** The answers already given on this page, by client and then by state; the last one under `undefined` as well. */
const given = new Map();

/** A client of one provider, under the name of its factory. */
export function client(provider, options) {
  const own = { ...options };
  // Endpoints that were found and endpoints that were given are one and the same to the module.
  let text = textOf(own);
  let finding;

  function textOf(options) {
    return `${provider}\n${readable(options)}`;
  }

  const ask = (operation, input, replaced) => call(operation, text, readable(input, replaced));
  const isReady = () => ask("checkClient");

  async function discover() {
    const found = await finish(text, ask("discover"));
    text = textOf({ ...found, ...withoutEmpty(own) });
  }

  async function ready() {
    if (isReady()) return;
    finding ??= discover().finally(() => (finding = undefined));
    await finding;
  }

  /** Goes there at once, unless the endpoints have to be found first: `beforeLeaving` does not wait for that. */
  async function go(makeUrl, beforeLeaving = () => {}) {
    let url;
    try {
      url = makeUrl();
    } catch (error) {
      if (error.code !== "not-ready") throw error;
      beforeLeaving();
      await ready();
      url = makeUrl();
    }
    beforeLeaving();
    location.assign(url);
  }

  const createAuthorizeUrl = (request) => ask("createAuthorizeUrl", request);
  const logoutUrl = (request) => ask("logoutUrl", request, { tokens: session(request?.tokens) });

  checkWherePossible(isReady);
  return {
    ready,
    createAuthorizeUrl,
    logoutUrl,

    signIn: (request) => go(() => createAuthorizeUrl(request)),

    isCallback(url) {
      try {
        return ask("isCallback", { url: url && String(url) });
      } catch {
        return false;
      }
    },

    handleCallback(options) {
      try {
        return handleCallback(text, options);
      } catch (error) {
        return Promise.reject(error);
      }
    },

    signOut: (request) => go(() => logoutUrl(request), () => forget(ask("dropTransactions"))),

    async fetchUserInfo(tokens, waiting) {
      await ready();
      const step = ask("fetchUserInfo", waiting, { tokens: session(tokens) });
      return finish(text, step, controlled(waiting?.signal));
    },
  };
}

/** An option that the module takes for not given hides nothing that was found. */
function withoutEmpty(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value != null && value.length !== 0));
}

function handleCallback(text, options) {
  const signal = options?.signal;
  const arrival = call("handleCallback", text, readable(options, { url: options?.url && String(options.url) }));
  const before = arrival.replay && given.get(arrival.client)?.get(arrival.state);
  const shared = before || share();
  signal?.addEventListener("abort", () => leave(shared), { signal: shared.controller.signal });
  if (!signal?.aborted) shared.waiting += 1;
  giveUp(shared);
  // Kept by then: a router may hear of the new address at once, and ask again.
  if (!before && arrival.state) keep(arrival.client, arrival.state, shared);
  if (arrival.cleaned) clean(arrival.cleaned);
  if (!before) shared.settle(result(text, arrival, shared));
  return shared.answer;
}

function share() {
  const shared = { waiting: 0, controller: new AbortController() };
  shared.answer = new Promise((resolve) => (shared.settle = resolve));
  return shared;
}

function result(text, arrival, { controller }) {
  return arrival.failure ? Promise.reject(toError(arrival.failure)) : finish(text, arrival, controller);
}

/** A moment later, since React's StrictMode cleans an effect up and runs it anew. */
function leave(shared) {
  shared.waiting -= 1;
  setTimeout(giveUp, 0, shared);
}

/** Ends an answer that nobody waits for any more. */
function giveUp({ waiting, controller }) {
  if (!waiting) controller.abort();
}

let cleaning = false;

/** A browser that has had too many of these refuses; the sign-in is over either way. */
function clean(address) {
  if (cleaning) return;
  cleaning = true;
  try {
    history.replaceState(history.state, "", address);
  } catch {}
  cleaning = false;
}

function keep(client, state, shared) {
  const answers = given.get(client) ?? new Map();
  given.set(client, answers.set(state, shared).set(undefined, shared));
}

/** Who has signed out is signed in by nothing that is still under way. */
function forget(client) {
  given.get(client)?.forEach(({ controller }) => controller.abort());
  given.delete(client);
}

/** What aborts as that signal does, if there is one, and listens to it for no longer. */
function controlled(signal) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { signal: controller.signal });
  return controller;
}

/**
 * A wrong option is said at once. Where the module cannot be compiled yet, or ever, the first call says so: to import
 * an app on such a server is no mistake.
 */
function checkWherePossible(check) {
  try {
    check();
  } catch (error) {
    if (error.code !== "module-blocked") throw error;
  }
}

/** What a provider is told of a session. */
function session(tokens) {
  return { idToken: tokens?.idToken, accessToken: tokens?.accessToken };
}
