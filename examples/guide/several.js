import { show } from "./page.js";

// #region several
import { oidc } from "spa-authorize";

const clients = {
  staff: oidc({
    issuer: "https://login.example.com",
    clientId: "my-app",
    redirectUri: "/callback",
  }),
  partners: oidc({
    issuer: "https://login.example.org",
    clientId: "my-app-for-partners",
    redirectUri: "/callback/partners",
  }),
};

for (const [name, auth] of Object.entries(clients)) {
  const result = await auth.handleCallback();
  if (result.kind === "signed-in") show(`${name}: ${result.claims.sub}`);
  document.querySelector(`#${name}`)?.addEventListener("click", () => auth.signIn());
}
// #endregion
