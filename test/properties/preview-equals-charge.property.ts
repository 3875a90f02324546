import { PLAN_NAMES, PLANS, type PlanName } from '@automna/contracts';
import type Stripe from 'stripe';
import { StripeCustomerEntity } from '../../libs/billing/persistence/billing-entities.js';
import { type Bench, openBench } from '../../libs/billing/testing/bench.js';
import { Chance } from '../chaos/support/seed.js';
import { StripeWorld } from './support/stripe-world.js';

/** Instants of the paid month at which each pair of plans is tried, in each of the four circumstances. */
const INSTANTS = Number(process.env['PROPERTY_INSTANTS'] ?? 200);
const MONTH = 28 * 86_400;
const TRIAL_DAYS = 30;
const HOURS = 3600;

interface Case {
  userId: string;
  from: PlanName;
  to: PlanName;
  coupon: boolean;
  trial: boolean;
  subscriptionId: string;
  customerId: string;
}

const pairs = PLAN_NAMES.flatMap((from) =>
  PLAN_NAMES.filter((to) => to !== from).map((to) => ({ from, to })),
);
const circumstances = [false, true].flatMap((coupon) => [false, true].map((trial) => ({ coupon, trial })));

describe('what a preview says is what is charged', () => {
  const seed = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
  const chance = new Chance(seed);
  let world: StripeWorld;
  let bench: Bench;

  beforeAll(async () => {
    world = await StripeWorld.open();
    bench = await openBench({ stripe: world.stripe, now: world.now });
  });
  afterAll(async () => {
    await bench.close();
    await world.close();
  });

  it(`to the cent: ${pairs.length} pairs, ${INSTANTS} instants, with and without coupon and trial (PROPERTY_SEED=${seed})`, async () => {
    for (let round = 1; round <= INSTANTS; round += 1) {
      const wrong = await tryAt(chance.below(MONTH), round);
      if (wrong.length > 0)
        throw new Error(`PROPERTY_SEED=${seed}, instant ${round}:\n${JSON.stringify(wrong, null, 2)}`);
    }
  }, 1_200_000);

  /** All pairs at one instant of their month. @returns what differs. */
  async function tryAt(second: number, round: number): Promise<object[]> {
    const cases = await begin(round);
    await world.pass(second);
    bench.clock.set(world.now);
    const wrong: object[] = [];
    const promised = new Map<Case, { cents: number; at: number }>();
    for (const one of cases) {
      const { said, charged, next } = await changeAndLook(one);
      if (said !== charged) wrong.push({ ...one, second, said, charged });
      if (next) promised.set(one, next);
    }
    await world.pass(Math.max(0, ...[...promised.values()].map(({ at }) => at - now())) + 2 * HOURS);
    for (const [one, { cents, at }] of promised) {
      const renewal = (await invoicesOf(one)).find(({ period_end }) => period_end === at);
      if (renewal?.amount_due !== cents)
        wrong.push({ ...one, second, nextSaid: cents, nextCharged: renewal?.amount_due ?? 'nothing' });
    }
    return wrong;
  }

  async function begin(round: number): Promise<Case[]> {
    await world.begin('nobody@example.com', () => bench.catalogue.syncCatalogue({ dryRun: false }));
    bench.prices.refresh();
    bench.clock.set(world.now);
    const cases: Case[] = [];
    for (const pair of pairs) {
      for (const circumstance of circumstances)
        cases.push(await subscribe(pair, circumstance, `${round}_${cases.length}`));
    }
    return cases;
  }

  async function subscribe(
    { from, to }: { from: PlanName; to: PlanName },
    { coupon, trial }: { coupon: boolean; trial: boolean },
    name: string,
  ): Promise<Case> {
    const userId = await bench.addUser(`usr_${name}`);
    const customerId = await world.newCustomer(`${userId}@example.com`);
    await bench.repository(StripeCustomerEntity).insert({
      id: `cust_${name}`,
      userId,
      email: `${userId}@example.com`,
      name: 'Ada',
      stripeCustomerId: customerId,
      attempt: 1,
      createdAt: world.now,
      deletedAt: null,
    });
    const { id } = await world.stripe.subscriptions.create({
      customer: customerId,
      items: [{ price: world.prices[PLAN_NAMES.indexOf(from) as 0 | 1 | 2] }],
      ...(trial ? { trial_period_days: TRIAL_DAYS } : {}),
      ...(coupon ? { discounts: [{ coupon: world.coupon }] } : {}),
    });
    // Credit of the account pays before the card does; some have some.
    if (chance.below(3) === 0) {
      const amount = -1 - chance.below(1500);
      await world.stripe.customers.createBalanceTransaction(customerId, { amount, currency: 'usd' });
    }
    await bench.sync.apply(id, { text: 'a test', at: world.now });
    return { userId, from, to, coupon, trial, subscriptionId: id, customerId };
  }

  /** Previews and changes as a customer does, then looks what Stripe charged for it. */
  async function changeAndLook(one: Case): Promise<{
    said: number;
    charged: number;
    next: { cents: number; at: number } | null;
  }> {
    const before = new Set((await invoicesOf(one)).map(({ id }) => id));
    const preview = await bench.plans.preview.of(one.userId, one.to);
    await bench.plans.changes.change(one.userId, {
      plan: one.to,
      prorationDate: preview.prorationDate ?? undefined,
      amountDueCents: preview.amountDueCents,
    });
    const made = (await invoicesOf(one)).filter(({ id }) => !before.has(id));
    const charged = made.reduce((sum, { amount_paid }) => sum + amount_paid, 0);
    const { nextChargeCents: cents, nextChargeAt: at } = preview;
    return {
      said: preview.amountDueCents,
      charged,
      next: cents === null || at === null ? null : { cents, at: at.getTime() / 1000 },
    };
  }

  async function invoicesOf({ subscriptionId }: Case): Promise<Stripe.Invoice[]> {
    return (await world.stripe.invoices.list({ subscription: subscriptionId, limit: 100 })).data;
  }

  const now = () => Math.floor(world.now.getTime() / 1000);

  it('and the prices themselves are the catalogue’s', () => {
    expect(PLAN_NAMES.map((plan) => PLANS[plan].priceCents)).toEqual([2000, 3000, 4000]);
  });
});
