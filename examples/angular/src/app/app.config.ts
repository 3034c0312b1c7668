import { type ApplicationConfig, provideAppInitializer, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideRouter, withNavigationErrorHandler } from '@angular/router';

import { goHome, routes } from './app.routes';
import { auth } from './session';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // #region start
    // Before the router starts, which would keep the response in its address.
    provideAppInitializer(() => auth.session.started),
    // #endregion
    provideRouter(routes, withNavigationErrorHandler(goHome)),
  ],
};
