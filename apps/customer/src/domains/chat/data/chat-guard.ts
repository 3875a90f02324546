import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { ensureSignedIn } from '../../accounts/data/guards.js';
import { Session } from '../../accounts/data/session.js';
import { SetupClient } from '../../onboarding/data/setup-client.js';
import { setupUrl } from '../../onboarding/data/setup-guard.js';

/** Opens the chat to customers who have an agent; the others go on with setting it up. */
export const chatGuard: CanActivateFn = async (_route, { url }) => {
  const router = inject(Router);
  const client = inject(SetupClient);
  const entry = await ensureSignedIn(inject(Session), router, url);
  if (entry !== true) return entry;
  const setup = await client.setup();
  return setup.step === 'done' ? true : setupUrl(router, setup);
};
