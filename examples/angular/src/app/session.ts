import { computed, Injectable, signal } from '@angular/core';
import { type IdTokenClaims, oidc, ProviderError, type SignInError } from 'spa-authorize';

import { environment } from '../environments/environment';

// #region client
const auth = oidc({
  issuer: environment.issuer,
  clientId: environment.clientId,
  redirectUri: '/callback',
  scope: 'openid email',
});
// #endregion

// #region session
@Injectable({ providedIn: 'root' })
export class Session {
  readonly user = signal<IdTokenClaims | undefined>(undefined);
  readonly error = signal<SignInError | undefined>(undefined);
  readonly message = computed(() => explain(this.error()));
  returnTo = '/';

  async start(): Promise<void> {
    const answer = await auth.answer();
    if (answer.kind === 'failed') this.error.set(answer.error);
    if (answer.kind !== 'signed-in') return;
    this.user.set(answer.claims);
    this.returnTo = answer.returnTo;
  }

  /** After a refusal it leads on to where the user wanted to go. With `replace`, Back does not lead here again. */
  async signIn(returnTo = this.error()?.returnTo, { replace = false } = {}): Promise<void> {
    this.error.set(undefined);
    try {
      await auth.ready();
      const url = auth.createAuthorizeUrl({ returnTo });
      if (replace) location.replace(url);
      else location.assign(url);
    } catch (cause) {
      this.error.set(cause as SignInError);
    }
  }
}
// #endregion

/** What to tell the user beside the button. */
function explain(error: SignInError | undefined): string | undefined {
  if (!error) return undefined;
  const refused = error instanceof ProviderError && error.error === 'access_denied';
  return refused ? 'You cancelled the sign-in.' : `The sign-in failed: ${error.message}`;
}
