import { defineStore } from "pinia";
import { oidc, ProviderError, type SignInError } from "spa-authorize";
import { computed, ref, shallowRef } from "vue";

// #region client
const auth = oidc({
  issuer: import.meta.env.VITE_ISSUER,
  clientId: import.meta.env.VITE_CLIENT_ID,
  redirectUri: "/callback",
  scope: "openid email",
});

/** What this page load brought. A router that is created earlier would keep the response in its address. */
const answer = await auth.answer();
// #endregion

// #region session
export const useSession = defineStore("session", () => {
  const user = ref(answer.kind === "signed-in" ? answer.claims : undefined);
  const returnTo = answer.kind === "signed-in" ? answer.returnTo : "/";
  const error = shallowRef(answer.kind === "failed" ? answer.error : undefined);
  const message = computed(() => error.value && explain(error.value));

  /** After a refusal it leads on to where the user wanted to go. With `replace`, Back does not lead here again. */
  async function signIn(to = error.value?.returnTo, { replace = false } = {}) {
    error.value = undefined;
    try {
      await auth.ready();
      const url = auth.createAuthorizeUrl({ returnTo: to });
      if (replace) location.replace(url);
      else location.assign(url);
    } catch (cause) {
      error.value = cause as SignInError;
    }
  }

  return { user, returnTo, message, signIn };
});
// #endregion

/** What to tell the user beside the button. */
function explain(error: SignInError): string {
  const refused = error instanceof ProviderError && error.error === "access_denied";
  return refused ? "You cancelled the sign-in." : `The sign-in failed: ${error.message}`;
}
