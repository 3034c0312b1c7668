import { inject } from '@angular/core';
import { type CanActivateFn, Router, type Routes } from '@angular/router';

import { Account } from './account';
import { Home } from './home';
import { Session } from './session';

// #region guard
const requireUser: CanActivateFn = async (_route, { url }) => {
  const router = inject(Router);
  const session = inject(Session);
  if (session.user()) return true;
  // Opened by its address, the page gives up its place in the history, where Back would find it blank.
  await session.signIn(url, { replace: !router.navigated });
  return session.message() ? router.parseUrl('/') : false;
};
// #endregion

export const routes: Routes = [
  { path: '', pathMatch: 'full', component: Home },
  { path: 'account', component: Account, canActivate: [requireUser] },
  // #region callback
  // After a refusal it goes home: the guarded route would ask the provider again, and again.
  { path: 'callback', redirectTo: () => inject(Router).parseUrl(inject(Session).returnTo) },
  // #endregion
];
