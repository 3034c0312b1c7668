/**
 * The browser's half of signing in with OAuth 2.0 and OpenID Connect.
 *
 * A client is made by {@link oidc}, {@link auth0}, {@link authkit} or {@link workosConnect}. Its
 * {@link Client.signIn | signIn} begins a sign-in, and its {@link Client.handleCallback | handleCallback} says on every
 * page load what came of it.
 *
 * Names in camelCase are this package's; claims, WorkOS's `user` and `raw` keep the names of the wire. Times in options
 * and claims are seconds, unless the name ends in `Ms`; {@link Tokens.expiresAt} is milliseconds, as `Date` takes them.
 *
 * `RFC 6749`, `Core` (OpenID Connect Core 1.0), `Discovery` (OpenID Connect Discovery 1.0) and the like name the
 * section that a member follows.
 *
 * @module spa-authorize
 */

/**
 * What the authorization endpoint is asked for (RFC 6749 §3.1.1, Core §3).
 *
 * `"code"` always goes with PKCE S256 (RFC 7636). `"token"` yields an access token and no identity.
 */
export type ResponseType = "code" | "token" | "id_token" | "id_token token";

/** What every client is made from. */
export interface ClientOptions {
  /** The identifier that the provider gave this app (RFC 6749 §2.2). There is no secret in a browser. */
  clientId: string;
  /**
   * Where the provider sends the browser back to: absolute, without a fragment, on this app's own origin, and
   * registered at the provider character for character (RFC 6749 §3.1.2). On return its origin and path must match;
   * one slash more or less at the end and further query parameters do not matter. `https:` or `http:`, not the scheme
   * of an app (`capacitor:`, `file:`). Where an app has several providers, one that sends no `iss` with its response
   * (RFC 9207) needs a `redirectUri` of its own (RFC 9700 §4.4.2).
   */
  redirectUri: string;
  /** How far this device's clock and the provider's may differ, in seconds, 0 to 600. Default 60. */
  clockToleranceSeconds?: number | undefined;
  /** How long a sign-in may take from the click to the return, in seconds, 1 to 3600. Default 600. */
  transactionLifetimeSeconds?: number | undefined;
}

/** What every client of an OpenID provider can be given. */
export interface IdTokenOptions {
  /**
   * The algorithms that an ID token may be signed by. Default: what the fetched metadata lists, else `RS256`. The
   * token's own header never decides; `none` and HMAC do not exist here.
   */
  idTokenSigningAlgs?: SigningAlgorithm | readonly SigningAlgorithm[] | undefined;
}

/** Signature algorithms by their registered names: asymmetric ones (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
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
  responseType?: ResponseType | undefined;
  /** The scope of requests that name none, as a list or separated by spaces (RFC 6749 §3.3). */
  scope?: string | readonly string[] | undefined;
}

