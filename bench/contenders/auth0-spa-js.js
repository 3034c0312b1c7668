import { Auth0Client } from "@auth0/auth0-spa-js";

import { site } from "../page/site.js";

export function open() {
  const { domain, clientId, redirectUri, scope } = site;
  const client = new Auth0Client({ domain, clientId, authorizationParams: { redirect_uri: redirectUri, scope } });
  return {
    async url() {
      let built;
      await client.loginWithRedirect({ openUrl: (url) => void (built = url) });
      return built;
    },
    callback: (url) => client.handleRedirectCallback(url),
  };
}
