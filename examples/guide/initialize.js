import { auth } from "./auth.js";
import { button, show } from "./page.js";

// #region initialize
import { initialize } from "spa-authorize";

await initialize();
// #endregion

const result = await auth.handleCallback();
if (result.kind === "signed-in") show(`Hello ${result.claims.email}`);
button.onclick = () => auth.signIn({ scope: "openid email" });
