import { Users } from '@automna/accounts';
import { Clock } from '@automna/core';
import {
  type Deletion,
  Deletions,
  type FleetMachine,
  FleetReports,
  type FlyOrphan,
  Orphans,
} from '@automna/fly-provisioner';
import { Injectable } from '@nestjs/common';
import type { MachineRowDto, MachinesPageDto, MachinesQueryDto } from './machines.dto.js';
import type { AdoptOrphanDto, DecideOrphanDto, OrphanDto, OrphansDto } from './orphans.dto.js';

const PAGE = 25;
const DAY_MS = 86_400_000;

/** All machines, and what belongs to nobody, as the console shows and decides it. */
@Injectable()
export class StaffMachines {
  constructor(
    private readonly reports: FleetReports,
    private readonly orphanBook: Orphans,
    private readonly deletions: Deletions,
    private readonly users: Users,
    private readonly clock: Clock,
  ) {}

  async list({ limit = PAGE, ...filter }: MachinesQueryDto): Promise<MachinesPageDto> {
    const { items, nextCursor } = await this.reports.list({ ...filter, limit });
    const people = await this.users.ofIds(items.map(({ userId }) => userId));
    return { items: items.map((item) => toRow(item, people.get(item.userId)?.email ?? null)), nextCursor };
  }

  async orphans(): Promise<OrphansDto> {
    const rows = await this.orphanBook.list();
    const deletions = await this.deletions.ofOrphans(rows.map(({ id }) => id));
    const costing = rows.filter(({ state }) => state !== 'kept');
    return {
      items: rows.map((row) => this.toOrphan(row, deletions.get(row.id))),
      centsPerMonth: costing.reduce((sum, { centsPerMonth }) => sum + centsPerMonth, 0),
    };
  }

  adopt(actorId: string, id: string, { customerId, reason }: AdoptOrphanDto): Promise<OrphanDto> {
    return this.shown(this.orphanBook.adopt(id, customerId, { actorId, reason }));
  }

  keep(actorId: string, id: string, { reason }: DecideOrphanDto): Promise<OrphanDto> {
    return this.shown(this.orphanBook.keep(id, { actorId, reason }));
  }

  scheduleDeletion(actorId: string, id: string, { reason }: DecideOrphanDto): Promise<OrphanDto> {
    return this.shown(this.orphanBook.scheduleDeletion(id, { actorId, reason }));
  }

  private async shown(decided: Promise<FlyOrphan>): Promise<OrphanDto> {
    const row = await decided;
    return this.toOrphan(row, (await this.deletions.ofOrphans([row.id])).get(row.id));
  }

  private toOrphan(row: FlyOrphan, deletion: Deletion | undefined): OrphanDto {
    const since = row.atFlySince ?? row.firstSeenAt;
    const { id, kind, appName, flyId, region, what, centsPerMonth, state, decidedBy, reason } = row;
    return {
      id,
      kind,
      appName,
      flyId,
      region,
      what,
      centsPerMonth,
      atFlySince: row.atFlySince?.toISOString() ?? null,
      firstSeenAt: row.firstSeenAt.toISOString(),
      ageDays: Math.max(0, Math.floor((this.clock.now().getTime() - since.getTime()) / DAY_MS)),
      state,
      decidedBy,
      reason,
      leavingAt: deletion?.holdUntil.toISOString() ?? null,
      waitsFor: deletion?.waitsFor ?? null,
    };
  }
}

function toRow(machine: FleetMachine, customerEmail: string | null): MachineRowDto {
  const { userId, flyMachineId, leavingAt, createdAt, updatedAt, ...row } = machine;
  return {
    id: row.id,
    customerId: userId,
    customerEmail,
    appName: row.appName,
    state: row.state,
    flyState: row.flyState,
    suspended: row.suspended,
    plan: row.plan,
    region: row.region,
    machineId: flyMachineId,
    volumeId: row.volumeId,
    error: row.error,
    openFindings: row.openFindings,
    leavingAt: leavingAt?.toISOString() ?? null,
    centsPerMonth: row.centsPerMonth,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
