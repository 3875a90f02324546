import type Stripe from 'stripe';

/** A decimal is text on the wire; only the SDK turns it into Stripe.Decimal. */
export function decimal(value: number): Stripe.Decimal {
  return String(value) as unknown as Stripe.Decimal;
}

/** A list object without paging, as nested inside other objects. */
export function nestedList<T>(data: T[], url: string): Stripe.ApiList<T> {
  return { object: 'list', data, has_more: false, url };
}
