import { inject } from '@angular/core';
import { type CanActivateFn, type CanMatchFn, Router } from '@angular/router';
import { Session } from './session.js';

/** Nothing of the console, not even its code, is loaded for anyone but staff. The API checks again, of course. */
export const staffOnly: CanMatchFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  const wanted = router.currentNavigation()?.extractedUrl.toString() ?? '/';
  await session.restore();
  if (session.user()) return true;
  return router.createUrlTree(['/sign-in'], wanted === '/' ? {} : { queryParams: { returnTo: wanted } });
};

/** Somebody signed in already has no use for the sign-in page. */
export const signedOutOnly: CanActivateFn = async (route) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  return session.user() ? router.parseUrl(returnPath(route.queryParamMap.get('returnTo'))) : true;
};

/** Where to go after sign-in: only paths inside the console, whatever the query parameter says. */
export function returnPath(returnTo: string | null | undefined): string {
  if (!returnTo?.startsWith('/') || returnTo.startsWith('//') || returnTo.startsWith('/sign-in'))
    return '/overview';
  return returnTo;
}
