import { detail, key, machine, subscription, user } from '../../../../testing/builders.js';
import { concernsOfCustomer } from './customer-concerns.js';

const texts = (...args: Parameters<typeof concernsOfCustomer>): string[] =>
  concernsOfCustomer(...args).map((concern) => concern.text);

describe('concernsOfCustomer', () => {
  it('has none for a healthy customer', () => {
    expect(texts(detail())).toEqual([]);
  });

  it('has none for somebody who has only signed up', () => {
    const fresh = detail({
      subscription: subscription({ status: 'none', live: false }),
      key: key({ configured: false, verdict: null, delivery: 'none' }),
      machine: null,
    });
    expect(texts(fresh)).toEqual([]);
  });

  it('names what costs money without being paid', () => {
    const unpaid = detail({
      subscription: subscription({ status: 'canceled', live: false }),
      machine: machine(),
    });
    expect(texts(unpaid)).toEqual(['The machine runs without a live subscription']);
  });

  it('sorts the worst first', () => {
    const troubled = detail({
      user: user({ emailVerified: false }),
      subscription: subscription({ status: 'past_due' }),
      key: key({ verdict: 'on_hold', delivery: 'failed' }),
    });
    expect(concernsOfCustomer(troubled).map((concern) => concern.tone)).toEqual([
      'bad',
      'bad',
      'warn',
      'warn',
    ]);
  });
});
