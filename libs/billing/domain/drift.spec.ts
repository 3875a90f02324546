import { describe, expect, it } from '@jest/globals';
import { driftOfCustomer, differences, type OurSubscription } from './drift.js';
import type { SubscriptionColumns } from './subscription-columns.js';

const now = new Date('2026-03-10T00:00:00.000Z');
const columns = (given: Partial<SubscriptionColumns> = {}): SubscriptionColumns => ({
  stripeSubscriptionId: 'sub_1',
  stripeCustomerId: 'cus_1',
  status: 'active',
  priceId: 'price_pro',
  priceCents: 3000,
  currency: 'usd',
  periodStart: new Date('2026-03-01T00:00:00.000Z'),
  periodEnd: new Date('2026-04-01T00:00:00.000Z'),
  cancelAtPeriodEnd: false,
  canceledAt: null,
  stripeCreatedAt: new Date('2026-03-01T00:00:00.000Z'),
  itemId: 'si_1',
  quantity: 1,
  billingInterval: 'month',
  trialEnd: null,
  discountText: null,
  scheduleId: null,
  nextPriceId: null,
  nextPlanAt: null,
  pendingPriceId: null,
  pendingUpdateExpiresAt: null,
  pastDueSince: null,
  overdueInvoiceId: null,
  payUrl: null,
  catalogue: 'byok',
  plan: 'pro',
  nextCatalogue: null,
  nextPlan: null,
  pendingPlan: null,
  ...given,
});
const theirs = (given: Partial<SubscriptionColumns> = {}) => ({ userId: 'usr_1', columns: columns(given) });
const ours = (given: Partial<OurSubscription> = {}): OurSubscription => ({
  ...columns(),
  id: 'row_1',
  userId: 'usr_1',
  live: true,
  duplicate: false,
  service: 'running',
  ...given,
});

describe('driftOfCustomer', () => {
  it('is empty when all is as Stripe says', () => {
    expect(driftOfCustomer([theirs()], [ours()], now)).toEqual([]);
    expect(driftOfCustomer([], [], now)).toEqual([]);
  });

  it.each<[string, Partial<OurSubscription>, string]>([
    ['status', { status: 'past_due' }, 'status'],
    ['plan', { plan: 'power' }, 'plan'],
    ['priceCents', { priceCents: 0 }, 'amount'],
    ['periodEnd', { periodEnd: new Date('2026-04-01T00:00:01.000Z') }, 'paid period'],
    ['cancelAtPeriodEnd', { cancelAtPeriodEnd: true }, 'cancellation'],
    ['scheduleId', { scheduleId: 'sub_sched_1' }, 'schedule of changes'],
    ['live', { live: false }, 'which one counts'],
    ['duplicate', { duplicate: true }, 'which one counts'],
    ['service', { service: 'suspended' }, 'service'],
  ])('sees another %s', (column, change, word) => {
    const [drift, ...more] = driftOfCustomer([theirs()], [ours(change)], now);
    expect(more).toEqual([]);
    expect(drift).toMatchObject({ kind: 'subscription_differs', repair: 're-read', stripeId: 'sub_1' });
    expect(Object.keys(drift?.ours ?? {})).toEqual([column]);
    expect(drift?.sentence).toBe(`Subscription sub_1 is not here as it is at Stripe. What differs: ${word}`);
  });

  it('compares every column that follows from Stripe', () => {
    const blank = Object.fromEntries(Object.keys(columns()).map((key) => [key, 'x']));
    const row = { ...ours(), ...blank, stripeSubscriptionId: 'sub_1', stripeCustomerId: 'x' };
    const [drift] = driftOfCustomer([theirs()], [row as unknown as OurSubscription], now);
    expect(Object.keys(drift?.theirs ?? {})).toHaveLength(Object.keys(columns()).length - 1);
  });

  it('expects a service that follows from time alone', () => {
    const late = { status: 'past_due' as const, pastDueSince: new Date('2026-02-01T00:00:00.000Z') };
    const [drift] = driftOfCustomer([theirs(late)], [ours({ ...late, service: 'payment_late' })], now);
    expect(drift).toMatchObject({ ours: { service: 'payment_late' }, theirs: { service: 'suspended' } });
  });

  it('sees a subscription that is not known here', () => {
    expect(driftOfCustomer([theirs()], [], now)).toMatchObject([
      { kind: 'subscription_missing', repair: 're-read', theirs: { status: 'active', plan: 'pro' } },
    ]);
  });

  it('leaves two that are paid for to a person, and says which one counts', () => {
    const second = { stripeSubscriptionId: 'sub_2', stripeCreatedAt: new Date('2026-03-02T00:00:00.000Z') };
    const rows = [ours(), ours({ ...second, id: 'row_2', live: false, duplicate: true, service: 'none' })];
    const found = driftOfCustomer([theirs(), theirs(second)], rows, now);
    expect(found).toMatchObject([
      { kind: 'two_live', repair: 'person', stripeId: 'sub_2', ours: { counts: 'sub_1' } },
    ]);
    const ended = driftOfCustomer([theirs(), theirs({ ...second, status: 'canceled' })], rows, now);
    expect(ended.map(({ kind }) => kind)).toEqual(['subscription_differs']);
  });

  it('leaves a running subscription at a price of nobody to a person, not one that ended', () => {
    const none = { plan: null, catalogue: null, priceId: 'price_x' };
    expect(driftOfCustomer([theirs(none)], [ours(none)], now)).toMatchObject([
      { kind: 'price_unknown', repair: 'person' },
    ]);
    const over = { ...none, status: 'canceled' as const };
    expect(driftOfCustomer([theirs(over)], [ours({ ...over, live: false, service: 'ended' })], now)).toEqual(
      [],
    );
  });
});

it('differences names both sides of what differs, and tells zero from nothing', () => {
  expect(differences({ a: 0, b: 1, c: undefined }, { a: null, b: 1, c: null })).toEqual({
    ours: { a: 0 },
    theirs: { a: null },
  });
});
