import { defineStore } from "pinia";
import { type IdTokenClaims, oidc, ProviderError, type SignInError } from "spa-authorize";
import { computed, ref, shallowRef } from "vue";

// #region client
const auth = oidc({
  issuer: import.meta.env.VITE_ISSUER,
  clientId: import.meta.env.VITE_CLIENT_ID,
  redirectUri: `${location.origin}/callback`,
  scope: "openid email",
});
// #endregion

// #region session
export const useSession = defineStore("session", () => {
  const user = ref<IdTokenClaims>();
  const returnTo = ref<string>();
  const error = shallowRef<SignInError>();
  const message = computed(() => error.value && explain(error.value));

  /** Before the router starts, which would keep the response in its address. */
  async function start() {
    try {
      const answer = await auth.handleCallback();
      if (answer.kind !== "signed-in") return;
      user.value = answer.claims;
      returnTo.value = answer.returnTo;
    } catch (cause) {
      error.value = cause as SignInError;
    }
  }

  /** After a refusal it leads on to where the user wanted to go. */
  async function signIn(to = error.value?.returnTo) {
    error.value = undefined;
    try {
      await auth.signIn({ returnTo: to });
    } catch (cause) {
      error.value = cause as SignInError;
    }
  }

  return { user, returnTo, message, start, signIn };
});
// #endregion

/** What to tell the user beside the button. */
function explain(error: SignInError): string {
  const refused = error instanceof ProviderError && error.error === "access_denied";
  return refused ? "You cancelled the sign-in." : `The sign-in failed: ${error.message}`;
}
