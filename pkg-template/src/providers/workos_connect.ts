import type { Client } from "../client.js";
import { client } from "../eager.js";
import type { ClientOptions, DefaultsOf, IdTokenOptions, LogoutRequest, ScopeOf, SignInRequest } from "../options.js";
import type { AppData, CallbackResult } from "../results.js";
import type { ClaimsIdentity, Session, WithoutSession, WithSession } from "../session.js";

/**
 * Makes a client of WorkOS Connect for an app whose server exchanges the code. Connect has no logout of its own.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function workosConnect<AppState = unknown>(
  options: WorkosConnectOptions & WithoutSession & { exchange: "server" },
): WorkosConnectServerClient<AppState>;

/**
 * Makes a client of WorkOS Connect, whose sign-ins last as a session.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function workosConnect<AppState = unknown>(
  options: WorkosConnectOptions & WithSession,
): WorkosConnectClient<AppState, WorkosConnectSession<AppState>>;

/**
 * Makes a client of WorkOS Connect, which has no logout of its own.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function workosConnect<AppState = unknown>(
  options: WorkosConnectOptions & WithoutSession,
): WorkosConnectClient<AppState, undefined>;

/**
 * Makes a client of WorkOS Connect, by options that may have a `session` or none.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function workosConnect<AppState = unknown>(options: WorkosConnectOptions): WorkosConnectClient<AppState>;
export function workosConnect(options: WorkosConnectOptions): unknown {
  return client("workosConnect", options);
}

/** What {@link workosConnect} makes. */
export type WorkosConnectClient<AppState = unknown, Kept = WorkosConnectSession<AppState> | undefined> = Omit<
  Client<WorkosConnectSignInRequest<AppState>, CallbackResult<AppState>, LogoutRequest, Kept>,
  "logoutUrl" | "signOut"
>;

/** The session of a client of WorkOS Connect. */
export type WorkosConnectSession<AppState = unknown> = Session<
  ClaimsIdentity,
  WorkosConnectSignInRequest<AppState>,
  AppState
>;

/** What {@link workosConnect} makes for an app whose server exchanges the code. */
export type WorkosConnectServerClient<AppState = unknown> = Omit<
  Client<WorkosConnectSignInRequest<AppState>, CallbackResult<AppState, CodeForServer<AppState>>, LogoutRequest, undefined>,
  "fetchUserInfo" | "logoutUrl" | "signInPopup" | "signOut"
>;

/** A client of WorkOS Connect, whose one flow is `"code"`, and the options that its requests have unless they say otherwise. */
export interface WorkosConnectOptions extends ClientOptions<WorkosConnectSignInRequest>, IdTokenOptions, DefaultsOf<WorkosConnectSignInRequest> {
  /** The AuthKit domain: a host, such as `acme.authkit.app`, or a custom one. Its origin is the issuer. */
  domain: string;
  /**
   * Who exchanges the code. Default `"client"`, with PKCE. With `"server"` there is no PKCE, the redirect URI may be on
   * the server's origin, and the result of `handleCallback` is the code.
   */
  exchange?: "client" | "server" | undefined;
  /** Uses `http:` for the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** The scopes that Connect documents; others are accepted. */
export type ConnectScope = ScopeOf<"openid" | "profile" | "email" | "offline_access">;

/** Options of a sign-in at Connect. */
export interface WorkosConnectSignInRequest<AppState = unknown> extends SignInRequest<AppState> {
  /** What is asked for, as a list or separated by spaces. Default `openid`. */
  scope?: ConnectScope | undefined;
}

/** A code that the app's server exchanges. */
export interface CodeForServer<AppState = unknown> extends AppData<AppState> {
  /** There is a code, and nobody is signed in yet. */
  kind: "code";
  /** The code: a secret, valid for one exchange within minutes. */
  code: string;
  /** The `nonce` that the server must find in its ID token. */
  nonce?: string;
}
