import { Clock, newId, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, LessThan, Repository } from 'typeorm';
import { FleetSettings } from '../adapters/fleet-settings.js';
import { decisionRefused } from '../fly-provisioner.errors.js';
import { DeletionEntity } from '../persistence/deletion.entity.js';
import { MachineEntity } from '../persistence/machine.entity.js';
import type { OrphanEntity } from '../persistence/orphan.entity.js';

/** Kind of the job that carries a deletion one step further. */
export const DELETION_JOB = 'machines.delete';

const OPEN = ['held', 'removing'] as const;
const DAY_MS = 86_400_000;

/** Decisions that something goes: written down, held, taken back. Carrying them out is {@link DeletionRunner}'s. */
@Injectable()
export class Deletions {
  constructor(
    @InjectRepository(DeletionEntity) private readonly deletions: Repository<DeletionEntity>,
    private readonly settings: FleetSettings,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  byId(id: string): Promise<DeletionEntity | null> {
    return this.deletions.findOneBy({ id });
  }

  /** The open ones of these things, by orphan. */
  async ofOrphans(orphanIds: readonly string[]): Promise<Map<string, DeletionEntity>> {
    const rows = await this.deletions.findBy({ orphanId: In([...orphanIds]), state: In([...OPEN]) });
    return new Map(rows.flatMap((row) => (row.orphanId === null ? [] : [[row.orphanId, row] as const])));
  }

  /** An account is closed: its app goes with everything in it. Asking again changes nothing. */
  async scheduleMachine(tx: Tx, userId: string, reason: string): Promise<void> {
    const machine = await tx.manager.findOneBy(MachineEntity, { userId });
    if (!machine) return;
    await this.insert(tx, {
      kind: 'app',
      appName: machine.appName,
      flyId: machine.appName,
      machineId: machine.id,
      userId,
      orphanId: null,
      reason,
      requestedBy: 'system',
    });
  }

  async scheduleOrphan(
    tx: Tx,
    orphan: OrphanEntity,
    { actorId, reason }: { actorId: string; reason: string },
  ): Promise<void> {
    const owner = await tx.manager.findOneBy(MachineEntity, { appName: orphan.appName });
    await this.insert(tx, {
      kind: orphan.kind,
      appName: orphan.appName,
      flyId: orphan.flyId,
      machineId: null,
      userId: owner?.userId ?? null,
      orphanId: orphan.id,
      reason,
      requestedBy: actorId,
    });
  }

  /** Only before anything was removed; afterwards it is too late, and the caller's decision fails. */
  async cancel(tx: Tx, orphan: OrphanEntity): Promise<void> {
    const rows = await tx.query(
      `UPDATE fly_deletions SET state = 'cancelled', waits_for = NULL, finished_at = ?, updated_at = ?
       WHERE orphan_id = ? AND state = 'held' RETURNING id`,
      [this.clock.now(), this.clock.now(), orphan.id],
    );
    if (rows.length === 0) throw decisionRefused('Its removal has begun: only its snapshot is left.');
  }

  async update(tx: Tx, id: string, patch: Partial<DeletionEntity>): Promise<void> {
    await tx.manager.update(DeletionEntity, { id }, { ...patch, updatedAt: this.clock.now() });
  }

  async save(id: string, patch: Partial<DeletionEntity>): Promise<void> {
    await this.unitOfWork.run((tx) => this.update(tx, id, patch));
  }

  /** Takes up what nobody works on: a lost job would leave something that costs money for ever. */
  async takeUp(): Promise<number> {
    const now = this.clock.now();
    const rows = await this.deletions.findBy({
      state: In([...OPEN]),
      updatedAt: LessThan(new Date(now.getTime() - 10 * 60_000)),
    });
    const due = rows.filter(({ holdUntil, snapshots }) => holdUntil <= now || snapshots.length === 0);
    const slot = Math.floor(now.getTime() / (10 * 60_000));
    await this.unitOfWork.run(async (tx) => {
      for (const { id } of due) await this.enqueue(tx, id, `${id}:${slot}`, now);
    });
    return due.length;
  }

  private async insert(
    tx: Tx,
    given: Pick<
      DeletionEntity,
      'kind' | 'appName' | 'flyId' | 'machineId' | 'userId' | 'orphanId' | 'reason' | 'requestedBy'
    >,
  ): Promise<void> {
    const { kind, appName, flyId } = given;
    const open = await tx.manager.existsBy(DeletionEntity, { kind, appName, flyId, state: In([...OPEN]) });
    if (open) return;
    const now = this.clock.now();
    // An address has no memory.
    const holdMs = kind === 'ip' ? 0 : this.settings.holdDays * DAY_MS;
    const deletion: DeletionEntity = {
      ...given,
      id: newId('del'),
      requestedAt: now,
      holdUntil: new Date(now.getTime() + holdMs),
      snapshots: [],
      atRestSince: null,
      state: 'held',
      waitsFor: null,
      finishedAt: null,
      updatedAt: now,
    };
    await tx.manager.insert(DeletionEntity, deletion);
    await this.enqueue(tx, deletion.id, `${deletion.id}:first`, now);
    await this.enqueue(tx, deletion.id, `${deletion.id}:held`, deletion.holdUntil);
  }

  private async enqueue(tx: Tx, deletionId: string, dedupeKey: string, runAt: Date): Promise<void> {
    await tx.enqueue({ kind: DELETION_JOB, payload: { deletionId }, dedupeKey, runAt });
  }
}
