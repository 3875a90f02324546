import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlanName } from '@automna/contracts';
import { CrashPoints } from '../../testing/crash.js';
import { openPlanScene, type PlanScene } from '../../testing/plan-scene.js';

const MOST_POINTS = 120;

interface Story {
  name: string;
  from: PlanName;
  card?: string;
  /** What was there before the change that crashes. */
  before?: (user: string) => Promise<unknown>;
  /** Answers with the request as a person would repeat it. */
  prepare: (user: string) => Promise<() => Promise<unknown>>;
  /** As it must be at Stripe when all is done. */
  ends: { plan: PlanName; next?: PlanName | null; cancels?: boolean; awaiting?: PlanName; invoices: number };
  row: string;
}

/** A process dies between any two writes; what it had written down is carried out by the job, once. */
describe('A change of plan whose process dies', () => {
  let scene: PlanScene;
  let crash: CrashPoints;

  beforeAll(async () => {
    scene = await openPlanScene();
    crash = new CrashPoints(scene.bench);
  });
  afterAll(() => scene.close());

  const plans = () => scene.bench.plans;
  const change = (plan: PlanName) => (user: string) => plans().changes.change(user, { plan });
  const upgrade = (plan: PlanName) => async (user: string) => {
    scene.tick();
    const { amountDueCents, prorationDate } = await plans().preview.of(user, plan);
    const wish = { plan, amountDueCents, prorationDate: prorationDate ?? 0 };
    return () => plans().changes.change(user, wish);
  };
  const plainly = (act: (user: string) => Promise<unknown>) => async (user: string) => () => act(user);

  const stories: Story[] = [
    {
      name: 'upgrade',
      from: 'starter',
      prepare: upgrade('pro'),
      ends: { plan: 'pro', invoices: 2 },
      row: 'upgrade done',
    },
    {
      name: 'upgrade over a scheduled downgrade',
      from: 'pro',
      before: change('starter'),
      prepare: upgrade('power'),
      ends: { plan: 'power', next: null, invoices: 2 },
      row: 'upgrade done',
    },
    {
      name: 'upgrade that waits for its payment',
      from: 'starter',
      card: 'pm_card_chargeCustomerFail',
      prepare: upgrade('pro'),
      ends: { plan: 'starter', awaiting: 'pro', invoices: 2 },
      row: 'upgrade awaiting_payment',
    },
    {
      name: 'upgrade over an unpaid one',
      from: 'starter',
      card: 'pm_card_chargeCustomerFail',
      before: async (user) => (await upgrade('pro')(user))(),
      prepare: upgrade('power'),
      ends: { plan: 'starter', awaiting: 'power', invoices: 3 },
      row: 'upgrade awaiting_payment',
    },
    {
      name: 'downgrade',
      from: 'power',
      prepare: plainly(change('pro')),
      ends: { plan: 'power', next: 'pro', invoices: 1 },
      row: 'downgrade scheduled',
    },
    {
      name: 'downgrade aimed lower',
      from: 'power',
      before: change('pro'),
      prepare: plainly(change('starter')),
      ends: { plan: 'power', next: 'starter', invoices: 1 },
      row: 'downgrade scheduled',
    },
    {
      name: 'downgrade taken back',
      from: 'power',
      before: change('pro'),
      prepare: plainly(change('power')),
      ends: { plan: 'power', next: null, invoices: 1 },
      row: 'keep done',
    },
    {
      name: 'cancellation over a scheduled downgrade',
      from: 'power',
      before: change('pro'),
      prepare: plainly((user) => plans().cancellations.cancel(user, { reason: 'unused' })),
      ends: { plan: 'power', next: null, cancels: true, invoices: 1 },
      row: 'cancel done',
    },
    {
      name: 'cancellation taken back',
      from: 'power',
      before: (user) => plans().cancellations.cancel(user, {}),
      prepare: plainly((user) => plans().cancellations.resume(user)),
      ends: { plan: 'power', cancels: false, invoices: 1 },
      row: 'resume done',
    },
  ];

  it.each(stories)(
    '$name: ends as asked, whatever the moment',
    async ({ name, from, card, before, prepare, ends, row }) => {
      let point = 1;
      for (; point <= MOST_POINTS; point += 1) {
        const user = `usr_${name.replaceAll(' ', '_')}_${point}`;
        const { id, customer } = await scene.subscribe(user, from, card ? { card } : {});
        await before?.(user);
        const earlier = (await scene.rowsOf(user)).length;
        const request = await prepare(user);

        crash.arm(point);
        const answer = await request().then(
          () => null,
          (error: unknown) => error,
        );
        const died = crash.revive();
        if (!died && answer !== null) throw answer;

        const written = (await scene.rowsOf(user)).length > earlier;
        if (!written) {
          // Nothing was promised: the customer has what they had, and asks again.
          expect({ point, plan: await scene.planAtStripe(id) }).toEqual({ point, plan: from });
          await request();
        }
        scene.bench.clock.advance({ minutes: 2 });
        await scene.bench.worker.drainOnce();
        scene.tick();

        const view = await scene.bench.subscriptions.ofUser(user);
        const last = (await scene.rowsOf(user)).at(-1);
        expect({
          point,
          atStripe: await scene.planAtStripe(id),
          here: view.planName,
          next: view.nextPlan?.name ?? null,
          cancels: view.cancelAtPeriodEnd,
          awaiting: view.awaitingPayment?.plan.name ?? null,
          invoices: (await scene.invoicesOf(id)).length,
          open: (await scene.invoicesOf(id, 'open')).length,
          schedules: (await scene.schedulesOf(customer)).filter(({ status }) => status === 'active').length,
          row: `${last?.kind} ${last?.status}`,
          rows: (await scene.rowsOf(user)).length,
        }).toEqual({
          point,
          atStripe: ends.plan,
          here: ends.plan,
          next: ends.next ?? null,
          cancels: ends.cancels ?? false,
          awaiting: ends.awaiting ?? null,
          invoices: ends.invoices,
          open: ends.awaiting ? 1 : 0,
          schedules: ends.next ? 1 : 0,
          row,
          rows: earlier + 1,
        });
        if (!died) break;
      }
      // The last round ran through: every point there is was tried.
      expect(point).toBeGreaterThan(8);
      expect(point).toBeLessThan(MOST_POINTS);
    },
    120_000,
  );
});
