import { ProtocolMode, PublicClientApplication } from "@azure/msal-browser";

import { site } from "../page/site.js";

export const accessToken = (result) => result.accessToken;

export async function open() {
  let built;
  const client = new PublicClientApplication({
    auth: {
      clientId: site.clientId,
      authority: site.issuer,
      knownAuthorities: [site.domain],
      authorityMetadata: JSON.stringify({
        issuer: site.issuer,
        authorization_endpoint: site.authorizationEndpoint,
        token_endpoint: site.tokenEndpoint,
        jwks_uri: site.jwksUri,
      }),
      redirectUri: site.redirectUri,
      onRedirectNavigate(url) {
        built = url;
        return false;
      },
    },
    system: { protocolMode: ProtocolMode.OIDC },
  });
  await client.initialize();
  return {
    async url() {
      await client.acquireTokenRedirect({ scopes: site.scope.split(" ") });
      return built;
    },
    callback: (url) => client.handleRedirectPromise({ hash: new URL(url).search, navigateToLoginRequestUrl: false }),
  };
}
