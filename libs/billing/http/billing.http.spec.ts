import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { openTestHttp } from '@automna/core';
import { PLANS } from '@automna/contracts';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { alreadySubscribed, BillingError } from '../billing.errors.js';
import { BillingPortal } from '../services/checkout/billing-portal.service.js';
import { Checkout } from '../services/checkout/checkout.service.js';
import { Subscriptions, type SubscriptionView } from '../services/subscriptions/subscriptions.service.js';
import { BillingController } from './billing.controller.js';
import { CheckoutController } from './checkout.controller.js';
import { SubscriptionController } from './subscription.controller.js';

Logger.overrideLogger(false);

const VIEW: SubscriptionView = {
  id: 'sub_ours',
  status: 'active',
  live: true,
  catalogue: 'byok',
  plan: PLANS.pro,
  planName: 'pro',
  priceCents: 3000,
  startedAt: new Date('2026-03-01T00:00:00Z'),
  currentPeriodStart: new Date('2026-03-01T00:00:00Z'),
  currentPeriodEnd: new Date('2026-04-01T00:00:00Z'),
  cancelAtPeriodEnd: false,
  stripeSubscriptionId: 'sub_stripe',
  service: 'payment_late',
  pastDueSince: new Date('2026-03-01T00:00:00Z'),
  suspendsAt: new Date('2026-03-15T00:00:00Z'),
  nextPlan: PLANS.starter,
  nextPlanAt: new Date('2026-04-01T00:00:00Z'),
  payUrl: 'https://pay/in_1',
  awaitingPayment: { plan: PLANS.power, expiresAt: new Date('2026-03-02T00:00:00Z') },
  trialEnd: null,
  discount: '20% off for 3 months',
  interval: 'month',
};

describe('The routes of billing', () => {
  let app: NestFastifyApplication;
  const checkout = { start: jest.fn<Checkout['start']>(), status: jest.fn<Checkout['status']>() };
  const portal = { open: jest.fn<BillingPortal['open']>() };
  const subscriptions = { ofUser: jest.fn<Subscriptions['ofUser']>() };

  const call = async (method: 'GET' | 'POST', path: string, payload?: object, signedIn = true) => {
    app ??= await openTestHttp({
      controllers: [BillingController, CheckoutController, SubscriptionController],
      providers: [
        { provide: Checkout, useValue: checkout },
        { provide: BillingPortal, useValue: portal },
        { provide: Subscriptions, useValue: subscriptions },
      ],
    });
    const headers = signedIn ? { authorization: 'Bearer test' } : {};
    const response = await app.inject({
      method,
      url: `/api/${path}`,
      headers,
      ...(payload ? { payload } : {}),
    });
    return {
      status: response.statusCode,
      body: response.json<Record<string, unknown>>(),
      headers: response.headers,
    };
  };
  afterEach(() => void jest.resetAllMocks());
  afterAll(() => app.close());

  it.each([
    ['POST', 'checkout'],
    ['GET', 'checkout/cs_test_1'],
    ['POST', 'billing/portal'],
    ['GET', 'user/subscription'],
  ] as const)('%s %s needs a sign-in', async (method, path) => {
    expect(await call(method, path, method === 'POST' ? {} : undefined, false)).toMatchObject({
      status: 401,
    });
  });

  it('starts a checkout for the person signed in', async () => {
    checkout.start.mockResolvedValue({
      sessionId: 'cs_1',
      url: 'https://pay',
      expiresAt: new Date('2026-03-02T00:00:00Z'),
    });
    expect(await call('POST', 'checkout', { plan: 'pro' })).toMatchObject({
      status: 201,
      body: { sessionId: 'cs_1', url: 'https://pay', expiresAt: '2026-03-02T00:00:00.000Z' },
    });
    expect(checkout.start).toHaveBeenCalledWith('usr_test', 'pro');
  });

  it.each([
    {},
    { plan: 'business' },
    { plan: 'Pro' },
    { plan: null },
    { plan: ['pro'] },
    { plan: 'constructor' },
    { plan: 'pro', price: 1 },
    { plan: 'pro', userId: 'usr_other' },
  ])('refuses %j with 400', async (body) => {
    expect(await call('POST', 'checkout', body)).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_request' },
    });
    expect(checkout.start).not.toHaveBeenCalled();
  });

  it('refuses a second subscription with a link to change the plan', async () => {
    checkout.start.mockRejectedValue(alreadySubscribed());
    expect(await call('POST', 'checkout', { plan: 'pro' })).toMatchObject({
      status: 409,
      body: { errorCode: 'already_subscribed', link: '/settings/billing' },
    });
  });

  it('answers 503 with Retry-After while Stripe is out of reach', async () => {
    checkout.start.mockRejectedValue(
      new BillingError('billing_unavailable', undefined, { headers: { 'Retry-After': '30' } }),
    );
    const answer = await call('POST', 'checkout', { plan: 'pro' });
    expect(answer).toMatchObject({ status: 503, body: { errorCode: 'billing_unavailable' } });
    expect(answer.headers['retry-after']).toBe('30');
  });

  it("asks for the signed-in person's checkout only", async () => {
    checkout.status.mockRejectedValue(new BillingError('checkout_not_found'));
    expect(await call('GET', 'checkout/cs_test_1')).toMatchObject({
      status: 404,
      body: { errorCode: 'checkout_not_found' },
    });
    expect(checkout.status).toHaveBeenCalledWith('usr_test', 'cs_test_1');
  });

  it.each(['sub_1', 'cs_%27%20or%201=1', `cs_${'x'.repeat(198)}`])(
    'refuses the session id %s with 400 or 404',
    async (id) => {
      expect([400, 404]).toContain((await call('GET', `checkout/${id}`)).status);
      expect(checkout.status).not.toHaveBeenCalled();
    },
  );

  it('opens the portal', async () => {
    portal.open.mockResolvedValue({ url: 'https://portal' });
    expect(await call('POST', 'billing/portal')).toMatchObject({
      status: 201,
      body: { url: 'https://portal' },
    });
  });

  it("shows the subscription without Stripe's ids", async () => {
    subscriptions.ofUser.mockResolvedValue(VIEW);
    const { status, body } = await call('GET', 'user/subscription');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'active',
      live: true,
      plan: expect.objectContaining({ name: 'pro', priceCents: 3000 }),
      catalogue: 'byok',
      currentPeriodStart: '2026-03-01T00:00:00.000Z',
      currentPeriodEnd: '2026-04-01T00:00:00.000Z',
      cancelAtPeriodEnd: false,
      priceCents: 3000,
      service: 'payment_late',
      pastDueSince: '2026-03-01T00:00:00.000Z',
      suspendsAt: '2026-03-15T00:00:00.000Z',
      nextPlan: expect.objectContaining({ name: 'starter' }),
      nextPlanAt: '2026-04-01T00:00:00.000Z',
      payUrl: 'https://pay/in_1',
      awaitingPayment: {
        plan: expect.objectContaining({ name: 'power' }),
        expiresAt: '2026-03-02T00:00:00.000Z',
      },
      trialEnd: null,
      discount: '20% off for 3 months',
      interval: 'month',
    });
  });
});
