import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region popup
// On every page load. In the popup it hands the response over and closes the window, so nothing below runs there.
await auth.handleCallback();

button.onclick = async () => {
  const { claims, code, kind } = await auth.signInPopup({ scope: "openid email" }).catch((error) => error);
  show(claims ? `Hello ${claims.email}` : `Not signed in: ${code ?? kind}`);
};
// #endregion
