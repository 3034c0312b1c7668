import { toError } from "./errors.js";
import { call } from "./module.js";
import { finish } from "./steps.js";

/** The answers already given on this page: by client, then by state. */
const given = new Map();

/** A client of one provider, under the name of its factory. */
export function client(provider, options) {
  const own = { ...options };
  // As options, so that endpoints that were found and endpoints that were given are one and the same.
  let found;
  let finding;
  const known = () => [provider, { ...found, ...own }];

  const isReady = () => call("knowsEndpoints", ...known());

  async function discover() {
    found = await finish(known(), call("discover", ...known()), { timeoutMs: call("timeout") });
  }

  async function ready() {
    if (isReady()) return;
    finding ??= discover().finally(() => (finding = undefined));
    await finding;
  }

  function createAuthorizeUrl(request) {
    return call("createAuthorizeUrl", ...known(), request);
  }

  function logoutUrl(request) {
    const { tokens, ...rest } = request ?? {};
    return call("logoutUrl", ...known(), string(tokens?.idToken), string(tokens?.accessToken), rest);
  }

  checkWherePossible(known());
  return {
    ready,
    createAuthorizeUrl,
    logoutUrl,

    async signIn(request) {
      if (!isReady()) await ready();
      const url = createAuthorizeUrl(request);
      location.assign(url);
    },

    isCallback(url) {
      try {
        return call("isCallback", ...known(), address(url));
      } catch {
        return false;
      }
    },

    handleCallback(callbackOptions) {
      try {
        return handleCallback(known(), callbackOptions);
      } catch (error) {
        return Promise.reject(error);
      }
    },

    async signOut(request) {
      given.delete(call("dropTransactions", ...known()));
      if (!isReady()) await ready();
      const url = logoutUrl(request);
      location.assign(url);
    },

    async fetchUserInfo(tokens, waiting) {
      const timeoutMs = call("timeout", waiting);
      await ready();
      const step = call("fetchUserInfo", ...known(), string(tokens?.accessToken), string(tokens?.idToken));
      return finish(known(), step, { signal: waiting?.signal, timeoutMs });
    },
  };
}

function handleCallback(known, options) {
  const timeoutMs = call("timeout", options);
  const arrival = call("handleCallback", ...known, address(options?.url));
  const answers = given.get(arrival.client);
  const before = arrival.state ? answers?.byState.get(arrival.state) : answers?.last;
  if (arrival.replay && before) return before;
  const answer = arrival.failure
    ? Promise.reject(toError(arrival.failure))
    : finish(known, arrival.step, { signal: options?.signal, timeoutMs });
  if (arrival.state) keep(arrival.client, arrival.state, answer);
  return answer;
}

function keep(client, state, answer) {
  const answers = given.get(client) ?? { byState: new Map() };
  answers.byState.set(state, answer);
  answers.last = answer;
  given.set(client, answers);
}

/**
 * A wrong option is said at once. Where the module cannot be compiled yet, or ever, the first call says so: to import
 * an app on such a server is no mistake.
 */
function checkWherePossible(known) {
  try {
    call("checkClient", ...known);
  } catch (error) {
    if (error.code !== "module-blocked") throw error;
  }
}

function address(url) {
  return url === undefined ? undefined : String(url);
}

function string(value) {
  return typeof value === "string" ? value : undefined;
}
