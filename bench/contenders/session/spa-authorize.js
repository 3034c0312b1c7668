import { oidc } from "spa-authorize";

import { site } from "../../page/site.js";

export const open = () => openWith({});

export function openWith(store) {
  const { issuer, clientId, redirectUri, authorizationEndpoint, tokenEndpoint, jwksUri, scope } = site;
  const endpoints = { authorizationEndpoint, tokenEndpoint, jwksUri };
  const { signIn, session, ...auth } = oidc({
    issuer, clientId, redirectUri, ...endpoints, scope, session: { ...store, apis: "self" },
  });
  return {
    url: () => auth.createAuthorizeUrl(),
    callback: () => auth.handleCallback(),
    token: () => session.getAccessToken(),
    renewed: () => session.getAccessToken({ fresh: true }),
    fetch: session.fetch,
  };
}
