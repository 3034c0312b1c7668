import { CLIENT_ID, ISSUER } from "$app/env/public";
import { type IdTokenClaims, oidc, ProviderError, type SignInError } from "spa-authorize";

// #region client
export const auth = oidc({
  issuer: ISSUER,
  clientId: CLIENT_ID,
  redirectUri: "/callback",
  scope: "openid email",
});
// #endregion

// #region session
class Session {
  user = $state.raw<IdTokenClaims>();
  error = $state.raw<SignInError>();
  returnTo = "/";

  message = $derived(this.error && explain(this.error));

  async start() {
    const answer = await auth.answer();
    if (answer.kind === "failed") this.error = answer.error;
    if (answer.kind !== "signed-in") return;
    this.user = answer.claims;
    this.returnTo = answer.returnTo;
  }

  /** After a refusal it leads on to where the user wanted to go. */
  async signIn() {
    try {
      await auth.signIn({ returnTo: this.error?.returnTo });
    } catch (cause) {
      this.error = cause as SignInError;
    }
  }
}

export const session = new Session();
// #endregion

/** What to tell the user beside the button. */
function explain(error: SignInError): string {
  const refused = error instanceof ProviderError && error.error === "access_denied";
  return refused ? "You cancelled the sign-in." : `The sign-in failed: ${error.message}`;
}
