import { assertLoopback } from '../kernel/index.js';
import type { Bot, TelegramBots } from './telegram-bots.js';

const TIMEOUT_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 8_000;

/**
 * Brings updates to webhooks: one after the other for each bot, repeated with growing pauses until the receiver says
 * 2xx, as Telegram does for a day. Receivers elsewhere than on this computer are never called.
 */
export class TelegramCourier {
  private readonly busy = new Map<string, AbortController>();

  constructor(
    private readonly bots: TelegramBots,
    private readonly hooks: { now(): Date; changed(): void },
  ) {}

  /** There is something for this bot. */
  bring(token: string): void {
    const bot = this.bots.peek(token);
    if (this.busy.has(token) || !bot?.webhook || bot.updates.length === 0) return;
    const stop = new AbortController();
    this.busy.set(token, stop);
    void this.run(bot, stop.signal).finally(() => {
      if (this.busy.get(token) === stop) this.busy.delete(token);
      if (!stop.signal.aborted) this.bring(token);
    });
  }

  /** Every bot that was told of something before a restart. */
  bringAll(): void {
    for (const [token] of this.bots.entries()) this.bring(token);
  }

  /** The webhook changed: what is under way to the old address is given up, not lost. */
  restart(token: string): void {
    this.busy.get(token)?.abort();
    this.busy.delete(token);
    this.bring(token);
  }

  reset(): void {
    for (const stop of this.busy.values()) stop.abort();
    this.busy.clear();
  }

  private async run(bot: Bot, signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted && bot.webhook && bot.updates.length > 0) {
      const problem = await deliver(bot, signal);
      if (signal.aborted) return;
      if (problem === null) {
        bot.updates.shift();
        delete bot.lastError;
        pause = FIRST_PAUSE_MS;
      } else {
        bot.lastError = { at: Math.floor(this.hooks.now().getTime() / 1000), message: problem };
        await pauseOf(pause, signal);
        pause = Math.min(pause * 2, MOST_PAUSE_MS);
      }
      this.hooks.changed();
    }
  }
}

/** @returns null when the receiver took it, else what `getWebhookInfo` says of it. */
async function deliver({ webhook, updates }: Bot, signal: AbortSignal): Promise<string | null> {
  if (!webhook) return null;
  try {
    const url = assertLoopback(webhook.url);
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(webhook.secretToken === '' ? {} : { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
      },
      body: JSON.stringify(updates[0]),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await answer.body?.cancel();
    return answer.ok ? null : `Wrong response from the webhook: ${answer.status} ${answer.statusText}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function pauseOf(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener('abort', done);
  });
}
