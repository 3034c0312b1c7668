import { oidc, ProviderError, type SignInError } from "spa-authorize";
import { computed, shallowRef } from "vue";

const API = import.meta.env.VITE_API;

// #region client
export const auth = oidc({
  issuer: import.meta.env.VITE_ISSUER,
  clientId: import.meta.env.VITE_CLIENT_ID,
  redirectUri: "/callback",
  scope: "openid email offline_access",
  session: { store: "tab", apis: API },
});

/** Where this page load leads. A router that is created earlier would keep the response in its address. */
export const { returnTo = "/" } = await auth.session.started;
// #endregion

// #region session
const session = shallowRef(auth.session.getSnapshot());
auth.session.subscribe((now) => (session.value = now));

export const user = computed(() => ("claims" in session.value ? session.value.claims : undefined));
// #endregion

/** Not while it is unknown who is signed in, nor while the session tries again by itself. */
export const needsButton = computed(() => {
  const now = session.value;
  return now.status === "signed-out" || (now.status === "expired" && !now.retrying);
});

/** What went wrong with a click, in a guard, or with the session itself. */
export const failure = shallowRef<SignInError>();
export const error = computed(() => failure.value ?? ("error" in session.value ? session.value.error : undefined));

// #region api
/** The access token goes along. One that has ended is renewed before. */
export async function askApi(): Promise<string> {
  const response = await auth.session.fetch(`${API}/api/hello`);
  const { greeting, error } = await response.json();
  return greeting ?? error;
}
// #endregion

/** What to tell the user. */
export function explain(error: unknown): string {
  const refused = error instanceof ProviderError && error.error === "access_denied";
  return refused ? "You cancelled the sign-in." : error instanceof Error ? error.message : "Something went wrong.";
}
