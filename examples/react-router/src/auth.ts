import { useSyncExternalStore } from "react";
import { oidc, ProviderError, type SessionSnapshot } from "spa-authorize";

const API = import.meta.env.VITE_API;

// #region client
export const auth = oidc({
  issuer: import.meta.env.VITE_ISSUER,
  clientId: import.meta.env.VITE_CLIENT_ID,
  redirectUri: "/callback",
  scope: "openid email offline_access",
  session: { store: "tab", apis: API },
});

/** Where this page load leads. A router that starts earlier would keep the response in its address. */
export const { returnTo = "/" } = await auth.session.started;
// #endregion

// #region session
const { subscribe, getSnapshot, getServerSnapshot } = auth.session;

export const useSession = () => useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);
// #endregion

// #region button
/** Not while it is unknown who is signed in, nor while the session tries again by itself. */
export function needsButton(now: SessionSnapshot): boolean {
  return now.status === "signed-out" || (now.status === "expired" && !now.retrying);
}
// #endregion

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
  return refused ? "You cancelled the sign-in." : error instanceof Error ? error.message : "This page does not exist.";
}
