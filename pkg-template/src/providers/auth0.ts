import type { Client } from "../client.js";
import { client } from "../eager.js";
import type { ClientOptions, DefaultsOf, IdTokenOptions, LogoutRequest, OpenIdSignInRequest } from "../options.js";
import type { CallbackResult } from "../results.js";
import type { ClaimsIdentity, Session, WithoutSession, WithSession } from "../session.js";

/**
 * Makes a client of an Auth0 tenant, whose sign-ins last as a session.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function auth0<AppState = unknown>(
  options: Auth0Options & WithSession,
): Auth0Client<AppState, Auth0Session<AppState>>;

/**
 * Makes a client of an Auth0 tenant.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function auth0<AppState = unknown>(options: Auth0Options & WithoutSession): Auth0Client<AppState, undefined>;

/**
 * Makes a client of an Auth0 tenant, by options that may have a `session` or none.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function auth0<AppState = unknown>(options: Auth0Options): Auth0Client<AppState>;
export function auth0(options: Auth0Options): unknown {
  return client("auth0", options);
}

/** What {@link auth0} makes. */
export type Auth0Client<AppState = unknown, Kept = Auth0Session<AppState> | undefined> = Client<
  Auth0SignInRequest<AppState>,
  CallbackResult<AppState>,
  Auth0LogoutRequest,
  Kept
>;

/** The session of a client of an Auth0 tenant. */
export type Auth0Session<AppState = unknown> = Session<ClaimsIdentity, Auth0SignInRequest<AppState>, AppState>;

/** A client of an Auth0 tenant, and the options that its requests have unless they say otherwise. */
export interface Auth0Options extends ClientOptions<Auth0SignInRequest>, IdTokenOptions, DefaultsOf<Auth0SignInRequest> {
  /** The tenant's domain: a host, such as `acme.eu.auth0.com`, or a custom one. `https://<domain>/` is the issuer. */
  domain: string;
  /** Uses `http:` for the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** Options of a sign-in at Auth0. Those that only its older page, "API v2", describes say so. */
export interface Auth0SignInRequest<AppState = unknown> extends OpenIdSignInRequest<AppState> {
  /** The identity provider to use, by the name of its connection; without it Auth0 shows its login page. */
  connection?: string | undefined;
  /** The API that the access token is for, by its identifier. */
  audience?: string | undefined;
  /** The API by RFC 8707, for tenants with the compatibility profile: absolute URIs without a fragment. */
  resource?: string | readonly string[] | undefined;
  /** The organization to sign in to, by its id (`org_…`) or its name. The ID token must be for it. */
  organization?: string | undefined;
  /** An invitation's ticket. Needs `organization`. */
  invitation?: string | undefined;
  /** `"none"` asks for an answer without showing a page, and cannot be combined with others. */
  prompt?: Auth0Prompt | readonly Auth0Prompt[] | undefined;
  /** The user who is expected to sign in: an e-mail address or a user name. */
  loginHint?: string | undefined;
  /** The screen to begin with, such as `signup`. */
  screenHint?: string | undefined;
  /** The sign-in must not be older than this many seconds; 0 asks for a new one. Checked against `auth_time`. */
  maxAge?: number | undefined;
  /** BCP 47 language tags, the preferred one first. */
  uiLocales?: string | readonly string[] | undefined;
  /** Authentication context classes, the preferred one first. */
  acrValues?: string | readonly string[] | undefined;
  /** How the identity provider should show its pages; not every one knows `popup`. */
  display?: "page" | "popup" | "touch" | "wap" | undefined;
  /**
   * The SHA-256 thumbprint of the DPoP key to bind the tokens to (RFC 9449 §10). It is for the URL alone: this library
   * sends no proof, so its own exchange of such a code is refused.
   */
  dpopJkt?: string | undefined;
  /** API v2, with the scope `offline_access`: a name for the refresh token in the dashboard. */
  device?: string | undefined;
  /** An ID token issued before. For account linking: that of the user whose account is linked. */
  idTokenHint?: string | undefined;
  /** Account linking, with the scope `link_account`: the connection of the account to add. Needs `idTokenHint`. */
  requestedConnection?: string | undefined;
  /** The scope to ask that connection for. */
  requestedConnectionScope?: string | readonly string[] | undefined;
  /**
   * Account linking by API v2: the signed-in user's access token, with `connection`. A token in a URL reaches
   * histories, logs and referrers.
   */
  dangerouslyPutAccessTokenInUrl?: string | undefined;
}

/** The values of Auth0's `prompt`. */
export type Auth0Prompt = "none" | "login" | "consent" | "select_account";

/** Options of Auth0's logout. */
export interface Auth0LogoutRequest extends LogoutRequest {
  /** Also ends the session at the connection's identity provider. */
  federated?: boolean | undefined;
}
