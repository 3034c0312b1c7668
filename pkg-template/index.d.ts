/**
 * The browser's half of signing in with OAuth 2.0 and OpenID Connect.
 *
 * `RFC 6749`, `Core` (OpenID Connect Core 1.0) and the like name the section that a member follows.
 */

/**
 * What the authorization endpoint is asked for (RFC 6749 §3.1.1, Core §3).
 *
 * `"code"` always goes with PKCE S256 (RFC 7636). `"token"` yields an access token and no identity.
 */
export type ResponseType = "code" | "token" | "id_token" | "id_token token";

/** What every client is made from. */
export interface ClientOptions {
  /** The client identifier (RFC 6749 §2.2). There is no secret in a browser. */
  clientId: string;
  /**
   * Where the provider sends the browser back to: absolute, without a fragment, on this app's own origin, and
   * registered at the provider character for character (RFC 6749 §3.1.2).
   */
  redirectUri: string;
  /** How far this device's clock and the provider's may differ, in seconds, 0 to 600. Default 60. */
  clockToleranceSeconds?: number;
  /** How long a sign-in may take from the click to the return, in seconds, 1 to 3600. Default 600. */
  transactionLifetimeSeconds?: number;
}

/** What every client of an OpenID provider can be given. */
export interface IdTokenOptions {
  /**
   * The algorithms that an ID token may be signed by. Default: what the fetched metadata lists, else `RS256`. The
   * token's own header never decides; `none` and HMAC do not exist here.
   */
  idTokenSigningAlgs?: SigningAlgorithm | readonly SigningAlgorithm[];
}

export type SigningAlgorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "EdDSA"
  | "Ed25519";

/** What a client of an OpenID provider is made from besides. */
export interface OpenIdClientOptions extends ClientOptions, IdTokenOptions {
  /** The flow of requests that name none. Default `"code"`. */
  responseType?: ResponseType;
  /** The scope of requests that name none, as a list or separated by spaces (RFC 6749 §3.3). */
  scope?: string | readonly string[];
}

/** A client of any OpenID provider: its endpoints are given here, or fetched when only the issuer is. */
export interface OidcOptions extends OpenIdClientOptions {
  /** The issuer identifier, compared character for character everywhere (Discovery §3). */
  issuer: string;
  /** Given: this client fetches no metadata, and the endpoints below are all it knows. */
  authorizationEndpoint?: string;
  /** The provider's keys, to check an ID token by. Needed beside `authorizationEndpoint` for the scope `openid`. */
  jwksUri?: string;
  /** Needed beside `authorizationEndpoint` for `"code"`. */
  tokenEndpoint?: string;
  /** Needed beside `authorizationEndpoint` for `fetchUserInfo`. */
  userinfoEndpoint?: string;
  /** Needed beside `authorizationEndpoint` for `logoutUrl` and `signOut`. */
  endSessionEndpoint?: string;
  /** The provider puts `iss` into every authorization response (RFC 9207 §3), so one without it is refused. */
  authorizationResponseIssParameterSupported?: boolean;
  /**
   * Accepts `http:` endpoints on other hosts than this machine. Codes and tokens then travel in the clear:
   * for a test network, never for users.
   */
  dangerouslyAllowHttpEndpoints?: boolean;
}

/** A client of an Auth0 tenant. */
export interface Auth0Options extends OpenIdClientOptions {
  /** The tenant's domain: a host, such as `acme.eu.auth0.com`, or a custom one. */
  domain: string;
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean;
}

/** A client of WorkOS AuthKit, which knows neither scopes nor other flows than `"code"`. */
export interface AuthKitOptions extends ClientOptions {
  /** A custom domain of the user management API. Default `api.workos.com`. */
  domain?: string;
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean;
}

