import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PlanRef } from '@automna/contracts';
import { ManualClock } from '@automna/core';
import type { ChangeFacts } from '../../domain/plan-change-facts.js';
import type { StripeGateway } from '../../adapters/stripe-gateway.js';
import type { PriceBook } from '../catalogue/price-book.service.js';
import type { SubscriptionSync } from '../subscriptions/subscription-sync.service.js';
import type { Subscriptions, SubscriptionView } from '../subscriptions/subscriptions.service.js';
import { PlanChangeReader } from './plan-change-reader.service.js';

const BILLING = '/settings/billing';
const PAY = 'https://pay/in_1';
const FACTS = {
  id: 'sub_1',
  status: 'active',
  currency: 'usd',
  cancelAtPeriodEnd: false,
  cancelAt: null,
  openInvoiceUrl: null,
  item: { id: 'si_1', priceId: 'price_pro', quantity: 1 },
} as unknown as ChangeFacts;

/** Who may change their plan, and what the others are told to do instead. */
describe('PlanChangeReader', () => {
  const resolve = jest.fn<PriceBook['resolve']>();
  const ofUser = jest.fn<Subscriptions['ofUser']>();
  const apply = jest.fn<SubscriptionSync['apply']>();
  const reader = new PlanChangeReader(
    {} as StripeGateway,
    { resolve } as unknown as PriceBook,
    { ofUser } as unknown as Subscriptions,
    { apply } as unknown as SubscriptionSync,
    new ManualClock('2026-03-01T12:00:00.000Z'),
  );
  const facts = jest.spyOn(reader, 'facts');

  beforeEach(() => {
    ofUser.mockResolvedValue({ live: true, stripeSubscriptionId: 'sub_1' } as SubscriptionView);
    resolve.mockResolvedValue({ catalogue: 'byok', name: 'pro' });
    apply.mockResolvedValue('read again');
  });
  afterEach(() => void jest.resetAllMocks());

  it.each([['active'], ['trialing'], ['past_due']] as const)(
    'lets a customer change who is %s',
    async (status) => {
      facts.mockResolvedValue({ ...FACTS, status });
      await expect(reader.changeable('usr_1')).resolves.toMatchObject({ plan: 'pro', facts: { status } });
    },
  );

  const legacy: PlanRef = { catalogue: 'legacy', name: 'pro' };
  it.each<[string, Partial<ChangeFacts>, PlanRef | null, string, RegExp]>([
    ['on a former plan', {}, legacy, 'plan_change_refused', /former plans.*Write to us/],
    ['at a price of nobody', {}, null, 'plan_change_refused', /individually.*Write to us/],
    ['with several items', { item: null }, null, 'plan_change_refused', /individually/],
    [
      'paying in euros',
      { currency: 'eur' },
      { catalogue: 'byok', name: 'pro' },
      'plan_change_refused',
      /individually/,
    ],
    [
      'who cancelled',
      { cancelAtPeriodEnd: true },
      { catalogue: 'byok', name: 'pro' },
      'plan_change_refused',
      /Resume it first/,
    ],
    [
      'whose trial ended without a card',
      { status: 'paused' },
      { catalogue: 'byok', name: 'pro' },
      'payment_overdue',
      /Add a payment method/,
    ],
    [
      'who did not pay',
      { status: 'unpaid', openInvoiceUrl: PAY },
      { catalogue: 'byok', name: 'pro' },
      'payment_overdue',
      /Pay the open invoice first/,
    ],
  ])('tells a customer %s what to do instead', async (_who, given, plan, errorCode, words) => {
    facts.mockResolvedValue({ ...FACTS, ...given });
    resolve.mockResolvedValue(plan);
    const payUrl = given.openInvoiceUrl;
    await expect(reader.changeable('usr_1')).rejects.toMatchObject({
      errorCode,
      detail: expect.stringMatching(words),
      options: { extensions: { link: BILLING, ...(payUrl ? { payUrl } : {}) } },
    });
  });

  it('sells nothing more to who is late, and says where to pay', () => {
    const late = { ...FACTS, status: 'past_due' as const, openInvoiceUrl: PAY };
    const subject = { userId: 'usr_1', plan: 'pro' as const, facts: late as never };
    expect(() => reader.refuseLate(subject)).toThrow(
      expect.objectContaining({
        errorCode: 'plan_change_refused',
        options: { extensions: { link: BILLING, payUrl: PAY } },
      }),
    );
  });

  it.each([
    ['has ended', { ...FACTS, status: 'canceled' as const }],
    ['is unknown', null],
  ])('reads a subscription again that %s at Stripe, and leads to the plans', async (_what, found) => {
    facts.mockResolvedValue(found);
    await expect(reader.changeable('usr_1')).rejects.toMatchObject({
      errorCode: 'subscription_required',
      options: { extensions: { link: '/pricing' } },
    });
    expect(apply).toHaveBeenCalledWith('sub_1', expect.objectContaining({ text: expect.any(String) }));
  });

  it('asks Stripe nothing about somebody without a subscription', async () => {
    ofUser.mockResolvedValue({ live: false, stripeSubscriptionId: 'sub_1' } as SubscriptionView);
    await expect(reader.live('usr_1')).rejects.toMatchObject({ errorCode: 'subscription_required' });
    expect(facts).not.toHaveBeenCalled();
  });
});
