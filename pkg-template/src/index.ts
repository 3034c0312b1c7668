/**
 * The browser's half of signing in with OAuth 2.0 and OpenID Connect.
 *
 * A client is made by {@link oidc}, {@link auth0}, {@link authkit}, {@link workosConnect} or {@link entra}. Its
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

export type { Client, Optionally } from "./client.js";
export * from "./errors.js";
export { initialize } from "./module.js";
export type { InitializeOptions } from "./module.js";
export * from "./options.js";
export * from "./providers/auth0.js";
export * from "./providers/authkit.js";
export * from "./providers/entra.js";
export * from "./providers/oidc.js";
export * from "./providers/workos_connect.js";
export * from "./results.js";
