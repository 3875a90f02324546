import type { StripeEventState } from '@automna/api-client';
import { stripeEventLabel } from '../../../ui/state-labels.js';

const STATES: Record<StripeEventState, true> = {
  failed: true,
  pending: true,
  processed: true,
  ignored: true,
};

/** Worst first, as a list to choose from. */
export const EVENT_STATES = Object.keys(STATES).map((state) => ({
  state,
  label: stripeEventLabel(state).label,
}));

/** Beginnings of event types people look for; anything else can be typed. */
export const USUAL_TYPES = [
  'charge.dispute',
  'charge.refunded',
  'checkout.session',
  'customer.subscription',
  'invoice',
  'invoice.paid',
  'invoice.payment_failed',
  'subscription_schedule',
];

/** Exactly what the address says, without what is empty or does not exist. */
export function eventFilters(address: {
  status?: string;
  type?: string;
  customer?: string;
}): Record<string, string> {
  const status = Object.hasOwn(STATES, address.status ?? '') ? address.status : undefined;
  const given = { status, type: address.type?.trim(), customer: address.customer?.trim() };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]));
}
