import type { PlanName } from '@automna/contracts';
import { OpenClawError } from '../openclaw.errors.js';
import type { PlanOfCustomer } from '../ports.js';

/** Billing's side of the port for specs: a customer with this plan, served as long as they have one. */
export function fakePlans(plan: () => PlanName | null): PlanOfCustomer {
  return {
    planOf: () => Promise.resolve(plan()),
    suspensionOf: () => Promise.resolve(plan() ? null : 'ended'),
    requireService: async () => {
      const now = plan();
      if (!now) throw new OpenClawError('subscription_required', 'Choose a plan first.');
      return now;
    },
  };
}
