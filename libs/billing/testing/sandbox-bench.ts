import { lookupKeyOf, type PlanName } from '@automna/contracts';
import { testConfig } from '@automna/core';
import type Stripe from 'stripe';
import { createStripeVendor, startSandbox } from '../../../apps/sandbox/src/index.js';
import { createStripe } from '../adapters/stripe.provider.js';
import { openBench } from './bench.js';

/** Test payment methods of Stripe. */
export type TestMethod = `pm_card_${string}`;

export type SandboxBench = Awaited<ReturnType<typeof openSandboxBench>>;

/**
 * The room with the real SDK against the Stripe stand-in, both in one time. Events are fetched, not sent: a spec says
 * which arrive, when, and in what order.
 */
export async function openSandboxBench() {
  const sandbox = await startSandbox([createStripeVendor({})], { ports: {} });
  const env = { STRIPE_API_URL: sandbox.urls['stripe'], STRIPE_WEBHOOK_SECRET: 'whsec_spec' };
  const stripe = createStripe(testConfig(env).stripe);
  const bench = await openBench({ stripe, env, now: new Date() });
  await bench.catalogue.syncCatalogue({ dryRun: false });
  const delivered = new Set<string>();

  const control = async (path: string, body: object = {}): Promise<Record<string, unknown>> => {
    const response = await fetch(`${sandbox.urls['stripe']}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  /** Stripe's events that were not delivered yet, oldest first. */
  const undelivered = async (): Promise<Stripe.Event[]> => {
    const all = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    return all.filter(({ id }) => !delivered.has(id)).reverse();
  };
  const deliver = async (events?: readonly Stripe.Event[]): Promise<void> => {
    for (const event of events ?? (await undelivered())) {
      delivered.add(event.id);
      await bench.inbox.takeIn(event);
    }
    await bench.worker.drainOnce();
  };
  const moveTo = async (at: Date): Promise<void> => {
    const { now } = await control('clock', { setTo: at.toISOString() });
    bench.clock.set(new Date(now as string));
  };

  return {
    bench,
    stripe,
    control,
    undelivered,
    deliver,
    moveTo,
    advance: (seconds: number) => moveTo(new Date(bench.clock.now().getTime() + seconds * 1000)),
    /** The card that pays from now on. */
    useCard: async (userId: string, method: TestMethod): Promise<string> => {
      const customer = await bench.customers.ensure(userId);
      const { id } = await stripe.paymentMethods.attach(method, { customer });
      await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
      return id;
    },
    /** A subscription made past our checkout: what Stripe says is all there is. */
    subscribe: async (
      userId: string,
      plan: PlanName,
      more: Partial<Stripe.SubscriptionCreateParams> = {},
    ): Promise<Stripe.Subscription> => {
      const { data } = await stripe.prices.list({ lookup_keys: [lookupKeyOf(plan)] });
      const customer = await bench.customers.ensure(userId);
      return stripe.subscriptions.create({ customer, items: [{ price: data[0]?.id ?? '' }], ...more });
    },
    close: async (): Promise<void> => {
      await sandbox.close();
      await bench.close();
    },
  };
}
