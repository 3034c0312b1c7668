import { entra } from "spa-authorize";

export const auth = entra({
  tenant: "organizations",
  clientId: "00001111-aaaa-2222-bbbb-3333cccc4444",
  redirectUri: "/callback",
  scope: "openid profile email",
});

export const signIn = () => auth.signIn({ prompt: "select_account" });
