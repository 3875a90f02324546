import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlanName } from '@automna/contracts';
import { openPlanScene, type PlanScene } from '../../testing/plan-scene.js';

/** Against the Stripe stand-in: cards that refuse, and a Stripe that breaks off. */
describe('PlanChanges in trouble', () => {
  let scene: PlanScene;
  let user: string;
  let count = 0;

  beforeAll(async () => {
    scene = await openPlanScene();
  });
  afterAll(() => scene.close());
  beforeEach(() => {
    user = `usr_${(count += 1)}`;
    scene.tick();
    scene.bench.plans.channels.connected.length = 0;
    scene.bench.plans.channels.kept.length = 0;
  });

  const preview = (plan: PlanName) => scene.bench.plans.preview.of(user, plan);
  const change = (plan: PlanName, more: { keepChannels?: string[] } = {}) =>
    scene.bench.plans.changes.change(user, { plan, ...more });
  /** As the page does it: look, then agree to what was seen. */
  const agree = async (plan: PlanName) => {
    scene.tick();
    const { prorationDate, amountDueCents } = await preview(plan);
    return scene.bench.plans.changes.change(user, {
      plan,
      amountDueCents,
      ...(prorationDate === null ? {} : { prorationDate }),
    });
  };
  const statuses = async () => (await scene.rowsOf(user)).map(({ kind, status }) => `${kind} ${status}`);

  describe('with a card that does not pay', () => {
    it.each(['pm_card_chargeCustomerFail', 'pm_card_authenticationRequired'])(
      'keeps the old plan until the invoice is paid (%s)',
      async (card) => {
        const { id, customer } = await scene.subscribe(user, 'starter', { card });
        await scene.advance(5);
        const result = await agree('pro');
        expect(result).toMatchObject({
          status: 'awaiting_payment',
          payUrl: expect.stringMatching(/^http/),
          subscription: { planName: 'starter', awaitingPayment: { plan: { name: 'pro' } } },
        });
        const [open] = await scene.invoicesOf(id, 'open');
        expect(result.payUrl).toBe(open?.hosted_invoice_url);
        await scene.useCard(customer, 'pm_card_visa');
        await scene.stripe.invoices.pay(open?.id ?? '');
        await scene.apply(id);
        expect(await scene.bench.subscriptions.ofUser(user)).toMatchObject({ planName: 'pro', payUrl: null });
        expect(await statuses()).toEqual(['upgrade done']);
      },
    );

    it('forgets the upgrade that is never paid, and says so once', async () => {
      const { id } = await scene.subscribe(user, 'starter', { card: 'pm_card_chargeCustomerFail' });
      await scene.advance(5);
      await agree('pro');
      await scene.advance(1.1);
      await scene.bench.worker.drainOnce();
      expect(await statuses()).toEqual(['upgrade failed']);
      expect(await scene.invoicesOf(id, 'open')).toEqual([]);
      expect(
        scene.bench.timeline.filter(
          ({ userId, kind }) => userId === user && kind === 'billing.change_failed',
        ),
      ).toHaveLength(1);
    });

    it('voids the unpaid invoice before another change', async () => {
      const { id, customer } = await scene.subscribe(user, 'starter', { card: 'pm_card_chargeCustomerFail' });
      await scene.advance(5);
      await agree('pro');
      await scene.useCard(customer, 'pm_card_visa');
      expect((await agree('power')).status).toBe('done');
      expect((await scene.invoicesOf(id)).map(({ status }) => status)).toEqual(['paid', 'void', 'paid']);
      expect(await statuses()).toEqual(['upgrade superseded', 'upgrade done']);
    });

    it('takes the unpaid upgrade back when the customer chooses to stay', async () => {
      const { id } = await scene.subscribe(user, 'starter', { card: 'pm_card_chargeCustomerFail' });
      await scene.advance(5);
      await agree('pro');
      expect((await preview('starter')).kind).toBe('keep');
      expect(await change('starter')).toMatchObject({
        status: 'done',
        subscription: { awaitingPayment: null },
      });
      expect(await scene.invoicesOf(id, 'open')).toEqual([]);
      expect(await statuses()).toEqual(['upgrade superseded', 'keep done']);
    });

    it('refuses a second checkout while the upgrade waits', async () => {
      await scene.subscribe(user, 'starter', { card: 'pm_card_chargeCustomerFail' });
      await scene.advance(5);
      await agree('pro');
      await expect(scene.bench.checkout.start(user, 'power')).rejects.toMatchObject({
        errorCode: 'already_subscribed',
      });
    });
  });

  describe('when Stripe fails in the middle', () => {
    it.each([{ dropAfter: true }, { dropBefore: true }, { status: 500 }])(
      'finishes by itself what was written down, and charges once (%j)',
      async (fault) => {
        const { id } = await scene.subscribe(user, 'starter');
        await scene.advance(6);
        const { amountDueCents, prorationDate } = await preview('pro');
        const wish = { plan: 'pro' as const, amountDueCents, prorationDate: prorationDate ?? 0 };
        const route = '/v1/subscriptions/:id';
        await scene.control('faults', { method: 'POST', route, times: 20, fault });
        await expect(scene.bench.plans.changes.change(user, wish)).rejects.toMatchObject({
          errorCode: 'billing_unavailable',
          message: expect.stringContaining('written down'),
        });
        await scene.control('faults', {}, 'DELETE');
        scene.bench.clock.advance({ minutes: 2 });
        await scene.bench.worker.drainOnce();
        expect(await scene.planAtStripe(id)).toBe('pro');
        expect((await scene.invoicesOf(id)).map(({ amount_paid }) => amount_paid)).toEqual([
          amountDueCents,
          2000,
        ]);
        expect(await statuses()).toEqual(['upgrade done']);
      },
      30_000,
    );

    it('lets the next request finish it first', async () => {
      await scene.subscribe(user, 'power');
      const route = '/v1/subscription_schedules';
      await scene.control('faults', { method: 'POST', route, times: 20, fault: { dropAfter: true } });
      await expect(change('pro')).rejects.toMatchObject({ errorCode: 'billing_unavailable' });
      await scene.control('faults', {}, 'DELETE');
      expect(await scene.bench.plans.cancellations.cancel(user, {})).toMatchObject({
        cancelAtPeriodEnd: true,
      });
      expect(await statuses()).toEqual(['downgrade superseded', 'cancel done']);
    }, 30_000);

    it('does not charge more than agreed to, even after a long outage', async () => {
      const { id, customer } = await scene.subscribe(user, 'starter');
      await scene.advance(6);
      const { amountDueCents, prorationDate } = await preview('pro');
      await scene.control('faults', {
        method: 'POST',
        route: '/v1/subscriptions/:id',
        times: 20,
        fault: { dropBefore: true },
      });
      const wish = { plan: 'pro' as const, amountDueCents, prorationDate: prorationDate ?? 0 };
      await expect(scene.bench.plans.changes.change(user, wish)).rejects.toMatchObject({
        errorCode: 'billing_unavailable',
      });
      await scene.control('faults', {}, 'DELETE');
      await scene.stripe.customers.createBalanceTransaction(customer, { amount: 100, currency: 'usd' });
      scene.bench.clock.advance({ minutes: 2 });
      await scene.bench.worker.drainOnce();
      expect(await scene.planAtStripe(id)).toBe('starter');
      expect(await statuses()).toEqual(['upgrade failed']);
      expect(await scene.invoicesOf(id)).toHaveLength(1);
    }, 30_000);
  });

  it('knows an upgrade that was paid unheard of as done, not as replaced', async () => {
    const { id, customer } = await scene.subscribe(user, 'starter', { card: 'pm_card_chargeCustomerFail' });
    await scene.advance(5);
    await agree('pro');
    await scene.useCard(customer, 'pm_card_visa');
    const [open] = await scene.invoicesOf(id, 'open');
    await scene.stripe.invoices.pay(open?.id ?? '');
    expect((await change('starter')).status).toBe('scheduled');
    expect(await statuses()).toEqual(['upgrade done', 'downgrade scheduled']);
  });
});
