import { realNow } from './real-time.js';
import type { Machine, NextStep } from './types.js';

/** What each machine is on its way to: one step at a time, the newest wins. Beside it as data, so that a restart goes on. */
export class Steps {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly errands = new Map<string, symbol>();

  /** @param failed told when a step could not be taken: it must not take the vendor down with it */
  constructor(
    private readonly take: (machine: Machine, step: NextStep) => void,
    private readonly failed: (machine: Machine, error: unknown) => void,
  ) {}

  /** The step, after a while. */
  later(machine: Machine, ms: number, step: NextStep): void {
    this.cancel(machine);
    machine.next = { step, at: realNow() + ms };
    const timer = setTimeout(() => this.now(machine, () => this.take(machine, step)), ms);
    timer.unref();
    this.timers.set(machine.id, timer);
  }

  /** Something of its own length, which ends in the step. */
  after(machine: Machine, step: NextStep, work: Promise<unknown>, act: () => void): void {
    this.cancel(machine);
    const errand = Symbol(step);
    this.errands.set(machine.id, errand);
    machine.next = { step, at: realNow() };
    const unless = (then: () => void) => {
      if (this.errands.get(machine.id) === errand) this.now(machine, then);
    };
    work.then(
      () => unless(act),
      (error: unknown) => unless(() => this.failed(machine, error)),
    );
  }

  /** Whatever it was on its way to, it is not any more. */
  cancel(machine: Machine): void {
    clearTimeout(this.timers.get(machine.id));
    this.timers.delete(machine.id);
    this.errands.delete(machine.id);
    machine.next = undefined;
  }

  reset(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.errands.clear();
  }

  private now(machine: Machine, act: () => void): void {
    this.cancel(machine);
    try {
      act();
    } catch (error) {
      this.failed(machine, error);
    }
  }
}
