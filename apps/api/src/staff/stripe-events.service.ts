import { dashboardUrl, type StoredEvent, StripeInbox } from '@automna/billing';
import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type {
  StripeEventDetailDto,
  StripeEventRowDto,
  StripeEventsPageDto,
  StripeEventsQueryDto,
} from './stripe-event.dto.js';

/** The stored webhooks of Stripe, as the console shows them. */
@Injectable()
export class StaffStripeEvents {
  constructor(
    private readonly inbox: StripeInbox,
    private readonly config: AppConfig,
  ) {}

  async list(query: StripeEventsQueryDto): Promise<StripeEventsPageDto> {
    const { items, nextCursor } = await this.inbox.list(query);
    return { items: items.map(toStripeEventRow), nextCursor };
  }

  /** @throws BillingError stripe_event_not_found */
  async detail(id: string): Promise<StripeEventDetailDto> {
    const { event, attempts, replays } = await this.inbox.get(id);
    return {
      ...toStripeEventRow(event),
      apiVersion: event.apiVersion,
      payload: JSON.parse(event.payload) as Record<string, unknown>,
      lastConflictAt: event.lastConflictAt?.toISOString() ?? null,
      attemptLog: attempts.map(({ startedAt, finishedAt, status, outcome }) => ({
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt?.toISOString() ?? null,
        status,
        outcome,
      })),
      replays: replays.map(({ at, actorId, reason }) => ({ at: at.toISOString(), actorId, reason })),
      stripeUrl: dashboardUrl(this.config.stripe, event.id),
    };
  }

  /** Answers with the event as it waits to be carried out. @throws BillingError stripe_event_not_found */
  async replay(id: string, actorId: string, reason?: string): Promise<StripeEventDetailDto> {
    await this.inbox.replay(id, { actorId, reason: reason?.trim() || 'replayed from the console' });
    return this.detail(id);
  }
}

export function toStripeEventRow(event: StoredEvent): StripeEventRowDto {
  return {
    id: event.id,
    type: event.type,
    status: event.status,
    outcome: event.outcome,
    at: event.eventAt.toISOString(),
    receivedAt: event.receivedAt.toISOString(),
    processedAt: event.processedAt?.toISOString() ?? null,
    attempts: event.attempts,
    conflicts: event.conflicts,
    source: event.source,
    objectId: event.objectId,
    stripeCustomerId: event.stripeCustomerId,
    customerId: event.userId,
  };
}
