import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPlanScene, type PlanScene } from '../../testing/plan-scene.js';

const TEN = Array.from({ length: 10 }, (_, n) => n);

/** Two processes on one database. */
describe('Ten equal requests at the same moment', () => {
  let scene: PlanScene;

  beforeAll(async () => {
    scene = await openPlanScene(2);
  });
  afterAll(() => scene.close());

  const plansOf = (n: number) => scene.benches[n % 2]?.plans ?? scene.bench.plans;

  it('are one upgrade, one charge, and one answer', async () => {
    const { id } = await scene.subscribe('usr_up', 'starter');
    await scene.advance(5);
    const { amountDueCents, prorationDate } = await scene.bench.plans.preview.of('usr_up', 'pro');
    const wish = { plan: 'pro' as const, amountDueCents, prorationDate: prorationDate ?? 0 };
    const answers = await Promise.all(TEN.map((n) => plansOf(n).changes.change('usr_up', wish)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['done']));
    expect(await scene.invoicesOf(id)).toHaveLength(2);
    expect(await scene.rowsOf('usr_up')).toHaveLength(1);
  }, 60_000);

  it('are one unpaid upgrade with one invoice', async () => {
    const { id } = await scene.subscribe('usr_wait', 'starter', { card: 'pm_card_chargeCustomerFail' });
    await scene.advance(5);
    const { amountDueCents, prorationDate } = await scene.bench.plans.preview.of('usr_wait', 'pro');
    const wish = { plan: 'pro' as const, amountDueCents, prorationDate: prorationDate ?? 0 };
    const answers = await Promise.all(TEN.map((n) => plansOf(n).changes.change('usr_wait', wish)));
    expect(new Set(answers.map(({ payUrl }) => payUrl)).size).toBe(1);
    expect(await scene.invoicesOf(id, 'open')).toHaveLength(1);
    expect((await scene.invoicesOf(id)).filter(({ status }) => status === 'void')).toEqual([]);
  }, 60_000);

  it('are one downgrade and one schedule', async () => {
    const { customer } = await scene.subscribe('usr_down', 'power');
    const answers = await Promise.all(TEN.map((n) => plansOf(n).changes.change('usr_down', { plan: 'pro' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['scheduled']));
    expect(await scene.schedulesOf(customer)).toHaveLength(1);
    expect(await scene.rowsOf('usr_down')).toHaveLength(1);
  }, 60_000);

  it('are one cancellation, and one resumption', async () => {
    const { id } = await scene.subscribe('usr_go', 'pro');
    const gone = await Promise.all(TEN.map((n) => plansOf(n).cancellations.cancel('usr_go', {})));
    expect(gone.every(({ cancelAtPeriodEnd }) => cancelAtPeriodEnd)).toBe(true);
    const back = await Promise.all(TEN.map((n) => plansOf(n).cancellations.resume('usr_go')));
    expect(back.some(({ cancelAtPeriodEnd }) => cancelAtPeriodEnd)).toBe(false);
    expect((await scene.stripe.subscriptions.retrieve(id)).cancel_at_period_end).toBe(false);
    expect(await scene.rowsOf('usr_go')).toHaveLength(2);
  }, 60_000);
});
