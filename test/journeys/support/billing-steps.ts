import Stripe from 'stripe';
import type { Stack } from '../../support/stack.ts';
import { CARDS } from './customer-steps.js';
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

  /** What was paid, newest first. */
  async paidCents(): Promise<number[]> {
    const { data } = await this.stripe.invoices.list({ customer: this.customerId, status: 'paid' });
    return data.map(({ amount_paid }) => amount_paid);
  }
}

const HOUR = 3600;

/**
 * Moves the clock of product and vendors to `iso` and a little over: a renewal's invoice stays a draft for an hour.
 * Everybody's access has run out afterwards.
 */
export async function timePassesUntil({ url }: Stack, iso: string, after = 2 * HOUR): Promise<void> {
  const send = async (path: string, token = '', body?: object) => {
    const response = await fetch(`${url}/api${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
  const admin = { email: 'admin@automna.test', password: 'automna-demo-admin' };
  const { accessToken } = await send('/auth/login', '', admin);
  const { now = '' } = await send('/admin/clock', accessToken);
  const seconds = Math.ceil((Date.parse(iso) - Date.parse(now)) / 1000) + after;
  if (seconds > 0) await send('/admin/clock', accessToken, { advanceSeconds: seconds });
}

/** Types a good card into one of Stripe's forms. */
export async function fillsInGoodCard(visitor: Visitor): Promise<void> {
  await visitor.fills('Card number', CARDS.good);
  await visitor.fills('Expiry (MM / YY)', '12 / 40');
  await visitor.fills('CVC', '123');
  await visitor.fills('Name on card', 'Kim Example');
}

/** Looks again until it reads `text`: what Stripe told the product may still be on its way. */
export async function readsInTheEnd(visitor: Visitor, text: string | RegExp): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const seen = await visitor.page
      .getByText(text)
      .first()
      .waitFor({ state: 'visible', timeout: 1_500 })
      .then(
        () => true,
        () => false,
      );
    if (seen) return;
    if (Date.now() > deadline) throw new Error(`${String(text)} could not be read within 20 s`);
    await visitor.page.reload();
  }
}
