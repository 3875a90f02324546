import { describe, expect, it } from '@jest/globals';
import { type FoundPrice, type FoundProduct, planCatalogue, wantedPlans } from './catalogue-plan.js';

const wanted = wantedPlans();
const products = (): FoundProduct[] =>
  wanted.map(({ productId, name, description, metadata }) => ({
    id: productId,
    active: true,
    name,
    description,
    metadata: { ...metadata },
  }));
const prices = (change: Partial<FoundPrice> = {}): FoundPrice[] =>
  wanted.map(({ plan, productId, lookupKey, cents }) => ({
    id: `price_${plan}`,
    active: true,
    lookupKey,
    productId,
    cents,
    currency: 'usd',
    interval: 'month',
    intervalCount: 1,
    ...(plan === 'pro' ? change : {}),
  }));

describe('The plan of a catalogue sync', () => {
  it('wants the three plans under their ids and keys', () => {
    expect(wanted.map(({ productId, lookupKey, cents }) => [productId, lookupKey, cents])).toEqual([
      ['automna_byok_starter', 'automna_byok_starter_monthly', 2000],
      ['automna_byok_pro', 'automna_byok_pro_monthly', 3000],
      ['automna_byok_power', 'automna_byok_power_monthly', 4000],
    ]);
  });

  it('creates everything in an empty account, products first', () => {
    expect(planCatalogue(wanted, [], []).map(({ kind }) => kind)).toEqual([
      'create_product',
      'create_price',
      'create_product',
      'create_price',
      'create_product',
      'create_price',
    ]);
  });

  it('is empty when all is as wanted', () => {
    expect(planCatalogue(wanted, products(), prices())).toEqual([]);
  });

  it.each<[string, Partial<FoundPrice>]>([
    ['amount', { cents: 2900 }],
    ['amount of zero', { cents: 0 }],
    ['missing amount', { cents: null }],
    ['currency', { currency: 'eur' }],
    ['interval', { interval: 'year' }],
    ['interval count', { intervalCount: 3 }],
    ['product', { productId: 'prod_other' }],
  ])('moves the lookup key away from a price with a drifted %s and keeps it active', (_what, change) => {
    const actions = planCatalogue(wanted, products(), prices(change));
    expect(actions).toMatchObject([{ kind: 'move_lookup_key', price: { id: 'price_pro' } }]);
    expect(actions[0]?.sentence).toContain('price_pro stays active');
  });

  it('activates an archived price that is right', () => {
    expect(planCatalogue(wanted, products(), prices({ active: false }))).toMatchObject([
      { kind: 'activate_price' },
    ]);
  });

  it('corrects a product that was renamed or archived', () => {
    const [starter, pro, power] = products();
    const changed = [starter, { ...pro, name: 'Pro!' }, { ...power, active: false }] as FoundProduct[];
    expect(
      planCatalogue(wanted, changed, prices()).map(({ kind, wanted: { plan } }) => [kind, plan]),
    ).toEqual([
      ['update_product', 'pro'],
      ['update_product', 'power'],
    ]);
  });
});
