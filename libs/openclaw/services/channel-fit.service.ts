import { Timeline } from '@automna/accounts';
import { channelLimit, type PlanName } from '@automna/contracts';
import { Clock, type Tx, UnitOfWork } from '@automna/core';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { channelName } from '../domain/channel-kinds.js';
import { botOf, type FitFacts, fitChannels } from '../domain/fit-channels.js';
import { ChannelEntity } from '../persistence/channel.entity.js';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '../ports.js';

/** Each try but the first is one more change of plan within the milliseconds of the try before. */
const MOST_TRIES = 5;

/**
 * Brings a customer's channels in line with the plan: what it has no room for waits, what it has room for again comes
 * back. Any number of processes may do it at the same time, and doing it again changes nothing.
 */
@Injectable()
export class ChannelFit {
  constructor(
    @InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly timeline: Timeline,
  ) {}

  /**
   * The plan cannot be read in the same transaction, so it is read again afterwards: whoever wrote for a plan that
   * was gone by then writes once more. Without a plan nothing changes: whoever comes back finds what they had.
   */
  async fit(userId: string): Promise<void> {
    let plan = await this.plans.planOf(userId);
    for (let tries = 0; plan && tries < MOST_TRIES; tries += 1) {
      const fitted = plan;
      if (await this.mayDiffer(userId)) await this.unitOfWork.run((tx) => this.fitTo(tx, userId, fitted));
      plan = await this.plans.planOf(userId);
      if (plan === fitted) return;
    }
  }

  /** A row was written for this plan; should another one be in force by now, the channels follow it. */
  async settle(userId: string, plan: PlanName): Promise<void> {
    if ((await this.plans.planOf(userId)) !== plan) await this.fit(userId);
  }

  /** Without channels there is nothing to bring in line, and no reason to hold up other writers. */
  private async mayDiffer(userId: string): Promise<boolean> {
    return (await this.channels.countBy({ userId })) > 0;
  }

  private async fitTo(tx: Tx, userId: string, plan: PlanName): Promise<void> {
    const { limit } = channelLimit(plan);
    const facts = await this.factsOf(tx, userId, limit);
    const { pause, resume } = fitChannels(facts);
    for (const channel of pause) await this.pause(tx, channel, limit ?? 0);
    for (const channel of resume) await this.resume(tx, channel);
    if (facts.fitted !== limit || pause.length > 0) await this.note(tx, userId, limit, pause.length > 0);
    if (pause.length + resume.length > 0) await tx.publish({ name: 'channels.changed', payload: { userId } });
  }

  private async factsOf(tx: Tx, userId: string, limit: number | null): Promise<FitFacts<ChannelEntity>> {
    const channels = await tx.manager.find(ChannelEntity, {
      where: { userId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    const [row] = await tx.query<{ keep: string | null; fitted_limit: number | null }>(
      'SELECT keep, fitted_limit FROM channel_plans WHERE user_id = ?',
      [userId],
    );
    const taken = await tx.query<{ kind: string; external_id: string }>(
      `SELECT kind, external_id FROM channels WHERE status <> 'paused' AND user_id <> ? AND external_id IN
         (SELECT external_id FROM channels WHERE user_id = ? AND status = 'paused')`,
      [userId, userId],
    );
    return {
      channels,
      limit,
      fitted: row?.fitted_limit ?? null,
      keep: row?.keep ? (JSON.parse(row.keep) as string[]) : [],
      taken: new Set(taken.map(({ kind, external_id: externalId }) => botOf({ kind, externalId }))),
    };
  }

  private async pause(tx: Tx, channel: ChannelEntity, limit: number): Promise<void> {
    const waits = { status: 'paused', pausedAt: this.clock.now(), pausedReason: 'plan' } as const;
    await tx.manager.update(ChannelEntity, { id: channel.id }, waits);
    await this.timeline.record(tx, {
      userId: channel.userId,
      kind: 'channel.paused',
      title: `${channelName(channel)} was paused`,
      cause: `The plan has room for ${limit === 1 ? 'one channel' : `${limit} channels`}`,
      data: { channelId: channel.id, channel: channel.kind, reason: 'plan' },
    });
  }

  private async resume(tx: Tx, channel: ChannelEntity): Promise<void> {
    const works = { status: 'active', pausedAt: null, pausedReason: null } as const;
    await tx.manager.update(ChannelEntity, { id: channel.id }, works);
    await this.timeline.record(tx, {
      userId: channel.userId,
      kind: 'channel.resumed',
      title: `${channelName(channel)} is back`,
      cause: 'The plan has room for it again',
      data: { channelId: channel.id, channel: channel.kind, reason: 'plan' },
    });
  }

  /** A choice is used up once it has decided. */
  private async note(tx: Tx, userId: string, limit: number | null, decided: boolean): Promise<void> {
    await tx.query(
      `INSERT INTO channel_plans (user_id, keep, fitted_limit, updated_at) VALUES (?, NULL, ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET fitted_limit = excluded.fitted_limit, updated_at = excluded.updated_at,
         keep = CASE WHEN ? THEN NULL ELSE keep END`,
      [userId, limit, this.clock.now().toISOString(), decided ? 1 : 0],
    );
  }
}
