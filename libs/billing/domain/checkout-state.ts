import type Stripe from 'stripe';

/** `creating` = written down, Stripe not heard yet; `failed` = Stripe refused to make it. */
export const CHECKOUT_STATES = ['creating', 'open', 'complete', 'expired', 'failed'] as const;
export type CheckoutState = (typeof CHECKOUT_STATES)[number];

/** From where a state may be reached. What was paid is complete, whatever we believed before. */
export const REACHED_FROM: Readonly<Record<CheckoutState, readonly CheckoutState[]>> = {
  creating: [],
  open: ['creating'],
  complete: ['creating', 'open', 'expired', 'failed'],
  expired: ['creating', 'open'],
  failed: ['creating'],
};

/** Stripe keeps idempotency keys, and sessions, for 24 hours; an hour is left for slow clocks. */
export const INTENT_LIFE_MS = 23 * 60 * 60 * 1000;

/** What a session says about its checkout. A status Stripe may add later counts as open: it is asked again. */
export function stateOfSession(session: Pick<Stripe.Checkout.Session, 'status'>): CheckoutState {
  if (session.status === 'complete') return 'complete';
  return session.status === 'expired' ? 'expired' : 'open';
}
