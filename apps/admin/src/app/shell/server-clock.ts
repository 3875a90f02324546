import { httpResource } from '@angular/common/http';
import { computed, DestroyRef, inject, Service, signal } from '@angular/core';
import type { ClockDto } from '@automna/api-client';
import { Session } from '../session/session.js';

export type Environment = 'sandbox' | 'production';

const TICK_MS = 15_000;

/**
 * The server's idea of now. Every "5 minutes ago" in the console is told by it, because in the sandbox the
 * server's clock can be weeks ahead of this computer's.
 */
@Service()
export class ServerClock {
  private readonly session = inject(Session);
  private readonly localNow = signal(Date.now());
  private readonly answer = httpResource<Reading>(
    () => (this.session.user() ? '/api/admin/clock' : undefined),
    { parse: (raw) => reading(raw as ClockDto) },
  );

  readonly clock = computed<ClockDto | null>(() =>
    this.answer.hasValue() ? this.answer.value().clock : null,
  );
  readonly failure = this.answer.error;
  readonly loading = this.answer.isLoading;
  readonly movable = computed(() => this.clock()?.movable ?? false);
  /** Null until the API has said so: a wrong badge is worse than none. */
  readonly environment = computed<Environment | null>(() => {
    const clock = this.clock();
    return clock ? (clock.movable ? 'sandbox' : 'production') : null;
  });
  /** Server time in ms, moving on by itself. */
  readonly now = computed(() => {
    const local = this.localNow();
    if (!this.answer.hasValue()) return local;
    const { aheadMs, readAt } = this.answer.value();
    return Math.max(local, readAt) + aheadMs;
  });

  constructor() {
    const ticking = setInterval(() => this.localNow.set(Date.now()), TICK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(ticking));
  }

  /** Takes over what a move of the clock answered. */
  set(clock: ClockDto): void {
    this.answer.set(reading(clock));
  }

  reload(): void {
    this.answer.reload();
  }
}

/** An answer with how far the server is ahead of this computer; its travel time does not matter here. */
interface Reading {
  clock: ClockDto;
  aheadMs: number;
  readAt: number;
}

function reading(clock: ClockDto): Reading {
  const readAt = Date.now();
  return { clock, readAt, aheadMs: Date.parse(clock.now) - readAt };
}
