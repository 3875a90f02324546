import { BillingAttentionList, type BillingNotice, BillingReports, dashboardUrl } from '@automna/billing';
import { AppConfig } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { AttentionPageDto, AttentionQueryDto, AttentionRowDto } from './attention.dto.js';

/** What Stripe reported for a person to settle, as the console shows it. */
@Injectable()
export class StaffAttention {
  constructor(
    private readonly notices: BillingAttentionList,
    private readonly billing: BillingReports,
    private readonly config: AppConfig,
  ) {}

  async list(query: AttentionQueryDto): Promise<AttentionPageDto> {
    const { items, nextCursor } = await this.notices.list(query);
    return { items: await this.toRows(items), nextCursor };
  }

  /** Doing it again answers with what was done then. @throws BillingError attention_not_found */
  async settle(key: string, actorId: string, reason: string): Promise<AttentionRowDto> {
    const [row] = await this.toRows([await this.notices.done(key, { actorId, reason })]);
    if (!row) throw new Error(`${key} was lost on its way to the answer`);
    return row;
  }

  private async toRows(notices: readonly BillingNotice[]): Promise<AttentionRowDto[]> {
    const emails = await this.billing.emailsOf([...new Set(notices.map(({ userId }) => userId))]);
    return notices.map(({ key, kind, title, userId, stripeId, cents, currency, ...notice }) => ({
      ...{ id: key, kind, sentence: title, customerId: userId, stripeId, cents, currency },
      customerEmail: emails.get(userId) ?? null,
      stripeUrl: dashboardUrl(this.config.stripe, stripeId),
      at: notice.noticedAt.toISOString(),
      doneAt: notice.doneAt?.toISOString() ?? null,
      doneBy: notice.doneBy,
      doneReason: notice.doneReason,
    }));
  }
}
