import { authkit } from "spa-authorize";

export const auth = authkit({
  clientId: "client_01H",
  redirectUri: "/callback",
});

export const signIn = () => auth.signIn({ provider: "authkit" });
