import assert from "node:assert/strict";
import { test } from "node:test";

import { createConsumer, runTool } from "./consumer.mjs";

const APP = `
import { CallbackError, ERROR_CODES, initialize, oidc, ProviderError, SignInError, UsageError } from "spa-authorize";
import type {
  CallbackResult, CodeForServer, IdTokenClaims, NotOurs, NotOursReason, OidcClient, OidcOptions, OidcSession, ResultKind, Session,
  SessionOptions, SessionSnapshot, SignedIn, SignedInSnapshot, SignedOutReason, SignInErrorCode, Tokens,
} from "spa-authorize";

interface Draft { draft: string }

const auth = oidc<Draft>({ issuer: "https://op.example", clientId: "c", redirectUri: "https://app.example/callback" });
const url: string = auth.createAuthorizeUrl({ responseType: "id_token token", appState: { draft: "…" }, maxAge: 0 });
const left: Promise<void> = auth.signIn({ scope: ["openid", "email"], prompt: "none", returnTo: url });
const acr = { essential: true, values: ["urn:mace:incommon:iap:silver"] };
auth.createAuthorizeUrl({ claims: { id_token: { acr, nickname: null }, userinfo: { email: { essential: true } } } });
const mine: boolean = auth.isCallback(new URL(url));

export function words(result: CallbackResult<Draft>): string {
  switch (result.kind) {
    case "signed-in": return result.claims.sub + result.signature + (result.appState?.draft ?? "");
    case "authorized": return expiry(result.tokens);
    case "interaction-required": return result.error;
    case "not-ours": return result.reason;
    case "none":
    case "already-handled": return result.kind;
    default: return unreachable(result);
  }
}

export function report(error: unknown): SignInErrorCode | undefined {
  if (error instanceof UsageError) return error.code === "unknown-option" ? error.code : undefined;
  if (error instanceof CallbackError) return error.code;
  return error instanceof SignInError ? error.code : undefined;
}

function expiry({ expiresAt }: Tokens): string {
  return expiresAt === null ? "unknown" : new Date(expiresAt).toISOString();
}

function unreachable(value: never): never {
  return value;
}

export async function main(): Promise<string> {
  await initialize({ module: fetch("/module.wasm") });
  await left;
  const answer = await auth.answer();
  if (answer.kind === "failed") return answer.error.code;
  return words(await auth.handleCallback({ signal: AbortSignal.timeout(1), timeoutMs: 1 })) + mine;
}

// The lists are those of the types.
export const kind = (result: CallbackResult<unknown, SignedIn | CodeForServer>): ResultKind => result.kind;
export const sameKind = (kind: Exclude<ResultKind, "authorized">): ReturnType<typeof kindOf> => kind;
const kindOf = (result: CallbackResult<unknown, SignedIn | CodeForServer>) => result.kind;
export const reason = ({ reason }: NotOurs): NotOursReason => reason;
export const provider: readonly SignInErrorCode[] = ERROR_CODES.ProviderError;

// What an app has or has not.
export const signOut = (tokens?: Tokens, returnTo?: string) => auth.signOut({ tokens, returnTo });
export const silently = (loginHint?: string) => auth.signIn({ prompt: "none", loginHint, appState: undefined });
export const mail = ({ claims }: SignedIn): unknown => claims.email_verified === true && claims.email;

// As an app's tests make it.
export const refusal = new ProviderError({ code: "authorization-refused", message: "no", error: "access_denied" });
// @ts-expect-error: an error without a code
new ProviderError("no");

// A session.
const app = { issuer: "https://op.example", clientId: "c", redirectUri: "/callback" };
const kept = { store: "device", dangerouslyKeepBearerTokens: true, silentFrame: "never", idleSeconds: 1800 } as const;
const lasting = oidc({ ...app, loginHint: "ada", session: { ...kept, apis: ["self"], request: { loginHint: null } } });
export const remembered = (remember: boolean) => lasting.signIn({ keep: remember ? "device" : "tab" });
export const own: SessionOptions = { apis: "self", shareBetweenTabs: true, renewBeforeSeconds: 0, revokeOnSignOut: false };

// What a session has.
export const named: OidcSession = lasting.session;
export const { subscribe, getSnapshot, getServerSnapshot, fetch: fetchWithToken } = lasting.session;
export const same: typeof fetch = lasting.session.fetch;
export const unsubscribe: () => void = subscribe((now) => (vue.value = now));
const vue: { value?: SessionSnapshot } = {};
export const bearer: Promise<string> = lasting.session.getAccessToken({ fresh: true, minValiditySeconds: 10, timeoutMs: 1 });
export const ofLoader = async (request: Request): Promise<IdTokenClaims> => {
  return (await lasting.session.require(request, { loginHint: "ada", prompt: "login" })).claims;
};
export async function began(): Promise<string> {
  const { returnTo, appState } = await lasting.session.started;
  const { revoked, error } = await lasting.session.end({ revoke: false });
  return revoked === "refused" ? (error?.code ?? "") : (returnTo ?? String(appState));
}
export function shown(now: SessionSnapshot): string {
  switch (now.status) {
    case "unknown": return "";
    case "signed-out": return reasons[now.reason] + (now.error?.code ?? "");
    case "authorized": return now.scope.join();
    case "signed-in":
    case "expired": return now.claims.sub + now.retrying + now.expiresAt + now.organizationId;
    default: return unreachable(now);
  }
}
const reasons: Record<SignedOutReason, string> = {
  "not-signed-in": "", "signed-out": "", "signed-out-elsewhere": "", refused: "", "user-changed": "", expired: "", failed: "",
};
// What comes back is of the app's own type.
export const draft = async (): Promise<string | undefined> => (await oidc<Draft>({ ...app, session: {} }).session.started).appState?.draft;
// With a session the tokens may be left out.
export const withoutTokens = [lasting.signOut(), lasting.fetchUserInfo(), lasting.fetchUserInfo(undefined, { timeoutMs: 1 })];
// Without one there is none.
export const none: undefined = oidc({ ...app, session: undefined }).session;
export const nothing: undefined = auth.session;
// Where the options do not tell, there may be one.
export const either = (options: OidcOptions): OidcClient => oidc(options);
export const all: OidcClient[] = [auth, lasting, either({ ...app, session: kept })];
export const maybe = (options: OidcOptions): Session | undefined => oidc(options).session;
// @ts-expect-error: there may be none
export const perhaps = (options: OidcOptions) => oidc(options).session.getSnapshot();
// @ts-expect-error: there is none
auth.session.getSnapshot();
// @ts-expect-error: without a session the tokens are needed
auth.fetchUserInfo();
// @ts-expect-error: nor are they known where there may be a session
export const info = (options: OidcOptions) => oidc(options).fetchUserInfo();
// @ts-expect-error: nobody is signed in yet
export const before = (now: SessionSnapshot) => now.claims;
// @ts-expect-error: a snapshot is frozen
export const write = (now: SignedInSnapshot) => (now.retrying = true);
// @ts-expect-error: a session has no way to hand tokens out but by its functions
export const secret = (now: SignedInSnapshot): string => now.tokens.accessToken;
// @ts-expect-error: a request of another provider
lasting.session.require("/", { organization: "org_1" });
// @ts-expect-error: a misspelt option
lasting.session.getAccessToken({ minValidity: 1 });
// @ts-expect-error: a store that does not exist
oidc({ ...app, session: { store: "cookie" } });
// @ts-expect-error: a request of another provider
oidc({ ...app, session: { request: { organization: "org_1" } } });
// @ts-expect-error: where to keep it is no default
oidc({ ...app, session: {}, keep: "tab" });

// @ts-expect-error: a misspelt option
oidc({ issuer: "https://op.example", clientID: "c", redirectUri: "https://app.example/callback" });
// @ts-expect-error: a parameter that the library manages itself
auth.createAuthorizeUrl({ state: "s" });
// @ts-expect-error: claims of nothing
auth.createAuthorizeUrl({ claims: { access_token: { acr } } });
// @ts-expect-error: a hybrid flow
auth.createAuthorizeUrl({ responseType: "code id_token" });
// @ts-expect-error: another app state than the client's
auth.createAuthorizeUrl({ appState: { text: "…" } });
// @ts-expect-error: a misspelt code
export const code: SignInErrorCode = "transaction-expire";
// @ts-expect-error: tokens only come with a sign-in
export const tokens = (result: CallbackResult) => result.tokens;
`;

