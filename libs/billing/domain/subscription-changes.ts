import type { Catalogue } from '@automna/contracts';
import { CURRENCY } from './catalogue-plan.js';
import { planTitle } from './plan-title.js';
import type { ServiceStanding } from './standing.js';
import { type Entry, entryOfMove, type SubscriptionStatus } from './subscription-status.js';

/** The parts of a subscription whose change people are told about. */
export interface Told {
  status: SubscriptionStatus;
  catalogue: Catalogue | null;
  plan: string | null;
  priceId: string | null;
  periodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  currency: string;
  quantity: number | null;
  nextCatalogue: Catalogue | null;
  nextPlan: string | null;
  service: ServiceStanding;
}

/**
 * What really changed between two readings, as lines of the timeline. The same reading twice gives nothing, which
 * is why a duplicated event leaves no trace.
 */
export function changesBetween(before: Told | null, after: Told): Entry[] {
  const move = entryOfMove(before?.status ?? 'none', after.status);
  const title = planTitle(after.catalogue, after.plan);
  const changes: Entry[] = move ? [move] : [];
  changes.push(...oddities(before, after));
  if (!before) return changes;
  if (after.plan !== null && (before.plan !== after.plan || before.catalogue !== after.catalogue)) {
    changes.push({
      kind: 'billing.plan_changed',
      title: `The plan changed from ${planTitle(before.catalogue, before.plan) ?? 'an unknown one'} to ${title}`,
    });
  }
  if (before.cancelAtPeriodEnd !== after.cancelAtPeriodEnd && after.status !== 'canceled') {
    changes.push(
      after.cancelAtPeriodEnd
        ? { kind: 'billing.cancel_scheduled', title: 'The subscription will end with its paid period' }
        : { kind: 'billing.cancel_undone', title: 'The subscription will go on after all' },
    );
  }
  if (before.nextPlan !== after.nextPlan && after.status !== 'canceled' && before.plan === after.plan) {
    changes.push(
      after.nextPlan === null
        ? { kind: 'billing.downgrade_undone', title: `The plan stays ${title ?? 'as it is'} after all` }
        : {
            kind: 'billing.downgrade_scheduled',
            title: `The plan will change to ${planTitle(after.nextCatalogue, after.nextPlan)} with the next period`,
          },
    );
  }
  if (before.service !== 'suspended' && after.service === 'suspended' && after.status === 'past_due') {
    changes.push({
      kind: 'billing.service_suspended',
      title: 'The payment is two weeks late; the service is suspended until it arrives',
    });
  }
  if (isLater(after.periodEnd, before.periodEnd)) {
    changes.push({ kind: 'billing.renewed', title: 'A new billing period started' });
  }
  return changes;
}

/** What should not be at Stripe and is: told once per price, currency and quantity, and put before the staff. */
function oddities(before: Told | null, after: Told): Entry[] {
  const odd: Entry[] = [];
  const newPrice = before?.priceId !== after.priceId || before.currency !== after.currency;
  if (newPrice && after.currency !== CURRENCY) {
    odd.push({
      kind: 'billing.foreign_currency',
      title: `The subscription is in ${after.currency.toUpperCase()}, in which we sell nothing; it stands for no plan`,
      attention: true,
    });
  } else if (newPrice && after.plan === null) {
    odd.push({
      kind: 'billing.price_unknown',
      title: `The subscription has a price that belongs to no plan of ours (${after.priceId ?? 'several items'})`,
      attention: true,
    });
  }
  if (after.quantity !== null && after.quantity !== 1 && before?.quantity !== after.quantity) {
    odd.push({
      kind: 'billing.quantity_unexpected',
      title: `The subscription is charged ${after.quantity} times its price; it counts as one plan`,
      attention: true,
    });
  }
  return odd;
}

function isLater(after: Date | null, before: Date | null): boolean {
  return after !== null && before !== null && after.getTime() > before.getTime();
}
