import { client, type Client } from "../client.js";
import type { ClaimsRequest, ClientOptions, DefaultsOf, IdTokenOptions, OpenIdSignInRequest, Prompt } from "../options.js";
import type { CallbackResult } from "../results.js";

/**
 * A client of any OpenID provider. Made without network, and on a server too.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function oidc<AppState = unknown>(options: OidcOptions): OidcClient<AppState> {
  return client("oidc", options);
}

/** What {@link oidc} makes. */
export type OidcClient<AppState = unknown> = Client<OidcSignInRequest<AppState>, CallbackResult<AppState>>;

/**
 * A client of any OpenID provider, and the options that its requests have unless they say otherwise. Its endpoints are
 * given here, or fetched when only the issuer is.
 */
export interface OidcOptions extends ClientOptions, IdTokenOptions, DefaultsOf<OidcSignInRequest> {
  /**
   * The issuer identifier, as the provider's metadata and its ID tokens have it: compared character for character, a
   * slash at its end included (Discovery §3). Where it stands alone, the metadata is fetched from its
   * `/.well-known/openid-configuration`.
   */
  issuer: string;
  /**
   * Where the browser is sent (RFC 6749 §3.1). Given: this client fetches no metadata, and the endpoints below are all
   * it knows. Every endpoint is an absolute `https:` URL without a fragment, or an `http:` one of this machine.
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
  /**
   * The provider puts `iss` into every authorization response (RFC 9207 §3), so a code or an access token alone
   * without it is refused. An ID token beside says as much, and an error need not.
   */
  authorizationResponseIssParameterSupported?: boolean | undefined;
  /**
   * Accepts `http:` endpoints on other hosts than this machine. Codes and tokens then travel in the clear:
   * for a test network, never for users.
   */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** One sign-in at an OpenID provider (Core §3.1.2.1). */
export interface OidcSignInRequest<AppState = unknown> extends OpenIdSignInRequest<AppState> {
  /** `"none"` stands alone: it asks for an answer without any page shown. */
  prompt?: Prompt | readonly Prompt[] | undefined;
  /** Who is expected to sign in: an e-mail address, a phone number, a user name. */
  loginHint?: string | undefined;
  /** The user must have signed in within so many seconds; 0 asks for it anew. Checked on return against `auth_time`. */
  maxAge?: number | undefined;
  /** BCP 47 language tags, the preferred one first. */
  uiLocales?: string | readonly string[] | undefined;
  /** Authentication context classes, the preferred one first. A wish: the provider may answer with another. */
  acrValues?: string | readonly string[] | undefined;
  /**
   * Single claims, asked for by name (Core §5.5). An `acr` of the ID token that is `essential` is checked
   * on return: it must be there, and be one of the `values` if there are any. No other claim is checked to be there.
   */
  claims?: ClaimsRequest | undefined;
  /** How the provider should show its pages. */
  display?: "page" | "popup" | "touch" | "wap" | undefined;
  /** An ID token issued before, to say whose session is meant. */
  idTokenHint?: string | undefined;
  /** The APIs that the access token is for: absolute URIs without a fragment (RFC 8707 §2). */
  resource?: string | readonly string[] | undefined;
}
