import { Component, computed } from '@angular/core';

import { auth, explain, failure, session } from './session';

@Component({
  selector: 'app-sign-in',
  template: `
    <p>
      <button (click)="signIn()">Sign in</button>
      @if (error(); as error) {
        <span role="alert">{{ explain(error) }}</span>
      }
    </p>
  `,
})
export class SignIn {
  protected readonly explain = explain;

  protected readonly error = computed(() => {
    const now = session();
    return failure() ?? ('error' in now ? now.error : undefined);
  });

  /** After a refusal it leads on to where the user wanted to go. */
  protected signIn(): void {
    // Not `location.href`, in which another library's response may be.
    const returnTo = this.error()?.returnTo ?? location.pathname;
    auth.signIn({ returnTo }).catch((error) => failure.set(error));
  }
}
