import { auth0 } from "spa-authorize";

export const auth = auth0({
  domain: "acme.eu.auth0.com",
  clientId: "my-app",
  redirectUri: "/callback",
  scope: "openid profile email",
});

export const signIn = () => auth.signIn({ connection: "github", audience: "https://api.example.com" });
