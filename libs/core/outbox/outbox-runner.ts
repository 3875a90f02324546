import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock/exports.js';
import { withHeartbeat } from '../leases/exports.js';
import { backoffMs } from './outbox-backoff.js';
import { OutboxRegistry, type RegisteredHandler } from './outbox-registry.js';
import { type ClaimedJob, OutboxStore, type Outcome } from './outbox-store.js';
import { PermanentFailure, RetryLater } from './outbox-types.js';

const LONGEST_REASON = 2000;

/** Carries out one claimed job and records how it ended. Never throws for a failing handler. */
@Injectable()
export class OutboxRunner {
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly store: OutboxStore,
    private readonly registry: OutboxRegistry,
    private readonly clock: Clock,
  ) {}

  /** `shutdown` aborts the handler; the job then goes back to the queue without a lost attempt. */
  async run(job: ClaimedJob, shutdown: AbortSignal): Promise<void> {
    const outcome = await this.attempt(job, shutdown);
    if (await this.store.settle(job, outcome)) this.report(job, outcome);
    else this.logger.warn(`Job ${job.id} (${job.kind}) outlived its lease; another worker has it now`);
  }

  private async attempt(job: ClaimedJob, shutdown: AbortSignal): Promise<Outcome> {
    const registered = this.registry.handlerOf(job.kind);
    if (!registered) return this.later(0, `No handler for ${job.kind} in this process`);
    if (job.attempt > job.maxAttempts) {
      return { status: 'dead', reason: 'The worker died or stalled in the last attempt' };
    }
    try {
      await this.handle(job, registered, shutdown);
      return { status: 'done' };
    } catch (error) {
      return this.failure(job, error, shutdown.aborted);
    }
  }

  private handle(
    job: ClaimedJob,
    { handler, leaseMs }: RegisteredHandler,
    signal: AbortSignal,
  ): Promise<void> {
    const renew = (): Promise<boolean> => this.store.renew(job, leaseMs);
    const { id, kind, payload, attempt, createdAt } = job;
    return withHeartbeat({ what: `job ${id}`, ttlMs: leaseMs, renew, signal }, (alive) =>
      handler.handle({ id, kind, payload, attempt, createdAt }, alive),
    );
  }

  private failure(job: ClaimedJob, error: unknown, shuttingDown: boolean): Outcome {
    if (error instanceof RetryLater) return this.later(error.delayMs, error.message);
    if (error instanceof PermanentFailure) return { status: 'dead', reason: describe(error) };
    if (shuttingDown) return this.later(0, 'Interrupted by a shutdown');
    if (job.attempt >= job.maxAttempts) return { status: 'dead', reason: describe(error) };
    return { ...this.later(backoffMs(job.attempt), describe(error)), countsAsAttempt: true };
  }

  private later(delayMs: number, reason: string): Outcome & { status: 'pending' } {
    const runAt = new Date(this.clock.now().getTime() + delayMs);
    return { status: 'pending', runAt, reason, countsAsAttempt: false };
  }

  private report(job: ClaimedJob, outcome: Outcome): void {
    const name = `Job ${job.id} (${job.kind})`;
    if (outcome.status === 'dead') this.logger.error(`${name} is a dead letter: ${outcome.reason}`);
    if (outcome.status === 'pending' && outcome.countsAsAttempt) {
      const when = outcome.runAt.toISOString();
      this.logger.warn(
        `${name} failed (attempt ${job.attempt} of ${job.maxAttempts}), again at ${when}: ${outcome.reason}`,
      );
    }
  }
}

/** The error and its causes in one line. */
function describe(error: unknown): string {
  const parts: string[] = [];
  for (let current = error; current !== undefined && parts.length < 4;) {
    parts.push(current instanceof Error ? `${current.name}: ${current.message}` : String(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(' <- ').slice(0, LONGEST_REASON);
}
