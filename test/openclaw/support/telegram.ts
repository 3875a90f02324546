import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** A bot that BotFather gave out. */
export class TelegramBot {
  readonly digits = `5${String(Date.now()).slice(-8)}`;
  readonly token = `${this.digits}:${randomBytes(32).toString('base64url').slice(0, 35)}`;
}

interface Sent {
  messageId: number;
  chatId: number;
  text: string;
}

const PATIENCE_MS = 4 * 60_000;

/** Somebody with a telephone, who writes to a bot and reads what it answers. */
export class TelegramPerson {
  constructor(
    private readonly channels: () => string,
    readonly id: number,
    readonly bot = new TelegramBot(),
  ) {}

  async writes(text: string): Promise<void> {
    const response = await fetch(this.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: this.id, text }),
    });
    if (!response.ok) throw new Error(`Telegram said ${response.status} ${await response.text()}`);
  }

  /** Writes and waits for an answer that holds together for a second: the bot may still be writing it. */
  async asks(text: string): Promise<string> {
    const before = (await this.heard()).length;
    await this.writes(text);
    const deadline = performance.now() + PATIENCE_MS;
    let last = '';
    while (performance.now() < deadline) {
      await delay(1000);
      const answer = (await this.heard()).slice(before).join('\n');
      if (answer !== '' && answer === last) return answer;
      last = answer;
    }
    throw new Error(`No answer over Telegram: ${JSON.stringify(await this.seen())}`);
  }

  /** What the bot said to this person, oldest first. */
  async heard(): Promise<string[]> {
    const { sent } = await this.seen();
    return sent.filter(({ chatId }) => chatId === this.id).map(({ text }) => text);
  }

  /** How the bot stands with Telegram. */
  async seen(): Promise<{
    sent: Sent[];
    webhook: string | null;
    polling: boolean;
    lastError: string | null;
  }> {
    const response = await fetch(this.url());
    if (response.status === 404) return { sent: [], webhook: null, polling: false, lastError: null };
    return response.json() as ReturnType<TelegramPerson['seen']>;
  }

  private url(): string {
    return `${this.channels()}/_sandbox/telegram/${this.bot.digits}`;
  }
}
