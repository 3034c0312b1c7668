import { OidcClient, UserManager } from "oidc-client-ts";

import { site } from "../../page/site.js";

export function open() {
  const settings = {
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
  };
  const manager = new UserManager(settings);
  return {
    // The manager would leave for it.
    url: async () => (await new OidcClient(settings).createSigninRequest({})).url,
    callback: () => manager.signinRedirectCallback(),
    token: async () => (await manager.getUser()).access_token,
    renewed: async () => (await manager.signinSilent()).access_token,
  };
}
