import { Timeline } from '@automna/accounts';
import { Clock, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { BillingNoticeEntity } from '../../persistence/billing-entities.js';

/** Something to tell about a customer exactly once. */
export interface Notice {
  /** What makes it one of a kind, `billing.refunded:ch_…:3000`. */
  key: string;
  userId: string;
  kind: string;
  title: string;
  /** A person of the staff should look at it. */
  attention: boolean;
  stripeId: string;
  cents?: number;
  currency?: string;
  cause: string;
}

/** Refunds, disputes and what else is at Stripe beside the subscription: on the timeline once, kept for the staff. */
@Injectable()
export class BillingNotices {
  constructor(
    private readonly clock: Clock,
    private readonly timeline: Timeline,
    @InjectRepository(BillingNoticeEntity) private readonly rows: Repository<BillingNoticeEntity>,
  ) {}

  /** The latest first; for the staff's view of a customer. */
  ofUser(userId: string): Promise<BillingNoticeEntity[]> {
    return this.rows.find({ where: { userId }, order: { noticedAt: 'DESC' }, take: 100 });
  }

  /** False when it was told before. */
  async tell(tx: Tx, notice: Notice): Promise<boolean> {
    if (!(await this.keep(tx, notice))) return false;
    const { userId, kind, title, cause, stripeId, cents, currency } = notice;
    await this.timeline.record(tx, { userId, kind, title, cause, data: { stripeId, cents, currency } });
    return true;
  }

  /** It needs nobody any more: what it was about came to its end by itself. */
  async settle(tx: Tx, key: string, reason: string): Promise<void> {
    await tx.query(
      'UPDATE billing_notices SET done_at = ?, done_reason = ? WHERE key = ? AND attention = 1 AND done_at IS NULL',
      [this.clock.now().toISOString(), reason, key],
    );
  }

  /** For what is on the timeline already. False when it was kept before. */
  async keep(tx: Tx, notice: Omit<Notice, 'cause'>): Promise<boolean> {
    const { key, userId, kind, title, attention, stripeId, cents = null, currency = null } = notice;
    const rows = await tx.query(
      `INSERT INTO billing_notices (key, user_id, kind, title, attention, stripe_id, cents, currency, noticed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING key`,
      [
        key,
        userId,
        kind,
        title,
        attention ? 1 : 0,
        stripeId,
        cents,
        currency,
        this.clock.now().toISOString(),
      ],
    );
    return rows.length > 0;
  }
}
