import { API, CLIENT_ID, ISSUER } from "$app/env/public";
import { oidc, ProviderError, type SessionSnapshot } from "spa-authorize";

// #region client
export const auth = oidc({
  issuer: ISSUER,
  clientId: CLIENT_ID,
  redirectUri: "/callback",
  scope: "openid email offline_access",
  session: { store: "tab", apis: API },
});

/** A store as Svelte has them: `$session` is who is signed in. */
export const { session } = auth;
// #endregion

/** Not while it is unknown who is signed in, nor while the session tries again by itself. */
export function needsButton(now: SessionSnapshot): boolean {
  return now.status === "signed-out" || (now.status === "expired" && !now.retrying);
}

// #region api
/** The access token goes along. One that has ended is renewed before. */
export async function askApi(): Promise<string> {
  const response = await session.fetch(`${API}/api/hello`);
  const { greeting, error } = await response.json();
  return greeting ?? error;
}
// #endregion

/** What to tell the user. */
export function explain(error: unknown): string {
  const refused = error instanceof ProviderError && error.error === "access_denied";
  return refused ? "You cancelled the sign-in." : error instanceof Error ? error.message : "Something went wrong.";
}