/** A client of any OpenID provider: its endpoints are given here, or fetched when only the issuer is. */
export interface OidcOptions extends OpenIdClientOptions {
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

/** A client of an Auth0 tenant. */
export interface Auth0Options extends OpenIdClientOptions {
  /** The tenant's domain: a host, such as `acme.eu.auth0.com`, or a custom one. `https://<domain>/` is the issuer. */
  domain: string;
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** A client of WorkOS AuthKit, which knows neither scopes nor other flows than `"code"`. */
export interface AuthKitOptions extends ClientOptions {
  /** A custom domain of the user management API: a host. Default `api.workos.com`. */
  domain?: string | undefined;
  /** Speaks `http:` to the domain: for a test network, never for users. */
  dangerouslyAllowHttpEndpoints?: boolean | undefined;
}

/** A client of WorkOS Connect, whose one flow is `"code"`. */
export interface WorkosConnectOptions extends ClientOptions, IdTokenOptions {
  /** The AuthKit domain: a host, such as `acme.authkit.app`, or a custom one. Its origin is the issuer. */
  domain: string;
  /** The scope of requests that name none. Default `openid`. */
  scope?: ConnectScope | undefined;
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

/** Words that an editor completes, as a list or separated by spaces. */
export type ScopeOf<Known extends string> = Known | (string & {}) | readonly (Known | (string & {}))[];

/** What every sign-in can ask for, and what the app wants back. */
export interface SignInRequest<AppState = unknown> {
  /** Parameters that this library does not know. One that it manages, or has an option for, is refused. */
  extraParams?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Where in this app to go afterwards: a path, with its query and fragment, of 8 KiB at most, or the same as a URL of
   * this origin. Anything else becomes `/`. It is not sent.
   */
  returnTo?: string | undefined;
  /** What `JSON.stringify` takes, up to 64 KiB of UTF-8, to have back with the result or the error. It is not sent. */
  appState?: AppState | undefined;
}

/** One sign-in that says its flow and its scope. */
export interface OpenIdSignInRequest<AppState = unknown> extends SignInRequest<AppState> {
  /** The flow of this request. Default: the client's. */
  responseType?: ResponseType | undefined;
  /** Default: the client's, else `openid` (nothing for `"token"`). An ID token needs `openid` in it. */
  scope?: string | readonly string[] | undefined;
}

/** The `claims` parameter (Core §5.5): claims by name; `null` asks for one in the default way. */
export interface ClaimsRequest {
  /** Of the userinfo endpoint's answer. */
  userinfo?: Readonly<Record<string, ClaimRequest | null>> | undefined;
  /** Of the ID token. */
  id_token?: Readonly<Record<string, ClaimRequest | null>> | undefined;
}

/** How one claim is asked for (Core §5.5.1). */
export interface ClaimRequest {
  /** Whether the sign-in is of no use without it. Default: it is welcome. */
  essential?: boolean | undefined;
  /** The value that it should have. */
  value?: unknown;
  /** The values of which it should have one, the preferred one first. */
  values?: readonly unknown[] | undefined;
  /** What a claim's own definition adds. */
  [member: string]: unknown;
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

/** One sign-in at AuthKit: one of its selectors says how, whatever else it hints at. */
export type AuthKitSignInRequest<AppState = unknown> = SignInRequest<AppState> & AuthKitHints & AuthKitSelector;

/** Exactly one of `provider`, `connectionId` and `organizationId`; only the provider `"authkit"` goes with the last. */
export type AuthKitSelector =
  | (SignInByAuthKit & Without<"connectionId">)
  | (SignInByProvider & Without<"connectionId" | "organizationId" | "screenHint" | "maxAge">)
  | (SignInByConnection & Without<"provider" | "organizationId" | "screenHint" | "maxAge">)
  | (SignInByOrganization & Without<"provider" | "connectionId" | "screenHint" | "maxAge">);

/** On AuthKit's own pages. */
export interface SignInByAuthKit {
  /** AuthKit itself. */
  provider: "authkit";
  /** The organization that is selected during the sign-in (`org_…`). */
  organizationId?: string | undefined;
  /** The screen to begin with. */
  screenHint?: "sign-up" | "sign-in" | undefined;
  /** The user must have signed in within so many seconds; 0 asks for it anew. AuthKit alone checks it. */
  maxAge?: number | undefined;
}

/** At an OAuth provider. */
export interface SignInByProvider {
  /** The OAuth provider. */
  provider: AuthKitProvider;
}

/** By one connection, of an enterprise most often. */
export interface SignInByConnection {
  /** The connection (`conn_…`). */
  connectionId: string;
}

/** By the connection of an organization. */
export interface SignInByOrganization {
  /** The organization (`org_…`). */
  organizationId: string;
}

/** Options that must not be given. */
export type Without<Options extends string> = { [Option in Options]?: undefined };

/** The OAuth providers that AuthKit names; others pass. */
export type AuthKitProvider = "AppleOAuth" | "GitHubOAuth" | "GoogleOAuth" | "MicrosoftOAuth" | (string & {});

/** What AuthKit and the providers behind it are told besides. */
export interface AuthKitHints {
  /** Fills in the user name or e-mail address (OAuth, AuthKit, OpenID Connect, Okta and Entra ID connections). */
  loginHint?: string | undefined;
  /** Fills in the domain (Microsoft OAuth and Google SAML). */
  domainHint?: string | undefined;
  /** Further scopes to ask of the OAuth provider. */
  providerScopes?: string | readonly string[] | undefined;
  /** Further parameters for the OAuth provider. */
  providerQueryParams?: Readonly<Record<string, string | undefined>> | undefined;
  /** An invitation's token. */
  invitationToken?: string | undefined;
  /** As the OAuth provider or AuthKit knows it, as a list or separated by spaces. */
  prompt?: string | readonly string[] | undefined;
}

/** One sign-in at Connect. */
export interface WorkosConnectSignInRequest<AppState = unknown> extends SignInRequest<AppState> {
  /** Default: the client's, else `openid`. */
  scope?: ConnectScope | undefined;
}

/** What an OpenID provider may show (Core §3.1.2.1, Initiating User Registration §2). */
export type Prompt = "none" | "login" | "consent" | "select_account" | "create";

/** How to wait for the provider's answers. */
export interface WaitOptions {
  /**
   * Gives up: the promise is rejected with the code `aborted`, and a sign-in under way is over. Where several calls of
   * `handleCallback` wait for one answer, it is given up when the signals of all of them have fired.
   */
  signal?: AbortSignal | undefined;
  /** The longest that each request to the provider may take, in milliseconds, 1 to 600 000. Default 10 000. */
  timeoutMs?: number | undefined;
}

/** How `handleCallback` is called. Without options it reads the page's own address. */
export interface HandleCallbackOptions extends WaitOptions {
  /** The address to read in place of `location.href`, or relative to it. Only the page's own address is cleaned. */
  url?: string | URL | undefined;
}

/** What the provider issued. It lives in the result and nowhere else: nothing here stores a token. */
export interface Tokens {
  /** For calls of APIs (RFC 6749 §1.4). Absent with `"id_token"` alone. Only the API reads what is in it. */
  accessToken?: string;
  /** As it came; `Bearer` in whatever case (RFC 6749 §7.1). */
  tokenType?: string;
  /**
   * When the access token expires, in milliseconds since the epoch; `null` when the provider did not say. AuthKit's
   * tokens say it themselves, by `exp` and `iat`.
   */
  expiresAt: number | null;
  /** What was granted, word by word; what was asked for when the provider did not say (RFC 6749 §5.1). */
  scope: string[];
  /** For new tokens without the user, if the provider gave one (RFC 6749 §1.5). Nothing here uses it. */
  refreshToken?: string;
  /** The ID token that the claims are of, in compact form. */
  idToken?: string;
  /**
   * The response as it came: the token endpoint's whole answer; of a fragment the members above, `state` and `iss`.
   * Nothing beyond the members above was checked.
   */
  raw: Record<string, unknown>;
}

/** The claims of an ID token that has passed every check (Core §2), under the names of the wire. */
export interface IdTokenClaims {
  /** The issuer. With `sub`, who the user is (Core §5.7): nothing else identifies a user, an e-mail address least. */
  iss: string;
  /** The user at this issuer: 1 to 255 ASCII characters, case-sensitive. */
  sub: string;
  /** For whom the token is: this client, and perhaps others. */
  aud: string | string[];
  /** When the token expires, in seconds since the epoch. It says nothing of the app's own session. */
  exp: number;
  /** When the token was issued, in seconds since the epoch. */
  iat: number;
  /** When the user last signed in at the provider, in seconds since the epoch. Always there after `maxAge`. */
  auth_time?: number;
  /** What this sign-in sent; checked. */
  nonce?: string;
  /** The authentication context class that was met. */
  acr?: string;
  /** The authentication methods that were used (RFC 8176), in a form that was not checked. */
  amr?: string[];
  /** The client that the token was issued to: this one. */
  azp?: string;
  /** For people to read, as all that follows (Core §5.1): as it came, and its type was not checked. */
  name?: unknown;
  /** The first name, or names. */
  given_name?: unknown;
  /** The last name, or names. */
  family_name?: unknown;
  /** What the user likes to be called. */
  preferred_username?: unknown;
  /** The address of a picture. */
  picture?: unknown;
  /** An e-mail address, which may be somebody else's unless `email_verified` is `true`. */
  email?: unknown;
  /** Whether the provider saw to it that the e-mail address is the user's. */
  email_verified?: unknown;
  /** Every other claim, likewise. */
  [claim: string]: unknown;
}

/** What an app hands to a sign-in and has back with its result. */
export interface AppData<AppState = unknown> {
  /** What the sign-in was begun with. It lay in `sessionStorage`, where the page's other scripts could reach it. */
  appState?: AppState;
  /** Where to go now, once: a path of this app, safe to navigate to. `/` when the sign-in named none. */
  returnTo: string;
}

/** The user signed in, and the ID token says who it is. */
export interface SignedIn<AppState = unknown> extends AppData<AppState> {
  /** Somebody signed in. */
  kind: "signed-in";
  /** What was issued. */
  tokens: Tokens;
  /** Who the user is. */
  claims: IdTokenClaims;
  /**
   * Whether the ID token's signature was checked. One from the fragment always was; one from the token endpoint was
   * wherever the page has a WebCrypto that knows its algorithm, and else rests on TLS (Core §3.1.3.7, step 6).
   */
  signature: "verified" | "not-checked";
}

/** The user signed in, and WorkOS says who it is. There is no ID token, and so no claims. */
export interface UserSignedIn<AppState = unknown> extends Omit<SignedIn<AppState>, "claims"> {
  /** As WorkOS returns it, under the names of the wire. */
  user: WorkosUser;
  /** The organization that the user signed in to. */
  organizationId?: string;
  /** How the user signed in, in WorkOS's words. */
  authenticationMethod?: string;
  /** Who acts in the user's place. */
  impersonator?: Record<string, unknown>;
  /** The OAuth provider's own tokens, where the connection returns them. */
  oauthTokens?: Record<string, unknown>;
}

/** A user of WorkOS, under the names of the wire. */
export interface WorkosUser {
  /** WorkOS's identifier of the user (`user_…`): what to know the user by. */
  id: string;
  /** The user's e-mail address, which can change. */
  email?: string;
  /** As all that follows, as it came: its type was not checked. */
  email_verified?: unknown;
  /** As it came. */
  first_name?: unknown;
  /** As it came. */
  last_name?: unknown;
  /** As it came. */
  profile_picture_url?: unknown;
  /** As it came. */
  external_id?: unknown;
  /** Every other member, as it came. */
  [member: string]: unknown;
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

/** An access token alone. It says what may be done, not who the user is: never sign a user in with it. */
export interface Authorized<AppState = unknown> extends AppData<AppState> {
  /** Something may be done. */
  kind: "authorized";
  /** What was issued. */
  tokens: Tokens;
}

/** `prompt: "none"` got one of its four expected refusals (Core §3.1.2.6): ask again, with a page. */
export interface InteractionRequired<AppState = unknown> extends AppData<AppState> {
  /** Nobody signed in without being asked. */
  kind: "interaction-required";
  /** What the provider would have asked the user for. */
  error: "login_required" | "consent_required" | "interaction_required" | "account_selection_required";
}

/** The address holds no response: an ordinary page load. */
export interface NoCallback {
  /** Nothing to do. */
  kind: "none";
}

/** The response in the address was handled before: the page was reloaded or visited again. */
export interface AlreadyHandled {
  /** Nothing to do, and no tokens. The address bar was cleaned. */
  kind: "already-handled";
}

/** The address holds a response that this client did not ask for, and was left as it is. */
export interface NotOurs {
  /** Nothing to do, and nothing to trust. */
  kind: "not-ours";
  /**
   * `"unknown-state"`: no sign-in in this tab has its `state` (another library's callback, a forged one, a link opened
   * in another tab, a storage that was cleared), or this page is not where its `redirectUri` leads. `"other-client"`:
   * another client of this app asked for it, by its `clientId` or by its `issuer`, which is compared to the letter.
   * `"too-large"`: the address has more than 256 KiB and was not read.
   */
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
  /**
   * The result's tokens. The ID token tells an OpenID provider whose session ends, and lets many come back without a
   * question. Auth0 needs none.
   */
  tokens?: Tokens | undefined;
  /** Where to come back to: an absolute URL registered at the provider, or a path of this app. */
  returnTo?: string | undefined;
}

/** How AuthKit's logout is called. */
export interface AuthKitLogoutRequest extends LogoutRequest {
  /** The result's tokens: the access token names the session that ends. */
  tokens: Tokens;
}

/** How Auth0's logout is called. */
export interface Auth0LogoutRequest extends LogoutRequest {
  /** Ends the session at the identity provider of the connection too. */
  federated?: boolean | undefined;
}

/** The claims of the userinfo endpoint (Core §5.3.2), whose `sub` is the ID token's. */
export interface UserInfo {
  /** The user, the same as in the ID token. */
  sub: string;
  /** Every other claim, as it came. */
  [claim: string]: unknown;
}

/** A client of one provider. Several on one page never touch each other's sign-ins. */
export interface Client<Request, Result, Logout = LogoutRequest> {
  /**
   * Fetches the provider's metadata, once, when the endpoints were not given (Discovery §4). Ahead of the click, so
   * that `createAuthorizeUrl` need not be awaited for.
   *
   * @throws {@link NetworkError}; {@link ProviderError} `metadata-…`. Asked again, it tries again.
   */
  ready(): Promise<void>;
  /**
   * Builds the authorize URL and stores what the return needs, in `sessionStorage`: once for each click, never for a
   * link that is only shown. Synchronous, so `window.open` after it is not blocked.
   *
   * @throws {@link UsageError}, `not-ready` among them; {@link EnvironmentError}.
   */
  createAuthorizeUrl(...request: Optionally<Request>): string;
  /**
   * `createAuthorizeUrl`, then `location.assign`: at once when the endpoints are known, else after `ready`. It resolves
   * when the browser begins to leave.
   *
   * @throws What `createAuthorizeUrl` and `ready` throw.
   */
  signIn(...request: Optionally<Request>): Promise<void>;
  /**
   * Whether the address, or the page's own, answers a sign-in that this client began in this tab. Never throws, touches
   * nothing.
   */
  isCallback(url?: string | URL): boolean;
  /**
   * The whole way back, for every page load: recognises the response, ends its sign-in, cleans the address bar,
   * exchanges the code and checks the tokens. Called again on the same page it gives the same promise. The address bar
   * is clean when the call returns, before the promise settles: call it before a router starts, which may keep what it
   * finds there.
   *
   * @throws A {@link SignInError} of any class. Once the sign-in was found it is over, whatever the error, which then
   * has its `appState` and `returnTo`: begin a new one.
   */
  handleCallback(options?: HandleCallbackOptions): Promise<Result>;
  /**
   * The address of the provider's own logout.
   *
   * @throws {@link UsageError}, `not-ready` and `endpoint-missing` among them.
   */
  logoutUrl(...request: Optionally<Logout>): string;
  /**
   * Drops this client's open sign-ins and kept results, aborts one that waits for its provider, then goes to the
   * provider's own logout. The tokens are the app's to drop.
   *
   * @throws What `logoutUrl` and `ready` throw; {@link EnvironmentError}.
   */
  signOut(...request: Optionally<Logout>): Promise<void>;
  /**
   * Asks the userinfo endpoint (Core §5.3) with the tokens of a `"signed-in"` result.
   *
   * @throws {@link UsageError}; {@link ProviderError} `userinfo-…`; {@link NetworkError}; what `ready` throws.
   */
  fetchUserInfo(tokens: Tokens, options?: WaitOptions): Promise<UserInfo>;
}

/** A request that may be left out where nothing in it is required. */
export type Optionally<Request> = {} extends Request ? [request?: Request] : [request: Request];

/** What {@link oidc} makes. */
export type OidcClient<AppState = unknown> = Client<OidcSignInRequest<AppState>, CallbackResult<AppState>>;

/** What {@link auth0} makes. */
export type Auth0Client<AppState = unknown> = Client<
  Auth0SignInRequest<AppState>,
  CallbackResult<AppState>,
  Auth0LogoutRequest
>;

/** What {@link authkit} makes. */
export type AuthKitClient<AppState = unknown> = Omit<
  Client<AuthKitSignInRequest<AppState>, CallbackResult<AppState, UserSignedIn<AppState>>, AuthKitLogoutRequest>,
  "fetchUserInfo"
>;

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

/**
 * A client of any OpenID provider. Made without network, and on a server too.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function oidc<AppState = unknown>(options: OidcOptions): OidcClient<AppState>;

/**
 * A client of an Auth0 tenant.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function auth0<AppState = unknown>(options: Auth0Options): Auth0Client<AppState>;

/**
 * A client of WorkOS AuthKit.
 *
 * @throws {@link UsageError}, with the `option` that is wrong.
 */
export function authkit<AppState = unknown>(options: AuthKitOptions): AuthKitClient<AppState>;

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

/**
 * Compiles the module ahead of its first use, once. Needed only where a page may not compile it synchronously, as
 * in Chrome 114, or to load the separate `spa-authorize/module.wasm` in place of the inlined copy.
 *
 * @throws {@link EnvironmentError} `module-blocked`.
 */
export function initialize(options?: InitializeOptions): Promise<void>;

/** Where the module comes from. */
export interface InitializeOptions {
  /** Compiled, as bytes, or on its way: `fetch(url)` of `spa-authorize/module.wasm`. Default: the inlined copy. */
  module?: WebAssembly.Module | BufferSource | Response | PromiseLike<Response> | undefined;
}

/** The caller is wrong: an option, or a call too early. No sign-in was begun by it. */
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

/** Every `code` there is. The table of `docs/errors.md` in this package has the cause and the cure of each. */
export type SignInErrorCode =
  | UsageErrorCode
  | ProviderErrorCode
  | CallbackErrorCode
  | EnvironmentErrorCode
  | NetworkErrorCode;

/** The details that an error can have, under their names. Its code says which it has: {@link ErrorDetails}. */
export interface Details {
  /** The option that is wrong, as a path: `extraParams.prompt`. */
  option: string;
  /** The option that was most likely meant. */
  nearest?: string;
  /** The parameter of the authorization response that is wrong. */
  parameter: string;
  /** The member of a provider's document that is wrong, or of an ID token's header. */
  member: string;
  /** The claim of the ID token that is wrong. */
  claim: string;
  /** What the missing option is needed for, in words. */
  neededFor: string;
  /** The options that there are, separated by spaces. */
  known: string;
  /** What to do in place of giving the option, in words. */
  instead: string;
  /** What should have been there, in words. */
  expected: string;
  /** What was there instead: a value in quotes, or its type where it may be a secret. */
  found: string;
  /** How far a time was missed beyond the tolerance, in whole seconds. */
  bySeconds: number;
  /** The tolerance for clocks that differ, in seconds. */
  toleranceSeconds: number;
  /** The endpoint that was asked, as its address without the query. */
  endpoint: string;
  /** The HTTP status of the answer. */
  status: number;
  /** The longest that the answer might take, in milliseconds. */
  timeoutMs: number;
  /** The most bytes that the answer might have. */
  maxBytes: number;
  /** The provider's own error code (RFC 6749 §4.1.2.1, §5.2), such as `access_denied`. */
  error?: string;
  /** The provider's text. It is text, never HTML; at most 500 characters, without control characters. */
  errorDescription?: string;
  /** The address of a page about it. It is text: look at it before you link it. */
  errorUri?: string;
}

/** The details of each code. A code that is not here has none. */
export type ErrorDetails =
  & Record<"missing-option", Pick<Details, "option" | "neededFor">>
  & Record<"managed-option", Pick<Details, "option" | "instead">>
  & Record<"unknown-option", Pick<Details, "option" | "known" | "nearest">>
  & Record<"invalid-option" | "app-state-too-large", Pick<Details, "option" | "expected" | "found">>
  & Record<"endpoint-missing", Pick<Details, "option">>
  & Record<"authorization-refused" | "exchange-refused", Pick<Details, "error" | "errorDescription" | "errorUri">>
  & Record<
    | "metadata-invalid"
    | "metadata-issuer-mismatch"
    | "keys-invalid"
    | "token-response-invalid"
    | "token-type-unsupported"
    | "userinfo-invalid",
    Pick<Details, "member" | "expected" | "found">
  >
  & Record<"parameter-repeated" | "parameter-missing" | "parameter-unexpected", Pick<Details, "parameter">>
  & Record<"parameter-malformed" | "parameter-misplaced", Pick<Details, "parameter" | "expected">>
  & Record<"issuer-mismatch", Pick<Details, "parameter" | "expected" | "found">>
  & Record<"id-token-malformed", Pick<Details, "expected">>
  & Record<"id-token-algorithm", Pick<Details, "member" | "expected">>
  & Record<"id-token-claim-missing", Pick<Details, "claim">>
  & Record<"id-token-claim-malformed" | "id-token-acr-mismatch", Pick<Details, "claim" | "expected">>
  & Record<"id-token-issuer-mismatch" | "id-token-organization-mismatch", Pick<Details, "claim" | "expected" | "found">>
  & Record<
    | "id-token-expired"
    | "id-token-issued-in-future"
    | "id-token-not-yet-valid"
    | "id-token-auth-too-old",
    Pick<Details, "bySeconds" | "toleranceSeconds">
  >
  & Record<"network-failed" | "response-redirected", Pick<Details, "endpoint">>
  & Record<"timed-out", Pick<Details, "endpoint" | "timeoutMs">>
  & Record<"response-too-large", Pick<Details, "endpoint" | "maxBytes">>
  & Record<"response-not-json", Pick<Details, "endpoint" | "expected" | "found">>
  & Record<"http-status", Pick<Details, "endpoint" | "status">>;

/** What every error of this package has, whatever its code. */
export interface ErrorOfAnyCode extends Error, Readonly<Partial<Details>> {
  /** What the sign-in was begun with, once its record was found. */
  readonly appState?: unknown;
  /** Where the sign-in was to return to, once its record was found. */
  readonly returnTo?: string;
}

/** An error with one of these codes. Which one it is says which details it certainly has. */
export type ErrorWith<Code extends SignInErrorCode> = Code extends keyof ErrorDetails
  ? ErrorOfAnyCode & ErrorCode<Code> & Readonly<ErrorDetails[Code]>
  : ErrorOfAnyCode & ErrorCode<Code>;

/** What went wrong. */
export interface ErrorCode<Code extends SignInErrorCode> {
  /** Stable, where the message is for people and may change. */
  readonly code: Code;
}

/** A class of errors: after `instanceof`, the `code` tells them apart. */
export interface ErrorClass<Code extends SignInErrorCode> {
  /** For an app's tests of what it does about errors: the details of the code go in as well. */
  new <Own extends Code>(details: { code: Own; message: string; [member: string]: unknown }): ErrorWith<Own>;
  /** What `instanceof` finds out. */
  readonly prototype: ErrorWith<Code>;
}

/**
 * What every error of this package is. No message holds a token, a code or another secret. `cause` is the browser's
 * own error, where one was behind it.
 */
export type SignInError = ErrorWith<SignInErrorCode>;

/** The class of every {@link SignInErrorCode}. */
export const SignInError: ErrorClass<SignInErrorCode>;

/** The caller is wrong. */
export type UsageError = ErrorWith<UsageErrorCode>;

/** The class of every {@link UsageErrorCode}. */
export const UsageError: ErrorClass<UsageErrorCode>;

/** The provider is wrong, or says no: then `error` and what follows are its own words. */
export type ProviderError = ErrorWith<ProviderErrorCode>;

/** The class of every {@link ProviderErrorCode}. */
export const ProviderError: ErrorClass<ProviderErrorCode>;

/** The callback is stale, damaged or forged. */
export type CallbackError = ErrorWith<CallbackErrorCode>;

/** The class of every {@link CallbackErrorCode}. */
export const CallbackError: ErrorClass<CallbackErrorCode>;

/** The browser does not allow what is needed. */
export type EnvironmentError = ErrorWith<EnvironmentErrorCode>;

/** The class of every {@link EnvironmentErrorCode}. */
export const EnvironmentError: ErrorClass<EnvironmentErrorCode>;

/** The provider could not be reached. */
export type NetworkError = ErrorWith<NetworkErrorCode>;

/** The class of every {@link NetworkErrorCode}. */
export const NetworkError: ErrorClass<NetworkErrorCode>;
