import { billingSubscription, customerBilling, planDto } from '../../../../testing/billing-builders.js';
import { accountEnd, detail, key, machine, subscription, user } from '../../../../testing/builders.js';
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

  it('does not warn of a machine that is kept down', () => {
    const ended = detail({
      subscription: subscription({ status: 'canceled', live: false }),
      machine: machine({ suspended: 'ended' }),
    });
    expect(texts(ended)).toEqual([]);
  });

  it('names a roll-back and an end that was asked for', () => {
    const leaving = detail({
      key: key({
        delivery: 'rolled_back',
        rolledBack: {
          at: '2026-11-22T08:00:00.000Z',
          masked: 'sk-ant-api03-…CD34',
          verdict: 'revoked',
          message: 'No.',
        },
      }),
      accountDeletion: accountEnd(),
    });
    expect(texts(leaving)).toEqual([
      'The customer has asked to close the account',
      'The newer key was refused: the one before it is back in use',
    ]);
  });

  it('sorts the worst first', () => {
    const troubled = detail({
      user: user({ emailVerified: false }),
      subscription: subscription({ status: 'past_due', service: 'payment_late' }),
      key: key({ verdict: 'on_hold', delivery: 'failed' }),
    });
    expect(concernsOfCustomer(troubled).map((concern) => concern.tone)).toEqual([
      'bad',
      'bad',
      'warn',
      'warn',
    ]);
  });

  it('tells a late payment from a service that has stopped for it', () => {
    expect(texts(detail({ subscription: subscription({ service: 'payment_late' }) }))).toEqual([
      'A payment is late',
    ]);
    expect(texts(detail({ subscription: subscription({ service: 'suspended' }) }))).toEqual([
      'The service is suspended: a payment is overdue',
    ]);
  });

  it('adds what only the billing answer knows', () => {
    const waiting = subscription({
      awaitingPayment: { plan: planDto(), expiresAt: '2026-11-23T08:00:00.000Z' },
    });
    const billing = customerBilling({
      subscriptions: [billingSubscription(), billingSubscription({ id: 'sub_local_2', duplicate: true })],
      attention: [
        {
          kind: 'billing.dispute_opened',
          sentence: 'A dispute.',
          at: '2026-11-20T08:00:00.000Z',
          stripeId: null,
          stripeUrl: null,
        },
      ],
    });
    expect(texts(detail({ subscription: waiting }), billing)).toEqual([
      'Two subscriptions are live: the customer pays twice',
      'A plan change waits for its payment',
      '1 thing about billing to look at',
    ]);
  });
});
