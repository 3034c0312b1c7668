import { entra } from "spa-authorize";

export const auth = entra({
  tenant: "contoso.onmicrosoft.com",
  domain: "contoso.b2clogin.com",
  policy: "B2C_1_sign_in",
  clientId: "00001111-aaaa-2222-bbbb-3333cccc4444",
  redirectUri: "/callback",
});

export const signIn = () => auth.signIn();