/** As an app tells errors apart: by class, then by code, whose details are there then. */
const ERRORS = `
import { CallbackError, NetworkError, ProviderError, SignInError, UsageError } from "spa-authorize";
import type { ErrorDetails, ErrorWith, SignInErrorCode } from "spa-authorize";

export function clockIsWrongBy(error: unknown): number | undefined {
  if (!(error instanceof CallbackError)) return undefined;
  if (error.code === "id-token-expired") return error.bySeconds + error.toleranceSeconds;
  return error.code === "id-token-issued-in-future" ? -error.bySeconds : undefined;
}

export function words(error: unknown): string {
  if (error instanceof UsageError) {
    switch (error.code) {
      case "unknown-option": return error.nearest ?? error.option;
      case "invalid-option": return error.option + error.expected.length + error.found.length;
      case "not-ready": return error.message;
      default: return error.option ?? "";
    }
  }
  if (error instanceof ProviderError && error.code === "exchange-refused") return error.error ?? error.message;
  if (error instanceof NetworkError) {
    if (error.code === "http-status") return error.endpoint + error.status.toFixed();
    if (error.code === "timed-out") return error.endpoint + error.timeoutMs.toFixed();
    return error.status?.toFixed() ?? error.endpoint ?? "";
  }
  return error instanceof SignInError ? ofAnyClass(error) : "";
}

function ofAnyClass(error: SignInError): string {
  const code: SignInErrorCode = error.code;
  if (error.code === "parameter-missing") return error.parameter;
  if (error instanceof ProviderError) return error.error ?? error.errorDescription ?? error.errorUri ?? code;
  return error.returnTo ?? String(error.appState ?? error.cause);
}

export const expired: ErrorWith<"id-token-expired"> = new CallbackError({ code: "id-token-expired", message: "" });
export const seconds: ErrorDetails["id-token-expired"]["bySeconds"] = expired.bySeconds;
export const anyError: SignInError = new SignInError({ code: "aborted", message: "", returnTo: "/" });
export const standard: Error = anyError;

// @ts-expect-error: a detail that this code has not for certain
export const found: string = expired.found;
// @ts-expect-error: a detail before its code is known
export const before = (error: CallbackError): number => error.bySeconds;
// @ts-expect-error: a code of another class
export const other = (error: CallbackError) => error.code === "timed-out";
// @ts-expect-error: no detail
export const nothing = (error: CallbackError) => error.seconds;
// @ts-expect-error: a code that the class has not
new UsageError({ code: "aborted", message: "" });
`;

function configFor(module, moduleResolution) {
  return JSON.stringify({
    compilerOptions: {
      target: "ES2022",
      lib: ["ES2022", "DOM"],
      types: [],
      module,
      moduleResolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      verbatimModuleSyntax: true,
      skipLibCheck: false,
      noEmit: true,
    },
    include: ["*.ts"],
  });
}

for (const [module, resolution] of [["esnext", "bundler"], ["node16", "node16"], ["nodenext", "nodenext"]]) {
  test(`the types compile under strict settings, moduleResolution "${resolution}"`, (t) => {
    const files = { "app.ts": APP, "errors.ts": ERRORS };
    const consumer = createConsumer(t, { ...files, "tsconfig.json": configFor(module, resolution) });
    const { status, output } = runTool(consumer, "tsc", "-p", ".");
    assert.equal(status, 0, output);
  });
}
