import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region silent
const result = await auth.handleCallback();

if (result.kind === "signed-in") {
  history.replaceState(null, "", result.returnTo);
  show(`Hello ${result.claims.email ?? result.claims.sub}`);
}
if (result.kind === "interaction-required") {
  history.replaceState(null, "", result.returnTo);
  show("Please sign in.");
}
if (result.kind === "none") {
  await auth.ready();
  const url = auth.createAuthorizeUrl({ scope: "openid email", prompt: "none", returnTo: location.href });
  location.replace(url); // leaves no entry in the history to come back to
}
// #endregion

button.onclick = () => auth.signIn({ scope: "openid email" });
