import type { Timeline } from '@automna/accounts';
import type { Clock, Leases, UnitOfWork } from '@automna/core';
import type { EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import type { StripeGateway } from '../adapters/stripe-gateway.js';
import { PlanChangeEntity, SubscriptionEntity } from '../persistence/billing-entities.js';
import type { ChannelInUse, ChannelsInUse } from '../ports.js';
import { Cancellations } from '../services/plan-changes/plan-cancellations.service.js';
import { PlanChangeActs } from '../services/plan-changes/plan-change-acts.service.js';
import { PlanChangeReader } from '../services/plan-changes/plan-change-reader.service.js';
import { PlanChangeRows } from '../services/plan-changes/plan-change-rows.service.js';
import { PlanChangeRunner } from '../services/plan-changes/plan-change-runner.service.js';
import { PlanChangeSteps } from '../services/plan-changes/plan-change-steps.service.js';
import { PlanChanges } from '../services/plan-changes/plan-changes.service.js';
import { PlanPreview } from '../services/plan-changes/plan-preview.service.js';
import type { PriceBook } from '../services/catalogue/price-book.service.js';
import type { SubscriptionSync } from '../services/subscriptions/subscription-sync.service.js';
import type { Subscriptions } from '../services/subscriptions/subscriptions.service.js';
import { PlanChangeSettledHandler } from '../tasks/plan-change-settled.handler.js';
import { PlanChangeHandler } from '../tasks/plan-change.handler.js';

interface Parts {
  clock: Clock;
  uow: UnitOfWork;
  leases: Leases;
  gateway: StripeGateway;
  timeline: Timeline;
  prices: PriceBook;
  subscriptions: Subscriptions;
  sync: SubscriptionSync;
  repository: <T extends ObjectLiteral>(entity: EntityTarget<T>) => Repository<T>;
}

/** Channels that are only written down. */
export class NotedChannels implements ChannelsInUse {
  readonly connected: ChannelInUse[] = [];
  readonly kept: (readonly string[])[] = [];

  async channelsOf(): Promise<ChannelInUse[]> {
    return this.connected;
  }
  async planKept(_tx: unknown, _userId: string, keepIds: readonly string[]): Promise<void> {
    this.kept.push(keepIds);
  }
  connect(...ids: string[]): void {
    this.connected.push(...ids.map((id) => ({ id, kind: 'telegram', title: `@${id}`, paused: false })));
  }
}

/** The part of the room that changes plans. */
export function buildPlans(parts: Parts) {
  const { clock, uow, leases, gateway, timeline, prices, subscriptions, sync, repository } = parts;
  const channels = new NotedChannels();
  const reader = new PlanChangeReader(gateway, prices, subscriptions, sync, clock);
  const preview = new PlanPreview(clock, gateway, prices, reader, channels);
  const rows = new PlanChangeRows(clock, uow, timeline, channels, repository(PlanChangeEntity));
  const acts = new PlanChangeActs(clock, new PlanChangeSteps(gateway, reader), preview);
  const runner = new PlanChangeRunner(clock, leases, rows, acts, sync, repository(SubscriptionEntity));
  return {
    channels,
    preview,
    runner,
    changes: new PlanChanges(clock, prices, reader, preview, rows, runner, subscriptions),
    cancellations: new Cancellations(clock, reader, rows, runner, subscriptions),
    handlers: [new PlanChangeHandler(runner), new PlanChangeSettledHandler(runner)],
  };
}
