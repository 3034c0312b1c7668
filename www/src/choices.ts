import { auth0, authkit, workosConnect } from "spa-authorize";
import type { Auth0SignInRequest, AuthKitSignInRequest, OidcSignInRequest } from "spa-authorize";

import { app, auth } from "./client";

/** What was typed in, by option. What was left empty is not there. */
export type Values = Readonly<Record<string, string>>;

export interface Field {
  option: string;
  value?: string;
  example?: string;
  /** The only values there are; without them, any text. */
  words?: readonly string[];
}

/** A provider that can be picked. */
export interface Choice {
  title: string;
  fields: readonly Field[];
  /** Whatever the values are: it is the library that says what is wrong with them. */
  buildUrl(values: Values): string | Promise<string>;
}

const RESPONSE_TYPE: Field = { option: "responseType", words: ["code", "token", "id_token", "id_token token"] };
const PROMPT: Field = { option: "prompt", words: ["none", "login", "consent", "select_account"] };
const LOGIN_HINT: Field = { option: "loginHint", example: "alice@example.com" };

export const CHOICES: readonly Choice[] = [
  {
    title: "Any OpenID provider",
    fields: [
      RESPONSE_TYPE,
      PROMPT,
      { option: "scope", value: "openid profile email" },
      { option: "uiLocales", example: "fr en" },
      LOGIN_HINT,
      { option: "resource", example: "https://api.example.com/" },
    ],
    async buildUrl(values) {
      await auth.ready();
      return auth.createAuthorizeUrl(values as OidcSignInRequest<never>);
    },
  },
  {
    title: "Auth0",
    fields: [
      { option: "domain", value: "example.eu.auth0.com" },
      { option: "connection", example: "google-oauth2" },
      { option: "organization", example: "org_1" },
      { option: "invitation", example: "its ticket" },
      { option: "audience", example: "https://api.example.com/" },
      PROMPT,
      RESPONSE_TYPE,
    ],
    buildUrl({ domain = "", ...request }) {
      return auth0({ ...app, domain }).createAuthorizeUrl(request as Auth0SignInRequest);
    },
  },
  {
    title: "WorkOS AuthKit",
    fields: [
      { option: "provider", value: "authkit", words: ["authkit", "GoogleOAuth", "MicrosoftOAuth", "GitHubOAuth"] },
      { option: "connectionId", example: "conn_1" },
      { option: "organizationId", example: "org_1" },
      { option: "screenHint", words: ["sign-up", "sign-in"] },
      LOGIN_HINT,
    ],
    buildUrl(request) {
      return authkit(app).createAuthorizeUrl(request as unknown as AuthKitSignInRequest);
    },
  },
  {
    title: "WorkOS Connect",
    fields: [
      { option: "domain", value: "example.authkit.app" },
      { option: "scope", value: "openid profile" },
      { option: "exchange", words: ["client", "server"] },
    ],
    buildUrl({ domain = "", exchange, ...request }) {
      // The two are clients of different types; only the URL is wanted here.
      const options = { ...app, domain };
      const client = exchange === "server" ? workosConnect({ ...options, exchange }) : workosConnect(options);
      return client.createAuthorizeUrl(request);
    },
  },
];
