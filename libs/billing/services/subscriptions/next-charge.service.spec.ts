import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { StripeGateway } from '../../adapters/stripe-gateway.js';
import { NoPause } from '../../testing/bench.js';
import { NextCharges } from './next-charge.service.js';
import type { Subscriptions, SubscriptionView } from './subscriptions.service.js';

describe('NextCharges', () => {
  const asked: unknown[][] = [];
  const build = (view: Partial<SubscriptionView>) => {
    asked.length = 0;
    const createPreview = async (...args: unknown[]) => {
      asked.push(args);
      throw new Stripe.errors.StripeConnectionError({ message: 'hangs' });
    };
    const gateway = new StripeGateway({ invoices: { createPreview } } as unknown as Stripe, new NoPause());
    const subscriptions = { ofUser: async () => view } as unknown as Subscriptions;
    return new NextCharges(gateway, subscriptions);
  };
  const live = { live: true, stripeSubscriptionId: 'sub_1' } as const;

  it('waits ten seconds, once', async () => {
    await expect(build({ ...live, status: 'active' }).ofUser('usr_1')).rejects.toMatchObject({
      errorCode: 'billing_unavailable',
    });
    expect(asked).toEqual([[{ subscription: 'sub_1' }, { timeout: 10_000, maxNetworkRetries: 0 }]]);
  });

  it.each(['unpaid', 'paused'] as const)('asks nothing while Stripe collects nothing: %s', async (status) => {
    expect(await build({ ...live, status }).ofUser('usr_1')).toBeNull();
    expect(asked).toEqual([]);
  });

  it('asks nothing without a subscription', async () => {
    const none = build({ live: false, status: 'canceled', stripeSubscriptionId: 'sub_1' });
    expect(await none.ofUser('usr_1')).toBeNull();
    expect(asked).toEqual([]);
  });
});
