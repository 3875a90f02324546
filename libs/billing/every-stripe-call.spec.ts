import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlanName } from '@automna/contracts';
import { openPlanScene, type PlanScene } from './testing/plan-scene.js';
import { type OutageKind, StripeOutage } from './testing/outage.js';

const MOST_CALLS = 60;
const KINDS: OutageKind[] = ['before', 'after'];

interface Act {
  name: string;
  from?: PlanName;
  /** Answers with the request, or with what a worker does. */
  prepare: (user: string, id: string) => Promise<() => Promise<unknown>>;
  /** As it must be when Stripe is back and everything has come to rest. */
  ends?: (user: string, id: string) => Promise<void>;
  /** Nobody waits for it: it comes back by itself, and is not asked for again. */
  job?: true;
}

/** Stripe goes away at any one of the calls we make, before or after having acted. It heals, and nothing is double. */
describe('Every call to Stripe', () => {
  let scene: PlanScene;
  let outage: StripeOutage;

  beforeAll(async () => {
    scene = await openPlanScene();
    outage = new StripeOutage(scene.bench);
  });
  afterAll(() => scene.close());

  const plans = () => scene.bench.plans;
  const view = (user: string) => scene.bench.subscriptions.ofUser(user);
  const change = (plan: PlanName) => (user: string) => plans().changes.change(user, { plan });
  /** The events of a subscription nobody delivered so far. */
  const unheard = async (id: string, type: string) => {
    const { data } = await scene.stripe.events.list({ type, limit: 100 });
    return data.filter(({ data: { object } }) => (object as { id?: string }).id === id);
  };

  const ACTS: Act[] = [
    {
      name: 'checkout',
      prepare: async (user) => () => scene.bench.checkout.start(user, 'pro'),
      ends: async (user) => {
        const { sessionId } = await scene.bench.checkout.start(user, 'pro');
        const customer = (await scene.bench.customers.stripeIdOf(user)) ?? '';
        const { data } = await scene.stripe.checkout.sessions.list({ customer, limit: 100 });
        expect(data.filter(({ status }) => status === 'open').map(({ id }) => id)).toEqual([sessionId]);
        const twins = await scene.stripe.customers.list({ email: `${user}@example.com`, limit: 100 });
        expect(twins.data).toHaveLength(1);
      },
    },
    { name: 'preview', from: 'starter', prepare: async (user) => () => plans().preview.of(user, 'pro') },
    {
      name: 'upgrade',
      from: 'starter',
      prepare: async (user) => {
        scene.tick();
        const { amountDueCents, prorationDate } = await plans().preview.of(user, 'pro');
        const wish = { plan: 'pro' as const, amountDueCents, prorationDate: prorationDate ?? 0 };
        return () => plans().changes.change(user, wish);
      },
      ends: async (user, id) => {
        expect(await view(user)).toMatchObject({ planName: 'pro', awaitingPayment: null });
        expect(await scene.invoicesOf(id)).toHaveLength(2);
      },
    },
    {
      name: 'downgrade',
      from: 'power',
      prepare: async (user) => () => change('starter')(user),
      ends: async (user) => expect(await view(user)).toMatchObject({ nextPlan: { name: 'starter' } }),
    },
    {
      name: 'keep',
      from: 'power',
      prepare: async (user) => (await change('starter')(user), () => change('power')(user)),
      ends: async (user) => expect(await view(user)).toMatchObject({ planName: 'power', nextPlan: null }),
    },
    {
      name: 'cancel',
      from: 'pro',
      prepare: async (user) => () =>
        plans().cancellations.cancel(user, { reason: 'unused', comment: 'Thanks anyway.' }),
      ends: async (user, id) => {
        expect(await view(user)).toMatchObject({ cancelAtPeriodEnd: true, live: true });
        const { cancellation_details: details } = await scene.stripe.subscriptions.retrieve(id);
        expect(details).toMatchObject({ feedback: 'unused', comment: 'Thanks anyway.' });
      },
    },
    {
      name: 'resume',
      from: 'pro',
      prepare: async (user) => (
        await plans().cancellations.cancel(user, {}),
        () => plans().cancellations.resume(user)
      ),
      ends: async (user) => expect(await view(user)).toMatchObject({ cancelAtPeriodEnd: false, live: true }),
    },
    { name: 'portal', from: 'pro', prepare: async (user) => () => scene.bench.portal.open(user) },
    { name: 'invoices', from: 'pro', prepare: async (user) => () => scene.bench.invoices.ofUser(user) },
    { name: 'next charge', from: 'pro', prepare: async (user) => () => scene.bench.nextCharges.ofUser(user) },
    {
      name: 'webhook',
      from: 'pro',
      job: true,
      prepare: async (_user, id) => {
        await scene.stripe.subscriptions.update(id, { cancel_at_period_end: true });
        const events = await unheard(id, 'customer.subscription.updated');
        return async () => {
          for (const event of events) await scene.bench.inbox.takeIn(event);
          await scene.bench.worker.drainOnce();
        };
      },
      ends: async (user) => expect(await view(user)).toMatchObject({ cancelAtPeriodEnd: true }),
    },
    {
      name: 'webhook of a deleted customer',
      from: 'pro',
      job: true,
      prepare: async (user) => {
        const customer = (await scene.bench.customers.stripeIdOf(user)) ?? '';
        await scene.stripe.customers.del(customer);
        const events = await unheard(customer, 'customer.deleted');
        return async () => {
          for (const event of events) await scene.bench.inbox.takeIn(event);
          await scene.bench.worker.drainOnce();
        };
      },
      ends: async (user) => expect(await view(user)).toMatchObject({ live: false, service: 'ended' }),
    },
  ];

  const cases = ACTS.flatMap((act) => KINDS.map((kind) => ({ ...act, kind })));

  it.each(cases)(
    'of $name may fail $kind having acted',
    async ({ name, kind, from, job, prepare, ends }) => {
      let nth = 1;
      for (; nth <= MOST_CALLS; nth += 1) {
        const user = `usr_${name.replaceAll(' ', '_')}_${kind}_${nth}`;
        const id = from ? (await scene.subscribe(user, from)).id : await scene.bench.addUser(user);
        const earlier = (await scene.rowsOf(user)).length;
        const request = await prepare(user, id);
        const written = (await scene.rowsOf(user)).length;

        outage.begin(nth, kind);
        const answer = await request().then(
          () => null,
          (error: unknown) => error,
        );
        const noticed = outage.restore();
        if (!noticed && answer !== null) throw answer;
        // A person is told what to do; nothing else ever comes out.
        if (answer !== null) {
          expect({ nth, answer }).toMatchObject({
            answer: {
              errorCode: 'billing_unavailable',
              severity: 'warn',
              detail: expect.stringMatching(/charged twice/),
            },
          });
        }

        scene.bench.clock.advance({ minutes: 2 });
        await scene.bench.worker.drainOnce();
        scene.tick();
        // Not written down, so asked for again. What was written down needs nobody.
        const promised = (await scene.rowsOf(user)).length > Math.max(earlier, written);
        if (answer !== null && !promised && !job) await request();
        await ends?.(user, id);
        expect((await scene.rowsOf(user)).filter(({ status }) => status === 'requested')).toEqual([]);
        if (!noticed) break;
      }
      expect(nth).toBeGreaterThan(1);
      expect(nth).toBeLessThan(MOST_CALLS);
    },
    120_000,
  );
});

