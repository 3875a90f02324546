import { inject } from '@angular/core';
import { type CanActivateFn, Router, type UrlTree } from '@angular/router';
import { Session } from './session.js';

/** True when somebody is signed in, else the way to the sign-in page and back to `url`. */
export async function ensureSignedIn(session: Session, router: Router, url: string): Promise<true | UrlTree> {
  await session.restore();
  // `unknown` means that the server could not be asked: the page itself then says so and offers a retry.
  if (session.status() !== 'anonymous') return true;
  return router.createUrlTree(['/login'], { queryParams: { returnUrl: url } });
}

/** Lets people in who are signed in; the others sign in first and come back. */
export const signedInGuard: CanActivateFn = (_route, { url }) =>
  ensureSignedIn(inject(Session), inject(Router), url);

/** Keeps signed-in people off the sign-in and sign-up pages. */
export const anonymousGuard: CanActivateFn = async ({ queryParamMap }) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  if (!session.signedIn()) return true;
  const plan = queryParamMap.get('plan');
  return plan
    ? router.createUrlTree(['/checkout/start'], { queryParams: { plan } })
    : router.createUrlTree(['/dashboard']);
};
