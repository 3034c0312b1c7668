import { type ApplicationConfig, inject, provideAppInitializer, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideRouter } from '@angular/router';

import { routes } from './app.routes';
import { Session } from './session';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // #region start
    // Before the router starts, which would keep the response in its address.
    provideAppInitializer(() => inject(Session).start()),
    // #endregion
    provideRouter(routes),
  ],
};
