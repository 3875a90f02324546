import type Stripe from 'stripe';

/** What an event makes us read again. */
type Effect =
  | 'subscription'
  | 'checkout'
  | 'invoice'
  | 'finalization'
  | 'schedule'
  | 'customer'
  | 'customer_deleted'
  | 'charge'
  | 'dispute'
  | 'fraud_warning';

/** `id` names the object to read. The rest of a payload is a hint we do not use: Stripe is asked for the truth. */
export type EventSubject = { kind: Effect; id: string } | { kind: 'nothing'; why: string };

type Policy = { effect: Effect } | { ignored: string };
const effect = (of: Effect): { effect: Effect } => ({ effect: of });
const ignored = (why: string): { ignored: string } => ({ ignored: why });

/** Every event type that concerns us and what is decided about it. A type that is not listed is stored and ignored. */
export const EVENT_POLICY = {
  'customer.subscription.created': effect('subscription'),
  'customer.subscription.updated': effect('subscription'),
  'customer.subscription.deleted': effect('subscription'),
  'customer.subscription.paused': effect('subscription'),
  'customer.subscription.resumed': effect('subscription'),
  'customer.subscription.trial_will_end': effect('subscription'),
  'customer.subscription.pending_update_applied': effect('subscription'),
  'customer.subscription.pending_update_expired': effect('subscription'),
  'subscription_schedule.created': effect('schedule'),
  'subscription_schedule.updated': effect('schedule'),
  'subscription_schedule.released': effect('schedule'),
  'subscription_schedule.canceled': effect('schedule'),
  'subscription_schedule.completed': effect('schedule'),
  'subscription_schedule.aborted': effect('schedule'),
  'subscription_schedule.expiring': ignored('only announces an end that has an event of its own'),
  'checkout.session.completed': effect('checkout'),
  'checkout.session.async_payment_succeeded': effect('checkout'),
  'checkout.session.async_payment_failed': effect('checkout'),
  'checkout.session.expired': effect('checkout'),
  'invoice.created': effect('invoice'),
  'invoice.finalized': effect('invoice'),
  'invoice.finalization_failed': effect('finalization'),
  'invoice.paid': effect('invoice'),
  'invoice.payment_succeeded': effect('invoice'),
  'invoice.payment_failed': effect('invoice'),
  'invoice.payment_action_required': effect('invoice'),
  'invoice.marked_uncollectible': effect('invoice'),
  'invoice.voided': effect('invoice'),
  'invoice.upcoming': ignored(
    'a preview, not an invoice: it has no id, and what it says is asked for when needed',
  ),
  'invoice_payment.paid': ignored('invoice.paid says the same of the whole invoice'),
  'customer.updated': effect('customer'),
  'customer.deleted': effect('customer_deleted'),
  'charge.refunded': effect('charge'),
  'charge.dispute.created': effect('dispute'),
  'charge.dispute.updated': ignored('evidence was added; only the opening and the decision matter to us'),
  'charge.dispute.closed': effect('dispute'),
  'radar.early_fraud_warning.created': effect('fraud_warning'),
  'payment_method.attached': ignored(
    'a card is used only once it is the default, which customer.updated tells',
  ),
  'payment_method.detached': ignored('a missing card shows as a failed payment of the next invoice'),
  'payment_method.updated': ignored('the card is kept at Stripe; we keep nothing of it'),
  'payment_method.automatically_updated': ignored('the card is kept at Stripe; we keep nothing of it'),
} as const satisfies Partial<Record<Stripe.WebhookEndpointCreateParams.EnabledEvent, Policy>>;

type ListedType = keyof typeof EVENT_POLICY;
const LISTED = Object.keys(EVENT_POLICY) as ListedType[];
type HandledType = {
  [T in ListedType]: (typeof EVENT_POLICY)[T] extends { effect: Effect } ? T : never;
}[ListedType];

/** The types with an effect: what the webhook endpoint is subscribed to. */
export const HANDLED_TYPES = LISTED.filter((type): type is HandledType => 'effect' in EVENT_POLICY[type]);

/** The only parts of an event that are read; anything else may have any shape. */
export interface EventLike {
  type: string;
  api_version?: string | null;
  data: { object: unknown };
}

/** `pinned` is our API version: only payloads in its shape are trusted to say which subscription an invoice is for. */
export function subjectOf(event: EventLike, pinned: string): EventSubject {
  const type = LISTED.find((listed) => listed === event.type);
  if (!type) return { kind: 'nothing', why: `${event.type} has no effect on us` };
  const policy: Policy = EVENT_POLICY[type];
  if ('ignored' in policy) return { kind: 'nothing', why: `${type}: ${policy.ignored}` };
  const kind = policy.effect;
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
