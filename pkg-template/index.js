import { client } from "./client.js";

export { initialize } from "./module.js";
export {
  CallbackError,
  EnvironmentError,
  NetworkError,
  ProviderError,
  SignInError,
  UsageError,
} from "./errors.js";

export const oidc = (options) => client("oidc", options);
export const auth0 = (options) => client("auth0", options);
export const authkit = (options) => client("authkit", options);
export const workosConnect = (options) => client("workosConnect", options);
