import { createStripe } from '../../../libs/billing/adapters/stripe.provider.js';
import {
  BILLING_ENTITIES,
  StripeCustomerEntity,
  StripeEventEntity,
  SubscriptionEntity,
} from '../../../libs/billing/persistence/billing-entities.js';
import { type Bench, openBench } from '../../../libs/billing/testing/bench.js';
import { testConfig } from '@automna/core';
import type Stripe from 'stripe';
import type { StripeWorld } from './stripe-world.js';

const SECRET = 'whsec_properties';
const USER = 'usr_property';

/** What of a subscription must be equal everywhere: to Stripe, and between all who heard of it in another order. */
export interface FinalState {
  id: string;
  status: string;
  live: boolean;
  priceId: string | null;
  periodEnd: string | null;
  cancelAtPeriodEnd: boolean;
  nextPriceId: string | null;
  service: string;
}

/** The product's billing room with a database of its own, hearing of Stripe by webhook only. */
export class Observer {
  private constructor(
    readonly bench: Bench,
    private readonly world: StripeWorld,
    private readonly stripe: Stripe,
  ) {}

  static async open(world: StripeWorld): Promise<Observer> {
    const env = { STRIPE_API_URL: world.url, STRIPE_WEBHOOK_SECRET: SECRET };
    const stripe = createStripe(testConfig(env).stripe);
    const bench = await openBench({ stripe, env, now: world.now });
    return new Observer(bench, world, stripe);
  }

  /** Writes the catalogue to Stripe. */
  offer(): Promise<unknown> {
    return this.bench.catalogue.syncCatalogue({ dryRun: false });
  }

  /** Knows nothing but the customer. */
  async begin(): Promise<void> {
    const { bench, world } = this;
    for (const table of [
      'stripe_event_attempts',
      'reconcile_findings',
      'reconcile_runs',
      'plan_changes',
      'billing_notices',
    ]) {
      await bench.database.query(`DELETE FROM ${table}`);
    }
    for (const entity of BILLING_ENTITIES) await bench.repository(entity).clear();
    await bench.database.query('DELETE FROM outbox_jobs');
    await bench.database.query('DELETE FROM users');
    for (const list of [bench.mails, bench.events, bench.timeline]) list.length = 0;
    bench.prices.refresh();
    await bench.addUser(USER);
    await bench.repository(StripeCustomerEntity).insert({
      id: 'cust_property',
      userId: USER,
      email: 'ada@example.com',
      name: 'Ada',
      stripeCustomerId: world.customer,
      attempt: 1,
      createdAt: world.now,
      deletedAt: null,
    });
    this.follow();
  }

  follow(): void {
    this.bench.clock.set(this.world.now);
  }

  /** One delivery, signed as Stripe signs it. */
  async hear(event: Stripe.Event): Promise<void> {
    const payload = JSON.stringify(event);
    const timestamp = Math.floor(this.bench.clock.now().getTime() / 1000);
    const header = this.stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, timestamp });
    await this.bench.inbox.receive(Buffer.from(payload), header);
  }

  /** Carries out everything that waits. */
  async work(): Promise<void> {
    while ((await this.bench.worker.drainOnce()) > 0);
  }

  /** Time alone ends the patience with a late payment; a scheduled task sees to that. */
  async tasks(): Promise<void> {
    await this.bench.dunning.run(new AbortController().signal);
    await this.work();
  }

  /** What was lost on the way is found and put right. @returns what it put right; what needs a person is no drift */
  async reconcile(): Promise<string[]> {
    const { findings } = await this.bench.reconcile.run({ mode: 'repair', trigger: 'command' });
    await this.work();
    return findings.filter(({ repair }) => repair !== 'person').map(({ sentence }) => sentence);
  }

  async finalState(): Promise<FinalState[]> {
    const rows = await this.bench
      .repository(SubscriptionEntity)
      .find({ order: { stripeSubscriptionId: 'ASC' } });
    return rows.map((row) => ({
      id: row.stripeSubscriptionId,
      status: row.status,
      live: row.live,
      priceId: row.priceId,
      periodEnd: row.periodEnd?.toISOString() ?? null,
      cancelAtPeriodEnd: row.cancelAtPeriodEnd,
      nextPriceId: row.nextPriceId,
      service: row.service,
    }));
  }

  /** Events that were taken in and have no outcome. */
  undecided(): Promise<number> {
    return this.bench.repository(StripeEventEntity).countBy([{ status: 'pending' }, { status: 'failed' }]);
  }

  close(): Promise<void> {
    return this.bench.close();
  }
}

/** The same, read from Stripe without any code of ours in between. */
export async function stateAtStripe(world: StripeWorld): Promise<FinalState[]> {
  const subscriptions = await world.subscriptions();
  const counts = whichCounts(subscriptions);
  const states = await Promise.all(
    subscriptions.map(async (it): Promise<FinalState> => {
      const item = it.items.data[0];
      const { status } = it;
      return {
        id: it.id,
        status,
        live: it.id === counts,
        priceId: item?.price.id ?? null,
        periodEnd: item ? new Date(item.current_period_end * 1000).toISOString() : null,
        cancelAtPeriodEnd: it.cancel_at_period_end || it.cancel_at !== null,
        nextPriceId: nextPriceOf(it),
        service: it.id === counts || OVER.includes(status) ? await serviceOf(world, it) : 'none',
      };
    }),
  );
  return states.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const OVER = ['canceled', 'incomplete_expired'];
/** From the best standing to the worst; what is not in here does not count at all. */
const STANDING = ['active', 'past_due', 'unpaid'];

/** Of several the one in the best standing, then the oldest: a second subscription never takes over by being late. */
function whichCounts(subscriptions: readonly Stripe.Subscription[]): string | undefined {
  const rank = ({ status }: Stripe.Subscription) =>
    STANDING.indexOf(status === 'trialing' ? 'active' : status === 'paused' ? 'unpaid' : status);
  return subscriptions
    .filter((it) => rank(it) >= 0)
    .toSorted((a, b) => rank(a) - rank(b) || a.created - b.created || (a.id < b.id ? -1 : 1))[0]?.id;
}

function nextPriceOf({ schedule }: Stripe.Subscription): string | null {
  if (!schedule || typeof schedule === 'string' || schedule.status !== 'active') return null;
  const next = schedule.phases.find(
    ({ start_date }) => start_date > (schedule.current_phase?.start_date ?? 0),
  );
  const price = next?.items[0]?.price;
  return (typeof price === 'string' ? price : price?.id) ?? null;
}

/** Written down once more, in other words than the product's: 14 days from the oldest invoice nobody paid. */
async function serviceOf(world: StripeWorld, { id, status }: Stripe.Subscription): Promise<string> {
  if (status === 'active' || status === 'trialing') return 'running';
  if (status === 'canceled' || status === 'incomplete_expired') return 'ended';
  if (status === 'incomplete') return 'none';
  if (status !== 'past_due') return 'suspended';
  const { data } = await world.stripe.invoices.list({ subscription: id, status: 'open', limit: 100 });
  const oldest = Math.min(...data.filter(({ attempted }) => attempted).map(({ created }) => created));
  return world.now.getTime() / 1000 - oldest >= 14 * 86_400 ? 'suspended' : 'payment_late';
}
