import { Timeline } from '@automna/accounts';
import { isPlanName, PLANS } from '@automna/contracts';
import { Clock, isUniqueViolation, newId, type Tx, UnitOfWork } from '@automna/core';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { BillingError } from '../../billing.errors.js';
import type { PlanChangeStatus } from '../../domain/plan-change.js';
import { PlanChangeEntity } from '../../persistence/billing-entities.js';
import { CHANNELS_IN_USE, type ChannelsInUse } from '../../ports.js';
import { PLAN_CHANGE_JOB, type PlanChangePayload } from '../../tasks/plan-change.job.js';

/** What a new change says; the rest of the row follows from the moment. */
export type NewPlanChange = Pick<PlanChangeEntity, 'userId' | 'stripeSubscriptionId' | 'kind' | 'fromPlan'> &
  Partial<typeof NOTHING_MORE>;

const NOTHING_MORE: Pick<
  PlanChangeEntity,
  'toPlan' | 'toPriceId' | 'prorationDate' | 'quotedCents' | 'keepChannels' | 'cancelReason' | 'cancelComment'
> = {
  toPlan: null,
  toPriceId: null,
  prorationDate: null,
  quotedCents: null,
  keepChannels: null,
  cancelReason: null,
  cancelComment: null,
};

/** What a new wish replaces: changes that wait for Stripe. */
const WAITING: readonly PlanChangeStatus[] = ['awaiting_payment', 'scheduled'];

/** Long enough for the request itself to finish the work; the job is for the case that it did not. */
const SAFETY_NET_MS = 60_000;
/** Stripe gives up a payment on its own time; ours need not be first. */
const AFTER_EXPIRY_MS = 5 * 60_000;

/** Our rows about changes of plan: the intent before Stripe is told, and what came of it. */
@Injectable()
export class PlanChangeRows {
  constructor(
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    private readonly timeline: Timeline,
    @Inject(CHANNELS_IN_USE) private readonly channels: ChannelsInUse,
    @InjectRepository(PlanChangeEntity) private readonly rows: Repository<PlanChangeEntity>,
  ) {}

  byId(id: string): Promise<PlanChangeEntity> {
    return this.rows.findOneByOrFail({ id });
  }

  /** A change that was written down and not carried out yet: its process died. */
  requestedOf(userId: string): Promise<PlanChangeEntity | null> {
    return this.rows.findOneBy({ userId, status: 'requested' });
  }

  /** The changes that wait for Stripe: for a payment or for the end of the period. */
  openOf(userId: string): Promise<PlanChangeEntity[]> {
    return this.rows.findBy({ userId, status: In([...WAITING]) });
  }

  async latestOf(userId: string): Promise<PlanChangeEntity | null> {
    const [row] = await this.rows.find({
      where: { userId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    return row ?? null;
  }

  /**
   * Writes the intent; from here on it will be carried out. Whoever leaves need not wait for a change that is stuck:
   * a cancellation replaces it. @throws BillingError change_in_progress
   */
  async add(change: NewPlanChange): Promise<PlanChangeEntity> {
    const now = this.clock.now();
    const id = newId('chg');
    const row = {
      ...NOTHING_MORE,
      ...change,
      id,
      status: 'requested' as const,
      outcome: null,
      createdAt: now,
      updatedAt: now,
    };
    const payload: PlanChangePayload = { changeId: id };
    const replaced = change.kind === 'cancel' ? [...WAITING, 'requested' as const] : [...WAITING];
    try {
      await this.work.run(async (tx) => {
        await tx.manager.update(
          PlanChangeEntity,
          { userId: change.userId, status: In(replaced) },
          { status: 'superseded', outcome: 'The customer decided otherwise.', updatedAt: now },
        );
        await tx.manager.insert(PlanChangeEntity, row);
        await this.channels.planKept(tx, change.userId, change.keepChannels ?? []);
        await this.tell(tx, change.userId, 'billing.change_requested', wishOf(change), id);
        await tx.enqueue({
          kind: PLAN_CHANGE_JOB,
          payload: { ...payload },
          runAt: new Date(now.getTime() + SAFETY_NET_MS),
        });
      });
    } catch (error) {
      if (isUniqueViolation(error, 'plan_changes.user_id')) throw new BillingError('change_in_progress');
      throw error;
    }
    return this.byId(id);
  }

  /** Ends a row; one that somebody else has ended meanwhile stays as it is. */
  async settle(
    { id, status: from, userId }: PlanChangeEntity,
    status: Exclude<PlanChangeStatus, 'requested'>,
    outcome: string,
    expiresAt?: Date,
  ): Promise<PlanChangeEntity> {
    await this.work.run(async (tx) => {
      const { affected } = await tx.manager.update(
        PlanChangeEntity,
        { id, status: from },
        { status, outcome, updatedAt: this.clock.now() },
      );
      if (!affected) return;
      if (status === 'failed') {
        await this.channels.planKept(tx, userId, []);
        await this.tell(tx, userId, 'billing.change_failed', outcome, id);
      }
      if (status === 'awaiting_payment' && expiresAt) {
        const runAt = new Date(expiresAt.getTime() + AFTER_EXPIRY_MS);
        await tx.enqueue({ kind: PLAN_CHANGE_JOB, payload: { changeId: id }, runAt });
      }
    });
    return this.byId(id);
  }

  /** The same wish once more with another choice of channels. */
  async keepOthers({ id, userId }: PlanChangeEntity, keepChannels: string[]): Promise<void> {
    await this.work.run(async (tx) => {
      await tx.manager.update(PlanChangeEntity, { id }, { keepChannels });
      await this.channels.planKept(tx, userId, keepChannels);
    });
  }

  /** Stripe keeps its failure under the key it was asked with: the next try needs another one. */
  async nextTry({ id, updatedAt }: PlanChangeEntity): Promise<void> {
    const next = new Date(Math.max(this.clock.now().getTime(), updatedAt.getTime() + 1));
    await this.work.run((tx) => tx.manager.update(PlanChangeEntity, { id }, { updatedAt: next }));
  }

  private tell(tx: Tx, userId: string, kind: string, title: string, changeId: string): Promise<void> {
    return this.timeline.record(tx, { userId, kind, title, cause: 'the customer', data: { changeId } });
  }
}

function wishOf({ kind, fromPlan, toPlan }: NewPlanChange): string {
  const to = toPlan ? PLANS[toPlan].title : 'another plan';
  const from = isPlanName(fromPlan) ? PLANS[fromPlan].title : 'the current plan';
  const sentences: Record<NewPlanChange['kind'], string> = {
    upgrade: `An upgrade from ${from} to ${to} was asked for`,
    downgrade: `A downgrade from ${from} to ${to} was asked for`,
    keep: `The customer chose to stay on ${to}`,
    cancel: 'The customer cancelled',
    resume: 'The customer took the cancellation back',
  };
  return sentences[kind];
}
