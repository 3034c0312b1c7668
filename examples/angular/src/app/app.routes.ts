import { inject } from '@angular/core';
import { type CanActivateFn, type NavigationError, RedirectCommand, Router, type Routes, type UrlTree } from '@angular/router';
import { SignInError } from 'spa-authorize/lazy';

import { Account } from './account';
import { Home } from './home';
import { auth, failure } from './session';

// #region guard
const requireUser: CanActivateFn = (_route, { url }) => auth.session.require(url).then(() => true);

/** The guard rejects where the user has refused, or the provider cannot be reached: only a click tries again. */
export function goHome({ error }: NavigationError): RedirectCommand | undefined {
  if (!(error instanceof SignInError)) return undefined;
  failure.set(error);
  return new RedirectCommand(inject(Router).parseUrl('/'));
}
// #endregion

// #region callback
async function leaveCallback(): Promise<UrlTree> {
  const router = inject(Router);
  const { returnTo = '/' } = await auth.session.started;
  return router.parseUrl(returnTo);
}
// #endregion

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: Home },
  { path: 'account', component: Account, canActivate: [requireUser] },
  { path: 'callback', redirectTo: leaveCallback },
];
