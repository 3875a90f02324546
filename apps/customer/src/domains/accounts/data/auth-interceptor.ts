import { HttpErrorResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { Router } from '@angular/router';
import { from, switchMap, catchError, throwError } from 'rxjs';
import { Session } from './session.js';

/** Signing in, renewing and the public answers carry no token. */
const OPEN = [
  '/api/auth/register',
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/auth/forgot-password',
  '/api/auth/reset-password',
  '/api/auth/verify-email',
  '/api/plans',
];

/**
 * Puts the access token on calls to our API. A call refused with 401 is repeated once with a renewed token; when
 * there is none any more, the person is asked to sign in and comes back to the same page.
 */
export const authInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/') || OPEN.includes(request.url)) return next(request);
  const session = inject(Session);
  const router = inject(Router);

  return from(session.token()).pipe(
    switchMap((token) =>
      next(withToken(request, token)).pipe(
        catchError((error: unknown) => {
          if (!(error instanceof HttpErrorResponse) || error.status !== 401) return throwError(() => error);
          const renewed = token ? session.renew(token) : Promise.resolve(null);
          return from(renewed).pipe(
            switchMap((fresh) => {
              if (fresh) return next(withToken(request, fresh));
              if (request.url !== '/api/auth/logout') askToSignIn(router);
              return throwError(() => error);
            }),
          );
        }),
      ),
    ),
  );
};

function withToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  return token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request;
}

function askToSignIn(router: Router): void {
  const returnUrl = router.currentNavigation()?.extractedUrl.toString() ?? router.url;
  void router.navigate(['/login'], { queryParams: { returnUrl, reason: 'expired' } });
}
