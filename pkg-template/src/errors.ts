// What can go wrong: the codes, the details of each, and the classes that tell them apart.

/** Every code, by the class of its errors. */
export const ERROR_CODES = {
  /** The call is wrong: an option, or it came too early. It began no sign-in. */
  UsageError: [
    "missing-option",
    "unknown-option",
    "managed-option",
    "invalid-option",
    "app-state-too-large",
    "not-ready",
    "endpoint-missing",
    "no-access-token",
    "origin-not-listed",
  ],
  /** The provider refused, or broke a specification. */
  ProviderError: [
    "authorization-refused",
    "exchange-refused",
    "userinfo-refused",
    "metadata-invalid",
    "metadata-issuer-mismatch",
    "keys-invalid",
    "token-response-invalid",
    "token-type-unsupported",
    "userinfo-invalid",
    "userinfo-subject-mismatch",
    "refresh-refused",
    "revocation-refused",
  ],
  /** The response is stale, damaged or forged. Do not trust anything in it. */
  CallbackError: [
    "transaction-expired",
    "transaction-tampered",
    "parameter-repeated",
    "parameter-malformed",
    "parameter-missing",
    "parameter-unexpected",
    "parameter-misplaced",
    "issuer-mismatch",
    "issuer-missing",
    "id-token-missing",
    "id-token-malformed",
    "id-token-encrypted",
    "id-token-type",
    "id-token-algorithm",
    "id-token-critical-header",
    "id-token-signature-invalid",
    "id-token-key-unknown",
    "id-token-key-unusable",
    "id-token-key-ambiguous",
    "id-token-claim-missing",
    "id-token-claim-malformed",
    "id-token-issuer-mismatch",
    "id-token-audience-mismatch",
    "id-token-authorized-party-mismatch",
    "id-token-expired",
    "id-token-issued-in-future",
    "id-token-not-yet-valid",
    "id-token-nonce-mismatch",
    "id-token-auth-too-old",
    "id-token-at-hash-mismatch",
    "id-token-acr-mismatch",
    "id-token-organization-mismatch",
    "id-token-subject-mismatch",
    "id-token-auth-time-mismatch",
    "user-mismatch",
  ],
  /** The browser, or the environment without one, lacks something that is needed, or forbids it. */
  EnvironmentError: [
    "not-a-browser",
    "storage-blocked",
    "storage-full",
    "random-unavailable",
    "signature-unavailable",
    "popup-blocked",
    "module-blocked",
  ],
  /** The provider could not be reached, or did not answer as it should. */
  NetworkError: [
    "network-failed",
    "timed-out",
    "aborted",
    "response-too-large",
    "response-redirected",
    "response-not-json",
    "http-status",
  ],
  /** Nobody is wrong: the user has to act, or the caller to wait. */
  SessionError: [
    "not-signed-in",
    "interaction-required",
    "session-refused",
    "user-changed",
    "session-busy",
    "popup-closed",
  ],
} as const;

/** The call is wrong: an option, or it came too early. It began no sign-in. */
export type UsageErrorCode = (typeof ERROR_CODES)["UsageError"][number];

/** The provider refused, or broke a specification. */
export type ProviderErrorCode = (typeof ERROR_CODES)["ProviderError"][number];

/** The response is stale, damaged or forged. Do not trust anything in it. */
export type CallbackErrorCode = (typeof ERROR_CODES)["CallbackError"][number];

/** The browser, or the environment without one, lacks something that is needed, or forbids it. */
export type EnvironmentErrorCode = (typeof ERROR_CODES)["EnvironmentError"][number];

/** The provider could not be reached, or did not answer as it should. */
export type NetworkErrorCode = (typeof ERROR_CODES)["NetworkError"][number];

/** Nobody is wrong: the user has to act, or the caller to wait. */
export type SessionErrorCode = (typeof ERROR_CODES)["SessionError"][number];

/** Every `code`. In this package, `docs/errors.md` has the cause and the cure of each. */
export type SignInErrorCode = (typeof ERROR_CODES)[keyof typeof ERROR_CODES][number];

/** An error with one of these codes. The code says which details it has. */
export type ErrorWith<Code extends SignInErrorCode> = Code extends keyof ErrorDetails
  ? ErrorOfAnyCode & ErrorCode<Code> & Readonly<ErrorDetails[Code]>
  : ErrorOfAnyCode & ErrorCode<Code>;

