import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PLAN_NAMES, type PlanName } from '@automna/contracts';
import { openPlanScene, type PlanScene } from '../../testing/plan-scene.js';

/** Against the Stripe stand-in: what a preview says is what an invoice charges. */
describe('PlanChanges', () => {
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
  const coupon = () =>
    scene.stripe.coupons.create({ percent_off: 25, duration: 'repeating', duration_in_months: 3 });
  const upwards = PLAN_NAMES.flatMap((from, n) => PLAN_NAMES.slice(n + 1).map((to) => [from, to] as const));

  it.each(upwards)('charges for %s -> %s exactly what the preview said', async (from, to) => {
    const { id } = await scene.subscribe(user, from);
    await scene.advance(7.3);
    const seen = await preview(to);
    const before = (await scene.invoicesOf(id)).length;
    expect(seen).toMatchObject({ kind: 'upgrade', from, to, nextChargeCents: expect.any(Number) });
    expect(seen.lines.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(
      seen.amountDueCents + seen.balanceUsedCents,
    );
    const result = await scene.bench.plans.changes.change(user, {
      plan: to,
      amountDueCents: seen.amountDueCents,
      prorationDate: seen.prorationDate ?? 0,
    });
    expect(result).toMatchObject({ status: 'done', payUrl: null, subscription: { planName: to } });
    const invoices = await scene.invoicesOf(id);
    expect(invoices).toHaveLength(before + 1);
    expect(invoices[0]).toMatchObject({ status: 'paid', amount_paid: seen.amountDueCents });
    expect(await scene.planAtStripe(id)).toBe(to);
    expect(await statuses()).toEqual(['upgrade done']);
    await scene.advance(31, id);
    expect((await scene.invoicesOf(id))[0]?.amount_due).toBe(seen.nextChargeCents);
  });

  it('takes coupon and credit into account, to the cent', async () => {
    const { id, customer } = await scene.subscribe(user, 'starter', { coupon: (await coupon()).id });
    await scene.stripe.customers.createBalanceTransaction(customer, { amount: -301, currency: 'usd' });
    await scene.advance(11.7);
    const seen = await preview('power');
    expect(seen.balanceUsedCents).toBe(301);
    await agree('power');
    const [invoice] = await scene.invoicesOf(id);
    expect(invoice?.amount_paid).toBe(seen.amountDueCents);
    expect(invoice?.discounts.length).toBe(1);
  });

  it('charges nothing for a change during a trial, up or down, and changes at once', async () => {
    const { id } = await scene.subscribe(user, 'pro', { trialDays: 14 });
    expect(await preview('power')).toMatchObject({ amountDueCents: 0, prorationDate: null, lines: [] });
    expect((await agree('power')).status).toBe('done');
    expect(await agree('starter')).toMatchObject({ status: 'done', subscription: { planName: 'starter' } });
    expect((await scene.invoicesOf(id)).every(({ amount_paid }) => amount_paid === 0)).toBe(true);
    expect((await scene.bench.subscriptions.ofUser(user)).status).toBe('trialing');
  });

  describe('refuses to charge', () => {
    it.each([
      ['without an amount', {}],
      ['another amount', { amountDueCents: 1 }],
      ['for an old preview', { prorationDate: -16 * 60 }],
      ['for a moment to come', { prorationDate: 3600 }],
      ['for a moment before the period', { prorationDate: -86_400 * 40 }],
    ] as const)(
      '%s, and shows the amount anew',
      async (_what, wrong: { amountDueCents?: number; prorationDate?: number }) => {
        const { id } = await scene.subscribe(user, 'starter');
        await scene.advance(3);
        const seen = await preview('pro');
        const now = seen.prorationDate ?? 0;
        const wish =
          Object.keys(wrong).length === 0
            ? { plan: 'pro' as const }
            : {
                plan: 'pro' as const,
                amountDueCents: wrong.amountDueCents ?? seen.amountDueCents,
                prorationDate: now + (wrong.prorationDate ?? 0),
              };
        await expect(scene.bench.plans.changes.change(user, wish)).rejects.toMatchObject({
          errorCode: 'quote_outdated',
          options: { extensions: { preview: { kind: 'upgrade', amountDueCents: seen.amountDueCents } } },
        });
        expect(await scene.invoicesOf(id)).toHaveLength(1);
        expect(await scene.rowsOf(user)).toEqual([]);
      },
    );
  });

  describe('downgrading', () => {
    it('waits for the end of the paid period, charges nothing, and renews at the lower price', async () => {
      const { id, customer } = await scene.subscribe(user, 'power', { coupon: (await coupon()).id });
      await scene.advance(9);
      const seen = await preview('pro');
      expect(seen).toMatchObject({
        kind: 'downgrade',
        amountDueCents: 0,
        prorationDate: null,
        nextChargeCents: 2250,
      });
      const result = await change('pro');
      expect(result).toMatchObject({
        status: 'scheduled',
        subscription: { planName: 'power', nextPlan: { name: 'pro' }, nextPlanAt: seen.effectiveAt },
      });
      expect(await scene.invoicesOf(id)).toHaveLength(1);
      expect(await scene.schedulesOf(customer)).toHaveLength(1);
      await scene.advance(31, id);
      expect(await scene.bench.subscriptions.ofUser(user)).toMatchObject({ planName: 'pro', nextPlan: null });
      expect((await scene.invoicesOf(id))[0]).toMatchObject({ amount_due: 2250 });
      expect(await statuses()).toEqual(['downgrade done']);
    });

    it('can be aimed lower, repeated, and undone', async () => {
      const { id, customer } = await scene.subscribe(user, 'power');
      await change('pro');
      await change('pro');
      expect(await statuses()).toEqual(['downgrade scheduled']);
      expect(await change('starter')).toMatchObject({ subscription: { nextPlan: { name: 'starter' } } });
      expect(await scene.schedulesOf(customer)).toHaveLength(1);
      expect(await preview('power')).toMatchObject({
        kind: 'keep',
        nextChargeCents: 4000,
        amountDueCents: 0,
      });
      expect((await preview('pro')).nextChargeCents).toBe(3000);
      expect(await change('power')).toMatchObject({ status: 'done', subscription: { nextPlan: null } });
      await expect(change('power')).resolves.toMatchObject({ status: 'done' });
      expect(await statuses()).toEqual(['downgrade superseded', 'downgrade superseded', 'keep done']);
      await scene.advance(32, id);
      expect(await scene.planAtStripe(id)).toBe('power');
    });

    it('gives way to an upgrade', async () => {
      const { id, customer } = await scene.subscribe(user, 'pro');
      await change('starter');
      await scene.advance(4);
      expect((await preview('power')).nextChargeCents).toBe(4000);
      expect((await agree('power')).status).toBe('done');
      expect((await scene.schedulesOf(customer)).map(({ status }) => status)).toEqual(['released']);
      await scene.advance(32, id);
      expect(await scene.planAtStripe(id)).toBe('power');
    });

    it('works again in the month after a downgrade, while the old schedule still runs', async () => {
      const { id } = await scene.subscribe(user, 'power');
      await change('pro');
      await scene.advance(32, id);
      expect(await change('starter')).toMatchObject({
        status: 'scheduled',
        subscription: { planName: 'pro', nextPlan: { name: 'starter' } },
      });
      await scene.advance(31, id);
      expect(await scene.planAtStripe(id)).toBe('starter');
    });

    it('asks which channels stay, keeps the choice for later, and takes a better one', async () => {
      const { channels } = scene.bench.plans;
      await scene.subscribe(user, 'pro');
      channels.connect('chn_a', 'chn_b');
      expect((await preview('starter')).channels).toMatchObject({ inUse: 2, limit: 1, mustChoose: true });
      for (const keepChannels of [undefined, [], ['chn_a', 'chn_b'], ['chn_of_somebody']]) {
        await expect(change('starter', keepChannels && { keepChannels })).rejects.toMatchObject({
          errorCode: 'channels_choice_required',
          options: { extensions: { channels: { limit: 1 } } },
        });
      }
      expect(await scene.rowsOf(user)).toEqual([]);
      await change('starter', { keepChannels: ['chn_b'] });
      await change('starter', { keepChannels: ['chn_a'] });
      await change('starter', { keepChannels: ['chn_a'] });
      expect(channels.kept).toEqual([['chn_b'], ['chn_a']]);
      expect((await scene.rowsOf(user))[0]?.keepChannels).toEqual(['chn_a']);
      await change('pro');
      expect(channels.kept.at(-1)).toEqual([]);
    });
  });

  describe('refuses', () => {
    it('whoever has no subscription', async () => {
      await scene.bench.addUser(user);
      await expect(preview('pro')).rejects.toMatchObject({ errorCode: 'subscription_required' });
      await expect(change('pro')).rejects.toMatchObject({ errorCode: 'subscription_required' });
    });

    it('the plan there is already', async () => {
      await scene.subscribe(user, 'pro');
      expect((await preview('pro')).kind).toBe('same');
      await expect(change('pro')).rejects.toMatchObject({ errorCode: 'plan_unchanged' });
    });

    it('a former plan, which can still be cancelled and resumed', async () => {
      const { id: product } = await scene.stripe.products.create({ name: 'Old pro' });
      const lookup_key = `automna_pro_monthly`;
      const { id: price } = await scene.stripe.prices.create({
        product,
        currency: 'usd',
        unit_amount: 14_900,
        recurring: { interval: 'month' },
        lookup_key,
      });
      await scene.subscribe(user, 'pro', { price });
      await expect(change('power')).rejects.toMatchObject({ errorCode: 'plan_change_refused' });
      expect(await scene.bench.plans.cancellations.cancel(user, {})).toMatchObject({
        cancelAtPeriodEnd: true,
      });
      expect(await scene.bench.plans.cancellations.resume(user)).toMatchObject({ cancelAtPeriodEnd: false });
    });

    it('an upgrade while a payment is late, with the page to pay it; a downgrade is possible', async () => {
      const { id } = await scene.subscribe(user, 'pro', { card: 'pm_card_chargeCustomerFail' });
      await scene.advance(32, id);
      expect((await scene.bench.subscriptions.ofUser(user)).status).toBe('past_due');
      for (const attempt of [preview('power'), change('power')]) {
        await expect(attempt).rejects.toMatchObject({
          errorCode: 'plan_change_refused',
          options: { extensions: { payUrl: expect.stringMatching(/^http/) } },
        });
      }
      expect((await change('starter')).status).toBe('scheduled');
    });

    it('several of a kind, which nobody changes by machine', async () => {
      const { id } = await scene.subscribe(user, 'pro');
      const { items } = await scene.stripe.subscriptions.retrieve(id);
      await scene.stripe.subscriptions.update(id, { items: [{ id: items.data[0]?.id ?? '', quantity: 2 }] });
      await expect(change('power')).rejects.toMatchObject({ errorCode: 'plan_change_refused' });
    });
  });
});
