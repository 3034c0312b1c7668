import { oidc } from "spa-authorize";

import { site } from "../page/site.js";

export const accessToken = ({ tokens }) => tokens.accessToken;

export function open() {
  const { issuer, clientId, redirectUri, authorizationEndpoint, tokenEndpoint, jwksUri, scope } = site;
  const auth = oidc({ issuer, clientId, redirectUri, authorizationEndpoint, tokenEndpoint, jwksUri });
  return {
    url: () => auth.createAuthorizeUrl({ scope }),
    callback: (url) => auth.handleCallback({ url }),
    implicitUrl: () => auth.createAuthorizeUrl({ scope, responseType: "id_token" }),
    idToken: (url) => auth.handleCallback({ url }).then(({ claims }) => claims),
  };
}
