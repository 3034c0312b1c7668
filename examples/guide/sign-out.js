import { auth } from "./auth.js";
import { button, show } from "./page.js";

const result = await auth.handleCallback();
button.onclick = () => auth.signIn({ scope: "openid email" });

if (result.kind === "signed-in") {
  // #region profile
  const profile = await auth.fetchUserInfo(result.tokens);
  show(`Hello ${profile.email ?? profile.sub}`);
  // #endregion

  const { tokens } = result;
  const signOut = document.createElement("button");
  signOut.id = "sign-out";
  signOut.textContent = "Sign out";
  document.body.append(signOut);
  // #region sign-out
  signOut.onclick = () => auth.signOut({ tokens, returnTo: "/" });
  // #endregion
}
