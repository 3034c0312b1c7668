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
 * Makes a client of Microsoft Entra ID, Entra External ID or Azure AD B2C, whose sign-ins last as a session.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function entra<AppState = unknown>(
  options: EntraOptions & WithSession,
): EntraClient<AppState, EntraSession<AppState>>;

/**
 * A client of Microsoft Entra ID, Entra External ID or Azure AD B2C. Made without network, and on a server too; its
 * endpoints come from the tenant's metadata, so await `ready()` ahead of `createAuthorizeUrl`.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function entra<AppState = unknown>(options: EntraOptions & WithoutSession): EntraClient<AppState, undefined>;

/**
 * Makes a client of Microsoft Entra ID, Entra External ID or Azure AD B2C, by options that may have a `session` or none.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function entra<AppState = unknown>(options: EntraOptions): EntraClient<AppState>;
export function entra(options: EntraOptions): unknown {
  return client("entra", options);
}

/** What {@link entra} makes. */
export type EntraClient<AppState = unknown, Kept = EntraSession<AppState> | undefined> = Client<
  EntraSignInRequest<AppState>,
  CallbackResult<AppState>,
  LogoutRequest,
  Kept
>;

/** The session of a client of Microsoft Entra ID. */
export type EntraSession<AppState = unknown> = Session<ClaimsIdentity, EntraSignInRequest<AppState>, AppState>;

/**
 * A client of one tenant or of several, and the options that its requests have unless they say otherwise. Know a user by
 * `claims.oid` with `claims.tid`, never by `claims.email`.
 */
export interface EntraOptions extends ClientOptions<EntraSignInRequest>, IdTokenOptions, DefaultsOf<EntraSignInRequest> {
  /**
   * Whose users sign in: a tenant by its id (a GUID) or its domain, `"organizations"` for every tenant,
   * `"consumers"` for personal Microsoft accounts, `"common"` for both. The ID token must be of such a tenant.
   */
  tenant: "common" | "organizations" | "consumers" | (string & {});
  /**
   * The host to ask. Default: `login.microsoftonline.com`. A national cloud has its own (`login.microsoftonline.us`),
   * and so has each tenant of External ID (`contoso.ciamlogin.com`) and of Azure AD B2C (`contoso.b2clogin.com`).
   */
  domain?: string | undefined;
  /** Azure AD B2C: the user flow or the custom policy. Needs `domain`, and one tenant. */
  policy?: string | undefined;
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** One sign-in at Microsoft. */
export interface EntraSignInRequest<AppState = unknown> extends OpenIdSignInRequest<AppState> {
  /** `"none"` stands alone: it asks for an answer without any page shown. */
  prompt?: Prompt | readonly Prompt[] | undefined;
  /** Who is expected to sign in: an e-mail address, or the token's `login_hint`. */
  loginHint?: string | undefined;
  /** The domain of the user's account, or for B2C the identity provider: its page is shown at once. */
  domainHint?: string | undefined;
  /** The user must have signed in within so many seconds. Checked on return against `auth_time`, an optional claim. */
  maxAge?: number | undefined;
  /** Single claims, asked for by name (Core §5.5), such as a step-up by `acrs`. */
  claims?: ClaimsRequest | undefined;
}
