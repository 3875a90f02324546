import type { PlanRef } from '@automna/contracts';
import { Clock } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository } from 'typeorm';
import { driftOfCustomer, type TheirSubscription } from '../../domain/drift.js';
import type { Drift } from '../../domain/drift-kinds.js';
import {
  catalogueDrift,
  customerGone,
  eventMissing,
  subscriptionGone,
} from '../../domain/drift-sentences.js';
import { customerOf } from '../../domain/event-customer.js';
import { HANDLED_TYPES } from '../../domain/event-subject.js';
import { NOTHING_COUNTED, type ReconcileCounts } from '../../domain/reconcile-run.js';
import { idOf } from '../../domain/stripe-facts.js';
import { STATUS } from '../../domain/subscription-status.js';
import {
  StripeCustomerEntity,
  StripeEventEntity,
  SubscriptionEntity,
} from '../../persistence/billing-entities.js';
import { CatalogueSync } from '../catalogue/catalogue-sync.service.js';
import { type Budget, ReconcileReader } from './reconcile-reader.service.js';
import { SubscriptionReader } from '../subscriptions/subscription-reader.service.js';

export interface LookOptions {
  /** Events older than this were looked at before. */
  since: Date;
  /** An event that Stripe still wants to deliver is not missing before it is this old. */
  graceSeconds: number;
  signal?: AbortSignal;
  /** Called after every page with how far the pass is. */
  onProgress?: (counts: ReconcileCounts) => void;
}

export interface Looked {
  drifts: Drift[];
  counts: ReconcileCounts;
}

interface Pass extends LookOptions {
  budget: Budget;
  counts: ReconcileCounts;
  /** What the prices met so far stand for. */
  plans: Map<string, PlanRef | null>;
  /** Whose each customer at Stripe is. */
  owners: ReadonlyMap<string | null, string>;
}

/** Compares Stripe with the database. Reads only; a constant number of requests per hundred objects at Stripe. */
@Injectable()
export class ReconcileLook {
  constructor(
    private readonly clock: Clock,
    private readonly stripe: ReconcileReader,
    private readonly reader: SubscriptionReader,
    private readonly catalogue: CatalogueSync,
    @InjectRepository(StripeCustomerEntity) private readonly customers: Repository<StripeCustomerEntity>,
    @InjectRepository(StripeEventEntity) private readonly events: Repository<StripeEventEntity>,
    @InjectRepository(SubscriptionEntity) private readonly subscriptions: Repository<SubscriptionEntity>,
  ) {}

  /** @throws StripeError; nothing is half compared then, because nothing was written. */
  async look(options: LookOptions): Promise<Looked> {
    const pass: Pass = {
      ...options,
      budget: { calls: 0, signal: options.signal },
      counts: { ...NOTHING_COUNTED },
      plans: new Map(),
      owners: await this.owners(),
    };
    const drifts = [
      ...(await this.compareCustomers(pass)),
      ...(await this.compareSubscriptions(pass)),
      ...(await this.compareEvents(pass)),
      ...(await this.compareCatalogue(pass)),
    ];
    this.progress(pass);
    return { drifts, counts: pass.counts };
  }

  private async compareCustomers(pass: Pass): Promise<Drift[]> {
    const known = new Set<string>();
    for await (const page of this.stripe.customers(pass.budget)) {
      for (const { id } of page) known.add(id);
      pass.counts.customers = known.size;
      this.progress(pass);
    }
    const ours = await this.customers.findBy({ deletedAt: IsNull(), stripeCustomerId: Not(IsNull()) });
    const drifts: Drift[] = [];
    for (const { userId, stripeCustomerId: id } of ours) {
      if (id === null || known.has(id)) continue;
      // Made since the list was read, or really gone.
      const customer = await this.stripe.customer(pass.budget, id);
      if (!customer || customer.deleted) drifts.push(customerGone(userId, id, customer?.deleted === true));
    }
    return drifts;
  }

