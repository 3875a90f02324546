import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openPlanScene, type PlanScene } from '../../testing/plan-scene.js';

describe('Cancellations', () => {
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
  });

  const cancel = (words = {}) => scene.bench.plans.cancellations.cancel(user, words);
  const resume = () => scene.bench.plans.cancellations.resume(user);
  const told = () => scene.bench.timeline.filter(({ userId }) => userId === user).map(({ kind }) => kind);

  it('ends the subscription with its paid period and keeps the words at Stripe', async () => {
    const { id } = await scene.subscribe(user, 'pro');
    const view = await cancel({ reason: 'too_expensive', comment: 'For now.' });
    expect(view).toMatchObject({ status: 'active', live: true, cancelAtPeriodEnd: true });
    expect((await scene.stripe.subscriptions.retrieve(id)).cancellation_details).toMatchObject({
      feedback: 'too_expensive',
      comment: 'For now.',
    });
    expect(told()).toContain('billing.cancel_scheduled');
    await scene.advance(32, id);
    expect(await scene.bench.subscriptions.ofUser(user)).toMatchObject({ status: 'canceled', live: false });
    await expect(resume()).rejects.toMatchObject({ errorCode: 'subscription_required' });
  });

  it('is taken back until then, and then there is nothing more to take back', async () => {
    const { id } = await scene.subscribe(user, 'pro');
    await expect(resume()).rejects.toMatchObject({ errorCode: 'nothing_to_resume' });
    await cancel();
    await cancel();
    expect(await resume()).toMatchObject({ cancelAtPeriodEnd: false });
    await resume();
    scene.bench.clock.advance({ minutes: 2 });
    await expect(resume()).rejects.toMatchObject({ errorCode: 'nothing_to_resume' });
    await scene.advance(32, id);
    expect((await scene.bench.subscriptions.ofUser(user)).status).toBe('active');
  });

  it('lets a scheduled downgrade go, and an unpaid upgrade', async () => {
    const { id, customer } = await scene.subscribe(user, 'pro');
    await scene.bench.plans.changes.change(user, { plan: 'starter' });
    expect(await cancel()).toMatchObject({ cancelAtPeriodEnd: true, nextPlan: null });
    await resume();
    await scene.useCard(customer, 'pm_card_chargeCustomerFail');
    await scene.advance(4);
    const { amountDueCents, prorationDate } = await scene.bench.plans.preview.of(user, 'power');
    const wish = { plan: 'power' as const, amountDueCents, prorationDate: prorationDate ?? 0 };
    expect((await scene.bench.plans.changes.change(user, wish)).status).toBe('awaiting_payment');
    expect(await cancel()).toMatchObject({ cancelAtPeriodEnd: true, awaitingPayment: null });
    expect(await scene.invoicesOf(id, 'open')).toEqual([]);
  });

  it('allows no change of plan while it ends', async () => {
    await scene.subscribe(user, 'pro');
    await cancel();
    await expect(scene.bench.plans.preview.of(user, 'power')).rejects.toMatchObject({
      errorCode: 'plan_change_refused',
    });
  });

  it('works while a payment is late: until the period ends; and at once when nothing was ever paid for it', async () => {
    const { id } = await scene.subscribe(user, 'pro', { card: 'pm_card_chargeCustomerFail' });
    await scene.advance(32, id);
    expect(await cancel()).toMatchObject({ status: 'past_due', cancelAtPeriodEnd: true, live: true });
    await resume();
    await scene.advance(20, id);
    expect((await scene.bench.subscriptions.ofUser(user)).status).toBe('unpaid');
    expect(await cancel()).toMatchObject({ status: 'canceled', live: false });
  });

  it('lets the customer come back: a new subscription of the same customer at Stripe', async () => {
    const { id, customer } = await scene.subscribe(user, 'power');
    await cancel();
    await expect(scene.bench.checkout.start(user, 'pro')).rejects.toMatchObject({
      errorCode: 'already_subscribed',
    });
    await scene.advance(32, id);
    const { sessionId, url } = await scene.bench.checkout.start(user, 'pro');
    const card = {
      cardNumber: '4242424242424242',
      cardExpiry: '12 / 40',
      cardCvc: '123',
      billingName: 'Ada Lovelace',
      email: `${user}@example.com`,
    };
    await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(card) });
    expect((await scene.bench.checkout.status(user, sessionId)).status).toBe('active');
    const { data } = await scene.stripe.subscriptions.list({ customer, status: 'all' });
    expect(data.map(({ status }) => status)).toEqual(['active', 'canceled']);
    expect((await scene.stripe.checkout.sessions.retrieve(sessionId)).allow_promotion_codes).toBe(true);
    expect(await scene.bench.subscriptions.ofUser(user)).toMatchObject({
      planName: 'pro',
      service: 'running',
    });
  });

  it('takes a subscription in its trial', async () => {
    const { id } = await scene.subscribe(user, 'pro', { trialDays: 7 });
    expect(await cancel()).toMatchObject({ status: 'trialing', cancelAtPeriodEnd: true });
    await scene.advance(8, id);
    expect((await scene.bench.subscriptions.ofUser(user)).status).toBe('canceled');
  });

  it('refuses whoever has nothing to cancel', async () => {
    await scene.bench.addUser(user);
    await expect(cancel()).rejects.toMatchObject({ errorCode: 'subscription_required' });
  });

  it('says 503 while Stripe is away, and does it by itself when it is back', async () => {
    await scene.subscribe(user, 'pro');
    await scene.control('faults', {
      method: 'POST',
      route: '/v1/subscriptions/:id',
      times: 9,
      fault: { status: 503 },
    });
    await expect(cancel()).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
      message: expect.stringContaining('written down'),
    });
    await scene.control('faults', {}, 'DELETE');
    scene.bench.clock.advance({ minutes: 2 });
    await scene.bench.worker.drainOnce();
    expect(await scene.bench.subscriptions.ofUser(user)).toMatchObject({ cancelAtPeriodEnd: true });
  });
});
