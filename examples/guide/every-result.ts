import type { CallbackResult } from "spa-authorize";

import { auth } from "./auth.js";
import { button, show } from "./page.js";

button.onclick = () => auth.signIn({ scope: "openid email", prompt: "none" });
auth.handleCallback().then((result) => show(words(result)), ({ message }) => show(message));

// #region results
function words(result: CallbackResult): string {
  switch (result.kind) {
    case "signed-in":
      return `Hello ${result.claims.email ?? result.claims.sub}`;
    case "authorized":
      return "The access token can be used. It does not say who the user is.";
    case "interaction-required":
      return "The provider has to show a page: sign in without prompt: \"none\".";
    case "already-handled":
      return "This page was reloaded: sign in again if you need tokens.";
    case "none":
    case "not-ours":
      return "Not signed in.";
  }
}
// #endregion
