import Keycloak from "keycloak-js";

import { site } from "../page/site.js";

/** It reads the address when it is initialised, and only then. */
export const readsAddress = true;

/** On the page that the provider leads back to. */
export const arrive = () => initialised(create());

export const accessToken = (client) => client.token;

export async function open() {
  const client = await initialised(create());
  const returned = create();
  return {
    url: () => client.createLoginUrl({ redirectUri: site.redirectUri, scope: site.scope }),
    callback: () => initialised(returned),
  };
}

function create() {
  return new Keycloak({
    clientId: site.clientId,
    oidcProvider: {
      issuer: site.issuer,
      authorization_endpoint: site.authorizationEndpoint,
      token_endpoint: site.tokenEndpoint,
      jwks_uri: site.jwksUri,
    },
  });
}

async function initialised(client) {
  await client.init({ checkLoginIframe: false, responseMode: "query" });
  return client;
}
