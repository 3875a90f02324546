import { encodeState, type SandboxState, type StateFile } from './state-file.js';

/** At most one write in this time. */
const PAUSE_MS = 1000;
/** Writing takes no more than a tenth of the sandbox's time, however much there is to write. */
const SHARE = 10;

/** Where the state comes from and how it is written; replaced in specs. */
export interface KeeperParts {
  file: Pick<StateFile, 'write' | 'remove' | 'path'>;
  collect(): SandboxState;
  warn(line: string): void;
}

/**
 * Writes the state soon after something changed. The first change is written at once, those that follow within a
 * second together; two writes never overlap.
 */
export class StateKeeper {
  private dirty = false;
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private notBefore = 0;
  private complained = false;
  private stopped = false;

  constructor(private readonly parts: KeeperParts) {}

  /** Something is different from what the file says. */
  changed(): void {
    this.dirty = true;
    this.plan();
  }

  /** Writes what is not written yet, waits for it and writes nothing afterwards. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.enqueue(() => this.save());
  }

  /** Deletes the file; the next change begins a new one. */
  async forget(): Promise<void> {
    this.cancel();
    this.dirty = false;
    await this.enqueue(() => this.parts.file.remove());
  }

  private plan(): void {
    if (this.timer || this.stopped) return;
    const wait = Math.max(0, this.notBefore - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      // Only after a write under way is it known how long writing takes, so when the next one is due.
      void this.enqueue(() => (performance.now() < this.notBefore ? this.plan() : this.save()));
    }, wait);
    this.timer.unref();
  }

  private cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** One piece of work after the other. A failed one is told once, not at every attempt. */
  private enqueue(work: () => void | Promise<void>): Promise<void> {
    this.work = this.work.then(work).then(
      () => {
        this.complained = false;
      },
      (error: unknown) => {
        if (!this.complained) {
          this.parts.warn(`the state could not be kept in ${this.parts.file.path}: ${String(error)}`);
        }
        this.complained = true;
        // A full disk may have room again by then.
        if (this.dirty) this.plan();
      },
    );
    return this.work;
  }

  private async save(): Promise<void> {
    if (!this.dirty) return;
    const began = performance.now();
    this.notBefore = began + PAUSE_MS;
    this.dirty = false;
    try {
      await this.parts.file.write(encodeState(this.parts.collect()));
    } catch (error) {
      this.dirty = true;
      throw error;
    } finally {
      this.notBefore = Math.max(this.notBefore, began + (performance.now() - began) * SHARE);
    }
  }
}
