// What an app has of each provider: the verbs, and how they enter the module.

import type { SignInError } from "./errors.js";
import type { ModuleClient } from "./glue.js";
import { instance, type Instance } from "./module.js";
import type { HandleCallbackOptions, LogoutRequest, OverDefaults, WaitOptions } from "./options.js";
import type { Tokens, UserInfo } from "./results.js";

/** A client of one provider. Several on one page never touch each other's sign-ins. */
export interface Client<Request, Result, Logout = LogoutRequest> {
  /**
   * Fetches the provider's metadata, once, when the endpoints were not given (Discovery §4). Ahead of the click, so
   * that `createAuthorizeUrl` need not be awaited for.
   *
   * @throws {@link NetworkError}; {@link ProviderError} `metadata-…`. Asked again, it tries again.
   */
  ready(): Promise<void>;
  /**
   * Builds the authorize URL and stores what the return needs, in `sessionStorage`: once for each click, never for a
   * link that is only shown. Synchronous, so `window.open` after it is not blocked.
   *
   * @throws {@link UsageError}, `not-ready` among them; {@link EnvironmentError}.
   */
  createAuthorizeUrl(...request: Optionally<OverDefaults<Request>>): string;
  /**
   * `createAuthorizeUrl`, then `location.assign`: at once when the endpoints are known, else after `ready`. It resolves
   * when the browser begins to leave.
   *
   * @throws What `createAuthorizeUrl` and `ready` throw.
   */
  signIn(...request: Optionally<OverDefaults<Request>>): Promise<void>;
  /**
   * Whether the address, or the page's own, answers a sign-in that this client began in this tab. Never throws, touches
   * nothing.
   */
  isCallback(url?: string | URL): boolean;
  /**
   * The whole way back, for every page load: recognises the response, ends its sign-in, cleans the address bar,
   * exchanges the code and checks the tokens. Called again on the same page it gives the same promise. The address bar
   * is clean when the call returns, before the promise settles: call it before a router starts, which may keep what it
   * finds there.
   *
   * @throws A {@link SignInError} of any class. Once the sign-in was found it is over, whatever the error, which then
   * has its `appState` and `returnTo`: start a new one.
   */
  handleCallback(options?: HandleCallbackOptions): Promise<Result>;
  /**
   * The address of the provider's own logout.
   *
   * @throws {@link UsageError}, `not-ready` and `endpoint-missing` among them.
   */
  logoutUrl(...request: Optionally<Logout>): string;
  /**
   * Drops this client's open sign-ins and kept results, aborts one that waits for its provider, then goes to the
   * provider's own logout. The tokens are the app's to drop.
   *
   * @throws What `logoutUrl` and `ready` throw; {@link EnvironmentError}.
   */
  signOut(...request: Optionally<Logout>): Promise<void>;
  /**
   * Asks the userinfo endpoint (Core §5.3) with the tokens of a `"signed-in"` result.
   *
   * @throws {@link UsageError}; {@link ProviderError} `userinfo-…`; {@link NetworkError}; what `ready` throws.
   */
  fetchUserInfo(tokens: Tokens, options?: WaitOptions): Promise<UserInfo>;
}

/** A request that may be left out where nothing in it is required. */
export type Optionally<Request> = {} extends Request ? [request?: Request] : [request: Request];

/**
 * A client of one provider, under the name of its factory.
 *
 * @internal
 */
export function client<Made>(provider: string, options: object): Made {
  // A client is what it was made of, whatever becomes of that object.
  const own = copied(options);
  let made: ModuleClient;
  let madeBy: Instance | undefined;

  /** Enters the module with this client, which each instance makes for itself. */
  function enter<Result>(action: (client: ModuleClient) => Result): Result {
    const entered = instance();
    return entered.call(({ Client }) => {
      if (madeBy !== entered) [made, madeBy] = [new Client(provider, own), entered];
      return action(made);
    });
  }

  /** A promise of the module's; what is thrown at once is the reason that it is rejected for. */
  function promised<Result>(action: (client: ModuleClient) => Promise<Result>): Promise<Result> {
    try {
      const promise = enter(action);
      return madeBy!.promised(promise);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  checkWherePossible(() => enter(() => {}));
  const verbs: Verbs = {
    ready: () => promised((client) => client.ready()),
    createAuthorizeUrl: (request) => enter((client) => client.createAuthorizeUrl(request)),
    signIn: (request) => promised((client) => client.signIn(request)),

    isCallback(url) {
      try {
        return enter((client) => client.isCallback(url));
      } catch {
        return false;
      }
    },

    handleCallback: (options) => promised((client) => client.handleCallback(options)),
    logoutUrl: (request) => enter((client) => client.logoutUrl(request)),
    signOut: (request) => promised((client) => client.signOut(request)),
    fetchUserInfo: (tokens, options) => promised((client) => client.fetchUserInfo(tokens, options)),
  };
  return verbs as Made;
}

/** What is handed over is the module's to read: to its own types it is unknown. */
type Verbs = { [Verb in keyof ModuleClient]: (...args: unknown[]) => ReturnType<ModuleClient[Verb]> };

/** A copy of an object; the module says what is wrong with anything else, and with an object that cannot be read. */
function copied(options: object): object {
  try {
    return typeof options === "object" && !Array.isArray(options) ? { ...options } : options;
  } catch {
    return options;
  }
}

/**
 * A wrong option is said at once. Where the module cannot be compiled yet, or ever, the first call says so: to import
 * an app on such a server is no mistake.
 */
function checkWherePossible(check: () => void): void {
  try {
    check();
  } catch (error) {
    if ((error as SignInError).code !== "module-blocked") throw error;
  }
}
