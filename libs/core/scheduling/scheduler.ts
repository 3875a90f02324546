import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../clock/exports.js';
import { AppConfig } from '../config/exports.js';
import { withHeartbeat } from '../leases/exports.js';
import { ProviderSource, decorated } from '../outbox/provider-source.js';
import { nextRunAt } from './next-run.js';
import { SCHEDULED_TASK, type ScheduledTaskOptions, type TaskRunner } from './scheduled-task.js';
import { type ClaimedTask, TaskStore } from './task-store.js';

const TICK_MS = 2000;
const DRAIN_MS = 4_000;
const DEFAULT_LEASE_SECONDS = 60;

interface RegisteredTask {
  runner: TaskRunner;
  everySeconds: number;
  leaseMs: number;
}

/** Runs each `@ScheduledTask` when it is due, in one process at a time. Any number of processes may run a scheduler. */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Scheduler');
  private readonly shutdown = new AbortController();
  private readonly running = new Map<string, Promise<boolean>>();
  private tasks: Map<string, RegisteredTask> | undefined;
  private started = false;

  constructor(
    private readonly store: TaskStore,
    private readonly source: ProviderSource,
    private readonly clock: Clock,
    @Inject(AppConfig) private readonly config: Pick<AppConfig, 'workers'>,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.register();
    this.started = this.config.workers;
  }

  async onModuleDestroy(): Promise<void> {
    this.started = false;
    const patience = setTimeout(
      () => this.shutdown.abort(new Error('The process is shutting down')),
      DRAIN_MS,
    );
    await Promise.allSettled(this.running.values());
    clearTimeout(patience);
  }

  /** Makes sure every task has its row; the row's switch and history stay as they are. */
  async register(): Promise<void> {
    for (const [name, { everySeconds }] of this.known()) await this.store.register(name, everySeconds);
  }

  @Interval('scheduled-tasks', TICK_MS)
  async tick(): Promise<void> {
    if (!this.started) return;
    await this.runDue().catch((error: unknown) => {
      this.logger.warn(`Scheduled tasks cannot be read, trying again: ${String(error)}`);
    });
  }

  /** Starts every task that is due and waits for them. Returns how many this process ran. */
  async runDue(): Promise<number> {
    const names = (await this.store.dueNames()).filter((name) => !this.running.has(name));
    const runs = names.map((name) => {
      const run = this.runOne(name).finally(() => this.running.delete(name));
      this.running.set(name, run);
      return run;
    });
    return (await Promise.all(runs)).filter(Boolean).length;
  }

  private async runOne(name: string): Promise<boolean> {
    const task = this.known().get(name);
    const claimed = task && (await this.store.claim(name, task.leaseMs));
    if (!claimed) return false;
    const result = await this.attempt(task, claimed);
    const next = nextRunAt(claimed.dueAt, task.everySeconds, this.clock.now());
    if (!(await this.store.settle(claimed, { ...result, nextRunAt: next }))) {
      this.logger.warn(`Task ${name} outlived its lease; another process has it now`);
    }
    return true;
  }

  private async attempt(
    task: RegisteredTask,
    claimed: ClaimedTask,
  ): Promise<{ ok: boolean; text: string | null }> {
    const renew = (): Promise<boolean> => this.store.renew(claimed, task.leaseMs);
    const heartbeat = {
      what: `task ${claimed.name}`,
      ttlMs: task.leaseMs,
      renew,
      signal: this.shutdown.signal,
    };
    try {
      const text = await withHeartbeat(heartbeat, async (signal) => task.runner.run(signal));
      return { ok: true, text: text ?? null };
    } catch (error) {
      this.logger.error(
        `Task ${claimed.name} failed: ${String(error)}`,
        error instanceof Error ? error.stack : undefined,
      );
      return { ok: false, text: String(error).slice(0, 1000) };
    }
  }

  private known(): Map<string, RegisteredTask> {
    if (this.tasks) return this.tasks;
    const tasks = new Map<string, RegisteredTask>();
    for (const { instance, options } of decorated<ScheduledTaskOptions>(this.source, SCHEDULED_TASK)) {
      const { name, everySeconds, leaseSeconds = DEFAULT_LEASE_SECONDS } = options;
      if (tasks.has(name)) throw new Error(`Two scheduled tasks are named ${name}`);
      tasks.set(name, { runner: instance as TaskRunner, everySeconds, leaseMs: leaseSeconds * 1000 });
    }
    this.tasks = tasks;
    return tasks;
  }
}
