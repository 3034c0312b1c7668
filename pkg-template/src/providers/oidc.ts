import type { Client } from "../client.js";
import { client } from "../eager.js";
import type {
  ClaimsRequest,
  ClientOptions,
  DefaultsOf,
  IdTokenOptions,
  LogoutRequest,
  OpenIdSignInRequest,
  Prompt,
} from "../options.js";
import type { CallbackResult } from "../results.js";
import type { ClaimsIdentity, Session, WithoutSession, WithSession } from "../session.js";

/**
 * Makes a client of any OpenID provider, whose sign-ins last as a session.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function oidc<AppState = unknown>(
  options: OidcOptions & WithSession,
): OidcClient<AppState, OidcSession<AppState>>;

/**
 * Makes a client of any OpenID provider. It needs no network, and works on a server too.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function oidc<AppState = unknown>(options: OidcOptions & WithoutSession): OidcClient<AppState, undefined>;

/**
 * Makes a client of any OpenID provider, by options that may have a `session` or none.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function oidc<AppState = unknown>(options: OidcOptions): OidcClient<AppState>;
export function oidc(options: OidcOptions): unknown {
  return client("oidc", options);
}

/** What {@link oidc} makes. */
export type OidcClient<AppState = unknown, Kept = OidcSession<AppState> | undefined> = Client<
  OidcSignInRequest<AppState>,
  CallbackResult<AppState>,
  LogoutRequest,
  Kept
>;

/** The session of a client of an OpenID provider. */
export type OidcSession<AppState = unknown> = Session<ClaimsIdentity, OidcSignInRequest<AppState>, AppState>;

/**
 * A client of any OpenID provider, and the options that its requests have unless they say otherwise. Its endpoints are
 * given here, or fetched when only the issuer is.
 */
export interface OidcOptions extends ClientOptions<OidcSignInRequest>, IdTokenOptions, DefaultsOf<OidcSignInRequest> {
  /**
   * The issuer identifier, exactly as the provider's metadata and its ID tokens write it: it is compared character by
   * character, including a slash at its end (Discovery §3). If no endpoints are given, the metadata is fetched from its
   * `/.well-known/openid-configuration`.
   */
  issuer: string;
  /**
   * Where the browser is sent (RFC 6749 §3.1). If it is given, this client fetches no metadata and knows only the
   * endpoints below. Every endpoint is an absolute `https:` URL without a fragment, or an `http:` URL of this machine.
   */
  authorizationEndpoint?: string | undefined;
  /** The provider's keys (RFC 7517 §5). Needed beside `authorizationEndpoint` for the scope `openid`. */
  jwksUri?: string | undefined;
  /** Where a code is exchanged (RFC 6749 §3.2). Needed beside `authorizationEndpoint` for `"code"`. */
  tokenEndpoint?: string | undefined;
  /** Core §5.3. Needed beside `authorizationEndpoint` for `fetchUserInfo`. */
  userinfoEndpoint?: string | undefined;
  /** RP-Initiated Logout §2.1. Needed beside `authorizationEndpoint` for `logoutUrl` and `signOut`. */
  endSessionEndpoint?: string | undefined;
  /** Where a refresh token is revoked at the end of a session (RFC 7009 §2), if the provider can do that. */
  revocationEndpoint?: string | undefined;
  /**
   * The provider puts `iss` into every authorization response (RFC 9207 §3). A code, or an access token alone, is then
   * refused without it. An ID token stands in for it, and an error may lack it.
   */
  authorizationResponseIssParameterSupported?: boolean | undefined;
  /**
   * Accepts `http:` endpoints on machines other than this one. Codes and tokens then travel in the clear: use it in a
   * test network, never for users.
   */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** Options of a sign-in at an OpenID provider (Core §3.1.2.1). */
export interface OidcSignInRequest<AppState = unknown> extends OpenIdSignInRequest<AppState> {
  /** `"none"` asks for an answer without showing a page, and cannot be combined with others. */
  prompt?: Prompt | readonly Prompt[] | undefined;
  /** The user who is expected to sign in: an e-mail address, a phone number or a user name. */
  loginHint?: string | undefined;
  /** The sign-in must not be older than this many seconds; 0 asks for a new one. Checked against `auth_time`. */
  maxAge?: number | undefined;
  /** BCP 47 language tags, the preferred one first. */
  uiLocales?: string | readonly string[] | undefined;
  /** Authentication context classes, the preferred one first. The provider may answer with another. */
  acrValues?: string | readonly string[] | undefined;
  /**
   * Asks for single claims by name (Core §5.5). An `essential` `acr` of the ID token is checked on return: it must be
   * there, and be one of the `values` if there are any. No other claim is checked for.
   */
  claims?: ClaimsRequest | undefined;
  /** How the provider should show its pages. */
  display?: "page" | "popup" | "touch" | "wap" | undefined;
  /** An ID token issued before, which says whose session is meant. */
  idTokenHint?: string | undefined;
  /** The APIs that the access token is for: absolute URIs without a fragment (RFC 8707 §2). */
  resource?: string | readonly string[] | undefined;
}
