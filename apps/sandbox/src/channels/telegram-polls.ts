import type { Update } from './telegram-bots.js';

/** One `getUpdates` that is held open. */
interface Poll {
  end(updates: Update[] | 'conflict'): void;
}

const MOST_SECONDS = 50;

/** `getUpdates`: answered at once when there is something, else as soon as there is, at most after its timeout. */
export class TelegramPolls {
  private readonly open = new Map<string, Poll>();

  /** Waits; of two that ask for the same bot the first one is sent away, as Telegram does. */
  wait(
    token: string,
    ready: () => Update[],
    seconds: number,
    left: (callback: () => void) => void,
  ): Promise<Update[] | 'conflict'> {
    this.open.get(token)?.end('conflict');
    const now = ready();
    if (now.length > 0 || seconds <= 0) return Promise.resolve(now);
    return new Promise((resolve) => {
      const timer = setTimeout(() => poll.end([]), Math.min(seconds, MOST_SECONDS) * 1000);
      timer.unref();
      const poll: Poll = {
        end: (updates) => {
          clearTimeout(timer);
          if (this.open.get(token) === poll) this.open.delete(token);
          resolve(updates);
        },
      };
      this.open.set(token, poll);
      left(() => poll.end([]));
    });
  }

  /** Something happened to the bot. */
  wake(token: string, updates: Update[]): void {
    this.open.get(token)?.end(updates);
  }

  /** A webhook was set: nobody may poll any more. */
  conflict(token: string): void {
    this.open.get(token)?.end('conflict');
  }

  polling(token: string): boolean {
    return this.open.has(token);
  }

  reset(): void {
    for (const poll of [...this.open.values()]) poll.end([]);
  }
}