/** A client of WorkOS Connect, whose one flow is `"code"`. */
export interface WorkosConnectOptions extends ClientOptions, IdTokenOptions {
  /** The AuthKit domain: a host, such as `acme.authkit.app`, or a custom one. */
  domain: string;
  /** The scope of requests that name none. Default `openid`. */
  scope?: ConnectScope;
  /**
   * Who exchanges the code. Default `"client"`, with PKCE. With `"server"` the URL goes without PKCE, the redirect URI
   * may be on the server's origin, and `handleCallback` hands the code over.
   */
  exchange?: "client" | "server";
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean;
}

/** The scopes of Connect's page; others pass. */
export type ConnectScope = ScopeOf<"openid" | "profile" | "email" | "offline_access">;

/** Words that an editor completes, as a list or separated by spaces. */
type ScopeOf<Known extends string> = Known | (string & {}) | readonly (Known | (string & {}))[];

/** What every sign-in can ask for, and what the app wants back. */
export interface SignInRequest<AppState = unknown> {
  /** Parameters that this library does not know. One that it manages, or has an option for, is refused. */
  extraParams?: Readonly<Record<string, string>>;
  /** Where in this app to go afterwards: a path of its own origin. Anything else becomes `/`. It is not sent. */
  returnTo?: string;
  /** JSON, up to 64 KiB of UTF-8, to have back with the result or the error. It is not sent. */
  appState?: AppState;
}

/** One sign-in that says its flow and its scope. */
export interface OpenIdSignInRequest<AppState = unknown> extends SignInRequest<AppState> {
  /** The flow of this request. Default: the client's. */
  responseType?: ResponseType;
  /** Default: the client's, else `openid` (nothing for `"token"`). An ID token needs `openid` in it. */
  scope?: string | readonly string[];
}

/** The `claims` parameter (OpenID Connect Core §5.5): claims by name; `null` asks for one in the default way. */
export interface ClaimsRequest {
  userinfo?: Readonly<Record<string, ClaimRequest | null>>;
  id_token?: Readonly<Record<string, ClaimRequest | null>>;
}

/** How one claim is asked for (OpenID Connect Core §5.5.1). */
export interface ClaimRequest {
  essential?: boolean;
  value?: unknown;
  values?: readonly unknown[];
  [member: string]: unknown;
}

/** One sign-in at an OpenID provider (Core §3.1.2.1). */
export interface OidcSignInRequest<AppState = unknown> extends OpenIdSignInRequest<AppState> {
  /** `"none"` stands alone: it asks for an answer without any page shown. */
  prompt?: Prompt | readonly Prompt[];
  /** Who is expected to sign in: an e-mail address, a phone number, a user name. */
  loginHint?: string;
  /** The user must have signed in within so many seconds; 0 asks for it anew. Checked on return against `auth_time`. */
  maxAge?: number;
  /** BCP 47 language tags, the preferred one first. */
  uiLocales?: string | readonly string[];
  /** Authentication context classes, the preferred one first. A wish: the provider may answer with another. */
  acrValues?: string | readonly string[];
  /**
   * Single claims, asked for by name (OpenID Connect Core §5.5). An `acr` of the ID token that is `essential` is checked
   * on return: it must be there, and be one of the `values` if there are any.
   */
  claims?: ClaimsRequest;
  /** How the provider should show its pages. */
  display?: "page" | "popup" | "touch" | "wap";
  /** An ID token issued before, to say whose session is meant. */
  idTokenHint?: string;
  /** The APIs that the access token is for: absolute URIs without a fragment (RFC 8707 §2). */
  resource?: string | readonly string[];
}

