import type Stripe from 'stripe';

/** What an event is about. The rest of its payload is a hint we do not use: the object is read again from Stripe. */
export type EventSubject =
  | { kind: 'subscription'; id: string }
  | { kind: 'checkout'; id: string }
  | { kind: 'invoice'; id: string }
  | { kind: 'customer_deleted'; id: string }
  | { kind: 'nothing'; why: string };

type Kind = Exclude<EventSubject['kind'], 'nothing'>;

/** Event types with an effect. Every other type is stored and ignored. */
export const EVENT_TYPES = {
  'customer.subscription.created': 'subscription',
  'customer.subscription.updated': 'subscription',
  'customer.subscription.deleted': 'subscription',
  'customer.subscription.paused': 'subscription',
  'customer.subscription.resumed': 'subscription',
  'customer.subscription.trial_will_end': 'subscription',
  'customer.subscription.pending_update_applied': 'subscription',
  'customer.subscription.pending_update_expired': 'subscription',
  'checkout.session.completed': 'checkout',
  'checkout.session.async_payment_succeeded': 'checkout',
  'checkout.session.async_payment_failed': 'checkout',
  'checkout.session.expired': 'checkout',
  'invoice.created': 'invoice',
  'invoice.finalized': 'invoice',
  'invoice.finalization_failed': 'invoice',
  'invoice.paid': 'invoice',
  'invoice.payment_succeeded': 'invoice',
  'invoice.payment_failed': 'invoice',
  'invoice.payment_action_required': 'invoice',
  'invoice.marked_uncollectible': 'invoice',
  'invoice.voided': 'invoice',
  'customer.deleted': 'customer_deleted',
} as const satisfies Partial<Record<Stripe.WebhookEndpointCreateParams.EnabledEvent, Kind>>;

export const HANDLED_TYPES = Object.keys(EVENT_TYPES) as (keyof typeof EVENT_TYPES)[];

/** The only parts of an event that are read; anything else may have any shape. */
export interface EventLike {
  type: string;
  api_version?: string | null;
  data: { object: unknown };
}

/** `pinned` is our API version: only payloads in its shape are trusted to say which subscription an invoice is for. */
export function subjectOf(event: EventLike, pinned: string): EventSubject {
  const type = HANDLED_TYPES.find((handled) => handled === event.type);
  if (!type) return { kind: 'nothing', why: `${event.type} has no effect on us` };
  const kind = EVENT_TYPES[type];
  const id = at(event.data.object, 'id');
  if (typeof id !== 'string') return { kind: 'nothing', why: `${event.type} names no object` };
  if (kind !== 'invoice' || event.api_version !== pinned) return { kind, id };
  const reference = at(event.data.object, 'parent', 'subscription_details', 'subscription');
  const subscriptionId = typeof reference === 'string' ? reference : at(reference, 'id');
  return typeof subscriptionId === 'string'
    ? { kind: 'subscription', id: subscriptionId }
    : { kind: 'nothing', why: 'the invoice belongs to no subscription' };
}

/** Reads a path of a value whose shape nobody promises. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}
