import type { Timeline, Users } from '@automna/accounts';
import { lookupKeyOf, PLAN_NAMES, type PlanName, PLANS } from '@automna/contracts';
import { createTestWork, LeaseClock, Leases, ManualClock, openTestDatabase, testConfig } from '@automna/core';
import type { Mailer } from '@automna/notifications';
import { Logger } from '@nestjs/common';
import type { EntityTarget, MigrationInterface, ObjectLiteral, QueryRunner } from 'typeorm';
import { Core1763800001000 } from '../../../migrations/1763800001000-core.js';
import { Billing1763800004000 } from '../../../migrations/1763800004000-billing.js';
import { BillingLifecycle1763800010000 } from '../../../migrations/1763800010000-billing-lifecycle.js';
import { BillingReconcile1763800011000 } from '../../../migrations/1763800011000-billing-reconcile.js';
import { BillingAttention1763800016000 } from '../../../migrations/1763800016000-billing-attention.js';
import { Pause } from '../adapters/pause.js';
import { StripeGateway } from '../adapters/stripe-gateway.js';
import {
  BILLING_ENTITIES,
  BillingNoticeEntity,
  CheckoutEntity,
  StripeCustomerEntity,
  StripeEventEntity,
  StripePriceEntity,
  SubscriptionEntity,
} from '../persistence/billing-entities.js';
import { BillingNotices } from '../services/subscriptions/billing-notices.service.js';
import { BillingPortal } from '../services/checkout/billing-portal.service.js';
import { BillingReports } from '../services/reports/billing-reports.service.js';
import { CheckoutRows } from '../services/checkout/checkout-rows.service.js';
import { CheckoutSessions } from '../services/checkout/checkout-sessions.service.js';
import { Checkout } from '../services/checkout/checkout.service.js';
import { Customers } from '../services/checkout/customers.service.js';
import { Invoices } from '../services/subscriptions/invoices.service.js';
import { NextCharges } from '../services/subscriptions/next-charge.service.js';
import { PriceBook } from '../services/catalogue/price-book.service.js';
import { StripeEvents } from '../services/inbox/stripe-events.service.js';
import { StripeIncidents } from '../services/inbox/stripe-incidents.service.js';
import { SubscriptionAnnouncer } from '../services/subscriptions/subscription-announcer.service.js';
import { SubscriptionReader } from '../services/subscriptions/subscription-reader.service.js';
import { SubscriptionSync } from '../services/subscriptions/subscription-sync.service.js';
import { SubscriptionWriter } from '../services/subscriptions/subscription-writer.service.js';
import { Subscriptions } from '../services/subscriptions/subscriptions.service.js';
import { WebhookInbox } from '../services/inbox/webhook-inbox.service.js';
import { DunningTask } from '../tasks/dunning.task.js';
import { StripeEventHandler } from '../tasks/stripe-event.handler.js';
import { FakeStripe } from './fake-stripe.js';
import { buildPlans } from './plan-bench.js';
import { buildReconcile } from './reconcile-bench.js';
import type Stripe from 'stripe';

/** The part of accounts this room refers to. */
class Users1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE users (id TEXT PRIMARY KEY) STRICT');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE users');
  }
}

/** Remembers how long it was asked to wait, and does not. */
export class NoPause extends Pause {
  readonly waits: number[] = [];
  override async for(ms: number): Promise<void> {
    this.waits.push(ms);
  }
  override jitter(): number {
    return 1;
  }
}

