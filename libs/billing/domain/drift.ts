import { columnsInWords, type ComparedColumn } from './column-words.js';
import type { Drift, DriftSide } from './drift-kinds.js';
import { electLive } from './live-election.js';
import { type ServiceStanding, standingOf } from './standing.js';
import { STATUS } from './subscription-status.js';
import type { SubscriptionColumns } from './subscription-columns.js';

/** A subscription at Stripe of a customer of ours. */
export interface TheirSubscription {
  userId: string;
  columns: SubscriptionColumns;
}

/** A row of ours; the flags are what we made of it. */
export interface OurSubscription extends SubscriptionColumns {
  id: string;
  userId: string;
  live: boolean;
  duplicate: boolean;
  service: ServiceStanding;
}

/**
 * Everything in which one customer's subscriptions differ between Stripe and us. `theirs` must be complete for the
 * customer: which one counts depends on all of them.
 */
export function driftOfCustomer(
  theirs: readonly TheirSubscription[],
  ours: readonly OurSubscription[],
  now: Date,
): Drift[] {
  const rows = new Map(ours.map((row) => [row.stripeSubscriptionId, row]));
  const counted = electLive(theirs.map(({ columns }) => columns))?.stripeSubscriptionId ?? null;
  const found = theirs.flatMap(({ userId, columns }) => {
    const row = rows.get(columns.stripeSubscriptionId);
    const problem = row ? differs(row, columns, counted, now) : missing(userId, columns);
    return [...(problem ? [problem] : []), ...unknownPrice(userId, columns)];
  });
  return [...found, ...twice(theirs, counted)];
}

/** Both sides of the columns that differ; null when none does. */
export function differences(ours: object, theirs: object): { ours: DriftSide; theirs: DriftSide } | null {
  const mine = ours as Record<string, unknown>;
  const entries = Object.entries(theirs).filter(([key, value]) => plain(mine[key]) !== plain(value));
  if (entries.length === 0) return null;
  return {
    ours: Object.fromEntries(entries.map(([key]) => [key, plain(mine[key])])),
    theirs: Object.fromEntries(entries.map(([key, value]) => [key, plain(value)])),
  };
}

function differs(
  row: OurSubscription,
  columns: SubscriptionColumns,
  counted: string | null,
  now: Date,
): Drift | null {
  const id = columns.stripeSubscriptionId;
  const live = id === counted;
  const wanted: Record<ComparedColumn, unknown> = {
    ...columns,
    live,
    duplicate: !live && STATUS[columns.status].live,
    service: standingOf({ ...columns, live }, now),
  };
  const both = differences(row, wanted);
  return (
    both && {
      kind: 'subscription_differs',
      sentence: `Subscription ${id} is not here as it is at Stripe. What differs: ${columnsInWords(Object.keys(both.theirs) as ComparedColumn[])}`,
      userId: row.userId,
      stripeId: id,
      ...both,
      repair: 're-read',
    }
  );
}

function missing(userId: string, { stripeSubscriptionId, status, plan }: SubscriptionColumns): Drift {
  return {
    kind: 'subscription_missing',
    sentence: `Subscription ${stripeSubscriptionId} (${status}) exists at Stripe and is not known here`,
    userId,
    stripeId: stripeSubscriptionId,
    ours: null,
    theirs: { status, plan },
    repair: 're-read',
  };
}

/** What has ended may have had any price; a running one at an unknown price gives its customer no plan. */
function unknownPrice(
  userId: string,
  { stripeSubscriptionId, status, plan, priceId, currency }: SubscriptionColumns,
): Drift[] {
  if (plan !== null || !STATUS[status].live) return [];
  return [
    {
      kind: 'price_unknown',
      sentence: `Subscription ${stripeSubscriptionId} is ${status} at ${priceId ?? 'several prices'} (${currency}), which is no plan of ours: give it a price of the catalogue at Stripe, or cancel it`,
      userId,
      stripeId: stripeSubscriptionId,
      ours: null,
      theirs: { priceId, currency, status },
      repair: 'person',
    },
  ];
}

function twice(theirs: readonly TheirSubscription[], counted: string | null): Drift[] {
  const surplus = theirs.filter(
    ({ columns }) => STATUS[columns.status].live && columns.stripeSubscriptionId !== counted,
  );
  return surplus.map(({ userId, columns: { stripeSubscriptionId: id, status, plan } }) => ({
    kind: 'two_live',
    sentence: `The customer pays for ${id} (${status}) besides ${counted}, which is the one that counts: cancel and refund one of the two at Stripe`,
    userId,
    stripeId: id,
    ours: { counts: counted },
    theirs: { status, plan },
    repair: 'person',
  }));
}

function plain(value: unknown): string | number | boolean | null {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
