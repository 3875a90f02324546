import { AuditLog } from '@automna/accounts';
import { AppConfig, Clock, DomainError, LeaseBusyError, Leases } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { FleetSettings } from '../adapters/fleet-settings.js';
import { FlyError } from '../adapters/fly-error.js';
import { compareFleet, type FleetRow, tooManyMissing } from '../domain/compare-fleet.js';
import { findOrphans } from '../domain/find-orphans.js';
import type { FleetFinding, Orphan } from '../domain/findings.js';
import { type FleetCounts, type FleetMode, type FleetTrigger, NOTHING_COUNTED } from '../domain/fleet-run.js';
import type { FleetFindingEntity } from '../persistence/fleet-finding.entity.js';
import type { FleetRunEntity } from '../persistence/fleet-run.entity.js';
import { CloseLook } from './close-look.service.js';
import { FleetListing } from './fleet-listing.service.js';
import { FleetRepair, type Repaired } from './fleet-repair.service.js';
import { FleetRows } from './fleet-rows.js';
import { FleetRuns } from './fleet-runs.service.js';
import { Orphans } from './orphans.service.js';

/** Kind of the job that carries out a comparison a member of staff asked for. */
export const FLEET_JOB = 'machines.reconcile';

const LEASE = 'machines-reconcile';
/** One pass puts back no more than this; the next one follows in five minutes. */
const REPAIRS = 50;

export interface FleetOptions {
  mode: FleetMode;
  trigger: FleetTrigger;
  signal?: AbortSignal;
  onProgress?: (counts: FleetCounts) => void;
}

export interface FleetReport {
  run: FleetRunEntity;
  findings: FleetFindingEntity[];
}

