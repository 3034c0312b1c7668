// What every provider can be told.

import type { Tokens } from "./results.js";

/** Options of every client. */
export interface ClientOptions<Request = SignInRequest> {
  /** The identifier that the provider gave this app (RFC 6749 §2.2). A browser keeps no client secret. */
  clientId: string;
  /**
   * Where the provider sends the browser back to: an address on this app's own origin, without a fragment, registered at
   * the provider character for character (RFC 6749 §3.1.2). Absolute, or a path such as `"/callback"`, which is
   * resolved against the page's origin when it is needed: so a client can be made on a server, and on each preview
   * deployment. On return its origin and path must match; one slash more or less at the end and further query
   * parameters do not matter. `https:` or `http:`, not the scheme of an app (`capacitor:`, `file:`). Where an app has
   * several providers, one that sends no `iss` with its response (RFC 9207) needs a `redirectUri` of its own (RFC 9700
   * §4.4.2).
   */
  redirectUri: string;
  /** How far this device's clock and the provider's may differ, in seconds, 0 to 600. Default 60. */
  clockToleranceSeconds?: number | undefined;
  /** How long a sign-in may take from the click to the return, in seconds, 1 to 3600. Default 600. */
  transactionLifetimeSeconds?: number | undefined;
  /**
   * Keeps the sign-in as a session: its tokens are renewed, restored after a reload, and handed to your APIs. Without it
   * nothing is kept. Not beside `exchange: "server"`.
   */
  session?: SessionOptions<Request> | undefined;
}

/** How a session lasts. */
export interface SessionOptions<Request = SignInRequest> {
  /**
   * Where what renews the session is kept, which is also what a script that gets into the page can take away. `"memory"`,
   * the default: until the page is left. `"tab"`: in `sessionStorage`, until the tab is closed. `"device"`: in
   * `localStorage`, until the user signs out; it needs `dangerouslyKeepBearerTokens`.
   */
  store?: "memory" | "tab" | "device" | undefined;
  /**
   * Of `"memory"` alone: tabs of this app hand the session to a new one that asks, and to those that are signed out.
   * Default `false`, because any page of this origin could ask.
   */
  shareBetweenTabs?: boolean | undefined;
  /**
   * Accepts that `"device"` keeps a refresh token that works wherever it is taken: any script of this origin can take it
   * away, at any time.
   */
  dangerouslyKeepBearerTokens?: boolean | undefined;
  /**
   * The origins that `session.fetch` sends tokens to, such as `https://api.example.com`: compared exactly, without a path
   * and without wildcards; `"self"` is the page's own. Default: none.
   */
  apis?: "self" | (string & {}) | readonly ("self" | (string & {}))[] | undefined;
  /**
   * How long before its end a visible page's access token is renewed, in seconds, 0 to 600. Default 60; never more than
   * half of the token's life.
   */
  renewBeforeSeconds?: number | undefined;
  /**
   * Whether a hidden frame may ask the provider with `prompt=none`. `"after-sign-in"`, the default: once somebody has
   * signed in here, and until the sign-out. `"always"`: strangers are asked for as well. `"never"`: not at all.
   */
  silentFrame?: "after-sign-in" | "always" | "never" | undefined;
  /**
   * The sign-in that the session asks for by itself, over the client's own options. With the store `"memory"` that is all
   * it knows after a reload: name your API (`audience`, `resource`) here or in the client, not in one `signIn` alone. Default
   * for AuthKit: `{ provider: "authkit" }`.
   */
  request?: OverDefaults<Request> | undefined;
  /**
   * Whether a sign-out revokes the refresh token, if the provider has an endpoint for that. Default `true`. Some providers
   * then sign the user out on other devices too: `false` if you do not want that.
   */
  revokeOnSignOut?: boolean | undefined;
  /** Signs the user out after so long without activity in any tab, in seconds, 1 to 31 536 000. Default: never. */
  idleSeconds?: number | undefined;
}

/** Options of every client of an OpenID provider. */
export interface IdTokenOptions {
  /**
   * The algorithms that may sign an ID token. Default: those of the fetched metadata, else `RS256`. The token's own
   * header never decides; `none` and HMAC are not supported.
   */
  idTokenSigningAlgs?: SigningAlgorithm | readonly SigningAlgorithm[] | undefined;
}

/**
 * What to ask the authorization endpoint for (RFC 6749 §3.1.1, Core §3).
 *
 * `"code"` always uses PKCE S256 (RFC 7636). `"token"` returns an access token and no identity.
 */
export type ResponseType = (typeof RESPONSE_TYPES)[number];

/** Every {@link ResponseType}. */
export const RESPONSE_TYPES = ["code", "token", "id_token", "id_token token"] as const;

