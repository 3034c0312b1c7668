import { auth } from "./session.js";

/**
 * As much of axios as is used here.
 *
 * @typedef {{
 *   headers: { set(headers: Record<string, string>): void, get(name: string): string | undefined },
 *   isRepeat?: boolean,
 * }} Config
 * @typedef {{ config?: Config, response?: { status: number, headers: Record<string, string | undefined> } }} Failure
 * @typedef {{
 *   getUri(config: Config): string,
 *   request(config: Config): Promise<unknown>,
 *   interceptors: {
 *     request: { use(before: (config: Config) => Promise<Config>): void },
 *     response: { use(after: undefined, failed: (failure: Failure) => Promise<unknown>): void },
 *   },
 * }} Axios
 */

/** @param {Axios} api */
export function addSession(api) {
  // #region axios
  api.interceptors.request.use(async (config) => {
    config.headers.set(await auth.session.headersFor({ url: api.getUri(config) }));
    return config;
  });

  api.interceptors.response.use(undefined, async (error) => {
    const { config, response } = error; // neither is there if `headersFor` has rejected
    const sent = config?.headers.get("Authorization");
    if (!config || !sent || config.isRepeat || response?.status !== 401) throw error;
    const challenge = response.headers["www-authenticate"] ?? null;
    if (!(await auth.session.retryAfter401(challenge, sent))) throw error;
    return api.request({ ...config, isRepeat: true });
  });
  // #endregion
}
