import { Auth0Client } from "@auth0/auth0-spa-js";

import { site } from "../page/site.js";

export const accessToken = (client) => client.getTokenSilently();

export function open() {
  const { domain, clientId, redirectUri, scope } = site;
  const client = new Auth0Client({ domain, clientId, authorizationParams: { redirect_uri: redirectUri, scope } });
  return {
    async url() {
      let built;
      await client.loginWithRedirect({ openUrl: (url) => void (built = url) });
      return built;
    },
    async callback(url) {
      await client.handleRedirectCallback(url);
      return client;
    },
  };
}
