import type { ChannelKind } from '@automna/contracts';
import type { Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import type { BotCheck } from '../adapters/bot-check.js';
import { DiscordCheck } from '../adapters/discord-check.js';
import { TelegramCheck } from '../adapters/telegram-check.js';
import { channelTitle } from '../domain/channel-kinds.js';
import { OpenClawError } from '../openclaw.errors.js';
import { CheckBudget } from './check-budget.service.js';

export interface Bot {
  externalId: string;
  label: string;
}

/** Finds out which bot a token belongs to. */
@Injectable()
export class BotTokens {
  constructor(
    private readonly budget: CheckBudget,
    private readonly telegram: TelegramCheck,
    private readonly discord: DiscordCheck,
  ) {}

  /** @throws OpenClawError channel_token_invalid | channel_provider_unavailable | too_many_requests */
  async identify(kind: ChannelKind, userId: string, token: Secret): Promise<Bot> {
    await this.budget.spend(kind, userId);
    const verdict = await this.ask(kind, token);
    switch (verdict.outcome) {
      case 'bot':
        return { externalId: verdict.externalId, label: verdict.label };
      case 'refused':
        throw new OpenClawError('channel_token_invalid', verdict.reason);
      case 'unavailable':
        throw new OpenClawError(
          'channel_provider_unavailable',
          `${channelTitle(kind)} does not answer right now, so we could not check the token. Please try again.`,
          { headers: { 'retry-after': String(verdict.retryAfterSeconds ?? 30) } },
        );
    }
  }

  private ask(kind: ChannelKind, token: Secret): Promise<BotCheck> {
    if (kind === 'telegram') return this.telegram.check(token);
    if (kind === 'discord') return this.discord.check(token);
    throw new Error(`${kind} has no bot token`);
  }
}
