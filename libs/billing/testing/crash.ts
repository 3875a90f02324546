import type { Bench } from './bench.js';

/** The process is gone: nothing of what it would have done next happens. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * Lets the process of a bench die at a chosen point: before or after any transaction and any call to Stripe. From
 * then on it can reach neither, until {@link revive} starts it again.
 */
export class CrashPoints {
  private passed = 0;
  private diesAt = Infinity;
  private dead = false;

  constructor(bench: Bench) {
    const run = bench.uow.run.bind(bench.uow);
    bench.uow.run = (work) => this.around(() => run(work));
    const call = bench.gateway.call.bind(bench.gateway);
    bench.gateway.call = (request) => this.around(() => call(request));
  }

  /** Dies at the nth point from now, counting from 1. */
  arm(point: number): void {
    this.passed = 0;
    this.diesAt = point;
  }

  /** A new process; true when the old one had died. */
  revive(): boolean {
    const died = this.dead;
    Object.assign(this, { passed: 0, diesAt: Infinity, dead: false });
    return died;
  }

  private async around<T>(act: () => Promise<T>): Promise<T> {
    this.pass();
    const result = await act();
    this.pass();
    return result;
  }

  private pass(): void {
    this.passed += 1;
    if (this.passed >= this.diesAt) this.dead = true;
    if (this.dead) throw new Crash(`died at point ${this.diesAt}`);
  }
}