interface Recorded {
  userId: string;
  kind: string;
  title: string;
  cause?: string;
}

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** The room on a real database with neighbours that only take notes. `stripe`: another client than the fake. */
export async function openBench(
  options: { stripe?: Stripe; env?: NodeJS.ProcessEnv; url?: string; now?: Date } = {},
) {
  Logger.overrideLogger(false);
  const fake = new FakeStripe();
  const client = options.stripe ?? fake.client;
  const clock = new ManualClock(options.now ?? '2026-03-01T12:00:00.000Z');
  const config = testConfig({
    PUBLIC_URL: 'http://127.0.0.1:3000',
    STRIPE_WEBHOOK_SECRET: 'whsec_test',
    ...options.env,
  });
  const database = await openTestDatabase({
    entities: BILLING_ENTITIES,
    migrations: [
      Users1763800000000,
      Core1763800001000,
      Billing1763800004000,
      BillingLifecycle1763800010000,
      BillingReconcile1763800011000,
      BillingAttention1763800016000,
    ],
    url: options.url,
  });
  const timeline: Recorded[] = [];
  const mails: { to: string; template: string; dedupeKey: string; data: unknown }[] = [];
  const emails = new Map<string, string>();
  const neighbours = {
    timeline: {
      record: async (_tx: unknown, entry: Recorded) => void timeline.push(entry),
    } as unknown as Timeline,
    mailer: {
      send: async (_tx: unknown, mail: (typeof mails)[number]) => {
        if (!mails.some(({ dedupeKey }) => dedupeKey === mail.dedupeKey)) mails.push(mail);
      },
    } as unknown as Mailer,
    users: {
      get: async (id: string) => ({
        id,
        email: emails.get(id) ?? `${id}@example.com`,
        name: 'Ada',
        closedAt: null,
      }),
    } as unknown as Users,
  };
  const repository = <T extends ObjectLiteral>(entity: EntityTarget<T>) => database.getRepository(entity);
  const events: { name: string; payload: Record<string, unknown> }[] = [];
  const handlers: object[] = [];
  const { uow, worker } = createTestWork(database, { clock, handlers });
  const run = uow.run.bind(uow);
  uow.run = (work) =>
    run((tx) =>
      work({ ...tx, publish: async (event) => void (events.push(event), await tx.publish(event)) }),
    );

  const pause = new NoPause();
  const gateway = new StripeGateway(client, pause);
  const leases = new Leases(database, new LeaseClock());
  const prices = new PriceBook(gateway, uow, clock, repository(StripePriceEntity));
  const customers = new Customers(gateway, uow, clock, neighbours.users, repository(StripeCustomerEntity));
  const subscriptions = new Subscriptions(repository(SubscriptionEntity));
  const notices = new BillingNotices(clock, neighbours.timeline, repository(BillingNoticeEntity));
  const writer = new SubscriptionWriter(
    clock,
    neighbours.timeline,
    notices,
    new SubscriptionAnnouncer(neighbours.mailer),
  );
  const reader = new SubscriptionReader(gateway, prices);
  const sync = new SubscriptionSync(
    leases,
    uow,
    customers,
    reader,
    neighbours.users,
    writer,
    repository(SubscriptionEntity),
  );
  const checkouts = new CheckoutRows(clock, uow, neighbours.timeline, repository(CheckoutEntity));
  const sessions = new CheckoutSessions(config, clock, gateway, customers, sync, checkouts);
  const checkout = new Checkout(
    clock,
    leases,
    gateway,
    prices,
    customers,
    sessions,
    sync,
    subscriptions,
    checkouts,
  );
  const incidents = new StripeIncidents(gateway, uow, customers, notices);
  const stripeEvents = new StripeEvents(
    clock,
    gateway,
    uow,
    customers,
    sessions,
    sync,
    incidents,
    repository(StripeEventEntity),
    repository(SubscriptionEntity),
  );
  const plans = buildPlans({
    clock,
    uow,
    leases,
    gateway,
    timeline: neighbours.timeline,
    prices,
    subscriptions,
    sync,
    repository,
  });
  const inbox = new WebhookInbox(client, config, clock, uow);
  const reconciling = buildReconcile({
    config,
    clock,
    uow,
    leases,
    gateway,
    pause,
    prices,
    customers,
    reader,
    sync,
    inbox,
    repository,
  });
  handlers.push(
    new StripeEventHandler(stripeEvents, reconciling.attempts),
    reconciling.reconcileHandler,
    ...plans.handlers,
  );

  return {
    checkouts,
    fake,
    clock,
    config,
    database,
    timeline,
    mails,
    emails,
    events,
    pause,
    gateway,
    uow,
    plans,
    worker,
    prices,
    customers,
    subscriptions,
    sync,
    sessions,
    checkout,
    stripeEvents,
    repository,
    inbox,
    ...reconciling,
    notices,
    reader,
    invoices: new Invoices(gateway, customers, prices),
    nextCharges: new NextCharges(gateway, subscriptions),
    dunning: new DunningTask(clock, sync, repository(SubscriptionEntity)),
    portal: new BillingPortal(config, gateway, customers, subscriptions, reconciling.portalConfiguration),
    reports: new BillingReports(
      customers,
      repository(SubscriptionEntity),
      repository(StripeEventEntity),
      reconciling.attention,
      reconciling.runs,
    ),
    kinds: () => timeline.map(({ kind }) => kind),
    addUser: async (id: string) => {
      await database.query('INSERT INTO users (id) VALUES (?)', [id]);
      return id;
    },
    /** The three prices of the catalogue at the fake; answers with their ids. */
    addCatalogue: () =>
      Object.fromEntries(
        PLAN_NAMES.map((plan) => [plan, fake.addPrice(lookupKeyOf(plan), PLANS[plan].priceCents)]),
      ) as Record<PlanName, string>,
    close: () => database.destroy(),
  };
}
