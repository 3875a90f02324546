import { AuditLog } from '@automna/accounts';
import { Clock, newId, type Tx, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { decisionRefused, orphanGone } from '../fly-provisioner.errors.js';
import type { Orphan } from '../domain/findings.js';
import { OrphanEntity, type OrphanState } from '../persistence/orphan.entity.js';
import { Adoption } from './adoption.service.js';
import { Deletions } from './deletions.service.js';

/** Who decides about an orphan, and why. */
export interface Decision {
  actorId: string;
  reason: string;
}

/** What nobody uses: remembered with its age and price until somebody decides, or it is gone. */
@Injectable()
export class Orphans {
  constructor(
    @InjectRepository(OrphanEntity) private readonly orphans: Repository<OrphanEntity>,
    private readonly adoption: Adoption,
    private readonly deletions: Deletions,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** What is still at Fly, the dearest first; all states when asked for. */
  list(states: readonly OrphanState[] = ['open', 'kept', 'leaving']): Promise<OrphanEntity[]> {
    return this.orphans.find({
      where: { state: In([...states]) },
      order: { centsPerMonth: 'DESC', firstSeenAt: 'ASC', id: 'ASC' },
    });
  }

  /**
   * Takes in what a pass found; what it did not find is gone. Addresses are looked at in a few apps at a time, so only
   * those of `apps` can be gone.
   * @returns those that wait for a decision
   */
  async found(found: readonly Orphan[], apps: readonly string[], now: Date): Promise<OrphanEntity[]> {
    const looked = new Set(apps);
    await this.unitOfWork.run(async (tx) => {
      for (const orphan of found) await this.see(tx, orphan, now);
      const rows = await tx.manager.findBy(OrphanEntity, {
        state: In(['open', 'kept', 'adopted', 'leaving']),
      });
      const seen = new Set(found.map(keyOf));
      for (const row of rows) {
        const unseen = !seen.has(keyOf(row)) && (row.kind !== 'ip' || looked.has(row.appName));
        if (unseen) await tx.manager.update(OrphanEntity, { id: row.id }, { state: 'gone' });
      }
    });
    return this.list(['open']);
  }

  /** @throws DomainError machine_not_found for one that is gone */
  async keep(id: string, decision: Decision): Promise<OrphanEntity> {
    return this.decide(
      id,
      ['open', 'kept', 'leaving'],
      'kept',
      'machines.orphan_kept',
      decision,
      async (tx, row) => {
        if (row.state === 'leaving') await this.deletions.cancel(tx, row);
      },
    );
  }

  /** @throws DomainError machine_not_found, machine_busy with the reason why it cannot be taken in */
  async adopt(id: string, userId: string | undefined, decision: Decision): Promise<OrphanEntity> {
    const target = await this.adoption.targetOf(await this.get(id), userId);
    return this.decide(id, ['open', 'kept'], 'adopted', 'machines.orphan_adopted', decision, (tx, row) =>
      this.adoption.carryOut(tx, row, target),
    );
  }

  /** Decides that it goes; it goes after the hold, with a snapshot. @throws DomainError machine_not_found */
  async scheduleDeletion(id: string, decision: Decision): Promise<OrphanEntity> {
    return this.decide(
      id,
      ['open', 'kept', 'leaving'],
      'leaving',
      'machines.orphan_deletion',
      decision,
      (tx, row) =>
        row.state === 'leaving' ? Promise.resolve() : this.deletions.scheduleOrphan(tx, row, decision),
    );
  }

  private async get(id: string): Promise<OrphanEntity> {
    const orphan = await this.orphans.findOneBy({ id });
    if (!orphan || orphan.state === 'gone') throw orphanGone();
    return orphan;
  }

  private async decide(
    id: string,
    from: readonly OrphanState[],
    to: OrphanState,
    action: string,
    { actorId, reason }: Decision,
    work: (tx: Tx, orphan: OrphanEntity) => Promise<void>,
  ): Promise<OrphanEntity> {
    return this.unitOfWork.run(async (tx) => {
      const orphan = await tx.manager.findOneBy(OrphanEntity, { id });
      if (!orphan || orphan.state === 'gone') throw orphanGone();
      if (!from.includes(orphan.state)) throw decisionRefused(`It is ${orphan.state} already.`);
      await work(tx, orphan);
      const patch = { state: to, decidedBy: actorId, decidedAt: this.clock.now(), reason };
      await tx.manager.update(OrphanEntity, { id }, patch);
      await this.audit.record(tx, {
        actorId,
        action,
        subject: id,
        reason,
        before: { state: orphan.state },
        after: { state: to, kind: orphan.kind, appName: orphan.appName, flyId: orphan.flyId },
      });
      return { ...orphan, ...patch };
    });
  }

  /** A decision stands while the thing is there; one that was gone and came back needs a new one. */
  private async see(tx: Tx, orphan: Orphan, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO fly_orphans (id, kind, app_name, fly_id, region, what, cents_per_month, at_fly_since,
         first_seen_at, last_seen_at, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')
       ON CONFLICT (kind, app_name, fly_id) DO UPDATE SET region = excluded.region, what = excluded.what,
         cents_per_month = excluded.cents_per_month, last_seen_at = excluded.last_seen_at,
         state = CASE state WHEN 'gone' THEN 'open' WHEN 'adopted' THEN 'open' ELSE state END`,
      [
        newId('orp'),
        orphan.kind,
        orphan.appName,
        orphan.flyId,
        orphan.region,
        orphan.what,
        orphan.centsPerMonth,
        orphan.since,
        now,
        now,
      ],
    );
  }
}

function keyOf({ kind, appName, flyId }: Pick<OrphanEntity, 'kind' | 'appName' | 'flyId'>): string {
  return `${kind} ${appName} ${flyId}`;
}
