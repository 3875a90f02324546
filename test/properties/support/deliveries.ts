import { Chance } from '../../chaos/support/seed.js';
import type Stripe from 'stripe';
import type { Observer } from './observer.js';

const DROPPED = 0.12;
const REPEATED = 0.25;
const AT_ONCE = 0.45;
/** A late delivery comes after this many further happenings at most. */
const LATEST = 6;

interface Delivery {
  event: Stripe.Event;
  /** The happening it comes after. */
  after: number;
}

/** One order in which one observer hears of Stripe: late, twice, in any sequence, or never. The seed decides it all. */
export class Deliveries {
  private readonly chance: Chance;
  private readonly drawn = new Set<string>();
  private waiting: Delivery[] = [];
  /** Events this observer never hears of. */
  dropped = 0;

  /** @param lossy some events never arrive */
  constructor(
    seed: number,
    private readonly observer: Observer,
    private readonly lossy: boolean,
  ) {
    this.chance = new Chance(seed);
  }

  /** Takes note of what happened at Stripe by now and hands over what is due. */
  async after(happening: number, events: readonly Stripe.Event[]): Promise<void> {
    for (const event of events) {
      if (this.drawn.has(event.id)) continue;
      this.drawn.add(event.id);
      this.plan(event, happening);
    }
    await this.handOver(({ after }) => after <= happening);
  }

  /** Everything that is still under way. */
  rest(): Promise<void> {
    return this.handOver(() => true);
  }

  private plan(event: Stripe.Event, happening: number): void {
    if (this.chance.next() < DROPPED && this.lossy) {
      this.dropped += 1;
      return;
    }
    const copies = this.chance.next() < REPEATED ? 2 + this.chance.below(2) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = this.chance.next() < AT_ONCE ? 0 : 1 + this.chance.below(LATEST);
      this.waiting.push({ event, after: happening + late });
    }
  }

  /** A few at a time, so that two of them meet on the same subscription. */
  private async handOver(isDue: (delivery: Delivery) => boolean): Promise<void> {
    const due = this.chance.shuffled(this.waiting.filter(isDue));
    this.waiting = this.waiting.filter((delivery) => !isDue(delivery));
    while (due.length > 0) {
      const some = due.splice(0, 1 + this.chance.below(8));
      for (const { event } of some) await this.observer.hear(event);
      if (this.chance.next() < 0.7) await this.observer.work();
    }
    await this.observer.work();
  }
}
