/** Where a bot wants to be told of messages. */
export interface Webhook {
  url: string;
  secretToken: string;
  maxConnections: number;
  allowedUpdates: string[];
}

/** Something that happened to a bot, as the Bot API tells it. */
export interface Update {
  update_id: number;
  message: Readonly<Record<string, unknown>>;
}

/** A message a bot sent. */
export interface Sent {
  messageId: number;
  chatId: number;
  text: string;
  /** Seconds since 1970, sandbox time. */
  date: number;
}

/** A person's chat with the bot (positive), or a group (negative), as the Bot API shows it. */
export type Chat = Readonly<Record<string, unknown>> & { id: number; type: string };

/** What is remembered of one bot. */
export interface Bot {
  webhook?: Webhook;
  /** Not yet taken by the bot, oldest first. */
  updates: Update[];
  nextUpdateId: number;
  nextMessageId: number;
  /** Those who wrote: a bot cannot begin a conversation. */
  chats: Map<number, Chat>;
  sent: Sent[];
  /** Why the webhook was not told, until it is. */
  lastError?: { at: number; message: string };
}

/** Bots that are remembered; the longest untouched go first. */
const MAX_BOTS = 10_000;
/** Of one bot: updates that wait, and messages it sent. */
export const MAX_MESSAGES = 500;

/** The bots that somebody did something with, by token. */
export class TelegramBots {
  private bots = new Map<string, Bot>();

  /** The bot, for a change. */
  touch(token: string): Bot {
    const bot = this.bots.get(token) ?? {
      updates: [],
      nextUpdateId: 100_000_001,
      nextMessageId: 1,
      chats: new Map<number, Chat>(),
      sent: [],
    };
    this.bots.delete(token);
    this.bots.set(token, bot);
    if (this.bots.size > MAX_BOTS) this.bots.delete(this.bots.keys().next().value ?? '');
    return bot;
  }

  peek(token: string): Bot | undefined {
    return this.bots.get(token);
  }

  /** The newest token of the bot with this number: whoever writes to a bot knows its name, not its token. */
  tokenOf(digits: string): string | undefined {
    return [...this.bots.keys()].findLast((token) => token.startsWith(`${digits}:`));
  }

  entries(): Iterable<[string, Bot]> {
    return this.bots;
  }

  save(): Map<string, Bot> {
    return this.bots;
  }

  load(bots: Map<string, Bot>): void {
    this.bots = bots;
  }

  reset(): void {
    this.bots.clear();
  }
}
