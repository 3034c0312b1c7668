import { OidcClient } from "oidc-client-ts";

import { site } from "../page/site.js";

export const accessToken = (response) => response.access_token;

export function open() {
  const client = new OidcClient({
    authority: site.issuer,
    client_id: site.clientId,
    redirect_uri: site.redirectUri,
    scope: site.scope,
    metadata: {
      issuer: site.issuer,
      authorization_endpoint: site.authorizationEndpoint,
      token_endpoint: site.tokenEndpoint,
      jwks_uri: site.jwksUri,
    },
  });
  return {
    url: async () => (await client.createSigninRequest({})).url,
    callback: (url) => client.processSigninResponse(url),
  };
}
