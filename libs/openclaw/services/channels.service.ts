import { Timeline } from '@automna/accounts';
import { channelLimit, type ChannelKind, type Limit, type PlanName } from '@automna/contracts';
import { Clock, isUniqueViolation, newId, Secret, SecretBox, UnitOfWork } from '@automna/core';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Not, Repository } from 'typeorm';
import {
  channelKinds,
  type ChannelKindInfo,
  channelName,
  channelTitle,
  isLinkedByCode,
  needsToken,
} from '../domain/channel-kinds.js';
import { botTaken, existsAlready, limitReached } from '../domain/channel-refusals.js';
import { OpenClawError } from '../openclaw.errors.js';
import { ChannelEntity, channelTokenAad } from '../persistence/channel.entity.js';
import { PLAN_OF_CUSTOMER, type PlanOfCustomer } from '../ports.js';
import { type Bot, BotTokens } from './bot-tokens.service.js';
import { ChannelFit } from './channel-fit.service.js';

export interface ChannelsOverview {
  channels: ChannelEntity[];
  limit: Limit;
  /** Channels that count against the limit. */
  used: number;
  /** Channels that wait. */
  paused: number;
  kinds: ChannelKindInfo[];
}

/** The channels of a customer: listed, connected within the plan's limit, removed. */
@Injectable()
export class ChannelsService {
  constructor(
    @InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>,
    @Inject(PLAN_OF_CUSTOMER) private readonly plans: PlanOfCustomer,
    private readonly bots: BotTokens,
    private readonly unitOfWork: UnitOfWork,
    private readonly box: SecretBox,
    private readonly clock: Clock,
    private readonly timeline: Timeline,
    private readonly fit: ChannelFit,
  ) {}

  /** Oldest first. */
  list(userId: string): Promise<ChannelEntity[]> {
    return this.channels.find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async overview(userId: string): Promise<ChannelsOverview> {
    const [plan, channels] = await Promise.all([this.plans.planOf(userId), this.list(userId)]);
    const used = channels.filter((channel) => channel.status !== 'paused').length;
    return {
      channels,
      limit: plan ? channelLimit(plan) : { limit: 0, unlimited: false, unit: 'channels' },
      used,
      paused: channels.length - used,
      kinds: channelKinds(plan),
    };
  }

  /**
   * Connects a channel: the token is checked with the messenger first, then the row is written by one statement that
   * also holds the plan's limit, so two clicks at once cannot exceed it.
   * @throws DomainError subscription_required | payment_overdue; OpenClawError
   */
  async add(userId: string, kind: ChannelKind, token?: Secret): Promise<ChannelEntity> {
    const first = await this.plans.requireService(userId);
    requireSuitableToken(kind, token);
    await this.refuseEarly(userId, kind, first);
    const bot = token ? await this.bots.identify(kind, userId, token) : null;
    // The messenger may have taken seconds to answer.
    const plan = await this.plans.requireService(userId);
    const id = await this.insert(userId, kind, plan, bot, token);
    await this.fit.settle(userId, plan);
    return this.channels.findOneByOrFail({ id });
  }

  async remove(userId: string, channelId: string): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const [removed] = await tx.query<{ kind: ChannelKind; label: string }>(
        'DELETE FROM channels WHERE id = ? AND user_id = ? RETURNING kind, label',
        [channelId, userId],
      );
      if (!removed) throw new OpenClawError('channel_not_found', 'It may have been removed already.');
      await this.timeline.record(tx, {
        userId,
        kind: 'channel.removed',
        title: `${channelName(removed)} was disconnected`,
        data: { channelId, channel: removed.kind },
      });
      await tx.publish({ name: 'channels.changed', payload: { userId } });
    });
  }

  /** Spares a messenger the question when the answer could not matter; the insert decides for good. */
  private async refuseEarly(userId: string, kind: ChannelKind, plan: PlanName): Promise<void> {
    const active = await this.channels.findBy({ userId, status: Not('paused') });
    if (active.some((channel) => channel.kind === kind)) throw existsAlready(kind);
    const { limit } = channelLimit(plan);
    if (limit !== null && active.length >= limit) throw limitReached(plan, limit);
  }

  private async insert(
    userId: string,
    kind: ChannelKind,
    plan: PlanName,
    bot: Bot | null,
    token: Secret | undefined,
  ): Promise<string> {
    const { limit } = channelLimit(plan);
    const id = newId('chn');
    const label = bot?.label ?? channelTitle(kind);
    const sealed = token ? JSON.stringify(this.box.seal(token, channelTokenAad(userId, id))) : null;
    try {
      await this.unitOfWork.run(async (tx) => {
        const rows = await tx.query(
          `INSERT INTO channels (id, user_id, kind, status, label, external_id, token, created_at)
           SELECT ?, ?, ?, ?, ?, ?, ?, ?
           WHERE ? IS NULL OR (SELECT COUNT(*) FROM channels WHERE user_id = ? AND status <> 'paused') < ?
           RETURNING id`,
          [
            ...[id, userId, kind, isLinkedByCode(kind) ? 'connecting' : 'active', label],
            ...[bot?.externalId ?? null, sealed, this.clock.now().toISOString()],
            ...[limit, userId, limit],
          ],
        );
        if (rows.length === 0) throw limitReached(plan, limit ?? 0);
        await this.timeline.record(tx, {
          userId,
          kind: 'channel.added',
          title: `${channelName({ kind, label })} was connected`,
          data: { channelId: id, channel: kind },
        });
        await tx.publish({ name: 'channels.changed', payload: { userId } });
      });
    } catch (error) {
      if (isUniqueViolation(error, 'channels.external_id')) throw botTaken(kind);
      if (isUniqueViolation(error, 'channels.user_id')) throw existsAlready(kind);
      throw error;
    }
    return id;
  }
}

function requireSuitableToken(kind: ChannelKind, token: Secret | undefined): void {
  const title = channelTitle(kind);
  if (needsToken(kind) && !token) {
    throw new OpenClawError('channel_token_required', `Paste the token of your ${title} bot.`);
  }
  if (!needsToken(kind) && token) {
    throw new OpenClawError('channel_token_invalid', `${title} needs no token. Leave it out.`);
  }
}
