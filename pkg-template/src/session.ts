// A session, as an app has it. What is decided is decided in the module: here is what JavaScript alone can do.

import { apiFetch, resolved } from "./api_fetch.js";
import type { SignInError } from "./errors.js";
import type { ModuleClient, ModuleSession } from "./glue.js";
import type { OverDefaults, SignInRequest, WaitOptions } from "./options.js";
import type { Page } from "./page.js";
import type { IdTokenClaims } from "./results.js";

/**
 * The session of a client with the option `session`: who is signed in, and the tokens for your APIs. The page has one for
 * each issuer and client id, however many clients are made.
 *
 * It starts once, at the first use of it but `getSnapshot` and `getServerSnapshot`, or of the client's `handleCallback`,
 * `answer`, `signInPopup`, `fetchUserInfo` without tokens, `switchOrganization` and `signOut`. None of its functions needs
 * `this`.
 *
 * On a server `getSnapshot`, `getServerSnapshot`, `subscribe` and `started` work, and everything else rejects with
 * `not-a-browser`.
 */
export interface Session<Identity extends object = ClaimsIdentity, Request = SignInRequest, AppState = unknown> {
  /** What is known now: deep-frozen, and the same object until something changes. No token is in it. */
  getSnapshot(): SessionSnapshot<Identity>;
  /** What a server knows, and a page that is being hydrated: nothing. It is always the same object. */
  getServerSnapshot(): UnknownSnapshot;
  /**
   * Calls the listener at once, and after each change. A listener may call anything of this session; one that throws is
   * reported like an uncaught error, and disturbs no other.
   *
   * @returns What ends it.
   */
  subscribe(listener: (snapshot: SessionSnapshot<Identity>) => void): () => void;
  /**
   * Finds out whether somebody is signed in: from where the session is kept, from other tabs, by the refresh token, in a
   * silent frame. It never leaves the page, and never rejects because nobody is signed in. `timeoutMs` is the time for
   * all of it: what is not known by then is `unknown`, as long as the page or another call goes on finding out.
   *
   * @throws {@link UsageError}; {@link EnvironmentError}; {@link NetworkError} `aborted`.
   */
  restore(options?: WaitOptions): Promise<SessionSnapshot<Identity>>;
  /**
   * An access token that is good for a while: the one at hand, or a new one. Fifty callers share one renewal.
   *
   * @throws {@link SessionError}; {@link UsageError} `no-access-token`; {@link NetworkError}; {@link ProviderError}. Only
   * a `SessionError` asks for the user.
   */
  getAccessToken(options?: AccessTokenOptions): Promise<string>;
  /**
   * An ID token that is good for a while, for back ends that take one in place of an access token.
   *
   * @throws What `getAccessToken` throws.
   */
  getIdToken(options?: AccessTokenOptions): Promise<string>;
  /**
   * The page's `fetch`, with the access token, for the origins that `apis` lists. A request that an API refuses with 401
   * because of its token is made once more with another one, unless its body is a stream. A redirect is an error unless
   * `init.redirect` says otherwise, because some browsers take the token along.
   *
   * @throws {@link UsageError} `origin-not-listed`, and `managed-option` for an `Authorization` of your own; what
   * `getAccessToken` throws; what the page's `fetch` throws.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * The headers that `fetch` would add, for clients that make requests themselves: `{}` for an origin that is not
   * listed.
   *
   * @throws What `getAccessToken` throws.
   */
  headersFor(request: ApiRequest): Promise<Record<string, string>>;
  /**
   * Whether a request that was refused with 401 is worth one repeat, with new `headersFor`. It renews the session if it
   * must.
   *
   * @param challenge The response's `WWW-Authenticate`, or `null` if it cannot be read.
   * @param sentToken The token that was sent, or the whole `Authorization`.
   */
  retryAfter401(challenge: string | null, sentToken: string): Promise<boolean>;
  /**
   * For guards and loaders: who is signed in. If nobody is, the browser leaves for a sign-in that returns to `where`, by
   * default here, and the promise stays pending. If the user comes back without having signed in, it is rejected with
   * `not-signed-in`.
   *
   * A page that has seen its sign-in fail does not leave again: the promise is rejected with that error, each time, until
   * `signIn` is called or somebody is signed in. A response that is `not-ours` counts as such; one to another client only
   * if this client came back within the last minute too. No page leaves more than three times in a minute.
   *
   * @param where A path of this app, an address, or the request of a loader.
   * @param request What the sign-in asks for, over `session.request` and the client's own options.
   * @throws {@link SessionError}; {@link UsageError}, also if there is an access token and no identity; the error of the
   * sign-in that failed.
   */
  require(
    where?: string | URL | globalThis.Request,
    request?: Partial<OverDefaults<Request>>,
  ): Promise<SignedInSnapshot<Identity>>;
  /**
   * What this page load brought, once: where to go now, and what the app wants back, also of a sign-in that failed. The
   * promise is the same each time, and never rejects: what went wrong is in the snapshot. An app with a router reads it
   * before it creates the router, and the address bar is clean by then.
   */
  readonly started: Promise<Started<AppState>>;
  /**
   * Signs the user out here and in every tab, without the provider's logout page: the user stays signed in at the
   * provider. A sign-in that is under way on this page is given up. It tells what became of the refresh token, and never
   * rejects for the provider's reasons.
   *
   * @throws {@link UsageError}; {@link EnvironmentError}.
   */
  end(options?: EndOptions): Promise<Ended>;
}

