/** Outbox job that carries out one stored webhook. */
export const STRIPE_EVENT_JOB = 'stripe.event';

export interface StripeEventPayload {
  eventId: string;
}