/** One sign-in at Auth0. */
export interface Auth0SignInRequest<AppState = unknown> extends OpenIdSignInRequest<AppState> {
  /** The identity provider to use, by the name of its connection; without it Auth0 shows its login page. */
  connection?: string;
  /** The API that the access token is for, by its identifier. */
  audience?: string;
  /** The same by RFC 8707, for tenants with the compatibility profile: absolute URIs without a fragment. */
  resource?: string | readonly string[];
  /** The organization to sign in to, by its id (`org_…`) or its name. The ID token must be for it. */
  organization?: string;
  /** An invitation's ticket: only beside `organization`. */
  invitation?: string;
  /** `"none"` stands alone: it asks for an answer without any page shown. */
  prompt?: Auth0Prompt | readonly Auth0Prompt[];
  /** Who is expected to sign in: an e-mail address, a user name. */
  loginHint?: string;
  /** The screen to begin with, such as `signup`. */
  screenHint?: string;
  /** The user must have signed in within so many seconds; 0 asks for it anew. Checked on return against `auth_time`. */
  maxAge?: number;
  /** BCP 47 language tags, the preferred one first. */
  uiLocales?: string | readonly string[];
  /** Authentication context classes, the preferred one first. */
  acrValues?: string | readonly string[];
  /** How the identity provider should show its pages; `popup` is for those that know it. */
  display?: "page" | "popup" | "touch" | "wap";
  /** The SHA-256 thumbprint of the DPoP key that the tokens are to be bound to (RFC 9449 §10). */
  dpopJkt?: string;
  /** Beside the scope `offline_access`: a name by which the refresh token is found in the dashboard. */
  device?: string;
  /** An ID token issued before. For account linking: of the user whose account gets another. */
  idTokenHint?: string;
  /** Account linking, with the scope `link_account`: the connection of the account to add. Needs `idTokenHint`. */
  requestedConnection?: string;
  /** The scope to ask of that connection. */
  requestedConnectionScope?: string | readonly string[];
  /**
   * Account linking as it was in the second version: the signed-in user's access token, beside `connection`. A token in
   * a URL reaches histories, logs and referrers.
   */
  dangerouslyPutAccessTokenInUrl?: string;
}

export type Auth0Prompt = "none" | "login" | "consent" | "select_account";

/** One sign-in at AuthKit: exactly one of its selectors says how, or `authkit` with an organization. */
export type AuthKitSignInRequest<AppState = unknown> = SignInRequest<AppState> & AuthKitHints & AuthKitSelector;

type AuthKitSelector =
  | {
      provider: "authkit";
      /** The organization that is selected during the sign-in. */
      organizationId?: string;
      connectionId?: never;
      /** The screen to begin with. */
      screenHint?: "sign-up" | "sign-in";
      /** The user must have signed in within so many seconds; 0 asks for it anew. */
      maxAge?: number;
    }
  | ({ provider: AuthKitProvider; connectionId?: never; organizationId?: never } & NoAuthKitScreen)
  | ({ connectionId: string; provider?: never; organizationId?: never } & NoAuthKitScreen)
  | ({ organizationId: string; provider?: never; connectionId?: never } & NoAuthKitScreen);

type NoAuthKitScreen = { screenHint?: never; maxAge?: never };

/** The OAuth providers that AuthKit names; others pass. */
export type AuthKitProvider = "AppleOAuth" | "GitHubOAuth" | "GoogleOAuth" | "MicrosoftOAuth" | (string & {});

interface AuthKitHints {
  /** Fills in the user name or e-mail address (OAuth, AuthKit, OpenID Connect, Okta and Entra ID connections). */
  loginHint?: string;
  /** Fills in the domain (Microsoft OAuth and Google SAML). */
  domainHint?: string;
  /** Further scopes to ask of the OAuth provider. */
  providerScopes?: string | readonly string[];
  /** Further parameters for the OAuth provider. */
  providerQueryParams?: Readonly<Record<string, string>>;
  /** An invitation's token. */
  invitationToken?: string;
  prompt?: string | readonly string[];
}

/** One sign-in at Connect. */
export interface WorkosConnectSignInRequest<AppState = unknown> extends SignInRequest<AppState> {
  /** Default: the client's, else `openid`. */
  scope?: ConnectScope;
}

export type Prompt = "none" | "login" | "consent" | "select_account" | "create";

/** How `handleCallback` is called. Without options it reads the page's own address. */
export interface HandleCallbackOptions {
  /** The address to read in place of `location.href`. */
  url?: string | URL;
  /** Gives up: the promise is rejected with the code `aborted`, and the sign-in is over. */
  signal?: AbortSignal;
  /** The longest that each request to the provider may take, in milliseconds. Default 10 000. */
  timeoutMs?: number;
}