/** What is known of a session. Its `status` says which members there are. */
export type SessionSnapshot<Identity extends object = ClaimsIdentity> =
  | UnknownSnapshot
  | SignedOutSnapshot
  | SignedInSnapshot<Identity>
  | AuthorizedSnapshot;

/** Nothing is known yet: show neither the sign-in nor the user's page. */
export interface UnknownSnapshot {
  /** It is being found out, or nobody has asked yet. */
  readonly status: "unknown";
}

/** Nobody is signed in. */
export interface SignedOutSnapshot {
  /** Nobody is signed in. */
  readonly status: "signed-out";
  /**
   * Why. `"not-signed-in"`: nobody was. `"signed-out"`: by this page. `"signed-out-elsewhere"`: by another tab.
   * `"refused"`: the provider does not renew the session any more. `"user-changed"`: another user has signed in.
   * `"expired"`: what there was has ended, and nothing renews it. `"failed"`: the sign-in, or finding out, went wrong.
   */
  readonly reason: SignedOutReason;
  /** What went wrong, if something did. */
  readonly error?: SignInError;
}

/** Why nobody is signed in. */
export type SignedOutReason =
  | "not-signed-in"
  | "signed-out"
  | "signed-out-elsewhere"
  | "refused"
  | "user-changed"
  | "expired"
  | "failed";

/** A user is signed in. */
export type SignedInSnapshot<Identity extends object = ClaimsIdentity> = SignedInStatus & Readonly<Identity>;

/** What is known of a user's session, beside who the user is. */
export interface SignedInStatus {
  /**
   * `"expired"`: the access token has ended, and nothing has renewed it. Keep the page as it is. With `retrying` the
   * network or the server is the cause; without it only the user can help: offer a sign-in.
   */
  readonly status: "signed-in" | "expired";
  /** Whether the session goes on trying by itself. */
  readonly retrying: boolean;
  /** When the access token expires, in milliseconds since the epoch; `null` if the provider did not say. */
  readonly expiresAt: number | null;
  /** The scope that was granted last. */
  readonly scope: readonly string[];
  /** The organization that the user is in. */
  readonly organizationId?: string;
}

/** There is an access token alone: the app may call an API, and nobody is identified. */
export interface AuthorizedSnapshot {
  /** An access token alone. */
  readonly status: "authorized";
  /** When the access token expires, in milliseconds since the epoch; `null` if the provider did not say. */
  readonly expiresAt: number | null;
  /** The scope that was granted last. */
  readonly scope: readonly string[];
}

/** A user who is known by an ID token. */
export interface ClaimsIdentity {
  /** The claims of the last ID token: the same object as long as they are equal. */
  claims: Readonly<IdTokenClaims>;
}

/** How good a token must be. */
export interface AccessTokenOptions extends WaitOptions {
  /** How long the token must still be good, in seconds, 0 to 86 400; never more than half of its life. Default 30. */
  minValiditySeconds?: number | undefined;
  /** Renews even a token that is good. */
  fresh?: boolean | undefined;
  /**
   * How long the call may take in all, in milliseconds, 1 to 600 000. Default 10 000. A renewal under way goes on
   * afterwards.
   */
  timeoutMs?: number | undefined;
}

/** A request that the app makes itself. */
export interface ApiRequest {
  /** Its address, which may be relative to the page. */
  url: string | URL;
}

/** What a page load brought. */
export interface Started<AppState = unknown> {
  /**
   * Where to go now: a path of this app, safe to navigate to. It says nothing of success: a refusal and a page that was
   * loaded again have it too. Absent if no sign-in has ended here.
   */
  returnTo?: string;
  /** What the app gave to the sign-in. */
  appState?: AppState;
}

/** How to end a session. */
export interface EndOptions {
  /** Whether to revoke the refresh token. Default: what the client's `revokeOnSignOut` says. */
  revoke?: boolean | undefined;
}

/** What became of the refresh token. The session has ended all the same. */
export interface Ended {
  /**
   * `"yes"`: the provider has revoked it. `"no"`: there was none, or it was not to be. `"no-endpoint"`: the provider has no
   * endpoint for it. `"refused"`: the provider refused. `"unknown"`: there was no answer that can be read; it may be
   * revoked all the same.
   */
  revoked: "yes" | "no" | "no-endpoint" | "refused" | "unknown";
  /** Why it is not known to be revoked. */
  error?: SignInError;
}

