import type { Machine } from './types.js';

/** Callers that wait until something is true of a machine. */
export class Waiting {
  private readonly looks = new Map<string, Set<() => void>>();

  /** @param exists whether the machine is still the one that is waited for */
  constructor(private readonly exists: (machine: Machine) => boolean) {}

  /** Resolves true once the test holds, false when the time is up. */
  until(machine: Machine, test: () => boolean, timeoutMs: number): Promise<boolean> {
    if (test()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const listeners = this.looks.get(machine.id) ?? new Set();
      this.looks.set(machine.id, listeners);
      const end = (result: boolean) => {
        clearTimeout(timer);
        listeners.delete(look);
        resolve(result);
      };
      const look = () => {
        if (test()) end(true);
        else if (!this.exists(machine)) end(false);
      };
      const timer = setTimeout(() => end(false), timeoutMs);
      timer.unref();
      listeners.add(look);
    });
  }

  /** The machine changed: everybody looks. */
  tell(machine: Machine): void {
    for (const look of [...(this.looks.get(machine.id) ?? [])]) look();
  }

  /** Everybody looks for the last time. */
  reset(): void {
    const looks = [...this.looks.values()].flatMap((set) => [...set]);
    looks.forEach((look) => look());
    this.looks.clear();
  }
}
