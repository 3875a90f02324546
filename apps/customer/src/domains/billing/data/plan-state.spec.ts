import type { SubscriptionDto } from '@automna/api-client';
import { aPlan, aSubscription, noSubscription } from '../../../testing/billing-builders.js';
import { nextStep, planState, planTitle, planWords, priceText } from './plan-state.js';

const POWER = { plan: aPlan('power'), expiresAt: '2026-11-23T12:00:00.000Z' };

describe('The state of a plan', () => {
  it.each<[string, Partial<SubscriptionDto>]>([
    ['running', {}],
    ['trial', { status: 'trialing', trialEnd: '2026-11-20T12:00:00.000Z' }],
    ['changing', { nextPlan: aPlan('starter') }],
    ['ending', { cancelAtPeriodEnd: true, trialEnd: '2026-11-20T12:00:00.000Z' }],
    ['awaiting', { awaitingPayment: POWER }],
    ['late', { status: 'past_due', service: 'payment_late', cancelAtPeriodEnd: true }],
    ['suspended', { status: 'past_due', service: 'suspended', awaitingPayment: POWER }],
    ['suspended', { status: 'unpaid', service: 'suspended' }],
    ['ended', { status: 'canceled', live: false, service: 'ended' }],
    ['incomplete', { status: 'incomplete', live: false, service: 'none' }],
  ])('is %s', (state, overrides) => {
    expect(planState(aSubscription(overrides))).toBe(state);
  });

  it('is none for somebody who never had a plan', () => {
    expect(planState(noSubscription())).toBe('none');
    expect(planWords(noSubscription()).label).toBe('No plan');
  });

  it('has a name for plans that are not in the catalogue', () => {
    expect(planTitle(aSubscription())).toBe('Pro');
    expect(planTitle(aSubscription({ plan: null, catalogue: 'legacy' }))).toBe('A former plan');
    expect(planTitle(aSubscription({ plan: null, catalogue: null }))).toBe('An individual plan');
    expect(planTitle(noSubscription())).toBe('No plan');
  });

  it('tells the price to the cent, also when it is nothing', () => {
    expect(priceText(aSubscription())).toBe('$30.00 a month');
    expect(priceText(aSubscription({ priceCents: 75_840, interval: 'year' }))).toBe('$758.40 a year');
    expect(priceText(aSubscription({ priceCents: 0 }))).toBe('$0.00 a month');
    expect(priceText(noSubscription())).toBe('');
  });

  it('tells what comes next', () => {
    expect(nextStep(aSubscription())).toBe('Renews on 10 December 2026');
    expect(nextStep(aSubscription({ cancelAtPeriodEnd: true }))).toBe('Ends on 10 December 2026');
    expect(nextStep(aSubscription({ nextPlan: aPlan('starter') }))).toBe(
      'Changes to Starter on 10 December 2026',
    );
    expect(nextStep(aSubscription({ trialEnd: '2026-12-10T12:00:00.000Z' }))).toBe(
      'Free until 10 December 2026',
    );
    expect(nextStep(aSubscription({ live: false }))).toBe('');
    expect(nextStep(aSubscription({ service: 'suspended' }))).toBe('');
  });
});
