/** Statuses of a subscription as Stripe names them, plus `unknown` for one Stripe may invent later. */
export const SUBSCRIPTION_STATUSES = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'canceled',
  'unknown',
] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** What people are told. `none` = never had one. */
export const SHOWN_STATUSES = [
  'none',
  'incomplete',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

interface StatusFacts {
  /** Counts as the customer's one subscription: a second checkout is refused while it lasts. */
  readonly live: boolean;
  /** Stripe never takes it out of this status again. */
  readonly final: boolean;
  /** Which of two live subscriptions is the customer's: the lower number, then the older one. */
  readonly standing: number;
  readonly shownAs: ShownStatus;
}

/** Everything the product derives from a status, in one table. */
export const STATUS: Readonly<Record<SubscriptionStatus, StatusFacts>> = {
  active: { live: true, final: false, standing: 0, shownAs: 'active' },
  trialing: { live: true, final: false, standing: 0, shownAs: 'trialing' },
  past_due: { live: true, final: false, standing: 1, shownAs: 'past_due' },
  unpaid: { live: true, final: false, standing: 2, shownAs: 'unpaid' },
  paused: { live: true, final: false, standing: 2, shownAs: 'paused' },
  incomplete: { live: false, final: false, standing: 3, shownAs: 'incomplete' },
  unknown: { live: false, final: false, standing: 3, shownAs: 'incomplete' },
  incomplete_expired: { live: false, final: true, standing: 4, shownAs: 'canceled' },
  canceled: { live: false, final: true, standing: 4, shownAs: 'canceled' },
};

export function toStatus(status: string): SubscriptionStatus {
  return SUBSCRIPTION_STATUSES.find((known) => known === status) ?? 'unknown';
}

/** A line on the customer's timeline. */
export interface Entry {
  readonly kind: string;
  readonly title: string;
  /** A person of the staff should look at it as well. */
  readonly attention?: true;
}

const ACTIVATED: Entry = { kind: 'billing.subscription_activated', title: 'The subscription became active' };
const RECOVERED: Entry = {
  kind: 'billing.payment_recovered',
  title: 'A late payment arrived; the subscription is active',
};
const PAUSED: Entry = { kind: 'billing.subscription_paused', title: 'The subscription was paused' };
const RESUMED: Entry = { kind: 'billing.subscription_resumed', title: 'The subscription was resumed' };
const ENDED: Entry = { kind: 'billing.subscription_canceled', title: 'The subscription ended' };
const LATE: Entry = { kind: 'billing.payment_late', title: 'A payment failed; the subscription is past due' };
const UNPAID: Entry = {
  kind: 'billing.subscription_unpaid',
  title: 'Payment failed for good; the subscription is unpaid',
};
const TRIAL: Entry = { kind: 'billing.trial_started', title: 'A trial started' };
const BEGUN: Entry = {
  kind: 'billing.subscription_incomplete',
  title: 'A subscription waits for its first payment',
};
const NEVER_PAID: Entry = {
  kind: 'billing.subscription_incomplete_expired',
  title: 'A subscription expired because its first payment never came',
};
const UNKNOWN: Entry = {
  kind: 'billing.subscription_status_unknown',
  title: 'Stripe reports a subscription status we do not know',
};

/** Read as: from -> to -> what people are told. `none` is the row before the first sight of a subscription. */
const MOVES: Readonly<
  Partial<Record<SubscriptionStatus | 'none', Partial<Record<SubscriptionStatus, Entry>>>>
> = {
  past_due: { active: RECOVERED },
  unpaid: { active: RECOVERED },
  paused: { active: RESUMED, trialing: RESUMED },
};

/** Told when the table has no line of its own: re-reading Stripe may skip steps in between. */
const ARRIVALS: Readonly<Record<SubscriptionStatus, Entry>> = {
  active: ACTIVATED,
  trialing: TRIAL,
  past_due: LATE,
  unpaid: UNPAID,
  paused: PAUSED,
  incomplete: BEGUN,
  incomplete_expired: NEVER_PAID,
  canceled: ENDED,
  unknown: UNKNOWN,
};

/** Stripe never revives what is final: an attempt to write such a move means the reading was stale. */
export function mayMove(from: SubscriptionStatus | 'none', to: SubscriptionStatus): boolean {
  return from === 'none' || from === to || !STATUS[from].final;
}

/** What the timeline says of a move; null when the status stayed. */
export function entryOfMove(from: SubscriptionStatus | 'none', to: SubscriptionStatus): Entry | null {
  return from === to ? null : (MOVES[from]?.[to] ?? ARRIVALS[to]);
}
