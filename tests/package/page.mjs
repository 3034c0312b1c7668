import { createConsumer, runInNode } from "./consumer.mjs";

/** A page for an app in Node: its storage, its address and its history, as far as the package knows them. */
export const PAGE = `
  const records = new Map();
  const sessionStorage = {
    get length() { return records.size; },
    key: (index) => [...records.keys()][index] ?? null,
    getItem: (key) => records.get(key) ?? null,
    setItem: (key, value) => void records.set(key, value),
    removeItem: (key) => void records.delete(key),
  };
  const location = { href: "https://app.example/callback", assign() {} };
  const history = {
    state: null,
    replaceState: (_, __, address) => void (location.href = new URL(address, location.href).href),
  };
  globalThis.window = { location, history, sessionStorage };
`;

/** An app whose provider does not exist: what it would answer is `answers`, by path. */
const APP = `
  import { oidc } from "spa-authorize";

  ${PAGE}
  const ISSUER = "https://op.example";
  const own = { issuer: ISSUER, clientId: "c", redirectUri: "https://app.example/callback" };
  const endpoints = {
    authorizationEndpoint: ISSUER + "/authorize",
    tokenEndpoint: ISSUER + "/token",
    jwksUri: ISSUER + "/jwks",
  };
  const metadata = {
    issuer: ISSUER,
    authorization_endpoint: endpoints.authorizationEndpoint,
    token_endpoint: endpoints.tokenEndpoint,
    jwks_uri: endpoints.jwksUri,
    userinfo_endpoint: ISSUER + "/userinfo",
  };
  /** Of a sign-in, as far as \`fetchUserInfo\` reads them. */
  const tokens = { accessToken: "AT", idToken: "e30." + btoa('{"sub":"ada"}').replace(/=/g, "") + ".c2ln" };
  const json = (body) => () => new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
  const answers = {
    "/.well-known/openid-configuration": json(metadata),
    "/token": json({ access_token: "AT", token_type: "Bearer" }),
  };
  globalThis.fetch = async (url) => answers[new URL(url).pathname]();

  /** The address that a sign-in returns to. */
  const begin = (auth, more = "") => {
    const url = auth.createAuthorizeUrl({ scope: "read", returnTo: "/inbox" });
    return own.redirectUri + "?code=SECRET&state=" + new URL(url).searchParams.get("state") + more;
  };
  const outcome = (promise) => promise.then(({ kind }) => kind, ({ code }) => code);
  const done = (result) => console.log(JSON.stringify(result));
`;

/** What such an app hands to `done`. */
export function runOnPage(t, body) {
  return runInNode(createConsumer(t, { "app.mjs": `${APP}${body}` }), "app.mjs");
}
