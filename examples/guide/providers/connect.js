import { workosConnect } from "spa-authorize";

export const auth = workosConnect({
  domain: "acme.authkit.app",
  clientId: "client_01H",
  redirectUri: "/callback",
});

export const signIn = () => auth.signIn({ scope: ["openid", "email"] });
