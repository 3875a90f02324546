import { HttpErrorResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, of, switchMap, throwError } from 'rxjs';
import { Session } from './session.js';

/** These carry their own proof (password or cookie); a 401 from them is an answer, not a stale token. */
const UNAUTHENTICATED = ['/api/auth/login', '/api/auth/refresh', '/api/auth/logout'];

/** Sends the access token to our API only; on 401 refreshes once, repeats the request, or lets the refusal through. */
export const authInterceptor: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/') || UNAUTHENTICATED.includes(request.url)) return next(request);
  const session = inject(Session);
  const token = session.accessToken;
  return next(withToken(request, token)).pipe(
    catchError((error: unknown) => {
      if (!(error instanceof HttpErrorResponse) || error.status !== 401) return throwError(() => error);
      // Another request may have refreshed while this one was under way.
      const renewed = session.accessToken && session.accessToken !== token;
      return (renewed ? of(true) : from(session.refresh())).pipe(
        switchMap((ready) =>
          ready ? next(withToken(request, session.accessToken)) : throwError(() => error),
        ),
      );
    }),
  );
};

function withToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  return token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request;
}
