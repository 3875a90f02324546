import { describe, expect, it } from '@jest/globals';
import { changesBetween, type Told } from './subscription-changes.js';

const told = (given: Partial<Told> = {}): Told => ({
  status: 'active',
  catalogue: 'byok',
  plan: 'pro',
  priceId: 'price_pro',
  periodEnd: new Date('2026-04-01T00:00:00Z'),
  cancelAtPeriodEnd: false,
  currency: 'usd',
  quantity: 1,
  nextCatalogue: null,
  nextPlan: null,
  service: 'running',
  ...given,
});
const kinds = (before: Told | null, after: Told) => changesBetween(before, after).map(({ kind }) => kind);

describe('What the timeline is told', () => {
  it('is nothing when nothing changed', () => {
    expect(changesBetween(told(), told())).toEqual([]);
  });

  it.each<[string, Partial<Told>, Partial<Told>, string[]]>([
    ['another plan', {}, { plan: 'power', priceId: 'price_power' }, ['billing.plan_changed']],
    [
      'the same name in the other catalogue',
      {},
      { catalogue: 'legacy', priceId: 'x' },
      ['billing.plan_changed'],
    ],
    ['a cancellation', {}, { cancelAtPeriodEnd: true }, ['billing.cancel_scheduled']],
    ['a cancellation undone', { cancelAtPeriodEnd: true }, {}, ['billing.cancel_undone']],
    ['a renewal', {}, { periodEnd: new Date('2026-05-01T00:00:00Z') }, ['billing.renewed']],
    [
      'a price we do not know',
      {},
      { plan: null, catalogue: null, priceId: 'price_x' },
      ['billing.price_unknown'],
    ],
    ['a downgrade to come', {}, { nextPlan: 'starter' }, ['billing.downgrade_scheduled']],
    ['a downgrade undone', { nextPlan: 'starter' }, {}, ['billing.downgrade_undone']],
    [
      'a downgrade that came',
      { nextPlan: 'starter' },
      { plan: 'starter', priceId: 'price_starter' },
      ['billing.plan_changed'],
    ],
    [
      'a payment two weeks late',
      { status: 'past_due', service: 'payment_late' },
      { status: 'past_due', service: 'suspended' },
      ['billing.service_suspended'],
    ],
    ['two of it', {}, { quantity: 2 }, ['billing.quantity_unexpected']],
    [
      'another currency',
      {},
      { currency: 'eur', priceId: 'price_eur', plan: null, catalogue: null },
      ['billing.foreign_currency'],
    ],
    ['the end', { cancelAtPeriodEnd: true }, { status: 'canceled' }, ['billing.subscription_canceled']],
  ])('is right for %s', (_what, before, after, expected) => {
    expect(kinds(told(before), told(after))).toEqual(expected);
  });

  it('calls plans by their titles', () => {
    const titles = (before: Partial<Told>, after: Partial<Told>) =>
      changesBetween(told(before), told(after)).map(({ title }) => title);
    expect(titles({ catalogue: 'legacy', plan: 'lite' }, { plan: 'power' })).toEqual([
      'The plan changed from lite (former plan) to Power',
    ]);
    expect(titles({}, { nextCatalogue: 'byok', nextPlan: 'starter' })).toEqual([
      'The plan will change to Starter with the next period',
    ]);
    expect(titles({ nextCatalogue: 'byok', nextPlan: 'starter' }, {})).toEqual([
      'The plan stays Pro after all',
    ]);
  });

  it('reports an unknown price once, not with every reading', () => {
    const unknown = told({ plan: null, catalogue: null, priceId: 'price_x' });
    expect(kinds(unknown, unknown)).toEqual([]);
  });

  it('reports several items, which have no single price, as well', () => {
    expect(kinds(null, told({ plan: null, catalogue: null, priceId: null }))).toContain(
      'billing.price_unknown',
    );
  });

  it('puts oddities before the staff, once each', () => {
    const odd = told({ quantity: 3, currency: 'eur', plan: null, catalogue: null, priceId: 'price_eur' });
    expect(changesBetween(null, odd).filter(({ attention }) => attention)).toHaveLength(2);
    expect(changesBetween(odd, odd)).toEqual([]);
  });
});
