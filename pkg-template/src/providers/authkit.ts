import type { Client } from "../client.js";
import { client } from "../eager.js";
import type { ClientOptions, DefaultsOf, LogoutRequest, SignInRequest, WaitOptions } from "../options.js";
import type { CallbackResult, SignedIn, Tokens } from "../results.js";
import type { Session, WithoutSession, WithSession } from "../session.js";

/**
 * A client of WorkOS AuthKit that says how its users sign in: a request may leave that out. Its sign-ins last as a session.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function authkit<AppState = unknown>(
  options: AuthKitOptions & AuthKitSelector & WithSession,
): AuthKitClientWithSelector<AppState, AuthKitSession<AppState>>;

/**
 * A client of WorkOS AuthKit that says how its users sign in: a request may leave that out.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function authkit<AppState = unknown>(
  options: AuthKitOptions & AuthKitSelector & WithoutSession,
): AuthKitClientWithSelector<AppState, undefined>;

/**
 * A client of WorkOS AuthKit that says how its users sign in: a request may leave that out. Its options may have a `session` or none.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function authkit<AppState = unknown>(
  options: AuthKitOptions & AuthKitSelector,
): AuthKitClientWithSelector<AppState>;

/**
 * A client of WorkOS AuthKit, whose every request says how to sign in. Its sign-ins last as a session.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function authkit<AppState = unknown>(
  options: AuthKitOptions & WithSession,
): AuthKitClient<AppState, AuthKitSession<AppState>>;

/**
 * A client of WorkOS AuthKit, whose every request says how to sign in.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function authkit<AppState = unknown>(
  options: AuthKitOptions & WithoutSession,
): AuthKitClient<AppState, undefined>;

/**
 * A client of WorkOS AuthKit, whose every request says how to sign in. Its options may have a `session` or none.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function authkit<AppState = unknown>(
  options: AuthKitOptions,
): AuthKitClient<AppState>;
export function authkit(options: AuthKitOptions): unknown {
  return client("authkit", options);
}

/** What {@link authkit} makes. */
export type AuthKitClient<AppState = unknown, Kept = AuthKitSession<AppState> | undefined> = AuthKitClientOf<
  AuthKitSignInRequest<AppState>,
  AppState,
  Kept
>;

/** What {@link authkit} makes with a selector, which another one in a request replaces as a whole. */
export type AuthKitClientWithSelector<AppState = unknown, Kept = AuthKitSession<AppState> | undefined> = AuthKitClientOf<
  AuthKitSignInRequest<AppState> | AuthKitRequestByDefault<AppState>,
  AppState,
  Kept
>;

/** The session of a client of WorkOS AuthKit. */
export type AuthKitSession<AppState = unknown> = Session<
  UserIdentity,
  AuthKitSignInRequest<AppState> | AuthKitRequestByDefault<AppState>,
  AppState
>;

/** A user whom WorkOS knows. */
export interface UserIdentity {
  /** The user as WorkOS returned it last: the same object as long as it is equal. */
  user: Readonly<WorkosUser>;
}

/** A client of WorkOS AuthKit, by what its requests are. */
export type AuthKitClientOf<Request, AppState = unknown, Kept = AuthKitSession<AppState> | undefined> = Omit<
  Client<Request, CallbackResult<AppState, UserSignedIn<AppState>>, AuthKitLogoutRequestOf<Kept>, Kept>,
  "fetchUserInfo"
> &
  AuthKitSwitchOf<Kept>;

/** What a client of WorkOS AuthKit has more with a session. */
export type AuthKitSwitchOf<Kept> = [Kept] extends [object] ? OrganizationSwitch : {};

/** The session can go over to another organization. */
export interface OrganizationSwitch {
  /**
   * Goes over to another organization of the user, without leaving the page: its tokens are for that one from now on, in
   * every tab. If WorkOS refuses, the old one stays.
   *
   * @throws {@link SessionError} `interaction-required`, with WorkOS's word in `error`, such as `sso_required`: sign in
   * with that `organizationId`. What `getAccessToken` throws.
   */
  switchOrganization(options: SwitchOrganizationOptions): Promise<void>;
}

/** Where to go over to. */
export interface SwitchOrganizationOptions extends WaitOptions {
  /** The organization (`org_…`). */
  organizationId: string;
  /**
   * How long the call may take in all, in milliseconds, 1 to 600 000. Default 10 000. A renewal under way goes on
   * afterwards.
   */
  timeoutMs?: number | undefined;
}

/**
 * A client of WorkOS AuthKit, which knows neither scopes nor other flows than `"code"`, and the options that its requests
 * have unless they say otherwise.
 */
