import { AuditLog } from '@automna/accounts';
import { LeaseBusyError, Leases } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { isPassing } from '../../adapters/stripe-errors.js';
import { BillingError } from '../../billing.errors.js';
import type { ReconcileCounts, ReconcileMode, ReconcileTrigger } from '../../domain/reconcile-run.js';
import type { ReconcileFindingEntity, ReconcileRunEntity } from '../../persistence/billing-entities.js';
import { RECONCILE_JOB } from '../../tasks/reconcile.job.js';
import { ReconcileLook } from './reconcile-look.service.js';
import type { Budget } from './reconcile-reader.service.js';
import { ReconcileRepair, type Repaired } from './reconcile-repair.service.js';
import { ReconcileRuns } from './reconcile-runs.service.js';

const LEASE = 'stripe-reconcile';
const SILENCES = 3;
/** The hourly pass meets events that are on their way; whoever asks for a pass wants to know of all. */
const SCHEDULE_GRACE_SECONDS = 60;

export interface ReconcileOptions {
  mode: ReconcileMode;
  trigger: ReconcileTrigger;
  signal?: AbortSignal;
  onProgress?: (counts: ReconcileCounts) => void;
}

export interface ReconcileReport {
  run: ReconcileRunEntity;
  findings: ReconcileFindingEntity[];
}

/** Compares Stripe with the database and puts right what needs no person. One pass at a time in the whole house. */
@Injectable()
export class StripeReconcile {
  constructor(
    private readonly leases: Leases,
    private readonly audit: AuditLog,
    private readonly runs: ReconcileRuns,
    private readonly looking: ReconcileLook,
    private readonly repairing: ReconcileRepair,
  ) {}

  /** One pass, here and now. @throws BillingError reconcile_busy, StripeError when Stripe could not be read. */
  run(options: ReconcileOptions): Promise<ReconcileReport> {
    const { mode, trigger } = options;
    return this.alone(async (signal) => {
      if (await this.runs.isAwaited()) throw busy();
      const run = await this.runs.begin({ mode, trigger, actorId: null, reason: null });
      return this.perform(run, { ...options, signal: joined(signal, options.signal) });
    });
  }

  /** Asks for a pass that a worker carries out. @throws BillingError reconcile_busy */
  async request(mode: ReconcileMode, actorId: string, reason: string | null): Promise<ReconcileRunEntity> {
    return this.alone(async () => {
      if (await this.runs.isAwaited()) throw busy();
      return this.runs.begin({ mode, trigger: 'staff', actorId, reason }, async (tx, run) => {
        await tx.enqueue({ kind: RECONCILE_JOB, payload: { runId: run.id }, dedupeKey: run.id });
        await this.audit.record(tx, {
          actorId,
          action: mode === 'repair' ? 'billing.drift_repair' : 'billing.drift_run',
          subject: run.id,
          reason: reason ?? 'looked for drift',
        });
      });
    });
  }

  /** Carries out a pass that was asked for; one that a crash interrupted begins again. Never throws for Stripe. */
  async carryOut(runId: string, signal: AbortSignal): Promise<void> {
    const work = async (held: AbortSignal): Promise<void> => {
      const run = await this.runs.stillRunning(runId);
      if (!run) return;
      try {
        await this.perform(run, { mode: run.mode, trigger: run.trigger, signal: joined(held, signal) });
      } catch (error) {
        // It is written on the run, and whoever asked can ask again; a shutdown lets another process begin anew.
        if (signal.aborted || held.aborted) throw error;
      }
    };
    // The worker may be quicker than whoever asked lets go.
    await this.alone(work, { waitMs: 10_000 });
  }

  private async perform(run: ReconcileRunEntity, options: ReconcileOptions): Promise<ReconcileReport> {
    const { mode, trigger, signal, onProgress } = options;
    try {
      const { drifts, counts } = await this.looking.look({
        since: await this.runs.eventsSince(),
        graceSeconds: trigger === 'schedule' ? SCHEDULE_GRACE_SECONDS : 0,
        signal,
        onProgress,
      });
      const findings = await this.runs.found(run, drifts);
      const budget: Budget = { calls: counts.calls, signal };
      if (mode === 'repair') {
        await this.repairAll(findings, budget, () => onProgress?.({ ...counts, calls: budget.calls }));
      }
      await this.runs.finish(run, { ...counts, calls: budget.calls }, findings);
      return { run, findings };
    } catch (error) {
      if (!signal?.aborted) await this.runs.fail(run, reasonOf(error));
      throw error;
    }
  }

  /**
   * One that fails does not keep the others from being repaired, unless it is Stripe that is away: after a few in a row
   * each of the others would only wait for the same silence. Their outcome stays empty.
   */
  private async repairAll(
    findings: readonly ReconcileFindingEntity[],
    budget: Budget,
    onProgress: () => void,
  ): Promise<void> {
    let silent = 0;
    for (const finding of findings) {
      budget.signal?.throwIfAborted();
      const { away, ...result } = await this.tryRepair(finding, budget);
      await this.runs.settle(finding, result);
      onProgress();
      silent = away ? silent + 1 : 0;
      if (silent === SILENCES) return;
    }
  }

  private async tryRepair(
    finding: ReconcileFindingEntity,
    budget: Budget,
  ): Promise<Repaired & { away: boolean }> {
    try {
      return { ...(await this.repairing.repair(finding, budget)), away: false };
    } catch (error) {
      if (budget.signal?.aborted) throw error;
      const away = isPassing(error);
      const hint = away ? ' (Stripe was out of reach; the next pass tries again)' : '';
      return { repaired: false, outcome: `${reasonOf(error)}${hint}`, away };
    }
  }

  private async alone<T>(work: (signal: AbortSignal) => Promise<T>, { waitMs = 0 } = {}): Promise<T> {
    try {
      return await this.leases.run(LEASE, { ttlMs: 30_000, waitMs }, ({ signal }) => work(signal));
    } catch (error) {
      if (error instanceof LeaseBusyError && error.lease === LEASE) throw busy();
      throw error;
    }
  }
}

function busy(): BillingError {
  return new BillingError('reconcile_busy', 'Wait until it is done; its report appears by itself.', {
    headers: { 'Retry-After': '5' },
  });
}

function joined(held: AbortSignal, given: AbortSignal | undefined): AbortSignal {
  return given ? AbortSignal.any([held, given]) : held;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
