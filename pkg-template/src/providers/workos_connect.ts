import { client, type Client } from "../client.js";
import type { ClientOptions, DefaultsOf, IdTokenOptions, ScopeOf, SignInRequest } from "../options.js";
import type { AppData, CallbackResult } from "../results.js";

/**
 * A client of WorkOS Connect, which has no logout of its own, for an app whose server exchanges the code.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function workosConnect<AppState = unknown>(
  options: WorkosConnectOptions & { exchange: "server" },
): WorkosConnectServerClient<AppState>;

/**
 * A client of WorkOS Connect, which has no logout of its own.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function workosConnect<AppState = unknown>(options: WorkosConnectOptions): WorkosConnectClient<AppState>;
export function workosConnect(options: WorkosConnectOptions): unknown {
  return client("workosConnect", options);
}

/** What {@link workosConnect} makes. */
export type WorkosConnectClient<AppState = unknown> = Omit<
  Client<WorkosConnectSignInRequest<AppState>, CallbackResult<AppState>>,
  "logoutUrl" | "signOut"
>;

/** What {@link workosConnect} makes for an app whose server exchanges the code. */
export type WorkosConnectServerClient<AppState = unknown> = Omit<
  Client<WorkosConnectSignInRequest<AppState>, CallbackResult<AppState, CodeForServer<AppState>>>,
  "fetchUserInfo" | "logoutUrl" | "signOut"
>;

/** A client of WorkOS Connect, whose one flow is `"code"`, and the options that its requests have unless they say otherwise. */
export interface WorkosConnectOptions extends ClientOptions, IdTokenOptions, DefaultsOf<WorkosConnectSignInRequest> {
  /** The AuthKit domain: a host, such as `acme.authkit.app`, or a custom one. Its origin is the issuer. */
  domain: string;
  /**
   * Who exchanges the code. Default `"client"`, with PKCE. With `"server"` the URL goes without PKCE, the redirect URI
   * may be on the server's origin, and `handleCallback` hands the code over.
   */
  exchange?: "client" | "server" | undefined;
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** The scopes of Connect's page; others pass. */
export type ConnectScope = ScopeOf<"openid" | "profile" | "email" | "offline_access">;

/** One sign-in at Connect. */
export interface WorkosConnectSignInRequest<AppState = unknown> extends SignInRequest<AppState> {
  /** What is asked for, as a list or separated by spaces. Default `openid`. */
  scope?: ConnectScope | undefined;
}

/** A code for the app's server to exchange. */
export interface CodeForServer<AppState = unknown> extends AppData<AppState> {
  /** A code, and nobody signed in yet. */
  kind: "code";
  /** The code: a secret, good for one exchange within minutes. */
  code: string;
  /** What the `nonce` of the ID token must be that the server gets. */
  nonce?: string;
}
