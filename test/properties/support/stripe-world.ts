import { PLAN_NAMES, type PlanName, lookupKeyOf } from '@automna/contracts';
import Stripe from 'stripe';
import { type RunningSandbox, createStripeVendor, startSandbox } from '../../../apps/sandbox/src/index.js';

const DAY = 86_400;

/** Stripe, our catalogue and one customer; asked and told through the official SDK alone. */
export class StripeWorld {
  prices: [string, string, string] = ['', '', ''];
  coupon = '';
  customer = '';
  private readonly history = new Map<string, Stripe.Event>();

  private constructor(
    readonly sandbox: RunningSandbox,
    readonly stripe: Stripe,
    readonly url: string,
  ) {}

  static async open(): Promise<StripeWorld> {
    const sandbox = await startSandbox([createStripeVendor({})], { ports: {} });
    const url = sandbox.urls['stripe'] ?? '';
    const { hostname, port } = new URL(url);
    const stripe = new Stripe('sk_test_properties', { host: hostname, port: Number(port), protocol: 'http' });
    return new StripeWorld(sandbox, stripe, url);
  }

  /** An empty Stripe at the real time of day, with our catalogue (`offer` writes it there) and one customer. */
  async begin(email: string, offer: () => Promise<unknown>): Promise<void> {
    await this.control('reset');
    this.sandbox.clock.reset();
    this.history.clear();
    await offer();
    const { data } = await this.stripe.prices.list({ lookup_keys: PLAN_NAMES.map(lookupKeyOf) });
    const idOf = (plan: PlanName) => data.find((price) => price.lookup_key === lookupKeyOf(plan))?.id ?? '';
    this.prices = [idOf('starter'), idOf('pro'), idOf('power')];
    this.coupon = (
      await this.stripe.coupons.create({ percent_off: 20, duration: 'repeating', duration_in_months: 3 })
    ).id;
    this.customer = await this.newCustomer(email);
  }

  async newCustomer(email: string): Promise<string> {
    const { id } = await this.stripe.customers.create({ email });
    await this.useCard(id, 'pm_card_visa');
    return id;
  }

  async useCard(customer: string, card: string): Promise<void> {
    const method = await this.stripe.paymentMethods.attach(card, { customer });
    await this.stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
  }

  get now(): Date {
    return this.sandbox.clock.now();
  }

  /** Days at a time, as days go by: what falls due happens in between. */
  async pass(seconds: number): Promise<void> {
    await this.control('clock', { advanceSeconds: seconds });
  }

  passDays(days: number): Promise<void> {
    return this.pass(days * DAY);
  }

  /** Everything that ever happened at Stripe, oldest first. Stripe itself forgets after 30 days; this does not. */
  async events(): Promise<Stripe.Event[]> {
    const listed = await this.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    for (const event of listed.reverse()) this.history.set(event.id, event);
    return [...this.history.values()];
  }

  async subscriptions(): Promise<Stripe.Subscription[]> {
    const { data } = await this.stripe.subscriptions.list({
      customer: this.customer,
      status: 'all',
      limit: 100,
      expand: ['data.schedule'],
    });
    return data;
  }

  async live(): Promise<Stripe.Subscription | undefined> {
    const over = ['canceled', 'incomplete_expired', 'incomplete'];
    return (await this.subscriptions()).find(({ status }) => !over.includes(status));
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  private async control(path: string, body: object = {}): Promise<void> {
    const response = await fetch(`${this.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}
