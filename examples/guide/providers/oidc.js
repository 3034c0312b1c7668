import { oidc } from "spa-authorize";

export const auth = oidc({
  issuer: "https://login.example.com",
  authorizationEndpoint: "https://login.example.com/auth",
  tokenEndpoint: "https://login.example.com/token",
  jwksUri: "https://login.example.com/jwks",
  clientId: "my-app",
  redirectUri: "/callback",
  scope: "openid email",
});

export const signIn = () => auth.signIn({ prompt: "login", loginHint: "ada@example.com" });
