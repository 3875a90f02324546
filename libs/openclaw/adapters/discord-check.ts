import { AppConfig, type Secret } from '@automna/core';
import { Injectable } from '@nestjs/common';
import { askMessenger, type BotCheck, retryAfterSeconds } from './bot-check.js';

/** Three dot-separated parts; the real ones have 59 to 72 characters. */
const SHAPE = /^(?=.{50,120}$)[\w-]+\.[\w-]+\.[\w-]+$/;

interface DiscordUser {
  id?: string;
  username?: string;
  bot?: boolean;
}

/** Asks Discord whose token this is (`users/@me`). The budget in front of it keeps our address from being banned. */
@Injectable()
export class DiscordCheck {
  constructor(private readonly config: AppConfig) {}

  async check(token: Secret): Promise<BotCheck> {
    if (!SHAPE.test(token.reveal())) {
      return {
        outcome: 'refused',
        reason: 'This does not look like a Discord bot token. Copy it from "Bot" in the developer portal.',
      };
    }
    const answer = await askMessenger(`${this.config.discord.apiUrl}/users/@me`, {
      authorization: `Bot ${token.reveal()}`,
      'user-agent': `DiscordBot (${this.config.publicUrl}, 1)`,
    });
    if (!answer) return { outcome: 'unavailable' };
    const user = (answer.body ?? {}) as DiscordUser;
    if (answer.status === 200 && user.id) {
      return user.bot === true
        ? { outcome: 'bot', externalId: user.id, label: `@${user.username ?? user.id}` }
        : { outcome: 'refused', reason: 'This is not the token of a bot.' };
    }
    if (answer.status === 401) {
      return {
        outcome: 'refused',
        reason: 'Discord does not accept this token. Reset it in the developer portal and paste the new one.',
      };
    }
    return { outcome: 'unavailable', retryAfterSeconds: retryAfterSeconds(answer.retryAfter) };
  }
}
