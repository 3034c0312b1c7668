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