/** The members of every error of this package. */
export interface ErrorOfAnyCode extends Error, Readonly<Partial<Details>> {
  /** The `appState` of the sign-in, if its record was found. */
  readonly appState?: unknown;
  /** The `returnTo` of the sign-in, if its record was found. */
  readonly returnTo?: string;
}

/** What went wrong. */
export interface ErrorCode<Code extends SignInErrorCode> {
  /** Stable. The message is for people and may change. */
  readonly code: Code;
}

/** A class of errors. After `instanceof`, look at the `code`. */
export interface ErrorClass<Code extends SignInErrorCode> {
  /** For an app's own tests: makes an error with this code and its details. */
  new <Own extends Code>(details: { code: Own; message: string; [member: string]: unknown }): ErrorWith<Own>;
  /** For `instanceof`. */
  readonly prototype: ErrorWith<Code>;
}

/** The details that an error can have. Its code says which ones it has: {@link ErrorDetails}. */
export interface Details {
  /** The option that is wrong, as a path: `extraParams.prompt`. */
  option: string;
  /** The option that was most likely meant. */
  nearest?: string;
  /** The parameter of the authorization response that is wrong. */
  parameter: string;
  /** The member of a provider's document that is wrong, or of an ID token's header or claims. */
  member: string;
  /** The claim of the ID token that is wrong. */
  claim: string;
  /** What the missing option is needed for, in words. */
  neededFor: string;
  /** The options that the call takes. */
  known: readonly string[];
  /** The call that the option belongs to, or the option: `signIn`, `oidc()`, `session`. */
  belongsTo?: string;
  /** What to do instead of giving the option, in words. */
  instead: string;
  /** What should have been there, in words. */
  expected: string;
  /** The values of which one should have been there. */
  accepted: readonly string[];
  /** What was there instead: a value in quotes, or its type where it may be a secret. */
  found: string;
  /** How long a sign-in may take, in seconds. */
  lifetimeSeconds: number;
  /** By how much a time is off, beyond the tolerance, in whole seconds. */
  bySeconds: number;
  /** The tolerance for clocks that differ, in seconds. */
  toleranceSeconds: number;
  /** The origin that a request would have gone to. */
  origin: string;
  /** The address of the endpoint, without its query. */
  endpoint: string;
  /** The HTTP status of the answer. */
  status: number;
  /** How long the answer could take, in milliseconds. */
  timeoutMs: number;
  /** How many bytes the answer could have. */
  maxBytes: number;
  /**
   * The provider's own error code (RFC 6749 §4.1.2.1, §5.2, RFC 7009 §2.2.1), such as `access_denied`. Absent if it sent
   * none that can be read.
   */
  error?: string;
  /**
   * The provider's text. It is text, never HTML; at most 500 characters, without control characters. `***` stands for
   * a secret of the sign-in that the provider repeated.
   */
  errorDescription?: string;
  /** The address of a page about it, `https:` or `http:`: the provider's to choose, so look at it before you link it. */
  errorUri?: string;
}

/** The details of each code. A code that is not here has none. */
export type ErrorDetails =
  & Record<"missing-option", Pick<Details, "option" | "neededFor">>
  & Record<"managed-option", Pick<Details, "option" | "instead">>
  & Record<"unknown-option", Pick<Details, "option" | "known" | "nearest" | "belongsTo">>
  & Record<"transaction-expired", Pick<Details, "option" | "lifetimeSeconds">>
  & Record<"invalid-option" | "app-state-too-large", Pick<Details, "option" | "expected" | "found">>
  & Record<"endpoint-missing", Pick<Details, "option"> & Pick<Partial<Details>, "expected" | "found">>
  & Record<"origin-not-listed", Pick<Details, "origin" | "option">>
  & Record<
    | "authorization-refused"
    | "exchange-refused"
    | "refresh-refused"
    | "revocation-refused"
    | "interaction-required"
    | "session-refused",
    Pick<Details, "error" | "errorDescription" | "errorUri">
  >
  & Record<
    | "metadata-invalid"
    | "metadata-issuer-mismatch"
    | "keys-invalid"
    | "token-response-invalid"
    | "token-type-unsupported"
    | "id-token-type"
    | "userinfo-invalid",
    Pick<Details, "member" | "expected" | "found">
  >
  & Record<"parameter-repeated" | "parameter-missing" | "parameter-unexpected", Pick<Details, "parameter">>
  & Record<"parameter-malformed" | "parameter-misplaced", Pick<Details, "parameter" | "expected">>
  & Record<"issuer-mismatch", Pick<Details, "parameter" | "expected" | "found">>
  & Record<"id-token-malformed", Pick<Details, "expected">>
  & Record<"id-token-key-unknown", Pick<Partial<Details>, "member">>
  & Record<"id-token-algorithm", Pick<Details, "member" | "accepted">>
  & Record<"id-token-claim-missing", Pick<Details, "claim">>
  & Record<"id-token-claim-malformed", Pick<Details, "claim" | "expected">>
  & Record<"id-token-acr-mismatch", Pick<Details, "claim" | "accepted">>
  & Record<"id-token-issuer-mismatch" | "id-token-organization-mismatch", Pick<Details, "claim" | "expected" | "found">>
  & Record<
    | "id-token-expired"
    | "id-token-issued-in-future"
    | "id-token-not-yet-valid"
    | "id-token-auth-too-old",
    Pick<Details, "bySeconds" | "toleranceSeconds">
  >
  & Record<"network-failed" | "response-redirected", Pick<Details, "endpoint">>
  & Record<"timed-out", Pick<Details, "endpoint" | "timeoutMs"> & Pick<Partial<Details>, "expected">>
  & Record<"response-too-large", Pick<Details, "endpoint" | "maxBytes">>
  & Record<"response-not-json", Pick<Details, "endpoint" | "expected" | "found">>
  & Record<"http-status", Pick<Details, "endpoint" | "status">>;

