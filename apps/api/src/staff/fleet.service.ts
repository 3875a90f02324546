import { FleetReconcile, type FleetRun, FleetRuns, type FoundDrift } from '@automna/fly-provisioner';
import { Injectable } from '@nestjs/common';
import type {
  FleetFindingDto,
  FleetReportDto,
  FleetRunDto,
  FleetRunsPageDto,
  FleetRunsQueryDto,
  ReconcileMachinesDto,
} from './fleet.dto.js';
import { toRun } from './run.dto.js';

/** Comparisons of Fly with our book, as the console shows and starts them. */
@Injectable()
export class StaffFleet {
  constructor(
    private readonly reconcile: FleetReconcile,
    private readonly runs: FleetRuns,
  ) {}

  async report(): Promise<FleetReportDto> {
    const [run, running] = await Promise.all([this.runs.latest(), this.runs.running()]);
    const findings = run ? await this.runs.findingsOf(run.id) : [];
    return {
      run: run && toFleetRun(run),
      findings: findings.map(toFinding),
      running: running && toFleetRun(running),
    };
  }

  async history(query: FleetRunsQueryDto): Promise<FleetRunsPageDto> {
    const { items, nextCursor } = await this.runs.list(query);
    return { items: items.map(toFleetRun), nextCursor };
  }

  /** @throws DomainError reconcile_busy */
  async begin(actorId: string, { repair, reason }: ReconcileMachinesDto): Promise<FleetRunDto> {
    return toFleetRun(await this.reconcile.request(repair === true ? 'repair' : 'look', actorId, reason));
  }
}

function toFleetRun(run: FleetRun): FleetRunDto {
  const { machines, volumes, looked, orphans, orphanCents: orphanCentsPerMonth } = run.counts;
  return { ...toRun(run), machines, volumes, looked, orphans, orphanCentsPerMonth };
}

function toFinding(finding: FoundDrift): FleetFindingDto {
  const { id, kind, sentence, machineId, userId, appName, flyId, repair, repairedAt, outcome } = finding;
  return {
    ...{ id, kind, sentence, machineId, customerId: userId, appName, flyId, repair, outcome },
    repairedAt: repairedAt?.toISOString() ?? null,
  };
}
