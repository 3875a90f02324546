import { type Job, type JobHandler, OutboxHandler } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { StripeEvents } from '../services/stripe-events.service.js';
import { STRIPE_EVENT_JOB, type StripeEventPayload } from './stripe-event.job.js';

/** Carries out stored webhooks; the work itself is in `StripeEvents`. */
@Injectable()
@OutboxHandler({ kind: STRIPE_EVENT_JOB, leaseSeconds: 30 })
export class StripeEventHandler implements JobHandler<StripeEventPayload> {
  constructor(private readonly events: StripeEvents) {}

  async handle({ payload }: Job<StripeEventPayload>): Promise<void> {
    await this.events.process(payload.eventId);
  }
}
