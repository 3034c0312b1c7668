/**
 * The browser's half of signing in with OAuth 2.0 and OpenID Connect.
 *
 * Make a client with {@link oidc}, {@link auth0}, {@link authkit}, {@link workosConnect} or {@link entra}. Its
 * {@link Client.signIn | signIn} begins a sign-in. Call its {@link Client.handleCallback | handleCallback} on every
 * page load: it says what came of the sign-in. With the option {@link ClientOptions.session | session} its
 * {@link Session} lasts: it renews the tokens, and tells who is signed in.
 *
 * Names in camelCase are this package's; claims, WorkOS's `user` and `raw` keep the names that they were sent with.
 * Times in options and claims are in seconds, unless the name ends in `Ms`. {@link Tokens.expiresAt} is in
 * milliseconds, like `Date.now()`.
 *
 * `RFC 6749`, `Core` (OpenID Connect Core 1.0), `Discovery` (OpenID Connect Discovery 1.0) and the like name the
 * section that a member follows.
 *
 * @module spa-authorize
 */

export type { AnySession, Client, Optionally, PopupArguments, PopupResult, UserInfoArguments } from "./client.js";
export * from "./errors.js";
export { initialize } from "./eager.js";
export type { InitializeOptions } from "./module.js";
export * from "./options.js";
export * from "./providers/auth0.js";
export * from "./providers/authkit.js";
export * from "./providers/entra.js";
export * from "./providers/oidc.js";
export * from "./providers/workos_connect.js";
export * from "./results.js";
export type {
  AccessTokenOptions,
  ApiRequest,
  AuthorizedSnapshot,
  ClaimsIdentity,
  Ended,
  EndOptions,
  Session,
  SessionSnapshot,
  SignedInSnapshot,
  SignedInStatus,
  SignedOutReason,
  SignedOutSnapshot,
  Started,
  UnknownSnapshot,
  WithoutSession,
  WithSession,
} from "./session.js";
