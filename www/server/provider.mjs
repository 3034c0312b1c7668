import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";

import { interactions, interactionUrl } from "./interactions.mjs";
import { close, listen } from "./listen.mjs";
import { page, rows } from "./pages.mjs";

const unmuteImport = muteNotices();
const { interactionPolicy, Provider } = await import("oidc-provider");
unmuteImport();

export { interactionPolicy };

/** For `configuration`: a refresh token, which rotates, for each app with that grant, whatever scope it asks for. */
export const REFRESH_TOKENS = { issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token") };

const TOKEN_SHIM = "token-shim-";

/**
 * Runs a whole OpenID provider in this process: `oidc-provider`, with any login and any password.
 *
 * `clients` are client metadata under the names of the wire; `client_id`, `redirect_uris` and
 * `post_logout_redirect_uris` are enough. `tokenRequests` grows by one entry for each request to the token endpoint, and
 * `codes` by each code that is sent there.
 * `issuerPath` is what the issuer has after the origin, such as `/`. `configuration` goes over the one below, its
 * features and lifetimes one by one. `publicUrl` is its origin where a proxy stands before it, and `loginOf` says, of
 * the parameters of a request, who logs in and consents without a page; nobody does where it gives `undefined`.
 */
export async function startProvider(options) {
  const { port = 0, host = "127.0.0.1", issuerPath = "", clients, configuration = {}, publicUrl, loginOf } = options;
  const server = createServer();
  const ownUrl = `http://localhost:${await listen(server, port, host)}`;
  const url = publicUrl ?? ownUrl;
  const [tokenRequests, codes] = [[], []];

  const settings = merge(defaults(url, clients), configuration);
  const provider = construct(url + issuerPath, settings);
  allowImplicitOverHttp(provider);
  shimResponseTypeToken(provider, settings.routes.authorization);
  provider.use(interactions(provider, loginOf));
  provider.use(record({ tokenRequests, codes }, settings.routes.token));
  provider.on("server_error", (_ctx, error) => console.error(error));
  server.on("request", provider.callback());

  const introspectionEndpoint = provider.urlFor("introspection");
  return { issuer: provider.issuer, introspectionEndpoint, url, ownUrl, tokenRequests, codes, close: () => close(server) };
}

function merge(settings, { features, ttl, ...others }) {
  const merged = { features: { ...settings.features, ...features }, ttl: { ...settings.ttl, ...ttl } };
  return { ...settings, ...merged, ...others };
}

function construct(issuer, settings) {
  const unmute = muteNotices();
  try {
    return new Provider(issuer, settings);
  } finally {
    unmute();
  }
}

function defaults(url, clients) {
  const { port } = new URL(url);
  return {
    clients: clients.map((client) => ({ ...browserClient, ...client })),
    responseTypes: browserClient.response_types,
    scopes: ["openid", "profile", "email", "offline_access"],
    claims: { profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
    // The claims go into the ID token too, so that there is something to see in every flow.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
    clientBasedCORS: (_ctx, origin, client) => client.redirectUris.some((uri) => new URL(uri).origin === origin),
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: (_ctx, client) => client.clientAuthMethod !== "none" },
      revocation: { enabled: true, allowedPolicy: (_ctx, { clientId }, token) => token.clientId === clientId },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
    },
    interactions: { url: interactionUrl },
    renderError,
    jwks: { keys: [signingKey()] },
    cookies: {
      keys: [randomBytes(32).toString("base64url")],
      // Cookies know no ports: without names of their own, two providers on localhost sign each other out.
      names: {
        session: `session_${port}`,
        interaction: `interaction_${port}`,
        resume: `resume_${port}`,
      },
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
    routes: { authorization: "/auth", token: "/token" },
  };
}

/** A browser keeps no secret, so its client has none. PKCE is then required of every code (RFC 9700 §2.1.1). */
const browserClient = {
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code", "refresh_token", "implicit"],
  response_types: ["code", "id_token", "id_token token"],
};

function claimsOf(sub) {
  const [handle] = sub.split("@");
  return {
    sub,
    name: handle.replace(/^./u, (first) => first.toUpperCase()),
    preferred_username: handle,
    email: sub.includes("@") ? sub : `${sub}@example.com`,
    email_verified: true,
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: randomUUID() };
}

/** Implicit clients need https and a public host, which nothing on loopback has (oidc-provider's own recipe). */
function allowImplicitOverHttp({ Client }) {
  const { invalidate } = Client.Schema.prototype;
  const allowed = ["implicit-force-https", "implicit-forbid-localhost"];
  Client.Schema.prototype.invalidate = function (message, code) {
    if (!allowed.includes(code)) invalidate.call(this, message, code);
  };
}

/**
 * `oidc-provider` has no `response_type=token`. So `id_token token` is asked for in its place, under a marked nonce,
 * and the ID token is taken out of the answer; `iss` then takes its place there (RFC 9207 §2).
 */
function shimResponseTypeToken(provider, path) {
  provider.use((ctx, next) => {
    if (ctx.path !== path || ctx.query.response_type !== "token") return next();
    const scope = [...new Set(["openid", ...(ctx.query.scope ?? "").split(" ")])].join(" ").trim();
    const nonce = TOKEN_SHIM + randomUUID();
    ctx.query = { ...ctx.query, response_type: "id_token token", scope, nonce };
    return next();
  });
  provider.on("authorization.success", (ctx, response) => {
    if (!ctx.oidc.params.nonce?.startsWith(TOKEN_SHIM)) return;
    delete response.id_token;
    response.iss = provider.issuer;
  });
}

function record({ tokenRequests, codes }, path) {
  return async (ctx, next) => {
    if (ctx.method !== "POST" || ctx.path !== path) return next();
    const request = { origin: ctx.get("origin"), grantType: null, status: null };
    tokenRequests.push(request);
    await next();
    const { grant_type: grantType, code } = ctx.oidc?.params ?? {};
    if (code) codes.push(code);
    Object.assign(request, { grantType, status: ctx.status });
  };
}

function logoutSource(ctx, form) {
  ctx.body = page(
    "Sign out?",
    `${form}
    <button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
    <button type="submit" form="op.logoutForm" class="quiet">Stay signed in</button>`,
  );
}

function postLogoutSuccessSource(ctx) {
  ctx.body = page("Signed out", "<p>The session at this provider has ended.</p>");
}

function renderError(ctx, error) {
  ctx.type = "html";
  ctx.body = page("This request is refused", rows(error));
}

/** `oidc-provider` warns of everything that is meant for development only, which is what this is. */
function muteNotices() {
  const { info, warn } = console;
  const except = (print) => (...lines) => String(lines[0]).includes("oidc-provider ") || print(...lines);
  Object.assign(console, { info: except(info), warn: except(warn) });
  return () => Object.assign(console, { info, warn });
}
