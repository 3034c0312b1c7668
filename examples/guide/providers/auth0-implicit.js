import { auth0 } from "spa-authorize";

export const auth = auth0({
  domain: "acme.eu.auth0.com",
  clientId: "my-app",
  redirectUri: "/callback",
  scope: "openid profile email",
  responseType: "id_token token",
});

export const signIn = () => auth.signIn({ connection: "google-oauth2", extraParams: { access_type: "offline" } });
