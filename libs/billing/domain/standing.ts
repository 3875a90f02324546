import { STATUS, type SubscriptionStatus } from './subscription-status.js';

/** What a customer's subscription entitles to right now. */
export const SERVICE_STANDINGS = ['running', 'payment_late', 'suspended', 'ended', 'none'] as const;
export type ServiceStanding = (typeof SERVICE_STANDINGS)[number];

/** How long a late payment is waited for before the service stops. */
export const GRACE_DAYS = 14;
const GRACE_MS = GRACE_DAYS * 24 * 60 * 60 * 1000;

/** The parts of a subscription that decide its standing. */
export interface StandingFacts {
  readonly status: SubscriptionStatus;
  /** It is the one that counts for its customer. */
  readonly live: boolean;
  /** When the oldest unpaid invoice was made at Stripe. */
  readonly pastDueSince: Date | null;
}

/** When the service stops unless somebody pays; only a `past_due` subscription has such a day. */
export function suspendsAt({ status, pastDueSince }: Omit<StandingFacts, 'live'>): Date | null {
  return status === 'past_due' && pastDueSince ? new Date(pastDueSince.getTime() + GRACE_MS) : null;
}

/** Depends on Stripe's word and the time alone, so it does not matter when or in which order we learned it. */
export function standingOf(facts: StandingFacts, now: Date): ServiceStanding {
  if (STATUS[facts.status].final) return 'ended';
  if (!facts.live || !STATUS[facts.status].live) return 'none';
  if (facts.status === 'active' || facts.status === 'trialing') return 'running';
  if (facts.status !== 'past_due') return 'suspended';
  const end = suspendsAt(facts);
  return end !== null && now >= end ? 'suspended' : 'payment_late';
}
