import { WriteLockTimeoutError } from '../database.errors.js';

/**
 * First come, first served: one writer at a time in this process. SQLite allows one writer anyway, but libSQL waits for
 * it synchronously, so a second writer in the same process would stop the event loop that the first one needs to finish.
 */
export class WriteLock {
  private held = false;
  private readonly waiting: (() => void)[] = [];

  private static readonly files = new Map<string, WriteLock>();

  constructor(private readonly timeoutMs = 30_000) {}

  /** One lock per file and process, however many data sources are open on it. */
  static ofFile(path: string): WriteLock {
    const lock = WriteLock.files.get(path) ?? new WriteLock();
    WriteLock.files.set(path, lock);
    return lock;
  }

  /**
   * Waits for its turn and returns the function that ends it (calling it twice does no harm).
   * @throws WriteLockTimeoutError when a transaction has been left open.
   */
  async acquire(): Promise<() => void> {
    if (this.held) await this.queue();
    this.held = true;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.next();
    };
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }

  private queue(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        reject(new WriteLockTimeoutError(this.timeoutMs));
      }, this.timeoutMs);
      const turn = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.waiting.push(turn);
    });
  }

  /** The lock passes from hand to hand without being free in between, so nobody overtakes the queue. */
  private next(): void {
    const turn = this.waiting.shift();
    if (turn) turn();
    else this.held = false;
  }
}
