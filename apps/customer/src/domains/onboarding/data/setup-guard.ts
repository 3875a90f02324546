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

/** The address at which a customer continues. Who was stopped over a payment goes where that is put right. */
export function setupUrl(router: Router, { step, checkoutSessionId, link }: SetupDto): UrlTree {
  if (step === 'plan' && link) return router.parseUrl(link);
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
  return isTurnOf(url.split(/[?#]/)[0], setup) ? true : setupUrl(router, setup);
};

/** An agent that was stopped is still the customer's to look at. */
function isTurnOf(path: string | undefined, { step, suspended, facts }: SetupDto): boolean {
  return path === PAGES[step] || (path === PAGES.done && suspended !== null && facts.machineReady);
}
