import { SetMetadata } from '@nestjs/common';

export interface OutboxHandlerOptions {
  kind: string;
  /** A crashed worker's job is free after this time; renewed while the handler runs. Default 60. */
  leaseSeconds?: number;
}

export interface OnEventOptions {
  /** Name of the event: `billing.subscription-changed`. */
  event: string;
  /** Unique among the event's subscribers and stable: it is stored with waiting jobs. */
  subscriber: string;
}

export const OUTBOX_HANDLER = 'automna:outbox-handler';
export const EVENT_SUBSCRIBER = 'automna:event-subscriber';

/** Marks an injectable `JobHandler` as the one for `kind`. */
export const OutboxHandler = (options: OutboxHandlerOptions): ClassDecorator =>
  SetMetadata(OUTBOX_HANDLER, options);

/** Marks an injectable `JobHandler` as a listener: one durable job per event and subscriber. */
export const OnEvent = (options: OnEventOptions): ClassDecorator => SetMetadata(EVENT_SUBSCRIBER, options);
