import { describe, expect, it } from '@jest/globals';
import type { Subscriptions, SubscriptionView } from '@automna/billing';
import { PLANS } from '@automna/contracts';
import { planOfCustomer } from './service-of-customer.js';

const overdue = new Error('payment_overdue');

function customer(view: Partial<SubscriptionView>) {
  const subscriptions: Partial<Subscriptions> = {
    ofUser: () => Promise.resolve(view as SubscriptionView),
    requireService: () =>
      view.service === 'suspended'
        ? Promise.reject(overdue)
        : Promise.resolve(view as Awaited<ReturnType<Subscriptions['requireService']>>),
  };
  return planOfCustomer(subscriptions as Subscriptions);
}

describe('what machines and channels are told about a subscription', () => {
  it.each([
    ['running', true, null],
    ['payment_late', true, null],
    ['suspended', true, 'payment'],
    ['ended', false, 'ended'],
    ['none', false, 'ended'],
  ] as const)('%s', async (service, live, suspension) => {
    const port = customer({ service, live, plan: live ? PLANS.pro : null });
    expect(await port.suspensionOf('usr_1')).toBe(suspension);
    expect(await port.planOf('usr_1')).toBe(live ? 'pro' : null);
  });

  it('a subscription that is over has no plan, though its last one is known', async () => {
    expect(await customer({ service: 'ended', live: false, plan: PLANS.pro }).planOf('usr_1')).toBeNull();
  });

  it('a price that is none of ours stops nobody', async () => {
    const port = customer({ service: 'running', live: true, plan: null });
    expect([await port.planOf('usr_1'), await port.suspensionOf('usr_1')]).toEqual([null, null]);
  });

  it('refuses in the words of billing', async () => {
    await expect(customer({ service: 'suspended', plan: PLANS.pro }).requireService('usr_1')).rejects.toBe(
      overdue,
    );
    expect(await customer({ service: 'payment_late', plan: PLANS.pro }).requireService('usr_1')).toBe('pro');
  });
});
