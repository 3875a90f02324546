import type { AuditLog, AuditRecord, AuditView } from '@automna/accounts';
import type { AppConfig, Clock, Leases, UnitOfWork } from '@automna/core';
import type { EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import type { Pause } from '../adapters/pause.js';
import type { StripeGateway } from '../adapters/stripe-gateway.js';
import {
  BillingNoticeEntity,
  PlanChangeEntity,
  ReconcileFindingEntity,
  ReconcileRunEntity,
  StripeCustomerEntity,
  StripeEventAttemptEntity,
  StripeEventEntity,
  SubscriptionEntity,
} from '../persistence/billing-entities.js';
import { CatalogueSync } from '../services/catalogue/catalogue-sync.service.js';
import { BillingAttentionList } from '../services/reports/billing-attention.service.js';
import { CustomerBilling } from '../services/reports/customer-billing.service.js';
import { CustomerMoneyReader } from '../services/subscriptions/customer-money.service.js';
import type { Customers } from '../services/checkout/customers.service.js';
import { EventAttempts } from '../services/inbox/event-attempts.service.js';
import { PortalConfiguration } from '../services/catalogue/portal-configuration.service.js';
import type { PriceBook } from '../services/catalogue/price-book.service.js';
import { ReconcileLook } from '../services/reconcile/reconcile-look.service.js';
import { ReconcileReader } from '../services/reconcile/reconcile-reader.service.js';
import { ReconcileRepair } from '../services/reconcile/reconcile-repair.service.js';
import { ReconcileRuns } from '../services/reconcile/reconcile-runs.service.js';
import { StripeReconcile } from '../services/reconcile/reconcile.service.js';
import { StripeInbox } from '../services/inbox/stripe-inbox.service.js';
import type { SubscriptionReader } from '../services/subscriptions/subscription-reader.service.js';
import type { SubscriptionSync } from '../services/subscriptions/subscription-sync.service.js';
import { WebhookEndpoint } from '../services/catalogue/webhook-endpoint.service.js';
import type { WebhookInbox } from '../services/inbox/webhook-inbox.service.js';
import { ReconcileHandler } from '../tasks/reconcile.handler.js';
import { ReconcileTask } from '../tasks/reconcile.task.js';

interface Parts {
  config: AppConfig;
  clock: Clock;
  uow: UnitOfWork;
  leases: Leases;
  gateway: StripeGateway;
  pause: Pause;
  prices: PriceBook;
  customers: Customers;
  reader: SubscriptionReader;
  sync: SubscriptionSync;
  inbox: WebhookInbox;
  repository: <T extends ObjectLiteral>(entity: EntityTarget<T>) => Repository<T>;
}

/** The catalogue, the comparison with Stripe and the console's view, on the parts of a bench. */
export function buildReconcile(parts: Parts) {
  const { config, clock, uow, leases, gateway, pause, prices, customers, reader, sync, inbox, repository } =
    parts;
  const audits: AuditView[] = [];
  const audit = {
    record: async (_tx: unknown, record: AuditRecord) =>
      void audits.push({ id: `aud_${audits.length}`, at: clock.now(), before: null, after: null, ...record }),
    list: async ({ subject }: { subject?: string }) => audits.filter((entry) => entry.subject === subject),
  } as unknown as AuditLog;
  const portalConfiguration = new PortalConfiguration(config, gateway, clock);
  const endpoint = new WebhookEndpoint(config, gateway);
  const catalogue = new CatalogueSync(leases, gateway, prices, endpoint, portalConfiguration);
  const attempts = new EventAttempts(clock, uow, repository(StripeEventAttemptEntity));
  const events = repository(StripeEventEntity);
  const subscriptions = repository(SubscriptionEntity);
  const stripeInbox = new StripeInbox(uow, audit, customers, attempts, events);
  const runs = new ReconcileRuns(
    clock,
    uow,
    repository(ReconcileRunEntity),
    repository(ReconcileFindingEntity),
  );
  const lists = new ReconcileReader(gateway, pause);
  const look = new ReconcileLook(
    clock,
    lists,
    reader,
    catalogue,
    repository(StripeCustomerEntity),
    events,
    subscriptions,
  );
  const repair = new ReconcileRepair(clock, uow, lists, sync, inbox, customers, subscriptions);
  const reconcile = new StripeReconcile(leases, audit, runs, look, repair);
  const customerBilling = new CustomerBilling(
    customers,
    new CustomerMoneyReader(gateway),
    stripeInbox,
    runs,
    subscriptions,
    repository(PlanChangeEntity),
    repository(BillingNoticeEntity),
    events,
  );
  const attention = new BillingAttentionList(uow, audit, clock, repository(BillingNoticeEntity));
  return {
    attention,
    audits,
    attempts,
    catalogue,
    customerBilling,
    portalConfiguration,
    reconcile,
    reconcileHandler: new ReconcileHandler(reconcile),
    reconcileTask: new ReconcileTask(reconcile),
    runs,
    stripeInbox,
  };
}
