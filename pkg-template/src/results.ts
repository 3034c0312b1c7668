// What came of a sign-in.

import type { SignInError } from "./errors.js";

/** What `handleCallback` found at this page load. A failure is a {@link SignInError} instead. */
export type CallbackResult<AppState = unknown, SignIn = SignedIn<AppState> | Authorized<AppState>> =
  | SignIn
  | InteractionRequired<AppState>
  | NoCallback
  | AlreadyHandled
  | NotOurs;

/** The `kind` of a result, whichever provider it is from. */
export type ResultKind = (typeof RESULT_KINDS)[number];

/** Every {@link ResultKind}. */
export const RESULT_KINDS = [
  "signed-in",
  "code",
  "authorized",
  "interaction-required",
  "none",
  "already-handled",
  "not-ours",
] as const;

/** The user signed in, and the ID token says who the user is. */
export interface SignedIn<AppState = unknown> extends AppData<AppState> {
  /** The user signed in. */
  kind: "signed-in";
  /** The tokens that the provider issued. */
  tokens: Tokens;
  /** Who the user is. */
  claims: IdTokenClaims;
  /**
   * Whether the ID token's signature was checked. One from the fragment always was. One from the token endpoint was if
   * the page has a WebCrypto that knows the algorithm; otherwise TLS stands in for it (Core §3.1.3.7, step 6).
   */
  signature: "verified" | "not-checked";
}

/** An access token alone. It says what the app may do, not who the user is: never sign a user in with it. */
export interface Authorized<AppState = unknown> extends AppData<AppState> {
  /** The app may call an API. */
  kind: "authorized";
  /** The tokens that the provider issued. */
  tokens: Tokens;
}

/** `prompt: "none"` got one of its four expected refusals (Core §3.1.2.6): offer a sign-in without `prompt`. */
export interface InteractionRequired<AppState = unknown> extends AppData<AppState> {
  /** The provider would have to show a page. */
  kind: "interaction-required";
  /** What the provider would have to ask the user for. */
  error: "login_required" | "consent_required" | "interaction_required" | "account_selection_required";
}

/** The address has no response: this is an ordinary page load. */
export interface NoCallback {
  /** Nothing to do. */
  kind: "none";
}

/**
 * The response in the address was handled before: the page was reloaded or visited again, the user went back to the
 * provider and signed in there again, or the session that it began has ended.
 */
export interface AlreadyHandled {
  /** There are no tokens, and the address bar was cleaned. If nobody is signed in, start a new sign-in. */
  kind: "already-handled";
  /** Where the sign-in was to return to. `signOut` makes the tab forget it; `appState` is not kept. */
  returnTo?: string;
}

/** The address has a response that this client did not ask for. It was left as it is. */
export interface NotOurs {
  /** Nothing to do, and nothing to trust. */
  kind: "not-ours";
  /**
   * `"unknown-state"`: no sign-in in this tab has its `state` (another library's callback, a forged one, a link opened
   * in another tab, a storage that was cleared). `"state-missing"`: it has no `state`, so it answers no sign-in; some
   * providers leave it out when they refuse one. `"other-client"`: another client of this app asked for it, by its
   * `clientId` or by its `issuer`, compared exactly. `"other-address"`: this client asked for it, but
   * this page is not its `redirectUri`. `"too-large"`: the address has more than 256 KiB and was not read.
   */
  reason: NotOursReason;
}

/** Why a response is {@link NotOurs}. */
export type NotOursReason = (typeof NOT_OURS_REASONS)[number];

/** Every {@link NotOursReason}. */
export const NOT_OURS_REASONS = [
  "unknown-state",
  "state-missing",
  "other-client",
  "other-address",
  "too-large",
] as const;

/** The result of {@link Client.answer} where {@link Client.handleCallback} rejects. */
export interface Failed {
  /** Something went wrong. */
  kind: "failed";
  /** The error that says what. */
  error: SignInError;
}

