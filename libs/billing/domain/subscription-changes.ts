import { type Entry, entryOfMove, type SubscriptionStatus } from './subscription-status.js';

/** The parts of a subscription whose change people are told about. */
export interface Told {
  status: SubscriptionStatus;
  catalogue: string | null;
  plan: string | null;
  priceId: string | null;
  periodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
}

/**
 * What really changed between two readings, as lines of the timeline. The same reading twice gives nothing, which
 * is why a duplicated event leaves no trace.
 */
export function changesBetween(before: Told | null, after: Told): Entry[] {
  const move = entryOfMove(before?.status ?? 'none', after.status);
  const changes: Entry[] = move ? [move] : [];
  if (after.plan === null && before?.priceId !== after.priceId) {
    changes.push({
      kind: 'billing.price_unknown',
      title: `The subscription has a price that belongs to no plan of ours (${after.priceId ?? 'several items'})`,
    });
  }
  if (!before) return changes;
  if (after.plan !== null && (before.plan !== after.plan || before.catalogue !== after.catalogue)) {
    changes.push({
      kind: 'billing.plan_changed',
      title: `The plan changed from ${before.plan ?? 'unknown'} to ${after.plan}`,
    });
  }
  if (before.cancelAtPeriodEnd !== after.cancelAtPeriodEnd && after.status !== 'canceled') {
    changes.push(
      after.cancelAtPeriodEnd
        ? { kind: 'billing.cancel_scheduled', title: 'The subscription will end with its paid period' }
        : { kind: 'billing.cancel_undone', title: 'The subscription will go on after all' },
    );
  }
  if (isLater(after.periodEnd, before.periodEnd)) {
    changes.push({ kind: 'billing.renewed', title: 'A new billing period started' });
  }
  return changes;
}

function isLater(after: Date | null, before: Date | null): boolean {
  return after !== null && before !== null && after.getTime() > before.getTime();
}
