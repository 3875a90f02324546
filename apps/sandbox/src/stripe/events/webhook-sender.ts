import { setTimeout as sleep } from 'node:timers/promises';
import type { SendNow, VendorContext } from '../../kernel/index.js';
import { describeDelivery, retryPause, type Attempt, type Delivery, type Target } from './delivery.js';
import { post } from './post.js';

const RETRY_SECONDS = 3 * 24 * 3600;
/** A receiver that takes longer than this no longer holds up the next event. */
const IN_ORDER_FOR_MS = 1000;
/** The API call that caused an event is answered before its webhook leaves. */
const HEAD_START_MS = 25;
const KEPT = 2000;

/** An event ready to be sent. */
export interface OutgoingEvent {
  id: string;
  type: string;
  payload: string;
}

/** What the sender asks and tells. */
export interface SenderParts {
  /** Hears the id of each event an endpoint took. */
  onDelivered(event: string): void;
  /** False once an endpoint is disabled or gone. */
  wants(endpoint: string): boolean;
}

/**
 * Signs, sends and retries webhooks. Retries are due in sandbox time, so that moving the clock brings them forward;
 * the timers that look are real, and never keep a process alive.
 */
export class WebhookSender {
  private deliveries: Delivery[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private queue: Delivery[] = [];
  private draining = false;
  private era = 0;

  constructor(
    private readonly ctx: VendorContext,
    private readonly parts: SenderParts,
  ) {}

  /** Plans the delivery of an event to each target, as the webhook faults say. */
  send(event: OutgoingEvent, targets: readonly Target[]): void {
    const fault = this.ctx.faults.webhookFor(event.type);
    for (const target of targets) {
      const copies = fault.mode === 'duplicate' ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        const delivery = this.plan(event, target);
        if (fault.mode === 'drop') delivery.state = 'dropped';
        else if (fault.mode === 'hold' || fault.mode === 'reorder') delivery.state = 'held';
        else this.after(HEAD_START_MS + fault.delayMs, () => this.enqueue(delivery));
      }
    }
  }

  /** Sends what was held and is wanted, in the order given. */
  release(arrange: <T>(held: T[]) => T[], wants: (type: string) => boolean): number {
    const held = arrange(this.deliveries.filter((it) => it.state === 'held' && wants(it.type)));
    held.forEach((delivery) => this.enqueue(delivery));
    return held.length;
  }

  /** Sends an event once more, or with a signature that must be refused, whatever the webhook faults say. */
  sendNow(event: OutgoingEvent, targets: readonly Target[], { times, delayMs, signature }: SendNow): number {
    const copies = targets.flatMap((target) => Array.from({ length: times }, () => target));
    for (const target of copies) {
      const delivery = this.plan(event, target);
      delivery.signature = signature;
      if (delayMs === 0) this.enqueue(delivery);
      else this.after(delayMs, () => this.enqueue(delivery));
    }
    return copies.length;
  }

  /** Brings retries forward whose time has come. */
  tick(): void {
    const now = this.ctx.clock.nowSeconds();
    for (const delivery of this.deliveries) {
      if (delivery.state === 'waiting' && (delivery.nextAttemptAt ?? 0) <= now) this.enqueue(delivery);
    }
  }

  list(): object[] {
    return this.deliveries.map(describeDelivery);
  }

  /** Every delivery, as a copy. */
  save(): Delivery[] {
    return structuredClone(this.deliveries);
  }

  /** Goes on with what `save` gave. What was on its way is sent again: twice is allowed, never is not. */
  load(saved: readonly Delivery[]): void {
    this.reset();
    this.deliveries = structuredClone([...saved]);
    for (const delivery of this.deliveries) {
      if (delivery.state !== 'sending' && delivery.state !== 'scheduled') continue;
      delivery.state = 'waiting';
      delivery.nextAttemptAt = this.ctx.clock.nowSeconds();
    }
  }

  /** Forgets everything; answers still on their way are ignored. */
  reset(): void {
    this.era += 1;
    this.timers.forEach(clearTimeout);
    this.timers.clear();
    this.deliveries = [];
    this.queue = [];
  }

  private plan(event: OutgoingEvent, target: Target): Delivery {
    const now = this.ctx.clock.nowSeconds();
    const delivery: Delivery = {
      id: this.ctx.newId('whd', 16),
      event: event.id,
      type: event.type,
      endpoint: target.id,
      url: target.url,
      secret: target.secret,
      payload: event.payload,
      signature: 'valid',
      state: 'scheduled',
      deadline: now + RETRY_SECONDS,
      nextAttemptAt: now,
      attempts: [],
    };
    this.deliveries.push(delivery);
    if (this.deliveries.length > KEPT) {
      this.deliveries = this.deliveries.filter((it, index) => index > KEPT / 4 || isOpen(it));
    }
    return delivery;
  }

  private enqueue(delivery: Delivery): void {
    delivery.state = 'sending';
    delivery.nextAttemptAt = null;
    this.queue.push(delivery);
    if (!this.draining) void this.drain();
  }

  /** One after the other while the receiver is quick, so that the order is the order of events. */
  private async drain(): Promise<void> {
    this.draining = true;
    try {
      for (let next = this.queue.shift(); next; next = this.queue.shift()) {
        const attempt = this.attempt(next);
        // Not one of `this.timers`: a reset in between must not leave this loop waiting for ever.
        await Promise.race([attempt, sleep(IN_ORDER_FOR_MS, undefined, { ref: false })]);
      }
    } finally {
      this.draining = false;
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { era } = this;
    if (!this.parts.wants(delivery.endpoint)) {
      delivery.state = 'dropped';
      this.ctx.changed();
      return;
    }
    const attempt = await post(delivery, this.ctx.clock.nowSeconds(), this.ctx.clock.now().toISOString());
    if (era !== this.era) return;
    delivery.attempts.push(attempt);
    this.settle(delivery, attempt);
    this.ctx.changed();
  }

  private settle(delivery: Delivery, attempt: Attempt): void {
    if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300) {
      delivery.state = 'delivered';
      this.parts.onDelivered(delivery.event);
      return;
    }
    const now = this.ctx.clock.nowSeconds();
    const pause = retryPause(delivery.attempts.length);
    if (now + pause > delivery.deadline || delivery.signature !== 'valid') {
      delivery.state = 'failed';
      return;
    }
    delivery.state = 'waiting';
    delivery.nextAttemptAt = now + pause;
    this.after(pause * 1000, () => {
      if (delivery.state === 'waiting') this.enqueue(delivery);
    });
  }

  private after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }
}

function isOpen(delivery: Delivery): boolean {
  return delivery.state !== 'delivered' && delivery.state !== 'dropped' && delivery.state !== 'failed';
}
