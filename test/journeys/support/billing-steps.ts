import type { Locator } from 'playwright-core';
import Stripe from 'stripe';
import type { Stack } from '../../support/stack.ts';
import { CARDS } from './customer-steps.js';
import { asAdmin, timePasses } from './staff-api.js';
import type { Visitor } from './visitor.js';

/** Stripe as its own dashboard has it: what happens there behind the product's back. */
export class AtStripe {
  private constructor(
    readonly stripe: Stripe,
    readonly customerId: string,
    readonly subscriptionId: string,
  ) {}

  /** What Stripe has of the customer with this address. */
  static async find(stack: Stack, email: string): Promise<AtStripe> {
    const { hostname, port } = new URL(stack.vendors.stripe);
    const stripe = new Stripe('sk_test_sandbox', { host: hostname, port: Number(port), protocol: 'http' });
    const customer = (await stripe.customers.list({ email })).data[0];
    if (!customer) throw new Error(`Stripe has no customer ${email}`);
    const subscription = (await stripe.subscriptions.list({ customer: customer.id })).data[0];
    return new AtStripe(stripe, customer.id, subscription?.id ?? '');
  }

  /** Gives the customer credit, which the next invoice uses up. */
  async givesCredit(cents: number): Promise<void> {
    await this.stripe.customers.createBalanceTransaction(this.customerId, {
      amount: -cents,
      currency: 'usd',
    });
  }

  /** From now on payments are made with a card whose bank wants to be asked each time. */
  async takesCardThatAsks(): Promise<void> {
    const method = await this.stripe.paymentMethods.attach('pm_card_authenticationRequired', {
      customer: this.customerId,
    });
    await this.stripe.subscriptions.update(this.subscriptionId, { default_payment_method: method.id });
  }

  /** Offers a fifth off for three months to whoever types `code`. */
  async offersCode(code: string): Promise<void> {
    const coupon = await this.stripe.coupons.create({
      percent_off: 20,
      duration: 'repeating',
      duration_in_months: 3,
    });
    await this.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code });
  }

  /** What was paid, newest first. */
  async paidCents(): Promise<number[]> {
    const { data } = await this.stripe.invoices.list({ customer: this.customerId, status: 'paid' });
    return data.map(({ amount_paid }) => amount_paid);
  }
}

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/**
 * Moves the clock of product and vendors to `after` seconds after `iso`; a renewal's invoice stays a draft for an hour.
 * Everybody's access has run out afterwards.
 */
export async function timePassesUntil(stack: Stack, iso: string, after: number): Promise<void> {
  const { now } = await asAdmin<{ now: string }>(stack, '/clock');
  const seconds = Math.ceil((Date.parse(iso) - Date.parse(now)) / 1000) + after;
  if (seconds > 0) await timePasses(stack, seconds);
}

/** Types a good card into one of Stripe's forms. */
export async function fillsInGoodCard(visitor: Visitor): Promise<void> {
  await visitor.fills('Card number', CARDS.good);
  await visitor.fills('Expiry (MM / YY)', '12 / 40');
  await visitor.fills('CVC', '123');
  await visitor.fills('Name on card', 'Kim Example');
}

/** Like `seesInTheEnd`, for a text. */
export const readsInTheEnd = (visitor: Visitor, text: string | RegExp): Promise<void> =>
  seesInTheEnd(visitor, visitor.page.getByText(text).first());

/** Looks again until `what` can be seen: what Stripe told the product may still be on its way. */
export async function seesInTheEnd({ page }: Visitor, what: Locator): Promise<void> {
  const seen = () => what.waitFor({ state: 'visible', timeout: 1_500 });
  const deadline = Date.now() + 20_000;
  for (;;) {
    const problem = await seen().catch((error: Error) => error);
    if (!problem) return;
    if (Date.now() > deadline) throw problem;
    await page.reload();
  }
}
