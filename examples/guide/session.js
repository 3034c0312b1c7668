import { button, show } from "./page.js";

// #region session
import { oidc } from "spa-authorize";

export const auth = oidc({
  issuer: "https://login.example.com",
  clientId: "my-app",
  redirectUri: "/callback",
  scope: "openid email offline_access",
  session: { store: "tab", apis: "https://api.example.com" },
});

auth.session.subscribe((now) => {
  if (now.status === "signed-in") show(`Hello ${now.claims.email}`);
  if (now.status === "signed-out") show("Please sign in.");
});

const { returnTo } = await auth.session.started; // where a sign-in that ended on this page load was to return
if (returnTo) history.replaceState(null, "", returnTo);
button.onclick = () => auth.signIn({ returnTo: location.href });
// #endregion
