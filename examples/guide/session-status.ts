import type { SessionSnapshot } from "spa-authorize";

import { show } from "./page.js";
import { auth } from "./session.js";

auth.session.subscribe((now) => show(words(now)));

// #region status
function words(now: SessionSnapshot): string {
  switch (now.status) {
    case "unknown":
      return ""; // Still checking: neither a greeting nor a button.
    case "signed-in":
      return `Hello ${now.claims.email ?? now.claims.sub}`;
    case "expired":
      return now.retrying ? "You are offline." : "Please sign in again. Your work is still here.";
    case "authorized":
      return "The API can be called. Nobody is identified.";
    case "signed-out":
      return now.error ? `Not signed in: ${now.error.message}` : "Please sign in.";
  }
}
// #endregion
