import type { SandboxClock } from './clock.js';
import type { FaultSwitch } from './faults.js';
import type { RequestLog } from './request-log.js';
import { StateFile, type SandboxState } from './state-file.js';
import { StateKeeper } from './state-keeper.js';
import type { Vendor } from './vendor.js';

interface Member {
  vendor: Vendor;
  faults: FaultSwitch;
}

/** What the sandbox remembers across restarts. Without a file it remembers nothing and costs nothing. */
export class Memory {
  private readonly file: StateFile | undefined;
  private keeper: StateKeeper | undefined;
  /** Something changed before writing began. */
  private early = false;
  /** What is wrong with the file. */
  private unusable: string | undefined;

  constructor(
    private readonly members: readonly Member[],
    private readonly shared: { clock: SandboxClock; log: RequestLog },
    path: string | undefined,
  ) {
    this.file = path === undefined ? undefined : new StateFile(path);
  }

  /** Goes on where the last process stopped. With a file nobody can use, everything starts empty. */
  recall(): void {
    if (!this.file) return;
    try {
      const state = this.file.read();
      if (state) this.spread(state);
    } catch (error) {
      for (const { vendor, faults } of this.members) {
        vendor.reset();
        faults.reset();
      }
      this.shared.clock.reset();
      this.unusable = error instanceof Error ? error.message : String(error);
    }
  }

  /** From now on changes are written; a file nobody can use goes out of the way first. */
  begin(): void {
    if (!this.file) return;
    if (this.unusable !== undefined) {
      const aside = this.file.putAside();
      warn(`cannot use ${this.file.path}: ${this.unusable}. Started empty; the file is now ${aside}`);
    }
    this.keeper = new StateKeeper({ file: this.file, collect: () => this.collect(), warn });
    if (this.early) this.keeper.changed();
  }

  changed(): void {
    if (this.keeper) this.keeper.changed();
    else this.early = true;
  }

  /** Deletes the file. */
  async forget(): Promise<void> {
    await this.keeper?.forget();
  }

  /** Writes the last changes. */
  async end(): Promise<void> {
    await this.keeper?.stop();
  }

  private collect(): SandboxState {
    const { clock, log } = this.shared;
    const vendors = this.members.map(({ vendor, faults }) => [
      vendor.name,
      { faults: faults.save(), state: vendor.save?.() },
    ]);
    return {
      savedAt: new Date().toISOString(),
      clockOffsetMs: clock.save(),
      lastRequest: log.last,
      vendors: Object.fromEntries(vendors) as SandboxState['vendors'],
    };
  }

  private spread(state: SandboxState): void {
    this.shared.clock.load(state.clockOffsetMs);
    this.shared.log.continueAfter(state.lastRequest);
    for (const { vendor, faults } of this.members) {
      const kept = state.vendors[vendor.name];
      if (!kept) continue;
      faults.load(kept.faults);
      if (kept.state !== undefined) vendor.load?.(kept.state);
    }
  }
}

function warn(line: string): void {
  process.stderr.write(`sandbox: ${line}\n`);
}