/** Options with a `session`: the client that they make has one. */
export interface WithSession {
  /** How the session lasts. */
  session: object;
}

/** Options without a `session`: the client that they make has none. */
export interface WithoutSession {
  /** None. */
  session?: undefined;
}

/**
 * How a client enters the module.
 *
 * @internal
 */
export interface Entry {
  enter<Result>(action: (client: ModuleClient) => Result): Result;
  promised<Result>(action: (client: ModuleClient) => Promise<Result>): Promise<Result>;
}

/**
 * What a client has more that has a session.
 *
 * @internal
 */
export function makeSession(page: Page, { enter, promised }: Entry): Lasting {
  const listeners = new Set<Subscription>();
  let own: { client: ModuleClient; session: ModuleSession } | undefined;
  let heard: ModuleSession | undefined;
  let started: Promise<Started> | undefined;

  /** The module's session of this client. Whoever listens has it started, and that of a new instance as well. */
  function of(client: ModuleClient): ModuleSession {
    if (own?.client !== client) own = { client, session: client.session()! };
    const { session } = own;
    if (listeners.size > 0 && heard !== session) {
      heard = session;
      session.onChange(tell);
      session.start();
    }
    return session;
  }

  function ask<Result>(action: (session: ModuleSession) => Promise<Result>): Promise<Result> {
    return promised((client) => action(of(client)));
  }

  function getSnapshot(): Snapshot {
    try {
      return shown(enter((client) => of(client).snapshot()));
    } catch {
      // The module is not there, or broke down: what comes of that is said by the calls that may reject.
      return page.unknown;
    }
  }

  /** What the module has written, for the app to see. It is the same object as long as it is that to the module. */
  function shown(snapshot: Written | undefined): Snapshot {
    if (!snapshot) return page.unknown;
    if (!Object.isFrozen(snapshot) && snapshot.error) snapshot.error = page.toError(snapshot.error as never);
    return frozen(snapshot) as Snapshot;
  }

  function tell(): void {
    listeners.forEach(inform);
  }

  /** Not twice of the same: a listener may itself bring about a change, of which the others hear first. */
  function inform(subscription: Subscription): void {
    const now = getSnapshot();
    if (subscription.told === now) return;
    subscription.told = now;
    page.inform(subscription.listener, now);
  }

  function begin(): Promise<Started> {
    return ask((session) => session.started()).catch(() => {
      // There is no page, or no module: there may be at the next call.
      started = undefined;
      return {};
    });
  }

  const session: Omit<Session<object, object>, "started"> = {
    getSnapshot,
    getServerSnapshot: () => page.unknown,

    subscribe(listener) {
      const subscription: Subscription = { listener, told: undefined };
      listeners.add(subscription);
      inform(subscription);
      return () => void listeners.delete(subscription);
    },

    restore: (options) => ask((session) => session.restore(options)).then(getSnapshot),
    getAccessToken: (options) => ask((session) => session.accessToken(options)),
    getIdToken: (options) => ask((session) => session.idToken(options)),
    fetch: (input, init) => apiFetch(ask, input, init),
    headersFor: async ({ url }) => ask((session) => session.headersFor(resolved(url))),
    retryAfter401: (challenge, sentToken) => ask((session) => session.isWorthARepeat(challenge, sentToken)),

    async require(where, request) {
      const address = (where as globalThis.Request | undefined)?.url ?? where;
      const snapshot = await ask((session) => session.require(address && String(address), request));
      return shown(snapshot) as SignedInSnapshot<object>;
    },

    async end(options) {
      const { error, ...ended } = await ask((session) => session.end(options));
      return error ? { ...ended, error: page.toError(error) } : ended;
    },
  };
  // Not to be read by whoever lists what there is, such as JSON.stringify: that would start the session.
  Object.defineProperty(session, "started", { get: () => (started ??= begin()) });
  const switchOrganization = (options: unknown) => ask((session) => session.switchOrganization(options));
  return { session: session as Session<object, object>, switchOrganization };
}

/**
 * The members of a client that has a session. Types show the second one where a provider has organizations to switch.
 *
 * @internal
 */
export interface Lasting {
  session: Session<object, object>;
  switchOrganization(options: unknown): Promise<void>;
}

type Snapshot = SessionSnapshot<object>;

/** A snapshot as the module writes it. */
type Written = { error?: object };

interface Subscription {
  listener: (snapshot: Snapshot) => void;
  told: Snapshot | undefined;
}

/** Frozen to its last member. What is frozen already is so from a snapshot before. */
function frozen<Value>(value: Value): Value {
  if (!Object.isFrozen(value)) Object.values(Object.freeze(value) as object).forEach(frozen);
  return value;
}
