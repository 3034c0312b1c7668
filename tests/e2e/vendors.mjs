// Auth0 and WorkOS Connect as far as `oidc-provider` can wear their paths and the forms of their issuers.

import { startProvider } from "../../www/server/provider.mjs";

/** The one member there is: whoever else signs in belongs to no organization. */
export const MEMBER = { login: "alice", org_id: "org_1", org_name: "example" };

/** The client whose server exchanges the code, and keeps a secret. */
export const CONFIDENTIAL = { client_id: "connect-server", client_secret: "kept by the server" };

/** With the issuer's slash, with organizations, and with APIs that access tokens are for. */
export function startAuth0(origin) {
  return startProvider({
    issuerPath: "/",
    clients: [{ client_id: "auth0", redirect_uris: [`${origin}/callback`] }],
    configuration: {
      routes: {
        authorization: "/authorize",
        token: "/oauth/token",
        jwks: "/.well-known/jwks.json",
        userinfo: "/userinfo",
        end_session: "/oidc/logout",
      },
      extraParams: ["audience"],
      claims: { openid: ["sub", "org_id", "org_name"] },
      findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...organizationOf(sub) }) }),
      features: {
        resourceIndicators: {
          enabled: true,
          // Auth0's own name for it, from before RFC 8707.
          defaultResource: (ctx, _client, oneOf) => oneOf?.[0] ?? ctx.oidc.params.audience,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({ scope: "", accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
        },
      },
    },
  });
}

/** With an issuer that is the bare origin, and a second client that a server is. */
export function startConnect(origin) {
  const redirectUris = [`${origin}/callback`];
  const server = {
    ...CONFIDENTIAL,
    redirect_uris: redirectUris,
    token_endpoint_auth_method: "client_secret_post",
    grant_types: ["authorization_code"],
    response_types: ["code"],
  };
  return startProvider({
    clients: [{ client_id: "connect", redirect_uris: redirectUris }, server],
    configuration: {
      routes: {
        authorization: "/oauth2/authorize",
        token: "/oauth2/token",
        jwks: "/oauth2/jwks",
        userinfo: "/oauth2/userinfo",
      },
    },
  });
}

function organizationOf(sub) {
  const { login, ...organization } = MEMBER;
  return sub === login ? organization : {};
}
