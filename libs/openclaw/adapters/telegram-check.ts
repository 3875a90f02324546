import { AppConfig, type Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { askMessenger, type BotCheck, retryAfterSeconds } from './bot-check.js';

const SHAPE = /^\d{5,16}:[A-Za-z0-9_-]{35}$/;

interface GetMe {
  ok?: boolean;
  result?: { id?: number; is_bot?: boolean; username?: string; first_name?: string };
  parameters?: { retry_after?: number };
}

/** Asks Telegram whose token this is (`getMe`). */
@Injectable()
export class TelegramCheck {
  constructor(private readonly config: AppConfig) {}

  async check(token: Secret): Promise<BotCheck> {
    if (!SHAPE.test(token.reveal())) {
      return {
        outcome: 'refused',
        reason: 'This does not look like a Telegram bot token. BotFather gives it as 123456789:ABC….',
      };
    }
    const answer = await askMessenger(`${this.config.telegram.apiUrl}/bot${token.reveal()}/getMe`);
    if (!answer) return { outcome: 'unavailable' };
    const body = (answer.body ?? {}) as GetMe;
    if (answer.status === 200 && body.ok && body.result?.is_bot && body.result.id !== undefined) {
      const { id, username, first_name: name } = body.result;
      return {
        outcome: 'bot',
        externalId: String(id),
        label: username ? `@${username}` : (name ?? 'Telegram bot'),
      };
    }
    if (answer.status === 401 || answer.status === 404) {
      return {
        outcome: 'refused',
        reason: 'Telegram does not know this token. It may have been revoked: ask BotFather for a new one.',
      };
    }
    return { outcome: 'unavailable', retryAfterSeconds: retryAfterSeconds(body.parameters?.retry_after) };
  }
}
