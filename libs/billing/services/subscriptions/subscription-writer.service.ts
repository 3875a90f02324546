import { Timeline } from '@automna/accounts';
import { Clock, newId, type Tx } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { electShown } from '../../domain/live-election.js';
import { standingOf } from '../../domain/standing.js';
import { changesBetween } from '../../domain/subscription-changes.js';
import { type Entry, mayMove, STATUS } from '../../domain/subscription-status.js';
import { SubscriptionEntity } from '../../persistence/billing-entities.js';
import { BillingNotices } from './billing-notices.service.js';
import { type Contact, SubscriptionAnnouncer } from './subscription-announcer.service.js';
import type { StripeReading } from './subscription-reader.service.js';
import type { Cause } from './subscription-sync.service.js';

/** A reading of Stripe, ready to be written. `revision` is that of the row when the reading began, 0 = no row. */
export interface Reading extends StripeReading {
  userId: string;
  /** Who is written to; read before the transaction. */
  contact: Contact;
  cause: Cause;
  revision: number;
}

export interface Written {
  /** One sentence about what changed, or `stale` when the row was written since the reading began. */
  outcome: string;
  /** Another subscription, which starts to count with this writing: it wants to be read for its own sake. */
  tookOver?: string;
}

/** Writes a reading and its consequences (timeline, event, mail) in one transaction. */
@Injectable()
export class SubscriptionWriter {
  constructor(
    private readonly clock: Clock,
    private readonly timeline: Timeline,
    private readonly notices: BillingNotices,
    private readonly announcer: SubscriptionAnnouncer,
  ) {}

  async write(tx: Tx, reading: Reading): Promise<Written> {
    const { userId, columns, contact } = reading;
    const rows = await tx.manager.findBy(SubscriptionEntity, { userId });
    const before = rows.find((row) => row.stripeSubscriptionId === columns.stripeSubscriptionId) ?? null;
    if ((before?.revision ?? 0) !== reading.revision) return { outcome: 'stale' };
    if (!mayMove(before?.status ?? 'none', columns.status)) {
      const outcome = `${columns.stripeSubscriptionId} had ended (${before?.status}); a reading of "${columns.status}" was refused`;
      return { outcome };
    }
    const next = this.merge(reading, before);
    const all = [...rows.filter((row) => row !== before), next];
    const counted = electShown(all) ?? next;
    // A copy: the flags of rows that stay are changed in place below.
    const shown = rows.find(({ live }) => live) ?? electShown(rows);
    const countedBefore = shown && { ...shown };
    const newlySurplus = all.filter((row) => isSurplus(row, counted) && !row.duplicate);
    const tookOver = counted !== next && counted.duplicate;

    const changed = this.elect(all, counted, next);
    const entries = [
      ...(isSurplus(next, counted) ? [] : changesBetween(before, next)),
      ...newlySurplus.map(duplicateEntry),
      ...(tookOver ? [countsEntry(counted)] : []),
    ];
    for (const row of changed) await tx.manager.save(SubscriptionEntity, row);
    await this.record(tx, entries, next, reading.cause);
    await this.announcer.announce(tx, countedBefore, counted, contact);
    const replaced = counted !== next && counted.live;
    await this.announcer.write(tx, { before, after: next, overdue: reading.overdue, replaced }, contact);
    const titles = entries.map(({ title }) => title).join('; ');
    return {
      outcome: titles || `${columns.stripeSubscriptionId} was already up to date`,
      ...(tookOver ? { tookOver: counted.stripeSubscriptionId } : {}),
    };
  }

  private merge({ userId, columns, cause }: Reading, before: SubscriptionEntity | null): SubscriptionEntity {
    const now = this.clock.now();
    const row = new SubscriptionEntity();
    return Object.assign(row, columns, {
      id: before?.id ?? newId('sub'),
      userId,
      live: before?.live ?? false,
      duplicate: before?.duplicate ?? false,
      service: before?.service ?? ('none' as const),
      lastEventAt: before && before.lastEventAt > cause.at ? before.lastEventAt : cause.at,
      revision: (before?.revision ?? 0) + 1,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    });
  }

  /**
   * Sets the flags of all of a customer's rows; answers with those to be written. Rows that stop counting come before
   * the one that starts to: the unique index holds at every step.
   */
  private elect(
    rows: SubscriptionEntity[],
    counted: SubscriptionEntity,
    next: SubscriptionEntity,
  ): SubscriptionEntity[] {
    const now = this.clock.now();
    const changed = rows.filter((row) => {
      const live = row === counted && STATUS[row.status].live;
      const duplicate = isSurplus(row, counted);
      const same = row !== next && row.live === live && row.duplicate === duplicate;
      if (same) return false;
      if (row !== next) row.revision += 1;
      Object.assign(row, { live, duplicate });
      row.service = standingOf(row, now);
      return true;
    });
    return changed.sort((a, b) => Number(a.live) - Number(b.live));
  }

  private async record(tx: Tx, entries: Entry[], next: SubscriptionEntity, cause: Cause): Promise<void> {
    const { userId, stripeSubscriptionId: stripeId, status, plan } = next;
    for (const { kind, title, attention } of entries) {
      const data = { stripeSubscriptionId: stripeId, status, plan };
      await this.timeline.record(tx, { userId, kind, title, cause: cause.text, data });
      if (!attention) continue;
      const key = `${kind}:${stripeId}:${next.priceId}:${next.currency}:${next.quantity}`;
      await this.notices.keep(tx, { key, userId, kind, title, attention, stripeId });
    }
  }
}

/** Live at Stripe while another one counts. */
function isSurplus(row: SubscriptionEntity, counted: SubscriptionEntity): boolean {
  return row !== counted && STATUS[row.status].live;
}

function duplicateEntry({ stripeSubscriptionId }: SubscriptionEntity): Entry {
  return {
    kind: 'billing.duplicate_subscription',
    title: `A second live subscription (${stripeSubscriptionId}) exists at Stripe and does not count; one of the two should be cancelled there`,
    attention: true,
  };
}

function countsEntry({ stripeSubscriptionId }: SubscriptionEntity): Entry {
  return {
    kind: 'billing.duplicate_took_over',
    title: `The subscription that counts is now ${stripeSubscriptionId}`,
  };
}
