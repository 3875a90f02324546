import type { SubscriptionView, Subscriptions } from '@automna/billing';
import type { PlanOfCustomer, Suspension } from '@automna/openclaw';

const SUSPENSIONS: Readonly<Record<SubscriptionView['service'], Suspension | null>> = {
  running: null,
  payment_late: null,
  suspended: 'payment',
  ended: 'ended',
  // Whoever has something that costs money and no subscription (any more), not even an unpaid one.
  none: 'ended',
};

/** Why a customer is not served, as machines and channels need to know it. */
export function suspensionOf({ service }: Pick<SubscriptionView, 'service'>): Suspension | null {
  return SUSPENSIONS[service];
}

/** What billing knows, in the words of the rooms below that act upon it. */
export function planOfCustomer(subscriptions: Subscriptions): PlanOfCustomer {
  return {
    async planOf(userId) {
      const { live, plan } = await subscriptions.ofUser(userId);
      return live && plan ? plan.name : null;
    },
    suspensionOf: async (userId) => suspensionOf(await subscriptions.ofUser(userId)),
    requireService: async (userId) => (await subscriptions.requireService(userId)).plan.name,
  };
}
