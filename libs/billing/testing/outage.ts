import type { Bench } from './bench.js';
import { connectionError } from './fake-errors.js';

/** `before`: the request never arrives. `after`: the first one that fails is carried out, and its answer is lost. */
export type OutageKind = 'before' | 'after';

/** Lets Stripe go away at a chosen call, whichever that is, and stay away until {@link restore}. */
export class StripeOutage {
  private calls = 0;
  private failsAt = Infinity;
  private kind: OutageKind = 'before';

  constructor(bench: Bench) {
    const call = bench.gateway.call.bind(bench.gateway);
    bench.gateway.call = async (request) => {
      this.calls += 1;
      if (this.calls < this.failsAt) return call(request);
      if (this.calls === this.failsAt && this.kind === 'after') await call(request);
      throw connectionError();
    };
  }

  /** From the nth call on, counting from 1. */
  begin(nth: number, kind: OutageKind): void {
    Object.assign(this, { calls: 0, failsAt: nth, kind });
  }

  /** Stripe is back; true when anybody noticed that it was away. */
  restore(): boolean {
    const noticed = this.calls >= this.failsAt;
    Object.assign(this, { calls: 0, failsAt: Infinity });
    return noticed;
  }
}
