import auth0 from "auth0-js";

import { site } from "../page/site.js";

export function open() {
  const { domain, clientId, redirectUri, scope } = site;
  const client = new auth0.WebAuth({ domain, clientID: clientId, redirectUri, scope, responseType: "id_token" });
  return {
    /** What `authorize` does before it goes there. */
    implicitUrl() {
      const request = client.transactionManager.process({ responseType: "id_token" });
      return client.client.buildAuthorizeUrl(request);
    },
    idToken(url) {
      return new Promise((resolve, reject) => {
        const { hash } = new URL(url);
        client.parseHash({ hash }, (error, result) => (error ? reject(error) : resolve(result.idTokenPayload)));
      });
    },
  };
}