/** Compares what exists at Fly with what ought to and puts right what needs no person. One pass at a time. */
@Injectable()
export class FleetReconcile {
  constructor(
    private readonly leases: Leases,
    private readonly audit: AuditLog,
    private readonly runs: FleetRuns,
    private readonly listing: FleetListing,
    private readonly closeLook: CloseLook,
    private readonly rows: FleetRows,
    private readonly orphans: Orphans,
    private readonly repairing: FleetRepair,
    private readonly settings: FleetSettings,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** One pass, here and now. @throws DomainError reconcile_busy, FlyError when Fly could not be listed */
  run(options: FleetOptions): Promise<FleetReport> {
    const { mode, trigger } = options;
    return this.alone(async (held) => {
      await this.runs.giveUpLost();
      await this.runs.forgetOld();
      const run = await this.runs.begin({ mode, trigger, actorId: null, reason: null });
      return this.perform(run, { ...options, signal: joined(held, options.signal) });
    });
  }

  /** Asks for a pass that a worker carries out. @throws DomainError reconcile_busy */
  async request(mode: FleetMode, actorId: string, reason: string): Promise<FleetRunEntity> {
    if (await this.runs.running()) throw busy();
    return this.runs.begin({ mode, trigger: 'staff', actorId, reason }, async (tx, run) => {
      await tx.enqueue({ kind: FLEET_JOB, payload: { runId: run.id }, dedupeKey: run.id });
      const action = mode === 'repair' ? 'machines.repair' : 'machines.reconcile';
      await this.audit.record(tx, { actorId, action, subject: run.id, reason });
    });
  }

  /** Carries out a pass that was asked for; one that a crash interrupted begins again. Never throws for Fly. */
  async carryOut(runId: string, signal: AbortSignal): Promise<void> {
    await this.alone(
      async (held) => {
        const run = await this.runs.stillRunning(runId);
        if (!run) return;
        try {
          const { mode, trigger } = run;
          await this.perform(run, { mode, trigger, signal: joined(held, signal) });
        } catch (error) {
          // It is written on the run, and whoever asked can ask again; after a shutdown another process begins anew.
          if (signal.aborted || held.aborted) throw error;
        }
      },
      { waitMs: 10_000 },
    );
  }

  private async perform(
    run: FleetRunEntity,
    { mode, trigger, signal, onProgress }: FleetOptions & { signal: AbortSignal },
  ): Promise<FleetReport> {
    const counts: FleetCounts = { ...NOTHING_COUNTED };
    const tell = () => onProgress?.({ ...counts });
    try {
      const found = await this.compare(counts, trigger !== 'schedule', tell, signal);
      const findings = await this.runs.found(run.id, found);
      if (mode === 'repair') await this.repairAll(findings, signal);
      await this.runs.finish(run, counts, findings);
      return { run, findings };
    } catch (error) {
      if (!signal.aborted) await this.runs.fail(run, reasonOf(error));
      throw error;
    }
  }

  private async compare(
    counts: FleetCounts,
    full: boolean,
    tell: () => void,
    signal: AbortSignal,
  ): Promise<FleetFinding[]> {
    const onCall = () => {
      counts.calls += 1;
      tell();
    };
    const fleet = await this.listing.read({ full, onCall, signal });
    const rows = await this.rows.all();
    Object.assign(counts, {
      rows: rows.length,
      apps: fleet.apps.size,
      machines: fleet.machines.length,
      volumes: fleet.volumes.length,
    });
    const now = this.clock.now();
    const { appPrefix } = this.config.fly;
    const spare = findOrphans(rows, fleet, { appPrefix, prices: this.settings.prices, now });
    const drifts = compareFleet(rows, fleet, now);
    const close = await this.closeLook.look(onCall, signal);
    Object.assign(counts, { looked: close.apps.length, unread: close.unread });
    const orphans = await this.orphans.found([...spare, ...close.orphans], close.apps, now);
    this.countOrphans(counts, orphans);
    tell();
    const known = new Set(drifts.map(({ machineId, kind }) => `${machineId} ${kind}`));
    const more = close.findings.filter(({ machineId, kind }) => !known.has(`${machineId} ${kind}`));
    return guarded([...drifts, ...more], rows);
  }

  private countOrphans(counts: FleetCounts, orphans: readonly Pick<Orphan, 'centsPerMonth'>[]): void {
    counts.orphans = orphans.length;
    counts.orphanCents = orphans.reduce((sum, { centsPerMonth }) => sum + centsPerMonth, 0);
  }

  /** One that fails keeps no other from being repaired, unless Fly is away: all others would wait for the same silence. */
  private async repairAll(findings: readonly FleetFindingEntity[], signal: AbortSignal): Promise<void> {
    for (const finding of findings.filter(({ repair }) => repair !== 'person').slice(0, REPAIRS)) {
      signal.throwIfAborted();
      const { away, ...result } = await this.tryRepair(finding, signal);
      await this.runs.settle(finding, result);
      if (away) return;
    }
  }

  private async tryRepair(
    finding: FleetFindingEntity,
    signal: AbortSignal,
  ): Promise<Repaired & { away: boolean }> {
    try {
      return { ...(await this.repairing.repair(finding, signal)), away: false };
    } catch (error) {
      signal.throwIfAborted();
      const away = error instanceof FlyError && error.failure === 'unavailable';
      return { repaired: false, outcome: `${reasonOf(error)}; the next pass tries again`, away };
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

/** A list that lost a tenth of everything is not believed: what seems to be missing is left to a person. */
function guarded(findings: FleetFinding[], rows: readonly FleetRow[]): FleetFinding[] {
  if (!tooManyMissing(findings, rows)) return findings;
  return findings.map((finding) =>
    finding.kind.endsWith('_missing')
      ? {
          ...finding,
          repair: 'person',
          sentence: `${finding.sentence}. So many are missing at once that the list itself is doubted: nothing is put back`,
        }
      : finding,
  );
}

function busy(): DomainError {
  return new DomainError(
    'reconcile_busy',
    { status: 409, title: 'A comparison is running already.' },
    'Wait until it is done; its report appears by itself.',
    { headers: { 'Retry-After': '5' } },
  );
}

function joined(held: AbortSignal, given: AbortSignal | undefined): AbortSignal {
  return given ? AbortSignal.any([held, given]) : held;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