/** Signature algorithms by their registered names: asymmetric ones (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Every {@link SigningAlgorithm}. */
export const SIGNING_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

/** Words that an editor completes, as a list or separated by spaces. */
export type ScopeOf<Known extends string> = Known | (string & {}) | readonly (Known | (string & {}))[];

/** Options of every sign-in. */
export interface SignInRequest<AppState = unknown> {
  /**
   * Parameters that this library does not know. One that it manages, or has an option for, is refused. They are merged
   * by name with those of the client.
   */
  extraParams?: Readonly<Record<string, string | null | undefined>> | undefined;
  /**
   * Where in this app to go afterwards: a path with its query and fragment, or a URL of this origin, of at most 8 KiB.
   * Anything else becomes `/`. It is not sent to the provider.
   */
  returnTo?: string | undefined;
  /** Any JSON, up to 64 KiB of UTF-8. It comes back with the result or the error, and is not sent to the provider. */
  appState?: AppState | undefined;
  /**
   * Where this sign-in's session is kept, such as for a box "Remember me": no further than the `store` of the client's
   * `session`, which is the default.
   */
  keep?: "tab" | "device" | undefined;
}

/**
 * The options of a sign-in that a client can have as defaults: all but what is for one sign-in alone. A
 * request's own value wins, `undefined` takes the default, and `null`, `""` and `[]` take it away.
 */
export type DefaultsOf<Request extends SignInRequest> = Omit<Request, keyof Omit<SignInRequest, "extraParams">>;

/** A request, in which `null` takes a default of the client away. */
export type OverDefaults<Request> = Request extends unknown
  ? { [Option in keyof Request]: undefined extends Request[Option] ? Request[Option] | null : Request[Option] }
  : never;

/** Options of a sign-in at an OpenID provider: its flow and its scope. */
export interface OpenIdSignInRequest<AppState = unknown> extends SignInRequest<AppState> {
  /** The flow. Default `"code"`. */
  responseType?: ResponseType | undefined;
  /**
   * What is asked for, as a list or separated by spaces (RFC 6749 §3.3). Default `openid`, and nothing for `"token"`. An
   * ID token needs `openid` in it.
   */
  scope?: string | readonly string[] | undefined;
}

/** What the provider shows the user (Core §3.1.2.1, Initiating User Registration §2). */
export type Prompt = "none" | "login" | "consent" | "select_account" | "create";

/** The `claims` parameter (Core §5.5): claims by name. `null` asks for a claim in the default way. */
export interface ClaimsRequest {
  /** Claims of the userinfo endpoint's answer. */
  userinfo?: Readonly<Record<string, ClaimRequest | null>> | undefined;
  /** Claims of the ID token. */
  id_token?: Readonly<Record<string, ClaimRequest | null>> | undefined;
}

/** How one claim is asked for (Core §5.5.1). */
export interface ClaimRequest {
  /** Whether the app cannot do without it. Default: it can. */
  essential?: boolean | undefined;
  /** The value that it should have. */
  value?: unknown;
  /** The values that it may have, the preferred one first. */
  values?: readonly unknown[] | undefined;
  /** Members that the claim's own definition adds. */
  [member: string]: unknown;
}

/** How long to wait for the provider's answers. */
export interface WaitOptions {
  /**
   * Aborts the call: its promise rejects with the code `aborted`, and a sign-in under way ends. Where several calls of
   * `handleCallback` wait for one answer, the work ends once the signals of all of them have fired; a session waits too,
   * and has none. A call of the session ends its own wait alone.
   */
  signal?: AbortSignal | undefined;
  /** How long each request to the provider may take, in milliseconds, 1 to 600 000. Default 10 000. */
  timeoutMs?: number | undefined;
}

/** Options of `signInPopup`. When its `signal` fires, the window closes. */
export interface PopupOptions extends WaitOptions {
  /** The width of the window in pixels, 100 to 10 000. Default 480. */
  width?: number | undefined;
  /** The height of the window in pixels, 100 to 10 000. Default 640. */
  height?: number | undefined;
}

/** Options of `handleCallback`. Without them it reads the page's own address. */
export interface HandleCallbackOptions extends WaitOptions {
  /** The address to read instead of `location.href`, or relative to it. Only the page's own address is cleaned. */
  url?: string | URL | undefined;
}

/** Options of `logoutUrl` and `signOut` (RP-Initiated Logout §2). */
export interface LogoutRequest {
  /**
   * The result's tokens. The ID token tells an OpenID provider whose session to end; with it, many do not ask the user
   * to confirm. Auth0 needs none.
   */
  tokens?: Tokens | undefined;
  /** Where to come back to: an absolute URL registered at the provider, or a path of this app. */
  returnTo?: string | undefined;
}
