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
  if ("claims" in now) show(`Hello ${now.claims.email ?? now.claims.sub}`);
  if (now.status === "signed-out") show(now.error?.message ?? "Please sign in.");
  button.hidden = now.status !== "signed-out" && !(now.status === "expired" && !now.retrying);
});

const { returnTo } = await auth.session.started; // where a sign-in that ended on this page load was to return
if (returnTo) history.replaceState(null, "", returnTo);
button.onclick = () => auth.signIn({ returnTo: location.pathname });
// #endregion
