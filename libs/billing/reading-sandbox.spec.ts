import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lookupKeyOf, type PlanName } from '@automna/contracts';
import { BillingNoticeEntity, SubscriptionEntity } from './persistence/billing-entities.js';
import { openSandboxBench, type SandboxBench } from './testing/sandbox-bench.js';

const DAY = 24 * 3600;

/** What is at Stripe, however it got there, is what the row says. */
describe('A reading of Stripe', () => {
  let room: SandboxBench;

  beforeEach(async () => {
    room = await openSandboxBench();
    await room.bench.addUser('usr_1');
    await room.useCard('usr_1', 'pm_card_visa');
  });
  afterEach(() => room.close());

  const view = () => room.bench.subscriptions.ofUser('usr_1');
  const row = () => room.bench.repository(SubscriptionEntity).findOneByOrFail({ userId: 'usr_1' });
  const attention = async () =>
    (await room.bench.repository(BillingNoticeEntity).find({ where: { attention: true } })).map(
      ({ kind }) => kind,
    );
  const priceOf = async (plan: PlanName) =>
    (await room.stripe.prices.list({ lookup_keys: [lookupKeyOf(plan)] })).data[0]?.id ?? '';
  const product = async () => (await room.stripe.prices.retrieve(await priceOf('pro'))).product as string;

  it('knows a downgrade that a schedule holds, from its making to its coming true', async () => {
    const { id } = await room.subscribe('usr_1', 'power');
    await room.deliver();
    const schedule = await room.stripe.subscriptionSchedules.create({ from_subscription: id });
    const [phase] = schedule.phases;
    await room.stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'release',
      phases: [
        {
          items: [{ price: await priceOf('power'), quantity: 1 }],
          start_date: phase?.start_date ?? 0,
          end_date: phase?.end_date ?? 0,
        },
        {
          items: [{ price: await priceOf('starter'), quantity: 1 }],
          duration: { interval: 'month', interval_count: 1 },
          proration_behavior: 'none',
        },
      ],
    });
    await room.deliver();
    const { currentPeriodEnd } = await view();
    expect(await view()).toMatchObject({
      plan: { name: 'power' },
      nextPlan: { name: 'starter' },
      nextPlanAt: currentPeriodEnd,
    });
    expect(await row()).toMatchObject({ scheduleId: schedule.id });
    await room.moveTo(new Date((currentPeriodEnd?.getTime() ?? 0) + 2 * 3600 * 1000));
    await room.deliver();
    expect(await view()).toMatchObject({ plan: { name: 'starter' }, nextPlan: null, nextPlanAt: null });
    expect(room.bench.kinds()).toEqual([
      'billing.subscription_activated',
      'billing.downgrade_scheduled',
      'billing.plan_changed',
      'billing.renewed',
    ]);
  });

  it('forgets it when the schedule is released', async () => {
    const { id } = await room.subscribe('usr_1', 'power');
    const schedule = await room.stripe.subscriptionSchedules.create({ from_subscription: id });
    await room.deliver();
    expect(await row()).toMatchObject({ scheduleId: schedule.id, nextPlan: null });
    await room.stripe.subscriptionSchedules.release(schedule.id);
    const [released] = (await room.undelivered()).filter(
      ({ type }) => type === 'subscription_schedule.released',
    );
    await room.deliver(released ? [released] : []);
    expect((await row()).scheduleId).toBeNull();
  });

  it('knows an upgrade that waits for the customer, and what becomes of it', async () => {
    const { id, items } = await room.subscribe('usr_1', 'starter');
    await room.useCard('usr_1', 'pm_card_chargeCustomerFail');
    const upgrade = async () =>
      room.stripe.subscriptions.update(id, {
        items: [{ id: items.data[0]?.id ?? '', price: await priceOf('power'), quantity: 1 }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'pending_if_incomplete',
      });
    const { latest_invoice: invoice } = await upgrade();
    await room.deliver();
    expect(await view()).toMatchObject({
      plan: { name: 'starter' },
      service: 'running',
      awaitingPayment: { plan: { name: 'power' }, expiresAt: expect.any(Date) },
      payUrl: expect.stringContaining(invoice as string),
    });
    const method = await room.useCard('usr_1', 'pm_card_visa');
    await room.stripe.invoices.pay(invoice as string, { payment_method: method });
    await room.deliver();
    expect(await view()).toMatchObject({ plan: { name: 'power' }, awaitingPayment: null, payUrl: null });
    expect(room.bench.mails.map(({ template }) => template)).toEqual(['plan_active', 'plan_active']);
  });

  it('drops it when nobody pays', async () => {
    const { id, items } = await room.subscribe('usr_1', 'starter');
    await room.useCard('usr_1', 'pm_card_chargeCustomerFail');
    await room.stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]?.id ?? '', price: await priceOf('power'), quantity: 1 }],
      proration_behavior: 'always_invoice',
      payment_behavior: 'pending_if_incomplete',
    });
    await room.deliver();
    await room.advance(DAY);
    await room.deliver();
    expect(await view()).toMatchObject({ plan: { name: 'starter' }, awaitingPayment: null, payUrl: null });
  });

  it('says in words what a coupon takes off, and shows a trial while it lasts', async () => {
    const { id: coupon } = await room.stripe.coupons.create({
      percent_off: 20,
      duration: 'repeating',
      duration_in_months: 3,
    });
    await room.subscribe('usr_1', 'pro', { discounts: [{ coupon }], trial_period_days: 7 });
    await room.deliver();
    expect(await view()).toMatchObject({
      status: 'trialing',
      service: 'running',
      discount: '20% off for 3 months',
      interval: 'month',
      trialEnd: expect.any(Date),
    });
    expect(await room.bench.nextCharges.ofUser('usr_1')).toMatchObject({
      amountCents: 2400,
      lines: expect.arrayContaining([{ description: 'Discount', amountCents: -600 }]),
    });
    await room.advance(8 * DAY);
    await room.deliver();
    expect(await view()).toMatchObject({ status: 'active', trialEnd: null });
  });

  describe('of what should not be there', () => {
    it('counts one plan when it is charged twice, and tells the staff once', async () => {
      await room.subscribe('usr_1', 'pro', { items: [{ price: await priceOf('pro'), quantity: 2 }] });
      await room.deliver();
      await room.bench.sync.apply((await row()).stripeSubscriptionId, { text: 'again', at: new Date() });
      expect(await view()).toMatchObject({ plan: { name: 'pro' }, service: 'running' });
      expect((await row()).quantity).toBe(2);
      expect(await attention()).toEqual(['billing.quantity_unexpected']);
    });

    it('grants no plan in a foreign currency', async () => {
      const price = await room.stripe.prices.create({
        currency: 'eur',
        unit_amount: 3000,
        recurring: { interval: 'month' },
        product: await product(),
      });
      await room.subscribe('usr_1', 'pro', { items: [{ price: price.id }] });
      await room.deliver();
      expect(await view()).toMatchObject({ plan: null, catalogue: null, live: true });
      expect(await attention()).toEqual(['billing.foreign_currency']);
      await expect(room.bench.subscriptions.requireService('usr_1')).rejects.toMatchObject({
        errorCode: 'unknown_plan',
      });
    });

    it('picks none of several items', async () => {
      await room.subscribe('usr_1', 'pro', {
        items: [{ price: await priceOf('pro') }, { price: await priceOf('power') }],
      });
      await room.deliver();
      expect(await view()).toMatchObject({ plan: null, priceCents: null });
      expect(await row()).toMatchObject({ itemId: null, quantity: null });
      expect(await attention()).toEqual(['billing.price_unknown']);
    });

    it('is not taken in by a product of ours with a price of nobody', async () => {
      const price = await room.stripe.prices.create({
        currency: 'usd',
        unit_amount: 0,
        recurring: { interval: 'month' },
        product: await product(),
      });
      await room.subscribe('usr_1', 'pro', { items: [{ price: price.id }] });
      await room.deliver();
      expect(await view()).toMatchObject({ plan: null, priceCents: 0 });
      expect(await attention()).toEqual(['billing.price_unknown']);
    });
  });
});