/** What the provider issued. It lives in the result and nowhere else: nothing here stores a token. */
export interface Tokens {
  accessToken?: string;
  /** As it came; `Bearer` in whatever case (RFC 6749 §7.1). */
  tokenType?: string;
  /** When the access token expires, in milliseconds since the epoch; `null` when the provider did not say. */
  expiresAt: number | null;
  /** What was granted; what was asked for when the provider did not say (RFC 6749 §5.1). */
  scope: string[];
  refreshToken?: string;
  idToken?: string;
  /** The whole response, as it came. Nothing in it beyond the members above was checked. */
  raw: Record<string, unknown>;
}

/** The claims of an ID token that has passed every check (Core §2), under the names of the wire. */
export interface IdTokenClaims {
  /** With `sub`, who the user is (Core §5.7). Nothing else identifies a user, an e-mail address least. */
  iss: string;
  sub: string;
  aud: string | string[];
  /** Seconds since the epoch. */
  exp: number;
  /** Seconds since the epoch. */
  iat: number;
  auth_time?: number;
  nonce?: string;
  acr?: string;
  amr?: string[];
  azp?: string;
  [claim: string]: unknown;
}

/** The user signed in, and the ID token says who it is. */
export interface SignedIn<AppState = unknown> {
  kind: "signed-in";
  tokens: Tokens;
  claims: IdTokenClaims;
  /**
   * Whether the ID token's signature was checked. One from the fragment always was; one from the token endpoint was
   * wherever the page has a WebCrypto that knows its algorithm, and else rests on TLS (Core §3.1.3.7, step 6).
   */
  signature: "verified" | "not-checked";
  appState?: AppState;
  returnTo: string;
}

/** The user signed in, and WorkOS says who it is. There is no ID token, and so no claims. */
export interface UserSignedIn<AppState = unknown> extends Omit<SignedIn<AppState>, "claims"> {
  /** As WorkOS returns it, under the names of the wire. */
  user: WorkosUser;
  organizationId?: string;
  authenticationMethod?: string;
  /** Who acts in the user's place. */
  impersonator?: Record<string, unknown>;
  /** The OAuth provider's own tokens, where the connection returns them. */
  oauthTokens?: Record<string, unknown>;
}

export interface WorkosUser {
  id: string;
  email?: string;
  [member: string]: unknown;
}

/** A code for the app's server to exchange. */
export interface CodeForServer<AppState = unknown> {
  kind: "code";
  code: string;
  /** What the `nonce` of the ID token must be that the server gets. */
  nonce?: string;
  appState?: AppState;
  returnTo: string;
}

/** An access token alone. It says what may be done, not who the user is: never sign a user in with it. */
export interface Authorized<AppState = unknown> {
  kind: "authorized";
  tokens: Tokens;
  appState?: AppState;
  returnTo: string;
}

/** `prompt: "none"` got one of its four expected refusals (Core §3.1.2.6): ask again, with a page. */
export interface InteractionRequired<AppState = unknown> {
  kind: "interaction-required";
  error: "login_required" | "consent_required" | "interaction_required" | "account_selection_required";
  appState?: AppState;
  returnTo: string;
}

/** The address holds no response: an ordinary page load. */
export interface NoCallback {
  kind: "none";
}

/** The response in the address was handled before: the page was reloaded or visited again. */
export interface AlreadyHandled {
  kind: "already-handled";
}

/**
 * The address holds a response that this client did not ask for, and was left as it is.
 *
 * `"unknown-state"`: no sign-in in this tab has its `state` (another library's callback, a forged one, a link opened
 * in another tab, a storage that was cleared). `"other-client"`: another client of this app asked for it.
 * `"too-large"`: the address has more than 256 KiB and was not read.
 */
export interface NotOurs {
  kind: "not-ours";
  reason: "unknown-state" | "other-client" | "too-large";
}

/** What a page load means for the sign-in. Whatever went wrong is a {@link SignInError} instead. */
export type CallbackResult<AppState = unknown, SignIn = SignedIn<AppState> | Authorized<AppState>> =
  | SignIn
  | InteractionRequired<AppState>
  | NoCallback
  | AlreadyHandled
  | NotOurs;

