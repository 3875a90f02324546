import { type Job, type JobHandler, OutboxHandler } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { EventAttempts } from '../services/inbox/event-attempts.service.js';
import { StripeEvents } from '../services/inbox/stripe-events.service.js';
import { STRIPE_EVENT_JOB, type StripeEventPayload } from './stripe-event.job.js';

/** Carries out stored webhooks; the work itself is in `StripeEvents`. */
@Injectable()
@OutboxHandler({ kind: STRIPE_EVENT_JOB, leaseSeconds: 30 })
export class StripeEventHandler implements JobHandler<StripeEventPayload> {
  constructor(
    private readonly events: StripeEvents,
    private readonly attempts: EventAttempts,
  ) {}

  async handle({ payload }: Job<StripeEventPayload>): Promise<void> {
    await this.attempts.record(payload.eventId, () => this.events.process(payload.eventId));
  }
}
