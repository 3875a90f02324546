import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BillingAttentionList, BillingError, type BillingNotice, BillingReports } from '@automna/billing';
import { openTestHttp } from '@automna/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StaffAttention } from './attention.service.js';
import { StaffBillingController } from './billing.controller.js';
import { StaffDrift } from './drift.service.js';
import { StaffStripeEvents } from './stripe-events.service.js';

const AT = new Date('2026-03-01T12:00:00.000Z');

const notice = (given: Partial<BillingNotice> = {}): BillingNotice => ({
  key: 'billing.dispute_opened:dp_1',
  userId: 'usr_1',
  kind: 'billing.dispute_opened',
  title: 'The bank opened a dispute',
  attention: true,
  stripeId: 'dp_1',
  cents: 3000,
  currency: 'usd',
  noticedAt: AT,
  doneAt: null,
  doneBy: null,
  doneReason: null,
  ...given,
});

describe('what a person should look at, in the console', () => {
  let app: NestFastifyApplication;
  const attention = {
    list: jest.fn<BillingAttentionList['list']>(),
    done: jest.fn<BillingAttentionList['done']>(),
  };

  beforeEach(async () => {
    jest.resetAllMocks();
    app = await openTestHttp({
      principal: { role: 'admin' },
      env: { STRIPE_API_URL: 'https://api.stripe.com', STRIPE_SECRET_KEY: 'sk_test_x' },
      controllers: [StaffBillingController],
      providers: [
        StaffAttention,
        { provide: StaffDrift, useValue: {} },
        { provide: StaffStripeEvents, useValue: {} },
        { provide: BillingAttentionList, useValue: attention },
        {
          provide: BillingReports,
          useValue: { emailsOf: async (ids: string[]) => new Map(ids.map((id) => [id, `${id}@x.test`])) },
        },
      ],
    });
  });
  afterEach(() => app.close());

  const call = async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const headers = { authorization: 'Bearer test' };
    const response = await app.inject({ method, url: `/api/admin/${path}`, headers, payload });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };

  it('lists what waits for a person, and what was dealt with', async () => {
    attention.list.mockResolvedValue({ items: [notice()], nextCursor: 'next' });
    expect((await call('GET', 'billing/attention?state=done&limit=5&cursor=abc')).body).toEqual({
      items: [
        {
          id: 'billing.dispute_opened:dp_1',
          kind: 'billing.dispute_opened',
          sentence: 'The bank opened a dispute',
          ...{ customerId: 'usr_1', customerEmail: 'usr_1@x.test' },
          ...{ stripeId: 'dp_1', stripeUrl: 'https://dashboard.stripe.com/test/disputes/dp_1' },
          ...{ cents: 3000, currency: 'usd', at: AT.toISOString() },
          ...{ doneAt: null, doneBy: null, doneReason: null },
        },
      ],
      nextCursor: 'next',
    });
    expect(attention.list.mock.calls[0]?.[0]).toEqual({ state: 'done', limit: 5, cursor: 'abc' });
    for (const query of ['state=odd', 'limit=0', 'other=1', `cursor=${'x'.repeat(301)}`]) {
      expect((await call('GET', `billing/attention?${query}`)).status).toBe(400);
    }
  });

  it('settles it in the name of who did, for a reason', async () => {
    const path = `billing/attention/${encodeURIComponent('billing.dispute_opened:dp_1')}/done`;
    attention.done.mockResolvedValue(notice({ doneAt: AT, doneBy: 'usr_test', doneReason: 'Evidence sent' }));
    expect(await call('POST', path, { reason: '  Evidence sent ' })).toMatchObject({
      status: 200,
      body: { doneAt: AT.toISOString(), doneBy: 'usr_test', doneReason: 'Evidence sent' },
    });
    expect(attention.done).toHaveBeenCalledWith('billing.dispute_opened:dp_1', {
      actorId: 'usr_test',
      reason: 'Evidence sent',
    });
    for (const body of [
      {},
      { reason: '' },
      { reason: '     ' },
      { reason: ['x'] },
      { reason: 'x'.repeat(501) },
    ]) {
      expect((await call('POST', path, body)).status).toBe(400);
    }
    attention.done.mockRejectedValue(new BillingError('attention_not_found'));
    expect(await call('POST', path, { reason: 'because' })).toMatchObject({
      status: 404,
      body: { errorCode: 'attention_not_found' },
    });
  });
});
