import { client, type Client } from "../client.js";
import type { ClientOptions, DefaultsOf, IdTokenOptions, LogoutRequest, OpenIdSignInRequest } from "../options.js";
import type { CallbackResult } from "../results.js";

/**
 * A client of an Auth0 tenant.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function auth0<AppState = unknown>(options: Auth0Options): Auth0Client<AppState> {
  return client("auth0", options);
}

/** What {@link auth0} makes. */
export type Auth0Client<AppState = unknown> = Client<
  Auth0SignInRequest<AppState>,
  CallbackResult<AppState>,
  Auth0LogoutRequest
>;

/** A client of an Auth0 tenant, and the options that its requests have unless they say otherwise. */
export interface Auth0Options extends ClientOptions, IdTokenOptions, DefaultsOf<Auth0SignInRequest> {
  /** The tenant's domain: a host, such as `acme.eu.auth0.com`, or a custom one. `https://<domain>/` is the issuer. */
  domain: string;
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** One sign-in at Auth0, by its /authorize of today; options that only its older page, "API v2", describes say so. */
export interface Auth0SignInRequest<AppState = unknown> extends OpenIdSignInRequest<AppState> {
  /** The identity provider to use, by the name of its connection; without it Auth0 shows its login page. */
  connection?: string | undefined;
  /** The API that the access token is for, by its identifier. */
  audience?: string | undefined;
  /** The same by RFC 8707, for tenants with the compatibility profile: absolute URIs without a fragment. */
  resource?: string | readonly string[] | undefined;
  /** The organization to sign in to, by its id (`org_…`) or its name. The ID token must be for it. */
  organization?: string | undefined;
  /** An invitation's ticket: only beside `organization`. */
  invitation?: string | undefined;
  /** `"none"` stands alone: it asks for an answer without any page shown. */
  prompt?: Auth0Prompt | readonly Auth0Prompt[] | undefined;
  /** Who is expected to sign in: an e-mail address, a user name. */
  loginHint?: string | undefined;
  /** The screen to begin with, such as `signup`. */
  screenHint?: string | undefined;
  /** The user must have signed in within so many seconds; 0 asks for it anew. Checked on return against `auth_time`. */
  maxAge?: number | undefined;
  /** BCP 47 language tags, the preferred one first. */
  uiLocales?: string | readonly string[] | undefined;
  /** Authentication context classes, the preferred one first. */
  acrValues?: string | readonly string[] | undefined;
  /** How the identity provider should show its pages; `popup` is for those that know it. */
  display?: "page" | "popup" | "touch" | "wap" | undefined;
  /**
   * The SHA-256 thumbprint of the DPoP key that the tokens are to be bound to (RFC 9449 §10). For the URL alone: this
   * library sends no proof, so that its own exchange of such a code is refused.
   */
  dpopJkt?: string | undefined;
  /** Of API v2, beside the scope `offline_access`: a name to find the refresh token by in the dashboard. */
  device?: string | undefined;
  /** An ID token issued before. For account linking: of the user whose account gets another. */
  idTokenHint?: string | undefined;
  /** Account linking, with the scope `link_account`: the connection of the account to add. Needs `idTokenHint`. */
  requestedConnection?: string | undefined;
  /** The scope to ask of that connection. */
  requestedConnectionScope?: string | readonly string[] | undefined;
  /**
   * The account linking of API v2: the signed-in user's access token, beside `connection`. A token in a URL
   * reaches histories, logs and referrers.
   */
  dangerouslyPutAccessTokenInUrl?: string | undefined;
}

/** What Auth0's `prompt` knows. */
export type Auth0Prompt = "none" | "login" | "consent" | "select_account";

/** How Auth0's logout is called. */
export interface Auth0LogoutRequest extends LogoutRequest {
  /** Ends the session at the identity provider of the connection too. */
  federated?: boolean | undefined;
}