/** How `logoutUrl` and `signOut` are called (RP-Initiated Logout §2). */
export interface LogoutRequest {
  /** The result's tokens: the ID token tells the provider whose session ends. */
  tokens?: Tokens;
  /** Where to come back to: an absolute URL registered at the provider, or a path of this app. */
  returnTo?: string;
}

/** How Auth0's logout is called. */
export interface Auth0LogoutRequest extends LogoutRequest {
  /** Ends the session at the identity provider of the connection too. */
  federated?: boolean;
}

/** The claims of the userinfo endpoint (Core §5.3.2), whose `sub` is the ID token's. */
export interface UserInfo {
  sub: string;
  [claim: string]: unknown;
}

/** A client of one provider. Several on one page never touch each other's sign-ins. */
export interface Client<Request, Result, Logout = LogoutRequest> {
  /**
   * Fetches the provider's metadata, once, when the endpoints were not given. Ahead of the click, so that
   * {@link createAuthorizeUrl} and {@link signIn} work at once.
   */
  ready(): Promise<void>;
  /**
   * Builds the authorize URL and stores what the return needs: once for each click, never for a link that is only
   * shown. Synchronous, so `window.open` after it is not blocked.
   */
  createAuthorizeUrl(...request: Optionally<Request>): string;
  /** {@link createAuthorizeUrl}, then `location.assign`: at once when the endpoints are known, else after {@link ready}. */
  signIn(...request: Optionally<Request>): Promise<void>;
  /** Whether the address answers a sign-in that this client began in this tab. Never throws, touches nothing. */
  isCallback(url?: string | URL): boolean;
  /**
   * The whole way back, for every page load: recognises the response, ends its sign-in, cleans the address bar,
   * exchanges the code and checks the tokens. Called again on the same page it gives the same promise.
   */
  handleCallback(options?: HandleCallbackOptions): Promise<Result>;
  /** The address of the provider's own logout. */
  logoutUrl(request?: Logout): string;
  /** Drops this client's open sign-ins and kept results, then goes to {@link logoutUrl}. */
  signOut(request?: Logout): Promise<void>;
  /** Asks the userinfo endpoint (Core §5.3) with the tokens of a `"signed-in"` result. */
  fetchUserInfo(tokens: Tokens, options?: Omit<HandleCallbackOptions, "url">): Promise<UserInfo>;
}

/** A request that may be left out where nothing in it is required. */
type Optionally<Request> = {} extends Request ? [request?: Request] : [request: Request];

/** A client of any OpenID provider. */
export function oidc<AppState = unknown>(
  options: OidcOptions,
): Client<OidcSignInRequest<AppState>, CallbackResult<AppState>>;

/** A client of an Auth0 tenant. */
export function auth0<AppState = unknown>(
  options: Auth0Options,
): Client<Auth0SignInRequest<AppState>, CallbackResult<AppState>, Auth0LogoutRequest>;

/** A client of WorkOS AuthKit. */
export function authkit<AppState = unknown>(
  options: AuthKitOptions,
): Omit<Client<AuthKitSignInRequest<AppState>, CallbackResult<AppState, UserSignedIn<AppState>>>, "fetchUserInfo">;

/** A client of WorkOS Connect, which has no logout of its own. */
export function workosConnect<AppState = unknown>(
  options: WorkosConnectOptions & { exchange: "server" },
): Omit<
  Client<WorkosConnectSignInRequest<AppState>, CallbackResult<AppState, CodeForServer<AppState>>>,
  "fetchUserInfo" | "logoutUrl" | "signOut"
>;
export function workosConnect<AppState = unknown>(
  options: WorkosConnectOptions,
): Omit<Client<WorkosConnectSignInRequest<AppState>, CallbackResult<AppState>>, "logoutUrl" | "signOut">;

/**
 * Compiles the module ahead of its first use. Needed only where it may not be compiled synchronously, or to load
 * the separate `spa-authorize/module.wasm` in place of the inlined copy.
 */