/** What the app gave to the sign-in, and gets back with its result. */
export interface AppData<AppState = unknown> {
  /** The sign-in's own. It was in `sessionStorage`, where other scripts of the page could change it. */
  appState?: AppState;
  /** Where to go now, once: a path of this app, safe to navigate to. `/` if the sign-in had none. */
  returnTo: string;
}

/** What the provider issued. Without a session it is in the result and nowhere else: this package stores no token then. */
export interface Tokens {
  /** For calls to APIs (RFC 6749 §1.4). Absent with `"id_token"` alone. Only the API looks inside it. */
  accessToken?: string;
  /** As it came; `Bearer` in whatever case (RFC 6749 §7.1). */
  tokenType?: string;
  /**
   * When the access token expires, in milliseconds since the epoch; `null` if the provider did not say. For AuthKit it
   * comes from `exp` and `iat` in the token.
   */
  expiresAt: number | null;
  /** The scope that was granted; the scope that was asked for, if the provider did not say (RFC 6749 §5.1). */
  scope: string[];
  /**
   * For new tokens without the user, if the provider issued one (RFC 6749 §1.5). This package does not use it. A session
   * does, and keeps it to itself: it is absent then, and from `raw` as well.
   */
  refreshToken?: string;
  /** The ID token that the claims are from, in compact form. */
  idToken?: string;
  /**
   * The response as it came: the token endpoint's whole answer; of a fragment the members above, `state` and `iss`.
   * Nothing beyond the members above was checked.
   */
  raw: Record<string, unknown>;
}

/** The claims of an ID token that has passed every check (Core §2), under their registered names. */
export interface IdTokenClaims extends ProfileClaims {
  /** The issuer. With `sub` it identifies the user (Core §5.7). Nothing else does, least of all an e-mail address. */
  iss: string;
  /** The user at this issuer: 1 to 255 ASCII characters, case-sensitive. */
  sub: string;
  /** Whom the token is for: this client, and perhaps others. */
  aud: string | string[];
  /** When the token expires, in seconds since the epoch. It says nothing about the app's own session. */
  exp: number;
  /** When the token was issued, in seconds since the epoch. */
  iat: number;
  /** When the user last signed in at the provider, in seconds since the epoch. Always there after `maxAge`. */
  auth_time?: number;
  /** The nonce of this sign-in; checked. */
  nonce?: string;
  /** The authentication context class that was met. */
  acr?: string;
  /** The authentication methods that were used (RFC 8176). */
  amr?: string[];
  /** The client that the token was issued to: this one. */
  azp?: string;
  /** Every other claim, as it came. */
  [claim: string]: unknown;
}

/**
 * Claims for people to read (Core §5.1). One of another type than it has here is left out: it stays in the ID token, and
 * in `tokens.raw`.
 */
export interface ProfileClaims {
  /** The whole name. */
  name?: string | undefined;
  /** The first name, or names. */
  given_name?: string | undefined;
  /** The last name, or names. */
  family_name?: string | undefined;
  /** What the user likes to be called. */
  preferred_username?: string | undefined;
  /** The address of a picture. */
  picture?: string | undefined;
  /** An e-mail address, which may be somebody else's unless `email_verified` is `true`. */
  email?: string | undefined;
  /** Whether the provider verified that the e-mail address is the user's. */
  email_verified?: boolean | undefined;
  /** The user's language and region, such as `en-US`. */
  locale?: string | undefined;
  /** The user's time zone, such as `Europe/Paris`. */
  zoneinfo?: string | undefined;
  /** A telephone number. */
  phone_number?: string | undefined;
  /** When this was last changed: in seconds since the epoch, or a date in text, as Auth0 sends it. */
  updated_at?: number | string | undefined;
}

/** The claims of the userinfo endpoint (Core §5.3.2). Its `sub` is that of the ID token. */
export interface UserInfo extends ProfileClaims {
  /** The user, the same as in the ID token. */
  sub: string;
  /** Every other claim, as it came. */
  [claim: string]: unknown;
}
