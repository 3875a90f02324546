import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, ErrorHandler, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  RedirectCommand,
  Router,
  TitleStrategy,
  provideRouter,
  withComponentInputBinding,
  withEnabledBlockingInitialNavigation,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';
import { inject } from '@angular/core';
import { authInterceptor } from '../domains/accounts/data/auth-interceptor.js';
import { routes } from './app.routes.js';
import { LastResort } from './errors/last-resort.js';
import { Trouble } from './errors/trouble-state.js';
import { PageTitles } from './page-titles.js';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withInterceptors([authInterceptor])),
    provideRouter(
      routes,
      withComponentInputBinding(),
      // The first page is drawn together with its frame; one after the other, the browser may paint it half done.
      withEnabledBlockingInitialNavigation(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
      // A page that could not be loaded, or a guard that could not ask the server: say so and offer a retry.
      withNavigationErrorHandler(({ error, url }) => {
        inject(Trouble).remember(error, url);
        return new RedirectCommand(inject(Router).parseUrl('/trouble'), { skipLocationChange: true });
      }),
    ),
    { provide: TitleStrategy, useExisting: PageTitles },
    { provide: ErrorHandler, useClass: LastResort },
  ],
};
