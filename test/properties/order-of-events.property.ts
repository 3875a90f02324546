import fc from 'fast-check';
import { Deliveries } from './support/deliveries.js';
import { happen } from './support/happen.js';
import { extraGrants, extraMails } from './support/extras.js';
import { type Happening, lifecycles } from './support/lifecycle.js';
import { Observer, stateAtStripe } from './support/observer.js';
import { rerunnable } from './support/rerun.js';
import { StripeWorld } from './support/stripe-world.js';

/** Lives, and in how many orders each is told: 1,000 orders in all. */
const LIVES = Number(process.env['PROPERTY_LIVES'] ?? 125);
const ORDERS = 8;

describe('whatever order events arrive in', () => {
  let world: StripeWorld;
  let observers: Observer[];

  beforeAll(async () => {
    world = await StripeWorld.open();
    observers = await Promise.all(Array.from({ length: ORDERS }, () => Observer.open(world)));
  });
  afterAll(async () => {
    await Promise.all(observers.map((observer) => observer.close()));
    await world.close();
  });

  it(`${LIVES * ORDERS} orders, with repeats, losses and delays, end in Stripe’s own state`, async () => {
    const orders = fc.array(fc.nat(), { minLength: ORDERS, maxLength: ORDERS, size: 'max' });
    await fc.assert(
      fc.asyncProperty(lifecycles, orders, (life, seeds) => tell(life, seeds)),
      { numRuns: LIVES, endOnFailure: true, ...rerunnable() },
    );
  }, 900_000);

  async function tell(life: Happening[], seeds: number[]): Promise<void> {
    await world.begin('ada@example.com', () => observers[0]?.offer() ?? Promise.resolve());
    const tellers = observers.map(
      (observer, index) => new Deliveries(seeds[index] ?? index, observer, isLossy(index)),
    );
    for (const observer of observers) await observer.begin();
    for (const [index, happening] of life.entries()) {
      await happen(world, happening);
      const events = await world.events();
      for (const observer of observers) observer.follow();
      for (const teller of tellers) await teller.after(index, events);
    }
    const truth = await stateAtStripe(world);
    const history = await world.events();
    for (const [index, observer] of observers.entries()) {
      await tellers[index]?.rest();
      await observer.tasks();
      if (!isLossy(index)) expect(await observer.finalState()).toEqual(truth);
      const found = await observer.reconcile();
      if (tellers[index]?.dropped === 0) expect(found).toEqual([]);
      expect(await observer.finalState()).toEqual(truth);
      expect(await observer.undecided()).toBe(0);
      expect(extraMails(observer.bench.mails, history)).toEqual([]);
      expect(extraGrants(observer.bench.events)).toEqual([]);
    }
  }
});

/** Every second observer loses events and needs the reconciliation; to the others nothing was lost. */
function isLossy(index: number): boolean {
  return index % 2 === 1;
}
