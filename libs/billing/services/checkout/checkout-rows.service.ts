import { Timeline } from '@automna/accounts';
import { type PlanName, PLANS } from '@automna/contracts';
import { Clock, isUniqueViolation, newId, UnitOfWork } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type Stripe from 'stripe';
import { In, Repository } from 'typeorm';
import { BillingError } from '../../billing.errors.js';
import { type CheckoutState, REACHED_FROM } from '../../domain/checkout-state.js';
import { idOf, instant } from '../../domain/stripe-facts.js';
import { CheckoutEntity } from '../../persistence/billing-entities.js';

/** Our rows about checkouts. Every change of state goes through the table of states. */
@Injectable()
export class CheckoutRows {
  constructor(
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    private readonly timeline: Timeline,
    @InjectRepository(CheckoutEntity) private readonly rows: Repository<CheckoutEntity>,
  ) {}

  byId(id: string): Promise<CheckoutEntity> {
    return this.rows.findOneByOrFail({ id });
  }

  /** The checkout that is neither paid nor over; an index allows one per user. */
  unfinishedOf(userId: string): Promise<CheckoutEntity | null> {
    return this.rows.findOneBy({ userId, status: In(['creating', 'open']) });
  }

  /** `intentId` finds the row when a crash came before the session id was saved. */
  async find(stripeSessionId: string, intentId?: string): Promise<CheckoutEntity | null> {
    const row = await this.rows.findOneBy({ stripeSessionId });
    return row ?? (intentId ? this.rows.findOneBy({ id: intentId }) : null);
  }

  /** The session only if it is this user's: somebody else's does not exist for them. */
  ofUser(userId: string, stripeSessionId: string): Promise<CheckoutEntity | null> {
    return this.rows.findOneBy({ userId, stripeSessionId });
  }

  async latestOf(userId: string): Promise<CheckoutEntity | null> {
    const [row] = await this.rows.find({
      where: { userId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    return row ?? null;
  }

  /** Writes the intent. @throws BillingError checkout_in_progress when there is an unfinished one. */
  async add(
    userId: string,
    plan: PlanName,
    priceId: string,
    stripeCustomerId: string,
  ): Promise<CheckoutEntity> {
    const now = this.clock.now();
    const row = this.rows.create({
      id: newId('chk'),
      userId,
      plan,
      priceId,
      stripeCustomerId,
      status: 'creating',
      createdAt: now,
      updatedAt: now,
    });
    try {
      await this.work.run((tx) => tx.manager.insert(CheckoutEntity, row));
    } catch (error) {
      if (isUniqueViolation(error, 'checkouts.user_id')) throw new BillingError('checkout_in_progress');
      throw error;
    }
    return this.byId(row.id);
  }

  /** Moves the row when the table of states allows it; whoever comes late changes nothing. */
  async settle(
    row: CheckoutEntity,
    status: CheckoutState,
    session?: Stripe.Checkout.Session,
  ): Promise<CheckoutEntity> {
    await this.work.run(async (tx) => {
      const { affected } = await tx.manager.update(
        CheckoutEntity,
        { id: row.id, status: In([...REACHED_FROM[status]]) },
        { status, updatedAt: this.clock.now(), ...(session ? sessionColumns(session) : {}) },
      );
      if (!affected || status !== 'open') return;
      await this.timeline.record(tx, {
        userId: row.userId,
        kind: 'billing.checkout_started',
        title: `A checkout for ${PLANS[row.plan].title} was opened`,
        data: { checkoutId: row.id, stripeSessionId: session?.id },
      });
    });
    return this.byId(row.id);
  }
}

function sessionColumns(session: Stripe.Checkout.Session): Partial<CheckoutEntity> {
  return {
    stripeSessionId: session.id,
    url: session.url,
    stripeSubscriptionId: idOf(session.subscription),
    expiresAt: instant(session.expires_at),
  };
}
