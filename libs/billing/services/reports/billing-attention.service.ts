import { AuditLog } from '@automna/accounts';
import { Clock, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { BillingError } from '../../billing.errors.js';
import { cursorAt, readCursor } from '../../domain/page-cursor.js';
import { BillingNoticeEntity } from '../../persistence/billing-entities.js';

const PAGE = 25;

export const ATTENTION_STATES = ['open', 'done'] as const;
export type AttentionState = (typeof ATTENTION_STATES)[number];

export interface AttentionFilter {
  /** `open` when left out. */
  state?: AttentionState;
  cursor?: string;
  limit?: number;
}

/** What Stripe reported that only a person can settle: disputes, fraud warnings, odd prices, second subscriptions. */
@Injectable()
export class BillingAttentionList {
  constructor(
    private readonly work: UnitOfWork,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    @InjectRepository(BillingNoticeEntity) private readonly notices: Repository<BillingNoticeEntity>,
  ) {}

  /** Latest reported first. */
  async list(
    filter: AttentionFilter = {},
  ): Promise<{ items: BillingNoticeEntity[]; nextCursor: string | null }> {
    const { state = 'open', limit = PAGE } = filter;
    const query = this.notices
      .createQueryBuilder('notice')
      // Literals, so that SQLite uses the index of just these.
      .where(`notice.attention = 1 AND notice.doneAt IS ${state === 'open' ? '' : 'NOT '}NULL`)
      .orderBy('notice.noticedAt', 'DESC')
      .addOrderBy('notice.key', 'DESC')
      .take(limit + 1);
    const after = readCursor(filter.cursor);
    if (after) query.andWhere('(notice.noticedAt, notice.key) < (:at, :id)', after);
    const found = await query.getMany();
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last ? cursorAt(last.noticedAt, last.key) : null };
  }

  async countOpen(): Promise<number> {
    const rows: { n: number | bigint }[] = await this.notices.query(
      'SELECT COUNT(*) AS n FROM billing_notices WHERE attention = 1 AND done_at IS NULL',
    );
    return Number(rows[0]?.n ?? 0);
  }

  /**
   * Takes it off the list. What was done before stays as it was done then: the first word counts, and is audited once.
   * @throws BillingError attention_not_found
   */
  async done(
    key: string,
    { actorId, reason }: { actorId: string; reason: string },
  ): Promise<BillingNoticeEntity> {
    await this.work.run(async (tx) => {
      const rows = await tx.query(
        `UPDATE billing_notices SET done_at = ?, done_by = ?, done_reason = ?
         WHERE key = ? AND attention = 1 AND done_at IS NULL RETURNING key`,
        [this.clock.now().toISOString(), actorId, reason, key],
      );
      if (rows.length === 0) return;
      await this.audit.record(tx, {
        actorId,
        action: 'billing.attention_done',
        subject: key,
        reason,
        before: { state: 'open' },
        after: { state: 'done' },
      });
    });
    const row = await this.notices.findOneBy({ key, attention: true });
    if (!row)
      throw new BillingError('attention_not_found', `Nothing called ${key} was ever put before the staff.`);
    return row;
  }
}
