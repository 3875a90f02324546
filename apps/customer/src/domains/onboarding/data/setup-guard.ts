import { inject } from '@angular/core';
import { type CanActivateFn, Router, type UrlTree } from '@angular/router';
import type { SetupDto } from '@automna/api-client';
import { ensureSignedIn } from '../../accounts/data/guards.js';
import { Session } from '../../accounts/data/session.js';
import { SetupClient } from './setup-client.js';

/** The page of each step. */
const PAGES: Record<SetupDto['step'], string> = {
  plan: '/setup/plan',
  confirming_payment: '/checkout/success',
  connect: '/setup/connect',
  provision: '/setup/provision',
  channel: '/setup/channel',
  done: '/dashboard',
};

/** The address at which a customer continues. */
export function setupUrl(router: Router, { step, checkoutSessionId }: SetupDto): UrlTree {
  const queryParams =
    step === 'confirming_payment' && checkoutSessionId ? { session_id: checkoutSessionId } : undefined;
  return router.createUrlTree([PAGES[step]], { queryParams });
}

/**
 * Opens a page of the wizard, or the dashboard, only when it is the customer's turn for it; otherwise goes to the
 * step they are at. Closing the browser and coming back therefore continues wherever it stopped.
 */
export const setupGuard: CanActivateFn = async (_route, { url }) => {
  const router = inject(Router);
  const client = inject(SetupClient);
  const entry = await ensureSignedIn(inject(Session), router, url);
  if (entry !== true) return entry;
  const setup = await client.setup();
  return url.split(/[?#]/)[0] === PAGES[setup.step] ? true : setupUrl(router, setup);
};
