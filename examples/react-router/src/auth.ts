import { oidc, ProviderError, type SignInError } from "spa-authorize";

// #region client
export const auth = oidc({
  issuer: import.meta.env.VITE_ISSUER,
  clientId: import.meta.env.VITE_CLIENT_ID,
  redirectUri: "/callback",
  scope: "openid email",
});

/** What this page load brought. A router that starts earlier would keep the response in its address. */
export const answer = await auth.answer();
// #endregion

/** What to tell the user beside the button. */
export function explain(error: SignInError): string {
  const refused = error instanceof ProviderError && error.error === "access_denied";
  return refused ? "You cancelled the sign-in." : `The sign-in failed: ${error.message}`;
}
