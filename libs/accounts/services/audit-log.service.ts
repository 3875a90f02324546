import { Clock, newId, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, type Repository } from 'typeorm';
import { AuditEntryEntity } from '../persistence/audit-entry.entity.js';

/** One act of staff or of an operator's command. Never secrets. */
export interface AuditRecord {
  /** The user id of who did it, or `system` for a command. */
  actorId: string;
  /** `room.act`: `clock.advance`. */
  action: string;
  /** What it was done to: an id, or a word such as `clock`. */
  subject: string;
  reason: string;
  before?: object | null;
  after?: object | null;
}

export interface AuditView extends Required<AuditRecord> {
  id: string;
  at: Date;
}

/** Who did what, why, and what it changed. Entries are only ever added. */
@Injectable()
export class AuditLog {
  constructor(
    @InjectRepository(AuditEntryEntity) private readonly entries: Repository<AuditEntryEntity>,
    private readonly clock: Clock,
  ) {}

  async record(tx: Tx, record: AuditRecord): Promise<void> {
    await tx.manager.insert(AuditEntryEntity, {
      id: newId('aud'),
      at: this.clock.now(),
      actorId: record.actorId,
      action: record.action,
      subject: record.subject,
      reason: record.reason,
      before: record.before ?? null,
      after: record.after ?? null,
    });
  }

  /** Newest first, of one subject when given. */
  async list(options: { subject?: string; cursor?: string; limit?: number } = {}): Promise<AuditView[]> {
    const { subject, cursor, limit = 100 } = options;
    return this.entries.find({
      where: { ...(subject && { subject }), ...(cursor && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }
}