export function initialize(options?: {
  module?: WebAssembly.Module | BufferSource | Response | PromiseLike<Response>;
}): Promise<void>;

/** The caller is wrong: an option, or a call too early. Nothing was stored and nothing was sent. */
export type UsageErrorCode =
  | "missing-option"
  | "unknown-option"
  | "managed-option"
  | "invalid-option"
  | "app-state-too-large"
  | "not-ready"
  | "endpoint-missing";

/** The provider said no, or said something that the specifications do not allow. */
export type ProviderErrorCode =
  | "authorization-refused"
  | "exchange-refused"
  | "userinfo-refused"
  | "metadata-invalid"
  | "metadata-issuer-mismatch"
  | "keys-invalid"
  | "token-response-invalid"
  | "token-type-unsupported"
  | "userinfo-invalid"
  | "userinfo-subject-mismatch";

/** The callback is stale, damaged or forged: what it holds cannot be trusted. */
export type CallbackErrorCode =
  | "transaction-expired"
  | "transaction-tampered"
  | "parameter-repeated"
  | "parameter-malformed"
  | "parameter-missing"
  | "parameter-unexpected"
  | "parameter-misplaced"
  | "issuer-mismatch"
  | "issuer-missing"
  | "id-token-missing"
  | "id-token-malformed"
  | "id-token-encrypted"
  | "id-token-type"
  | "id-token-algorithm"
  | "id-token-critical-header"
  | "id-token-signature-invalid"
  | "id-token-key-unknown"
  | "id-token-key-ambiguous"
  | "id-token-claim-missing"
  | "id-token-claim-malformed"
  | "id-token-issuer-mismatch"
  | "id-token-audience-mismatch"
  | "id-token-authorized-party-mismatch"
  | "id-token-expired"
  | "id-token-issued-in-future"
  | "id-token-not-yet-valid"
  | "id-token-nonce-mismatch"
  | "id-token-auth-too-old"
  | "id-token-at-hash-mismatch"
  | "id-token-acr-mismatch"
  | "id-token-organization-mismatch";

/** The browser, or whatever runs this instead of one, does not allow what is needed. */
export type EnvironmentErrorCode =
  | "not-a-browser"
  | "storage-blocked"
  | "storage-full"
  | "random-unavailable"
  | "signature-unavailable"
  | "module-blocked";

/** The provider could not be reached, or did not answer as a server should. */
export type NetworkErrorCode =
  | "network-failed"
  | "timed-out"
  | "aborted"
  | "response-too-large"
  | "response-redirected"
  | "response-not-json"
  | "http-status";

/** Every `code` there is. */
export type SignInErrorCode =
  | UsageErrorCode
  | ProviderErrorCode
  | CallbackErrorCode
  | EnvironmentErrorCode
  | NetworkErrorCode;

/** What every error of this package is. No message holds a token, a code or another secret. */
export class SignInError extends Error {
  readonly code: SignInErrorCode;
  /** What the sign-in was begun with, once its record was found. */
  readonly appState?: unknown;
  /** Where the sign-in was to return to, once its record was found. */
  readonly returnTo?: string;
}

export class UsageError extends SignInError {
  readonly code: UsageErrorCode;
  /** The option that is wrong. */
  readonly option?: string;
}

export class ProviderError extends SignInError {
  readonly code: ProviderErrorCode;
  /** The provider's own error code (RFC 6749 §4.1.2.1, §5.2), such as `access_denied`. */
  readonly error?: string;
  /** The provider's text. It is text, never HTML; at most 500 characters, without control characters. */
  readonly errorDescription?: string;
  readonly errorUri?: string;
}

export class CallbackError extends SignInError {
  readonly code: CallbackErrorCode;
}

export class EnvironmentError extends SignInError {
  readonly code: EnvironmentErrorCode;
}

export class NetworkError extends SignInError {
  readonly code: NetworkErrorCode;
  /** The HTTP status, with the code `http-status`. */
  readonly status?: number;
}
