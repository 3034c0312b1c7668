// What an app has of each provider: the verbs, and how they enter the module.

import type { SignInError } from "./errors.js";
import type { ModuleClient } from "./glue.js";
import { compile, instance, type Instance } from "./module.js";
import type { HandleCallbackOptions, LogoutRequest, OverDefaults, PopupOptions, WaitOptions } from "./options.js";
import type { Page } from "./page.js";
import type { AlreadyHandled, Failed, NoCallback, NotOurs, Tokens, UserInfo } from "./results.js";
import { makeSession, type Session } from "./session.js";

/** A client of one provider. Several clients on one page never touch each other's sign-ins. */
export interface Client<Request, Result, Logout = LogoutRequest, Kept = AnySession> {
  /** The session that lasts after the sign-in, if the client was made with the option `session`. */
  readonly session: Kept;
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
   * Signs in in a popup, and resolves with what `handleCallback` would. Call it in the click, with no `await` before it:
   * the window opens at once, and its address follows when the metadata is known. The popup comes back to `redirectUri`,
   * where `handleCallback` hands the response over to this page and closes the window. Only for `responseType` `"code"`.
   *
   * `popup-closed` means that the user seems to have closed the window; with a `session` a late answer still signs in.
   *
   * @throws {@link SessionError} `popup-closed`; {@link EnvironmentError} `popup-blocked`; what `createAuthorizeUrl`,
   * `ready` and `handleCallback` throw.
   */
  signInPopup(...given: PopupArguments<OverDefaults<Request>>): Promise<PopupResult<Result>>;
  /**
   * Whether the address, by default the page's own, answers a sign-in that this client began in this tab. It changes
   * nothing, and throws only `not-ready`, with `spa-authorize/lazy`.
   */
  isCallback(url?: string | URL): boolean;
  /**
   * Handles the way back. Call it on every page load: it recognises the response, ends its sign-in, cleans the address
   * bar, exchanges the code and checks the tokens. Called again on the same page, it returns the same promise; an address
   * that is handed in, of a frame say, has an answer of its own. The address bar is clean when the call returns, before
   * the promise settles: call it before a router starts, because the router may keep the address that it finds.
   *
   * A `signal` that has fired before the call rejects it and touches nothing; one that fires later gives the sign-in up,
   * if nobody else waits for it.
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
   * own logout. A session ends here and in every tab; without one the app has to drop the tokens that it holds.
   *
   * @throws What `logoutUrl` and `ready` throw; {@link EnvironmentError}.
   */
  signOut(...request: Optionally<Logout>): Promise<void>;
  /**
   * Asks the userinfo endpoint (Core §5.3) with the tokens of a `"signed-in"` result, or, if they are left out, with those
   * of the session, as `getAccessToken` gives them.
   *
   * @throws {@link UsageError}; {@link ProviderError} `userinfo-…`; {@link NetworkError}; what `ready` throws; without
   * tokens, what `getAccessToken` throws.
   */
  fetchUserInfo(...given: UserInfoArguments<Kept>): Promise<UserInfo>;
}

/** A session, or none: what a client has whose options do not tell. */
export type AnySession = Session<object, never> | undefined;

/** Arguments of `fetchUserInfo`: with a session the tokens may be left out. */
export type UserInfoArguments<Kept> = [Kept] extends [object]
  ? [tokens?: Tokens | undefined, options?: WaitOptions]
  : [tokens: Tokens, options?: WaitOptions];

/** Arguments of a request, which may be left out if nothing in it is required. */
export type Optionally<Request> = {} extends Request ? [request?: Request] : [request: Request];

/** Arguments of `signInPopup`: a request, as of `signIn`, and how the window looks and waits. */
export type PopupArguments<Request> = {} extends Request
  ? [request?: Request, options?: PopupOptions]
  : [request: Request, options?: PopupOptions];

/** What comes of a popup: of the results of `handleCallback`, those that answer a sign-in. */
export type PopupResult<Result> = Exclude<Result, NoCallback | AlreadyHandled | NotOurs>;

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

  /** The entry that comes late says whether the address was the page's own when the app asked. */
  function handleCallback(options?: unknown, wasShown?: unknown): Promise<unknown> {
    try {
      const promise = enter((client) => client.handleCallback(options, wasShown));
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
    signInPopup: (request, options) => promised((client) => client.signInPopup(request, options)),

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
  if (page.hasSession(own)) Object.assign(verbs, makeSession(page, { enter, promised }));
  return verbs as Made;
}

/** What is handed over is the module's to read: to its own types it is unknown. */
type Verbs = { answer(): Promise<unknown> } & {
  [Verb in Exclude<keyof ModuleClient, "session">]: (...args: unknown[]) => ReturnType<ModuleClient[Verb]>;
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
