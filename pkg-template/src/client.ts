// What an app has of each provider: the verbs, and how they enter the module.

import type { SignInError } from "./errors.js";
import type { ModuleClient } from "./glue.js";
import { compile, instance, type Instance } from "./module.js";
import type { HandleCallbackOptions, LogoutRequest, OverDefaults, WaitOptions } from "./options.js";
import type { Page } from "./page.js";
import type { Failed, Tokens, UserInfo } from "./results.js";

/** A client of one provider. Several clients on one page never touch each other's sign-ins. */
export interface Client<Request, Result, Logout = LogoutRequest> {
  /**
   * Fetches the provider's metadata, once, if the endpoints were not given (Discovery §4). Call it ahead of a click, so
   * that `createAuthorizeUrl` can answer at once.
   *
   * @throws {@link NetworkError}; {@link ProviderError} `metadata-…`. The next call tries again.
   */
  ready(): Promise<void>;
  /**
   * Builds the authorize URL, and stores what the return needs in `sessionStorage`. Call it once for each click, never
   * to fill in a link. It is synchronous, so the browser does not block a `window.open` that follows.
   *
   * @throws {@link UsageError}, including `not-ready`; {@link EnvironmentError}.
   */
  createAuthorizeUrl(...request: Optionally<OverDefaults<Request>>): string;
  /**
   * Calls `createAuthorizeUrl` and goes there: at once if the endpoints are known, else after `ready`. The promise
   * resolves when the browser begins to leave, so code after `await` may still run before the page unloads.
   *
   * @throws What `createAuthorizeUrl` and `ready` throw.
   */
  signIn(...request: Optionally<OverDefaults<Request>>): Promise<void>;
  /**
   * Whether the address, by default the page's own, answers a sign-in that this client began in this tab. It never
   * throws, and changes nothing.
   */
  isCallback(url?: string | URL): boolean;
  /**
   * Handles the way back. Call it on every page load: it recognises the response, ends its sign-in, cleans the address
   * bar, exchanges the code and checks the tokens. Called again on the same page, it returns the same promise. The
   * address bar is clean when the call returns, before the promise settles: call it before a router starts, because the
   * router may keep the address that it finds.
   *
   * @throws A {@link SignInError} of any class. If the sign-in was found, it is over, and the error has its `appState`
   * and `returnTo`: start a new sign-in.
   */
  handleCallback(options?: HandleCallbackOptions): Promise<Result>;
  /**
   * `handleCallback()` for a page that shows its answer, whatever it is. Everything that `handleCallback` rejects with,
   * usage and environment errors included, is the result `{ kind: "failed", error }`. The promise never rejects, and
   * each call returns the same one, as React's `use` needs. On a server nothing is kept.
   */
  answer(): Promise<Result | Failed>;
  /**
   * The URL of the provider's own logout.
   *
   * @throws {@link UsageError}, including `not-ready` and `endpoint-missing`.
   */
  logoutUrl(...request: Optionally<Logout>): string;
  /**
   * Forgets this client's open sign-ins and results, aborts one that waits for its provider, and goes to the provider's
   * own logout. The app has to drop the tokens that it holds.
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

/** Arguments of a request, which may be left out if nothing in it is required. */
export type Optionally<Request> = {} extends Request ? [request?: Request] : [request: Request];

/**
 * Compiles the module, where that comes later than the page.
 *
 * @internal
 */
export function prepare(page: Page): Promise<void> {
  return compile(page);
}

/**
 * A client of one provider, under the name of its factory.
 *
 * @internal
 */
export function makeClient<Made>(page: Page, provider: string, options: object): Made {
  // A client is what it was made of, whatever becomes of that object.
  const own = page.copied(options);
  let made: ModuleClient;
  let madeBy: Instance | undefined;
  let rejection: { message: string; promise: Promise<never> } | undefined;

  /** Enters the module with this client, which each instance makes for itself. */
  function enter<Result>(action: (client: ModuleClient) => Result): Result {
    const entered = instance(page);
    page.client ??= (provider, options) => makeClient(page, provider, options);
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

  function handleCallback(options?: unknown): Promise<unknown> {
    try {
      const promise = enter((client) => client.handleCallback(options));
      return madeBy!.promised(promise);
    } catch (error) {
      return rejected(error as Error);
    }
  }

  /** What prevents an answer is one promise as well, as long as it says the same. On a server nothing is kept. */
  function rejected(error: Error): Promise<never> {
    const isSame = "window" in globalThis && rejection?.message === error.message;
    if (!isSame) rejection = { message: error.message, promise: Promise.reject(error) };
    return rejection!.promise;
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

    handleCallback,
    answer: () => page.answered(handleCallback()),
    logoutUrl: (request) => enter((client) => client.logoutUrl(request)),
    signOut: (request) => promised((client) => client.signOut(request)),
    fetchUserInfo: (tokens, options) => promised((client) => client.fetchUserInfo(tokens, options)),
  };
  return verbs as Made;
}

/** What is handed over is the module's to read: to its own types it is unknown. */
type Verbs = { answer(): Promise<unknown> } & {
  [Verb in keyof ModuleClient]: (...args: unknown[]) => ReturnType<ModuleClient[Verb]>;
};

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