/** In an account of its own: a pass reads everything there is. */
describe('Every call to Stripe of a comparison', () => {
  it.each(KINDS)(
    'may fail %s having acted; the next pass finds all that is left',
    async (kind) => {
      const scene = await openPlanScene();
      try {
        const outage = new StripeOutage(scene.bench);
        const pass = () => scene.bench.reconcile.run({ mode: 'repair', trigger: 'command' });
        const { id } = await scene.subscribe('usr_1', 'pro');
        let [nth, cancels, noticed] = [1, false, true];
        for (; noticed && nth <= MOST_CALLS; nth += 1) {
          cancels = !cancels;
          await scene.stripe.subscriptions.update(id, { cancel_at_period_end: cancels });
          outage.begin(nth, kind);
          const answer = await pass().then(
            () => null,
            (error: unknown) => error,
          );
          noticed = outage.restore();
          if (!noticed && answer !== null) throw answer;
          await pass();
          await scene.bench.worker.drainOnce();
          expect(await scene.bench.subscriptions.ofUser('usr_1')).toMatchObject({
            cancelAtPeriodEnd: cancels,
          });
          expect((await pass()).findings).toEqual([]);
        }
        expect(nth).toBeGreaterThan(5);
        expect(noticed).toBe(false);
      } finally {
        await scene.close();
      }
    },
    60_000,
  );
});