/** What an error is made of. */
interface Told {
  code: string;
  message: string;
  cause?: unknown;
  [member: string]: unknown;
}

class Failure extends Error {
  static className = "SignInError";
  readonly code: string;

  constructor({ code, message, cause, ...details }: Told) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, details);
    withoutQueries(this);
    if (cause instanceof Error) withoutQueries(cause);
  }

  // Not a field: it shows in messages and stack traces, and is no property of each error.
  override get name(): string {
    return (this.constructor as typeof Failure).className;
  }
}

/**
 * Every error of this package. No message contains a token, a code or another secret. `cause` is the browser's own
 * error, if there was one.
 */
export type SignInError = ErrorWith<SignInErrorCode>;

/** The class of every {@link SignInErrorCode}. */
export const SignInError = Failure as unknown as ErrorClass<SignInErrorCode>;

/** The call is wrong. */
export type UsageError = ErrorWith<UsageErrorCode>;

/** The class of every {@link UsageErrorCode}. */
export const UsageError = class UsageError extends Failure {
  static override className = "UsageError";
} as unknown as ErrorClass<UsageErrorCode>;

/** The provider refused, or is at fault. If it refused, `error` and `errorDescription` are its own words. */
export type ProviderError = ErrorWith<ProviderErrorCode>;

/** The class of every {@link ProviderErrorCode}. */
export const ProviderError = class ProviderError extends Failure {
  static override className = "ProviderError";
} as unknown as ErrorClass<ProviderErrorCode>;

/** The response is stale, damaged or forged. */
export type CallbackError = ErrorWith<CallbackErrorCode>;

/** The class of every {@link CallbackErrorCode}. */
export const CallbackError = class CallbackError extends Failure {
  static override className = "CallbackError";
} as unknown as ErrorClass<CallbackErrorCode>;

/** The browser lacks something that is needed, or forbids it. */
export type EnvironmentError = ErrorWith<EnvironmentErrorCode>;

/** The class of every {@link EnvironmentErrorCode}. */
export const EnvironmentError = class EnvironmentError extends Failure {
  static override className = "EnvironmentError";
} as unknown as ErrorClass<EnvironmentErrorCode>;

/** The provider could not be reached. */
export type NetworkError = ErrorWith<NetworkErrorCode>;

/** The class of every {@link NetworkErrorCode}. */
export const NetworkError = class NetworkError extends Failure {
  static override className = "NetworkError";
} as unknown as ErrorClass<NetworkErrorCode>;

/** Nobody is wrong: the user has to act, or the caller to wait. */
export type SessionError = ErrorWith<SessionErrorCode>;

/** The class of every {@link SessionErrorCode}. */
export const SessionError = class SessionError extends Failure {
  static override className = "SessionError";
} as unknown as ErrorClass<SessionErrorCode>;

/** The page's own scripts are named by its address in a stack, with the code that it came with. */
function withoutQueries(error: Error): void {
  const value = String(error.stack).replace(/[?#]\S*?(?=:\d+(:\d+)?\)?,?(\s|$)| line \d+ > )/g, "");
  try {
    Object.defineProperty(error, "stack", { value, configurable: true, writable: true });
  } catch {
    // One that is frozen.
  }
}
