import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { nextPhaseOf } from './schedule-facts.js';

const phase = (start: number, price: string | { id: string }, ...more: string[]) => ({
  start_date: start,
  end_date: start + 100,
  items: [price, ...more].map((one) => ({ price: one })),
});
const schedule = (given: Record<string, unknown> = {}) =>
  ({
    id: 'sub_sched_1',
    status: 'active',
    current_phase: { start_date: 100, end_date: 200 },
    phases: [phase(100, 'price_pro'), phase(200, 'price_starter')],
    ...given,
  }) as unknown as Stripe.SubscriptionSchedule;

describe('The change a schedule holds', () => {
  it('is the price of the phase after the current one', () => {
    expect(nextPhaseOf(schedule(), 'price_pro')).toEqual({
      scheduleId: 'sub_sched_1',
      nextPriceId: 'price_starter',
      nextPlanAt: new Date(200_000),
    });
    const expanded = schedule({ phases: [phase(100, 'a'), phase(200, { id: 'price_b' })] });
    expect(nextPhaseOf(expanded, 'a').nextPriceId).toBe('price_b');
  });

  it.each<[string, Record<string, unknown>]>([
    ['the last phase runs', { current_phase: { start_date: 200, end_date: 300 } }],
    ['the next phase keeps the price', { phases: [phase(100, 'price_pro'), phase(200, 'price_pro')] }],
    ['the next phase has several items', { phases: [phase(100, 'price_pro'), phase(200, 'a', 'b')] }],
    ['it was released', { status: 'released' }],
    ['it was canceled', { status: 'canceled' }],
  ])('is none when %s', (_why, given) => {
    expect(nextPhaseOf(schedule(given), 'price_pro')).toEqual({
      scheduleId: 'sub_sched_1',
      nextPriceId: null,
      nextPlanAt: null,
    });
  });

  it('is unknown without a schedule, and when it was not expanded', () => {
    expect(nextPhaseOf(null, 'p')).toEqual({ scheduleId: null, nextPriceId: null, nextPlanAt: null });
    expect(nextPhaseOf('sub_sched_2', 'p').scheduleId).toBe('sub_sched_2');
  });
});