  private async compareSubscriptions(pass: Pass): Promise<Drift[]> {
    const theirs = await this.listSubscriptions(pass);
    const rows = await this.subscriptions.find();
    pass.counts.rows = rows.length;
    const gone = await this.unlisted(pass, rows, theirs);
    const users = new Set([...theirs.map(({ userId }) => userId), ...rows.map(({ userId }) => userId)]);
    const theirsOf = Map.groupBy(theirs, ({ userId }) => userId);
    const oursOf = Map.groupBy(rows, ({ userId }) => userId);
    const now = this.clock.now();
    return [
      ...gone,
      ...[...users].flatMap((id) => driftOfCustomer(theirsOf.get(id) ?? [], oursOf.get(id) ?? [], now)),
    ];
  }

  /** Subscriptions of somebody else's customers in the same account are none of our business. */
  private async listSubscriptions(pass: Pass): Promise<TheirSubscription[]> {
    const open = await this.stripe.openInvoices(pass.budget);
    const theirs = new Map<string, TheirSubscription>();
    for await (const page of this.stripe.subscriptions(pass.budget)) {
      for (const subscription of page) {
        const userId = pass.owners.get(idOf(subscription.customer));
        if (!userId) continue;
        const columns = await this.reader.columnsOf(
          subscription,
          open.get(subscription.id) ?? [],
          pass.plans,
        );
        theirs.set(subscription.id, { userId, columns });
      }
      pass.counts.subscriptions = theirs.size;
      this.progress(pass);
    }
    return [...theirs.values()];
  }

  private async owners(): Promise<Map<string | null, string>> {
    return new Map((await this.customers.find()).map((row) => [row.stripeCustomerId, row.userId]));
  }

  /** Rows that were in no list: made since, or unknown at Stripe. What has ended here may be forgotten there. */
  private async unlisted(
    pass: Pass,
    rows: readonly SubscriptionEntity[],
    theirs: TheirSubscription[],
  ): Promise<Drift[]> {
    const listed = new Set(theirs.map(({ columns }) => columns.stripeSubscriptionId));
    const drifts: Drift[] = [];
    for (const row of rows) {
      if (listed.has(row.stripeSubscriptionId) || STATUS[row.status].final) continue;
      const subscription = await this.stripe.subscription(pass.budget, row.stripeSubscriptionId);
      if (!subscription) drifts.push(subscriptionGone(row));
      else {
        theirs.push({
          userId: row.userId,
          columns: await this.reader.columnsOf(subscription, [], pass.plans),
        });
      }
    }
    return drifts;
  }

  private async compareEvents(pass: Pass): Promise<Drift[]> {
    const drifts: Drift[] = [];
    const handled = new Set<string>(HANDLED_TYPES);
    const young = this.clock.now().getTime() / 1000 - pass.graceSeconds;
    for await (const page of this.stripe.events(pass.budget, pass.since)) {
      const wanted = page.filter(({ type }) => handled.has(type));
      const here = await this.events.find({
        select: { id: true },
        where: { id: In(wanted.map(({ id }) => id)) },
      });
      const stored = new Set(here.map(({ id }) => id));
      for (const event of wanted) {
        if (stored.has(event.id)) continue;
        if (event.pending_webhooks > 0 && event.created > young) pass.counts.eventsOnTheirWay += 1;
        else drifts.push(eventMissing(event, pass.owners.get(customerOf(event)) ?? null));
      }
      pass.counts.events += wanted.length;
      this.progress(pass);
    }
    // As they happened: whoever reads the timeline later expects that order.
    return drifts.reverse();
  }

  private async compareCatalogue({ budget }: Pass): Promise<Drift[]> {
    // One list of products, one of prices.
    budget.calls += 2;
    const { actions } = await this.catalogue.syncCatalogue({ dryRun: true });
    return actions.map(({ sentence }) => catalogueDrift(sentence));
  }

  private progress({ budget, counts, onProgress }: Pass): void {
    counts.calls = budget.calls;
    onProgress?.({ ...counts });
  }
}
