import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { openTestHttp } from '@automna/core';
import { PLANS } from '@automna/contracts';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BillingError } from '../billing.errors.js';
import { BillingPortal } from '../services/checkout/billing-portal.service.js';
import { Cancellations } from '../services/plan-changes/plan-cancellations.service.js';
import { PlanChanges } from '../services/plan-changes/plan-changes.service.js';
import { PlanPreview, type PlanPreviewView } from '../services/plan-changes/plan-preview.service.js';
import type { SubscriptionView } from '../services/subscriptions/subscriptions.service.js';
import { BillingController } from './billing.controller.js';
import { PlanChangeController } from './plan-change.controller.js';

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
  service: 'running',
  pastDueSince: null,
  suspendsAt: null,
  nextPlan: null,
  nextPlanAt: null,
  payUrl: null,
  awaitingPayment: null,
  trialEnd: null,
  discount: null,
  interval: 'month',
};
const PREVIEW: PlanPreviewView = {
  kind: 'upgrade',
  from: 'starter',
  to: 'pro',
  effectiveAt: new Date('2026-03-10T00:00:00Z'),
  amountDueCents: 0,
  balanceWords: null,
  balanceUsedCents: 700,
  lines: [{ description: 'Unused time', amountCents: -100, proration: true }],
  nextChargeCents: 3000,
  nextChargeAt: new Date('2026-04-01T00:00:00Z'),
  prorationDate: 1_773_100_800,
  currency: 'usd',
  gains: ['Scheduled tasks'],
  losses: [],
  channels: { inUse: 1, limit: 3, mustChoose: false, options: [] },
};

