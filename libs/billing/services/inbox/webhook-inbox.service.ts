import { AppConfig, Clock, type Tx, UnitOfWork } from '@automna/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type Stripe from 'stripe';
import { STRIPE, STRIPE_API_VERSION } from '../../adapters/stripe.provider.js';
import { BillingError } from '../../billing.errors.js';
import { sameContent } from '../../domain/event-content.js';
import { customerOf } from '../../domain/event-customer.js';
import { at, subjectOf } from '../../domain/event-subject.js';
import { instant } from '../../domain/stripe-facts.js';
import { STRIPE_EVENT_JOB } from '../../tasks/stripe-event.job.js';

/** A signature may be this old, or this far ahead of our clock. Stripe signs each attempt anew. */
const TOLERANCE_SECONDS = 300;
/** 9999-12-31: later dates are written in another way and would not sort. */
const LATEST_SECONDS = 253_402_300_799;

/**
 * Takes webhooks in: verify the raw body, store, answer. Nothing is done with an event before it is stored, and
 * nothing is stored before it is verified.
 */
@Injectable()
export class WebhookInbox {
  private readonly logger = new Logger(WebhookInbox.name);

  constructor(
    @Inject(STRIPE) private readonly stripe: Stripe,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
  ) {}

  /** Returns once the event is safe. A repeated delivery changes nothing. @throws BillingError webhook_signature_invalid */
  async receive(rawBody: Buffer | undefined, signature: string | undefined): Promise<void> {
    const event = this.verify(rawBody, signature);
    await this.store(event, rawBody?.toString('utf8') ?? '', 'webhook');
  }

  /** Stores an event that was read from Stripe because it never arrived. False when it is here by now. */
  async takeIn(event: Stripe.Event): Promise<boolean> {
    return this.store(event, JSON.stringify(event), 'reconcile');
  }

  /** The first content of an id wins; whether this was the first. */
  private async store(
    event: Stripe.Event,
    payload: string,
    source: 'webhook' | 'reconcile',
  ): Promise<boolean> {
    const subject = subjectOf(event, STRIPE_API_VERSION);
    const ignored = subject.kind === 'nothing';
    const now = this.clock.now().toISOString();
    const conflicts = await this.work.run(async (tx) => {
      const stored = await tx.query(
        `INSERT INTO stripe_events (id, type, api_version, object_id, stripe_customer_id, status, outcome, payload,
           event_at, received_at, processed_at, source)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id`,
        [
          event.id,
          event.type,
          textOrNull(event.api_version),
          textOrNull(at(event.data.object, 'id')),
          customerOf(event),
          ignored ? 'ignored' : 'pending',
          ignored ? subject.why : null,
          payload,
          instant(event.created).toISOString(),
          now,
          ignored ? now : null,
          source,
        ],
      );
      if (stored.length === 0) return this.compare(tx, event, payload, now);
      if (!ignored)
        await tx.enqueue({ kind: STRIPE_EVENT_JOB, payload: { eventId: event.id }, dedupeKey: event.id });
      return null;
    });
    // Once: whoever sends it may send it a thousand times.
    if (conflicts === 1)
      this.logger.warn(`${event.id} came again with other content; the first content is kept`);
    return conflicts === null;
  }

  /** Counts a repeated id whose content is another one. Answers with the number of conflicts so far. */
  private async compare(tx: Tx, event: Stripe.Event, payload: string, now: string): Promise<number> {
    const [before] = await tx.query<{ payload: string; conflicts: number }>(
      'SELECT payload, conflicts FROM stripe_events WHERE id = ?',
      [event.id],
    );
    if (!before || sameContent(before.payload, payload)) return 0;
    const conflicts = Number(before.conflicts) + 1;
    await tx.query('UPDATE stripe_events SET conflicts = ?, last_conflict_at = ? WHERE id = ?', [
      conflicts,
      now,
      event.id,
    ]);
    return conflicts;
  }

  private verify(rawBody: Buffer | undefined, signature: string | undefined): Stripe.Event {
    const now = this.clock.now().getTime();
    try {
      const event = this.stripe.webhooks.constructEvent(
        rawBody ?? '',
        signature ?? '',
        this.config.stripe.webhookSecret.reveal(),
        TOLERANCE_SECONDS,
        undefined,
        now,
      );
      // The SDK accepts any time in the future: a stolen key would then sign a replay for every day to come.
      if (timestampOf(signature) - Math.floor(now / 1000) > TOLERANCE_SECONDS)
        throw new Error('Timestamp in the future');
      if (!isEvent(event)) throw new Error('The body is no Stripe event');
      return event;
    } catch (cause) {
      this.logger.warn(`A webhook was refused: ${firstLine(cause)}`);
      throw new BillingError(
        'webhook_signature_invalid',
        'Nothing was stored. Check the signing secret of the endpoint and the clocks of both sides.',
        { cause },
      );
    }
  }
}

/** What is read of an event is there; a signature alone does not promise it. */
function isEvent(event: unknown): boolean {
  return (
    typeof at(event, 'id') === 'string' &&
    typeof at(event, 'type') === 'string' &&
    isInstant(at(event, 'created')) &&
    typeof at(event, 'data', 'object') === 'object'
  );
}

/** Seconds that a date can hold. */
function isInstant(seconds: unknown): boolean {
  return Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) <= LATEST_SECONDS;
}

/** The latest of the times in the header, whichever of them the signature is over. */
function timestampOf(signature = ''): number {
  return Math.max(0, ...[...signature.matchAll(/(?:^|,)t=(\d+)/g)].map(([, seconds]) => Number(seconds)));
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
