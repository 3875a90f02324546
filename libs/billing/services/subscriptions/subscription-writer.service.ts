import { Timeline } from '@automna/accounts';
import { isPlanName, type PlanRef, PLANS } from '@automna/contracts';
import { Clock, newId, type Tx } from '@automna/core';
import { Mailer } from '@automna/notifications';
import { Injectable } from '@nestjs/common';
import { electLive } from '../domain/live-election.js';
import type { SubscriptionFacts } from '../domain/stripe-facts.js';
import { changesBetween } from '../domain/subscription-changes.js';
import { type Entry, mayMove, STATUS } from '../domain/subscription-status.js';
import { SubscriptionEntity } from '../persistence/billing-entities.js';
import type { Cause } from './subscription-sync.service.js';

/** A reading of Stripe, ready to be written. `revision` is that of the row when the reading began, 0 = no row. */
export interface Reading {
  userId: string;
  /** Who is written to; read before the transaction. */
  contact: { email: string; name: string };
  facts: SubscriptionFacts;
  plan: PlanRef | null;
  cause: Cause;
  revision: number;
}

/** Writes a reading and its consequences (timeline, event, mail) in one transaction. */
@Injectable()
export class SubscriptionWriter {
  constructor(
    private readonly clock: Clock,
    private readonly timeline: Timeline,
    private readonly mailer: Mailer,
  ) {}

  /** One sentence about what changed, or `stale` when the row was written since the reading began. */
  async write(tx: Tx, reading: Reading): Promise<string> {
    const { userId, facts, cause } = reading;
    const rows = await tx.manager.findBy(SubscriptionEntity, { userId });
    const before = rows.find((row) => row.stripeSubscriptionId === facts.stripeSubscriptionId) ?? null;
    if ((before?.revision ?? 0) !== reading.revision) return 'stale';
    if (!mayMove(before?.status ?? 'none', facts.status)) {
      return `${facts.stripeSubscriptionId} had ended (${before?.status}); a reading of "${facts.status}" was refused`;
    }
    const countedBefore = rows.find(({ live }) => live) ?? before;
    const next = this.merge(reading, before);
    const all = [...rows.filter((row) => row !== before), next];
    const counted = electLive(all) ?? next;
    const entries = this.entries(before, next, all, counted);

    await this.save(tx, all, counted, next);
    for (const entry of entries) {
      await this.timeline.record(tx, {
        userId,
        ...entry,
        cause: cause.text,
        data: { stripeSubscriptionId: next.stripeSubscriptionId, status: next.status, plan: next.plan },
      });
    }
    if (!sameForOthers(countedBefore, counted))
      await this.announce(tx, countedBefore, counted, reading.contact);
    return entries.length > 0
      ? entries.map(({ title }) => title).join('; ')
      : `${facts.stripeSubscriptionId} was already up to date`;
  }

  private merge(
    { userId, facts, plan, cause }: Reading,
    before: SubscriptionEntity | null,
  ): SubscriptionEntity {
    const now = this.clock.now();
    const row = new SubscriptionEntity();
    return Object.assign(row, facts, {
      id: before?.id ?? newId('sub'),
      userId,
      live: before?.live ?? false,
      duplicate: before?.duplicate ?? false,
      catalogue: plan?.catalogue ?? null,
      plan: plan?.name ?? null,
      lastEventAt: before && before.lastEventAt > cause.at ? before.lastEventAt : cause.at,
      revision: (before?.revision ?? 0) + 1,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    });
  }

  /** Call before the flags are changed: they tell what is new. */
  private entries(
    before: SubscriptionEntity | null,
    next: SubscriptionEntity,
    rows: SubscriptionEntity[],
    counted: SubscriptionEntity,
  ): Entry[] {
    const surplus = (row: SubscriptionEntity) => row !== counted && STATUS[row.status].live;
    return [
      ...(surplus(next) ? [] : changesBetween(before, next)),
      ...rows.filter((row) => surplus(row) && !row.duplicate).map(duplicateEntry),
      ...(counted !== next && counted.duplicate ? [countsEntry(counted)] : []),
    ];
  }

  /** Rows that stop counting are written before the one that starts to: the unique index holds at every step. */
  private async save(
    tx: Tx,
    rows: SubscriptionEntity[],
    counted: SubscriptionEntity,
    next: SubscriptionEntity,
  ): Promise<void> {
    const changed = rows.filter((row) => {
      const live = row === counted && STATUS[row.status].live;
      const duplicate = row !== counted && STATUS[row.status].live;
      const same = row !== next && row.live === live && row.duplicate === duplicate;
      if (!same && row !== next) row.revision += 1;
      Object.assign(row, { live, duplicate });
      return !same;
    });
    changed.sort((a, b) => Number(a.live) - Number(b.live));
    for (const row of changed) await tx.manager.save(SubscriptionEntity, row);
  }

  private async announce(
    tx: Tx,
    before: SubscriptionEntity | null,
    after: SubscriptionEntity,
    { email, name }: Reading['contact'],
  ): Promise<void> {
    const { userId, catalogue, plan, status, live } = after;
    await tx.publish({
      name: 'billing.subscription-changed',
      payload: {
        userId,
        subscriptionId: after.id,
        before: before && { plan: before.plan, status: before.status },
        after: { catalogue, plan, status, live },
      },
    });
    const running = live && (status === 'active' || status === 'trialing');
    if (!running || catalogue !== 'byok' || !isPlanName(plan)) return;
    await this.mailer.send(tx, {
      to: email,
      userId,
      template: 'plan_active',
      data: { name, plan: PLANS[plan].title },
      dedupeKey: `plan_active:${after.stripeSubscriptionId}:${plan}`,
    });
  }
}

/** What other rooms act upon stayed the same. */
function sameForOthers(before: SubscriptionEntity | null, after: SubscriptionEntity): boolean {
  return (
    before !== null &&
    before.id === after.id &&
    before.plan === after.plan &&
    before.catalogue === after.catalogue &&
    before.status === after.status &&
    before.live === after.live
  );
}

function duplicateEntry({ stripeSubscriptionId }: SubscriptionEntity): Entry {
  return {
    kind: 'billing.duplicate_subscription',
    title: `A second live subscription (${stripeSubscriptionId}) exists at Stripe and does not count; one of the two should be cancelled there`,
  };
}

function countsEntry({ stripeSubscriptionId }: SubscriptionEntity): Entry {
  return {
    kind: 'billing.duplicate_took_over',
    title: `The subscription that counts is now ${stripeSubscriptionId}`,
  };
}