describe('The routes for changing a plan', () => {
  let app: NestFastifyApplication;
  const preview = { of: jest.fn<PlanPreview['of']>() };
  const changes = { change: jest.fn<PlanChanges['change']>() };
  const cancellations = {
    cancel: jest.fn<Cancellations['cancel']>(),
    resume: jest.fn<Cancellations['resume']>(),
  };
  const portal = { open: jest.fn<BillingPortal['open']>() };

  const post = async (path: string, payload?: object, signedIn = true) => {
    app ??= await openTestHttp({
      controllers: [PlanChangeController, BillingController],
      providers: [
        { provide: PlanPreview, useValue: preview },
        { provide: PlanChanges, useValue: changes },
        { provide: Cancellations, useValue: cancellations },
        { provide: BillingPortal, useValue: portal },
      ],
    });
    const response = await app.inject({
      method: 'POST',
      url: `/api/${path}`,
      headers: signedIn ? { authorization: 'Bearer test' } : {},
      ...(payload ? { payload } : {}),
    });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  afterEach(() => void jest.resetAllMocks());
  afterAll(() => app.close());

  it.each(['preview', 'change', 'cancel', 'resume'])('%s needs a sign-in', async (route) => {
    expect((await post(`user/subscription/${route}`, { plan: 'pro' }, false)).status).toBe(401);
  });

  it('shows a preview with zero as a number and times as text', async () => {
    preview.of.mockResolvedValue(PREVIEW);
    const { status, body } = await post('user/subscription/preview', { plan: 'pro' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: 'upgrade',
      from: { name: 'starter' },
      to: { name: 'pro', priceCents: 3000 },
      amountDueCents: 0,
      balanceUsedCents: 700,
      prorationDate: 1_773_100_800,
      nextChargeAt: '2026-04-01T00:00:00.000Z',
      channels: { inUse: 1, limit: 3, mustChoose: false, options: [] },
    });
    expect(preview.of).toHaveBeenCalledWith('usr_test', 'pro');
  });

  it('passes on what the customer agreed to', async () => {
    changes.change.mockResolvedValue({
      status: 'awaiting_payment',
      payUrl: 'https://pay',
      subscription: VIEW,
    });
    const wish = {
      plan: 'power' as const,
      prorationDate: 1_773_100_800,
      amountDueCents: 500,
      keepChannels: ['chn_1'],
    };
    expect(await post('user/subscription/change', wish)).toMatchObject({
      status: 200,
      body: { status: 'awaiting_payment', payUrl: 'https://pay', subscription: { status: 'active' } },
    });
    expect(changes.change).toHaveBeenCalledWith('usr_test', wish);
  });

  it.each([
    {},
    { plan: 'business' },
    { plan: ['pro'] },
    { plan: 'pro', prorationDate: -1 },
    { plan: 'pro', prorationDate: 1.5 },
    { plan: 'pro', prorationDate: 1_773_100_800_000 },
    { plan: 'pro', prorationDate: '1773100800' },
    { plan: 'pro', amountDueCents: -500 },
    { plan: 'pro', amountDueCents: 1e15 },
    { plan: 'pro', keepChannels: 'chn_1' },
    { plan: 'pro', keepChannels: [{ id: 'chn_1' }] },
    { plan: 'pro', keepChannels: ['a', 'a'] },
    { plan: 'pro', keepChannels: ['x'.repeat(101)] },
    { plan: 'pro', keepChannels: Array.from({ length: 101 }, (_, n) => `chn_${n}`) },
    { plan: 'pro', priceId: 'price_1' },
    { plan: 'pro', stripeSubscriptionId: 'sub_of_somebody' },
  ])('refuses the change %j with 400', async (body) => {
    const answer = await post('user/subscription/change', body);
    expect([answer.status, answer.body['errorCode']]).toEqual([400, 'invalid_request']);
    expect(changes.change).not.toHaveBeenCalled();
  });

  it('tells what to do when channels must be chosen', async () => {
    const channels = { limit: 1, options: [{ id: 'chn_1', kind: 'telegram', title: '@a', paused: false }] };
    changes.change.mockRejectedValue(
      new BillingError('channels_choice_required', 'Say which one stays.', { extensions: { channels } }),
    );
    expect(await post('user/subscription/change', { plan: 'starter' })).toMatchObject({
      status: 409,
      body: { errorCode: 'channels_choice_required', channels },
    });
  });

  it('cancels with and without a reason, and resumes', async () => {
    cancellations.cancel.mockResolvedValue({ ...VIEW, cancelAtPeriodEnd: true });
    cancellations.resume.mockResolvedValue(VIEW);
    expect(await post('user/subscription/cancel')).toMatchObject({
      status: 200,
      body: { cancelAtPeriodEnd: true },
    });
    expect(cancellations.cancel).toHaveBeenLastCalledWith('usr_test', {});
    const words = { reason: 'too_expensive' as const, comment: 'For now.' };
    expect((await post('user/subscription/cancel', words)).status).toBe(200);
    expect(cancellations.cancel).toHaveBeenLastCalledWith('usr_test', words);
    expect(await post('user/subscription/resume')).toMatchObject({
      status: 200,
      body: { cancelAtPeriodEnd: false },
    });
  });

  it.each([{ reason: 'because' }, { comment: 'x'.repeat(501) }, { comment: 1 }, { at: 'once' }])(
    'refuses the cancellation %j with 400',
    async (body) => {
      expect((await post('user/subscription/cancel', body)).status).toBe(400);
    },
  );

  it.each([
    [undefined, null],
    [{}, null],
    [{ flow: null }, null],
    [{ flow: 'payment_method_update' }, 'payment_method_update'],
    [{ flow: 'subscription_cancel' }, 'subscription_cancel'],
  ] as const)('opens the portal for %j', async (body, flow) => {
    portal.open.mockResolvedValue({ url: 'https://portal' });
    expect((await post('billing/portal', body)).status).toBe(201);
    expect(portal.open).toHaveBeenCalledWith('usr_test', flow);
  });

  it('opens no other page of the portal', async () => {
    expect((await post('billing/portal', { flow: 'subscription_update' })).status).toBe(400);
  });
});
