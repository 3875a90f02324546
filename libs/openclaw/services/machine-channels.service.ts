import { createHmac } from 'node:crypto';
import { channelLimit, type ChannelKind, type PlanName } from '@automna/contracts';
import { Secret, SecretBox } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Not, Repository } from 'typeorm';
import { telegramUsesWebhook } from '../domain/channel-blocks.js';
import type { ChannelOwners } from '../domain/channel-owner.js';
import { SECRET_ENV, type SecretEnvName } from '../domain/machine-env.js';
import { ChannelEntity, channelTokenAad } from '../persistence/channel.entity.js';

/** Secrets of channels, by the name of the environment variable the machine reads them from. */
export type ChannelSecrets = Partial<Record<SecretEnvName, Secret>>;

export interface MachineChannelSet {
  kinds: ChannelKind[];
  owners: ChannelOwners;
  secrets: ChannelSecrets;
}

/** What a machine needs to know of its owner's channels: which, and their tokens. */
@Injectable()
export class MachineChannels {
  constructor(
    @InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>,
    private readonly box: SecretBox,
  ) {}

  /** The channels in use, never more than the plan allows: the oldest ones stay. */
  async of(userId: string, plan: PlanName): Promise<MachineChannelSet> {
    const { limit } = channelLimit(plan);
    const rows = await this.channels.find({
      where: { userId, status: Not('paused') },
      order: { createdAt: 'ASC', id: 'ASC' },
      ...(limit === null ? {} : { take: limit }),
    });
    const secrets: ChannelSecrets = {};
    const owners: ChannelOwners = {};
    for (const row of rows) {
      Object.assign(secrets, this.secretsOf(row, plan));
      if (row.ownerId) owners[row.kind] = row.ownerId;
    }
    return { kinds: rows.map((row) => row.kind), owners, secrets };
  }

  private secretsOf(row: ChannelEntity, plan: PlanName): ChannelSecrets {
    if (!row.token) return {};
    const token = this.box.open(row.token, channelTokenAad(row.userId, row.id));
    if (row.kind === 'discord') return { [SECRET_ENV.discordToken]: token };
    if (row.kind !== 'telegram') return {};
    return {
      [SECRET_ENV.telegramToken]: token,
      ...(telegramUsesWebhook(plan)
        ? { [SECRET_ENV.telegramWebhookSecret]: webhookSecret(row.id, token) }
        : {}),
    };
  }
}

/**
 * The word Telegram has to say at the webhook. Derived, not stored: it changes with the bot and cannot be guessed
 * without the token, and whoever has the token owns the bot anyway.
 */
function webhookSecret(channelId: string, token: Secret): Secret {
  return new Secret(
    createHmac('sha256', token.reveal()).update(`telegram-webhook:${channelId}`).digest('hex'),
  );
}
