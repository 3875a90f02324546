import { lookupKeyOf, type PlanName } from '@automna/contracts';
import { testConfig } from '@automna/core';
import type Stripe from 'stripe';
import { createStripeVendor, startSandbox } from '../../../apps/sandbox/src/index.js';
import { createStripe } from '../adapters/stripe.provider.js';
import { PlanChangeEntity } from '../persistence/billing-entities.js';
import { type Bench, openBench } from './bench.js';

export type PlanScene = Awaited<ReturnType<typeof openPlanScene>>;

interface Subscriber {
  card?: string;
  coupon?: string;
  trialDays?: number;
  price?: string;
}

/** The room in front of the Stripe stand-in, with customers who subscribed already; any number of processes. */
export async function openPlanScene(processes = 1) {
  const sandbox = await startSandbox([createStripeVendor({})], { ports: {} });
  const address = sandbox.urls['stripe'] ?? '';
  const env = { STRIPE_API_URL: address };
  const stripe = createStripe(testConfig(env).stripe);
  const bench = await openBench({ stripe, env, now: new Date() });
  const url = `file:${String(bench.database.options.database).replace(/^file:/, '')}`;
  const others: Bench[] = [];
  for (let n = 1; n < processes; n += 1) {
    others.push(await openBench({ stripe: createStripe(testConfig(env).stripe), env, url, now: new Date() }));
  }
  const benches = [bench, ...others];
  await bench.catalogue.syncCatalogue({ dryRun: false });

  let ahead = 0;
  const tick = (): void => {
    for (const one of benches) one.clock.set(new Date(Date.now() + ahead * 1000));
  };
  const control = async (path: string, body: object = {}, method = 'POST') => {
    const headers = { 'content-type': 'application/json' };
    const init = method === 'POST' ? { method, headers, body: JSON.stringify(body) } : { method };
    const response = await fetch(`${address}/_sandbox/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const priceOf = async (plan: PlanName): Promise<string> => {
    const { data } = await stripe.prices.list({ lookup_keys: [lookupKeyOf(plan)] });
    return data[0]?.id ?? '';
  };
  const useCard = async (customer: string, card: string): Promise<void> => {
    const { id } = await stripe.paymentMethods.attach(card, { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  };
  const apply = async (id: string): Promise<void> => {
    tick();
    await bench.sync.apply(id, { text: 'spec', at: bench.clock.now() });
    await bench.worker.drainOnce();
  };
  return {
    stripe,
    bench,
    benches,
    control,
    priceOf,
    useCard,
    apply,
    tick,
    /** The price this subscription has at Stripe, as a plan's lookup key ends. */
    planAtStripe: async (id: string): Promise<string | undefined> => {
      const { items } = await stripe.subscriptions.retrieve(id);
      return items.data[0]?.price.lookup_key?.split('_')[2];
    },
    invoicesOf: async (subscription: string, status?: Stripe.InvoiceListParams.Status) =>
      (await stripe.invoices.list({ subscription, limit: 100, ...(status ? { status } : {}) })).data,
    schedulesOf: async (customer: string) =>
      (await stripe.subscriptionSchedules.list({ customer, limit: 100 })).data,
    rowsOf: (userId: string) =>
      bench.repository(PlanChangeEntity).find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } }),
    /** A paying customer; answers with the ids at Stripe. */
    subscribe: async (userId: string, plan: PlanName, options: Subscriber = {}) => {
      await bench.addUser(userId);
      const customer = await bench.customers.ensure(userId);
      await useCard(customer, 'pm_card_visa');
      const { id } = await stripe.subscriptions.create({
        customer,
        items: [{ price: options.price ?? (await priceOf(plan)) }],
        ...(options.coupon ? { discounts: [{ coupon: options.coupon }] } : {}),
        ...(options.trialDays ? { trial_period_days: options.trialDays } : {}),
      });
      await apply(id);
      if (options.card) await useCard(customer, options.card);
      return { id, customer };
    },
    /** Moves the time here and at Stripe, and reads the subscription again as a webhook would. */
    advance: async (days: number, subscriptionId?: string): Promise<void> => {
      ahead += Math.round(days * 86_400);
      await control('clock', { advanceSeconds: Math.round(days * 86_400) });
      tick();
      if (subscriptionId) await apply(subscriptionId);
    },
    close: async (): Promise<void> => {
      await sandbox.close();
      for (const one of others) await one.close();
      await bench.close();
    },
  };
}
