// A provider whose refresh tokens rotate, behind a gate that counts and disturbs: `oidc-provider`, set up for one case.

import { apiClient } from "../../../www/server/api.mjs";
import { interactionUrl } from "../../../www/server/interactions.mjs";
import { interactionPolicy, startProvider } from "../../../www/server/provider.mjs";
import { startGate } from "./gate.mjs";

/** Who signs in where no login hint says another. */
export const USER = "alice";

/** What asks it about tokens, as an API does. */
export const API_CLIENT = { id: "api", secret: "of the API" };

/**
 * `origins` are the app's; a client is registered under each of `clientIds` for all of them. A refresh token is spent
 * by its first use, and a second use ends its grant with all that came of it. What a case may choose:
 *
 * - `hostname`: "localhost", or "127.0.0.1" for a provider on another site than the app's;
 * - `accessTokenSeconds`, `refreshTokenSeconds`;
 * - `refreshTokens`: "always", "offline_access" (only for that scope), "never"; `rotation`: whether they rotate;
 * - `boundToSession`: whether a logout ends refresh tokens as well;
 * - `revocation`, `logout`, `webMessage`: whether it has that endpoint, or that response mode;
 * - `resources`: the scopes of each API, by its resource indicator;
 * - `consents`: whether all that is asked for is granted, without a page and to `prompt=none`, after a revocation too.
 *
 * What it gives is the gate, with `options(name)` of a client, and `loginOf`, which a test may set: it says of the
 * parameters of a request who logs in without a page, and `undefined` shows the pages.
 */
export async function startSessionProvider(choices) {
  const chosen = { ...DEFAULTS, ...choices };
  const gate = await startGate({ hostname: chosen.hostname, paths: { ...PATHS, metadata: METADATA } });
  const provider = Object.assign(gate, {
    issuer: gate.url,
    loginOf: ({ login_hint: hint = USER }) => hint,
    options: (clientId = chosen.clientIds[0]) => optionsFor(gate.url, clientId, chosen),
  });
  const own = await startProvider({
    publicUrl: gate.url,
    clients: clientsOf(chosen),
    configuration: configurationOf(chosen),
    loginOf: (parameters) => provider.loginOf(parameters),
  });
  gate.forwardTo = own.ownUrl;
  const { close } = gate;
  return Object.assign(provider, {
    introspectionEndpoint: own.introspectionEndpoint,
    close: () => Promise.all([close(), own.close()]),
  });
}

function clientsOf({ origins, clientIds, refreshTokens }) {
  const redirectUris = origins.map((origin) => `${origin}/callback`);
  const grants = ["authorization_code", "implicit", ...(refreshTokens === "never" ? [] : ["refresh_token"])];
  const apps = clientIds.map((id) => ({
    client_id: id,
    grant_types: grants,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
  }));
  return [...apps, apiClient(API_CLIENT)];
}

function configurationOf(chosen) {
  return {
    ttl: { AccessToken: chosen.accessTokenSeconds, RefreshToken: chosen.refreshTokenSeconds },
    rotateRefreshToken: chosen.rotation,
    expiresWithSession: () => chosen.boundToSession,
    issueRefreshToken: (_ctx, client, { scopes }) => {
      const isAsked = chosen.refreshTokens === "always" || scopes.has("offline_access");
      return client.grantTypeAllowed("refresh_token") && isAsked;
    },
    ...(chosen.consents && { loadExistingGrant: grantAll }),
    interactions: { url: interactionUrl, policy: policy() },
    features: {
      resourceIndicators: resourceIndicators(chosen.resources),
      revocation: { enabled: chosen.revocation, allowedPolicy: isTheirOwn },
      webMessageResponseMode: { enabled: chosen.webMessage, ack: "individual-draft-01" },
      rpInitiatedLogout: { enabled: chosen.logout, logoutSource },
    },
    routes: PATHS,
  };
}

/** `prompt=select_account` is what it does not know by itself. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  return prompts;
}

function resourceIndicators(resources) {
  return {
    enabled: true,
    defaultResource: () => undefined,
    // Opaque, so that the API can ask about them.
    getResourceServerInfo: (_ctx, resource) => ({ scope: resources[resource], accessTokenFormat: "opaque" }),
  };
}

function isTheirOwn(_ctx, { clientId }, token) {
  return token.clientId === clientId;
}

/** Asks nobody whether to sign out. */
function logoutSource(ctx, form) {
  const answer = `<input type="hidden" name="logout" value="yes" form="op.logoutForm">`;
  ctx.body = `<!DOCTYPE html>${form}${answer}<script>document.getElementById("op.logoutForm").submit();</script>`;
}

/** One grant for a user and a client in a browser, as `oidc-provider` has it, and another where that was revoked. */
async function grantAll(ctx) {
  const { account, client, provider, result, session } = ctx.oidc;
  const id = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const known = id && (await provider.Grant.find(id));
  const isTheirs = known?.accountId === account.accountId;
  const grant = isTheirs ? known : new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope([...ctx.oidc.requestParamOIDCScopes].join(" "));
  for (const [resource, { scope = "" }] of Object.entries(ctx.oidc.resourceServers)) {
    grant.addResourceScope(resource, scope);
  }
  await grant.save();
  return grant;
}

function optionsFor(issuer, clientId, { revocation, logout }) {
  return {
    issuer,
    clientId,
    authorizationEndpoint: issuer + PATHS.authorization,
    tokenEndpoint: issuer + PATHS.token,
    jwksUri: issuer + PATHS.jwks,
    userinfoEndpoint: issuer + PATHS.userinfo,
    ...(revocation && { revocationEndpoint: issuer + PATHS.revocation }),
    ...(logout && { endSessionEndpoint: issuer + PATHS.end_session }),
    authorizationResponseIssParameterSupported: true,
  };
}

const PATHS = {
  authorization: "/auth",
  end_session: "/session/end",
  introspection: "/token/introspection",
  jwks: "/jwks",
  revocation: "/token/revocation",
  token: "/token",
  userinfo: "/me",
};

const METADATA = "/.well-known/openid-configuration";

const DEFAULTS = {
  hostname: "localhost",
  clientIds: ["app"],
  accessTokenSeconds: 5,
  refreshTokenSeconds: 3600,
  refreshTokens: "always",
  rotation: true,
  boundToSession: false,
  revocation: true,
  logout: true,
  webMessage: false,
  resources: {},
  consents: true,
};
