import { computed, signal } from '@angular/core';
import { oidc, ProviderError, type SignInError } from 'spa-authorize/lazy';

import { environment } from '../environments/environment';

// #region client
export const auth = oidc({
  issuer: environment.issuer,
  clientId: environment.clientId,
  redirectUri: '/callback',
  scope: 'openid email offline_access',
  session: { store: 'tab', apis: environment.api },
});
// #endregion

// #region session
export const session = signal(auth.session.getSnapshot());
auth.session.subscribe((now) => session.set(now));

export const user = computed(() => {
  const now = session();
  return 'claims' in now ? now.claims : undefined;
});
// #endregion

/** Not while it is unknown who is signed in, nor while the session tries again by itself. */
export const needsButton = computed(() => {
  const now = session();
  return now.status === 'signed-out' || (now.status === 'expired' && !now.retrying);
});

/** What went wrong with a click, or in a guard. */
export const failure = signal<SignInError | undefined>(undefined);

// #region api
/** The access token goes along. One that has ended is renewed before. */
export async function askApi(): Promise<string> {
  const response = await auth.session.fetch(`${environment.api}/api/hello`);
  const { greeting, error } = await response.json();
  return greeting ?? error;
}
// #endregion

/** What to tell the user. */
export function explain(error: unknown): string {
  const refused = error instanceof ProviderError && error.error === 'access_denied';
  return refused ? 'You cancelled the sign-in.' : error instanceof Error ? error.message : 'Something went wrong.';
}
