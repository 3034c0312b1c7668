/** What every error of this package is. */
export class SignInError extends Error {
  constructor({ code, message, cause, ...details }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, details);
    withoutQueries(this);
    if (cause instanceof Error) withoutQueries(cause);
  }

  // Not a field: it shows in messages and stack traces, and is no property of each error.
  get name() {
    return this.constructor.className;
  }

  static className = "SignInError";
}

export class UsageError extends SignInError {
  static className = "UsageError";
}

export class ProviderError extends SignInError {
  static className = "ProviderError";
}

export class CallbackError extends SignInError {
  static className = "CallbackError";
}

export class EnvironmentError extends SignInError {
  static className = "EnvironmentError";
}

export class NetworkError extends SignInError {
  static className = "NetworkError";
}

/** The page's own scripts are named by its address in a stack, with the code that it came with. */
function withoutQueries(error) {
  const value = String(error.stack).replace(/[?#]\S*?(?=:\d+(:\d+)?\)?,?(\s|$)| line \d+ > )/g, "");
  try {
    Object.defineProperty(error, "stack", { value, configurable: true, writable: true });
  } catch {
    // One that is frozen.
  }
}

const classes = { UsageError, ProviderError, CallbackError, EnvironmentError, NetworkError };

/** Whether the module threw this, as what to make an error of. */
export function isFailure(thrown) {
  return Object.hasOwn(classes, thrown?.class);
}

/** Makes an error of what the module throws: `{ class, code, message, details?, refusal?, returnTo?, appState?, cause? }`. */
export function toError({ class: name, details, refusal, ...rest }) {
  return new classes[name]({ ...rest, ...details, ...refusal });
}
