// The client that the other examples share.

import { oidc } from "spa-authorize";

export const auth = oidc({
  issuer: "https://login.example.com",
  clientId: "my-app",
  redirectUri: "/callback",
});
