import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { AppConfig } from '../config/exports.js';
import { OutboxRegistry } from './outbox-registry.js';
import { OutboxRunner } from './outbox-runner.js';
import { OutboxSignal } from './outbox-signal.js';
import { type ClaimedJob, OutboxStore } from './outbox-store.js';

const CONCURRENCY = 8;
const POLL_MS = 1000;
const DRAIN_MS = 4_000;
/** A test whose jobs breed without end should fail, not hang. */
const DRAIN_LIMIT = 10_000;

/**
 * Takes due jobs and runs up to eight at a time: woken by commits of this process, and once a second for what others
 * have written. Any number of processes may run one. A shutdown lets running jobs finish for four seconds, then aborts.
 */
@Injectable()
export class OutboxWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Outbox');
  private readonly running = new Set<Promise<void>>();
  private readonly shutdown = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private filling = false;
  private again = false;
  private stopping = false;

  constructor(
    private readonly store: OutboxStore,
    private readonly registry: OutboxRegistry,
    private readonly runner: OutboxRunner,
    private readonly signal: OutboxSignal,
    @Inject(AppConfig) private readonly config: Pick<AppConfig, 'workers'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.workers) return;
    const orphans = await this.store.orphanKinds(this.registry.kinds());
    if (orphans.length > 0) this.logger.warn(`Jobs without a handler in this version: ${orphans.join(', ')}`);
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Works until `stop()`. The application calls it when `WORKERS` is on. */
  start(): void {
    this.signal.listen(() => void this.fill());
    this.timer = setInterval(() => void this.fill(), POLL_MS);
    void this.fill();
  }

  /** Takes nothing new and waits for what runs; after `graceMs` handlers see their signal abort. */
  async stop(graceMs = DRAIN_MS): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    this.signal.listen(undefined);
    const patience = setTimeout(
      () => this.shutdown.abort(new Error('The process is shutting down')),
      graceMs,
    );
    await Promise.allSettled(this.running);
    clearTimeout(patience);
  }

  /** For tests: runs every job that is due now, one after the other, and those they leave behind. Returns how many ran. */
  async drainOnce(): Promise<number> {
    let count = 0;
    for (let job = await this.claim(); job; job = await this.claim()) {
      await this.runner.run(job, this.shutdown.signal);
      count += 1;
      if (count > DRAIN_LIMIT)
        throw new Error(`More than ${DRAIN_LIMIT} jobs: one of kind ${job.kind} returns at once`);
    }
    return count;
  }

  /** Fills the free places. One at a time: a call during another one makes that one look again. */
  private async fill(): Promise<void> {
    this.again = true;
    if (this.filling) return;
    this.filling = true;
    try {
      while (this.again) {
        this.again = false;
        await this.takeAllDue();
      }
    } catch (error) {
      this.logger.warn(`The outbox cannot be read, trying again: ${String(error)}`);
    } finally {
      this.filling = false;
    }
  }

  private async takeAllDue(): Promise<void> {
    while (this.running.size < CONCURRENCY && !this.stopping) {
      const job = await this.claim();
      if (!job) return;
      const run = this.runner
        .run(job, this.shutdown.signal)
        .catch((error: unknown) => this.logger.error(`Job ${job.id} could not be settled: ${String(error)}`))
        .finally(() => {
          this.running.delete(run);
          void this.fill();
        });
      this.running.add(run);
    }
  }

  private claim(): Promise<ClaimedJob | undefined> {
    return this.store.claim(this.registry.kinds(), (kind) => this.registry.handlerOf(kind)?.leaseMs ?? 0);
  }
}