export interface AuthKitOptions
  extends ClientOptions<AuthKitSignInRequest | AuthKitRequestByDefault>,
    AuthKitHints,
    AuthKitPageHints,
    DefaultsOf<SignInRequest> {
  /** A custom domain of the user management API: a host. Default `api.workos.com`. */
  domain?: string | undefined;
  /** Uses `http:` for the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** Options of a sign-in at AuthKit: one selector, and hints. */
export type AuthKitSignInRequest<AppState = unknown> = SignInRequest<AppState> & AuthKitHints & AuthKitSelector;

/** Exactly one of `provider`, `connectionId` and `organizationId`, or `"authkit"` with an `organizationId`. */
export type AuthKitSelector =
  | (SignInByAuthKit & Without<"connectionId">)
  | (SignInByProvider & Without<"connectionId" | "organizationId" | "screenHint" | "maxAge">)
  | (SignInByConnection & Without<"provider" | "organizationId" | "screenHint" | "maxAge">)
  | (SignInByOrganization & Without<"provider" | "connectionId" | "screenHint" | "maxAge">);

/** One sign-in in the way that the client says. */
export type AuthKitRequestByDefault<AppState = unknown> = SignInRequest<AppState> &
  AuthKitHints &
  AuthKitPageHints &
  Without<"provider" | "connectionId" | "organizationId">;

/** Sign in on AuthKit's own pages. */
export interface SignInByAuthKit extends AuthKitPageHints {
  /** AuthKit itself. */
  provider: "authkit";
  /** The organization that is selected during the sign-in (`org_…`). */
  organizationId?: string | undefined;
}

/** What AuthKit's own pages are told: only beside the provider `"authkit"`. */
export interface AuthKitPageHints {
  /** The screen to begin with. */
  screenHint?: "sign-up" | "sign-in" | undefined;
  /** The sign-in must not be older than this many seconds; 0 asks for a new one. Only AuthKit checks it. */
  maxAge?: number | undefined;
}

/** Sign in at an OAuth provider. */
export interface SignInByProvider {
  /** The OAuth provider. */
  provider: AuthKitProvider;
}

/** Sign in by one connection, usually an enterprise's. */
export interface SignInByConnection {
  /** The connection (`conn_…`). */
  connectionId: string;
}

/** Sign in by the connection of an organization. */
export interface SignInByOrganization {
  /** The organization (`org_…`). */
  organizationId: string;
}

/** Options that must not be given. */
export type Without<Options extends string> = { [Option in Options]?: undefined };

/** The OAuth providers that AuthKit documents; others are accepted. */
export type AuthKitProvider = "AppleOAuth" | "GitHubOAuth" | "GoogleOAuth" | "MicrosoftOAuth" | (string & {});

/** Hints for AuthKit and the providers behind it. */
export interface AuthKitHints {
  /** Fills in the user name or e-mail address (OAuth, AuthKit, OpenID Connect, Okta and Entra ID connections). */
  loginHint?: string | undefined;
  /** Fills in the domain (Microsoft OAuth and Google SAML). */
  domainHint?: string | undefined;
  /** Further scopes to ask of the OAuth provider. */
  providerScopes?: string | readonly string[] | undefined;
  /** Further parameters for the OAuth provider. */
  providerQueryParams?: Readonly<Record<string, string | null | undefined>> | undefined;
  /** An invitation's token. */
  invitationToken?: string | undefined;
  /** As the OAuth provider or AuthKit knows it, as a list or separated by spaces. */
  prompt?: string | readonly string[] | undefined;
}

/** Options of AuthKit's logout: with a session the tokens may be left out. */
export type AuthKitLogoutRequestOf<Kept> = [Kept] extends [object] ? LogoutRequest : AuthKitLogoutRequest;

/** Options of AuthKit's logout without a session. */
export interface AuthKitLogoutRequest extends LogoutRequest {
  /** The result's tokens: the access token names the session that ends. */
  tokens: Tokens;
}

/** The user signed in, and WorkOS says who the user is. There is no ID token, so there are no claims. */
export interface UserSignedIn<AppState = unknown> extends Omit<SignedIn<AppState>, "claims"> {
  /** The user as WorkOS returns it, under WorkOS's names. */
  user: WorkosUser;
  /** The organization that the user signed in to. */
  organizationId?: string;
  /** How the user signed in, in WorkOS's words. */
  authenticationMethod?: string;
  /** The person who acts in the user's place. */
  impersonator?: Record<string, unknown>;
  /** The OAuth provider's own tokens, if the connection returns them. */
  oauthTokens?: Record<string, unknown>;
}

/** A user of WorkOS, under WorkOS's names. */
export interface WorkosUser {
  /** WorkOS's identifier of the user (`user_…`). It identifies the user. */
  id: string;
  /** The user's e-mail address, which can change. As with all that follows, another type is left out. */
  email?: string | undefined;
  /** Whether the e-mail address was verified. */
  email_verified?: boolean | undefined;
  /** The first name. */
  first_name?: string | null | undefined;
  /** The last name. */
  last_name?: string | null | undefined;
  /** The address of a picture. */
  profile_picture_url?: string | null | undefined;
  /** The app's own identifier of the user. */
  external_id?: string | null | undefined;
  /** Every other member, as it came. */
  [member: string]: unknown;
}
