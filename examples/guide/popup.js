import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region popup
import { SignInError } from "spa-authorize";

// On every page load. In the popup it hands the response over and closes the window, so nothing below runs there.
await auth.answer();

button.onclick = async () => {
  try {
    const result = await auth.signInPopup({ scope: "openid email" });
    if (result.kind === "signed-in") show(`Hello ${result.claims.email ?? result.claims.sub}`);
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    show(`Not signed in: ${error.code}`);
  }
};
// #endregion
