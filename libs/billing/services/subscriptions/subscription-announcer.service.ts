import { isPlanName, PLANS } from '@automna/contracts';
import type { Tx } from '@automna/core';
import { Mailer } from '@automna/notifications';
import { Injectable } from '@nestjs/common';
import { type LetterFacts, lettersOf } from '../../domain/dunning.js';
import type { Overdue } from '../../domain/overdue.js';
import { suspendsAt } from '../../domain/standing.js';
import type { SubscriptionEntity } from '../../persistence/billing-entities.js';

/** What other rooms act upon. */
export type Announced = Pick<SubscriptionEntity, 'id' | 'catalogue' | 'plan' | 'status' | 'live' | 'service'>;

export interface Contact {
  email: string;
  name: string;
  /** When the account was closed; null while it is open. */
  closedAt: Date | null;
}

/** Tells other rooms (one event) and the customer (letters) what became of a subscription. */
@Injectable()
export class SubscriptionAnnouncer {
  constructor(private readonly mailer: Mailer) {}

  /** `before` and `after` are the subscriptions that counted: for others nothing happened when they are the same. */
  async announce(
    tx: Tx,
    before: Announced | null,
    after: SubscriptionEntity,
    contact: Contact,
  ): Promise<void> {
    if (before !== null && sameForOthers(before, after)) return;
    const { userId, catalogue, plan, status, live, service } = after;
    await tx.publish({
      name: 'billing.subscription-changed',
      payload: {
        userId,
        subscriptionId: after.id,
        before: before && { plan: before.plan, status: before.status, service: before.service },
        after: { catalogue, plan, status, live, service },
      },
    });
    if (service !== 'running' || catalogue !== 'byok' || !isPlanName(plan)) return;
    await this.mailer.send(tx, {
      to: contact.email,
      userId,
      template: 'plan_active',
      data: { name: contact.name, plan: PLANS[plan].title },
      dedupeKey: `plan_active:${after.stripeSubscriptionId}:${plan}`,
    });
  }

  /** The letters of one subscription's reading; `replaced`: another one counts now. */
  async write(
    tx: Tx,
    change: {
      before: LetterFacts | null;
      after: SubscriptionEntity;
      overdue: Overdue | null;
      replaced: boolean;
    },
    { email, name, closedAt }: Contact,
  ): Promise<void> {
    const { after } = change;
    const plan = after.catalogue === 'byok' && isPlanName(after.plan) ? PLANS[after.plan].title : null;
    const letters = lettersOf({
      ...change,
      suspendsAt: suspendsAt(after),
      name,
      plan,
      closed: closedAt !== null,
    });
    for (const letter of letters) await this.mailer.send(tx, { to: email, userId: after.userId, ...letter });
  }
}

function sameForOthers(before: Announced, after: Announced): boolean {
  return (
    before.id === after.id &&
    before.plan === after.plan &&
    before.catalogue === after.catalogue &&
    before.status === after.status &&
    before.live === after.live &&
    before.service === after.service
  );
}
