import type { Timeline, Users } from '@automna/accounts';
import { lookupKeyOf, PLAN_NAMES, type PlanName, PLANS } from '@automna/contracts';
import { createTestWork, LeaseClock, Leases, ManualClock, openTestDatabase, testConfig } from '@automna/core';
import type { Mailer } from '@automna/notifications';
import { Logger } from '@nestjs/common';
import type { EntityTarget, MigrationInterface, ObjectLiteral, QueryRunner } from 'typeorm';
import { Core1763800001000 } from '../../../migrations/1763800001000-core.js';
import { Billing1763800004000 } from '../../../migrations/1763800004000-billing.js';
import { Pause } from '../adapters/pause.js';
import { StripeGateway } from '../adapters/stripe-gateway.js';
import {
  BILLING_ENTITIES,
  CheckoutEntity,
  StripeCustomerEntity,
  StripeEventEntity,
  StripePriceEntity,
  SubscriptionEntity,
} from '../persistence/billing-entities.js';
import { BillingPortal } from '../services/billing-portal.service.js';
import { BillingReports } from '../services/billing-reports.service.js';
import { CatalogueSync } from '../services/catalogue-sync.service.js';
import { CheckoutRows } from '../services/checkout-rows.service.js';
import { CheckoutSessions } from '../services/checkout-sessions.service.js';
import { Checkout } from '../services/checkout.service.js';
import { Customers } from '../services/customers.service.js';
import { PriceBook } from '../services/price-book.service.js';
import { StripeEvents } from '../services/stripe-events.service.js';
import { SubscriptionSync } from '../services/subscription-sync.service.js';
import { SubscriptionWriter } from '../services/subscription-writer.service.js';
import { Subscriptions } from '../services/subscriptions.service.js';
import { WebhookEndpoint } from '../services/webhook-endpoint.service.js';
import { WebhookInbox } from '../services/webhook-inbox.service.js';
import { StripeEventHandler } from '../tasks/stripe-event.handler.js';
import { FakeStripe } from './fake-stripe.js';
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
    migrations: [Users1763800000000, Core1763800001000, Billing1763800004000],
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
      get: async (id: string) => ({ id, email: emails.get(id) ?? `${id}@example.com`, name: 'Ada' }),
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
  const writer = new SubscriptionWriter(clock, neighbours.timeline, neighbours.mailer);
  const sync = new SubscriptionSync(
    leases,
    gateway,
    uow,
    customers,
    prices,
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
  const stripeEvents = new StripeEvents(
    clock,
    gateway,
    uow,
    customers,
    sessions,
    sync,
    repository(StripeEventEntity),
    repository(SubscriptionEntity),
  );
  handlers.push(new StripeEventHandler(stripeEvents));

  return {
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
    worker,
    prices,
    customers,
    subscriptions,
    sync,
    sessions,
    checkout,
    stripeEvents,
    repository,
    inbox: new WebhookInbox(client, config, clock, uow),
    portal: new BillingPortal(config, gateway, customers),
    reports: new BillingReports(customers, repository(SubscriptionEntity), repository(StripeEventEntity)),
    catalogue: new CatalogueSync(leases, gateway, prices, new WebhookEndpoint(config, gateway)),
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
