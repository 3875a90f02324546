import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Users } from '@automna/accounts';
import {
  BillingAttentionList,
  BillingError,
  BillingReports,
  CustomerBilling,
  type CustomerBillingReport,
  type ReconcileRun,
  ReconcileRuns,
  type StoredEvent,
  StripeInbox,
  StripeReconcile,
} from '@automna/billing';
import { openTestHttp } from '@automna/core';
import type { Role } from '@automna/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StaffAttention } from './attention.service.js';
import { StaffBillingController } from './billing.controller.js';
import { StaffCustomerBilling } from './customer-billing.service.js';
import { StaffCustomersController } from './customers.controller.js';
import { StaffCustomers } from './customers.service.js';
import { StaffDrift } from './drift.service.js';
import { StaffStripeEvents } from './stripe-events.service.js';

const AT = new Date('2026-03-01T12:00:00.000Z');

const event = (given: Partial<StoredEvent> = {}): StoredEvent & { payload: string } => ({
  id: 'evt_1',
  type: 'invoice.paid',
  apiVersion: '2026-10-28.endive',
  objectId: 'in_1',
  stripeCustomerId: 'cus_1',
  userId: 'usr_1',
  status: 'processed',
  outcome: 'The subscription became active',
  eventAt: AT,
  receivedAt: AT,
  processedAt: AT,
  attempts: 1,
  conflicts: 0,
  lastConflictAt: null,
  source: 'webhook',
  payload: '{"id":"evt_1"}',
  ...given,
});
const run = (given: Partial<ReconcileRun> = {}): ReconcileRun => ({
  id: 'rec_1',
  mode: 'look',
  trigger: 'staff',
  status: 'running',
  actorId: 'usr_test',
  reason: null,
  startedAt: AT,
  finishedAt: null,
  error: null,
  counts: { subscriptions: 2, rows: 2, customers: 3, events: 4, eventsOnTheirWay: 0, calls: 5 },
  findings: 0,
  open: 0,
  ...given,
});

describe('the billing routes of the console', () => {
  let app: NestFastifyApplication;
  const inbox = {
    list: jest.fn<StripeInbox['list']>(),
    get: jest.fn<StripeInbox['get']>(),
    replay: jest.fn<StripeInbox['replay']>(),
  };
  const reconcile = { request: jest.fn<StripeReconcile['request']>() };
  const runs = {
    latest: jest.fn<ReconcileRuns['latest']>(),
    running: jest.fn<ReconcileRuns['running']>(),
    findingsOf: jest.fn<ReconcileRuns['findingsOf']>(),
    list: jest.fn<ReconcileRuns['list']>(),
  };
  const billing = { of: jest.fn<CustomerBilling['of']>() };
  const attention = {
    list: jest.fn<BillingAttentionList['list']>(),
    done: jest.fn<BillingAttentionList['done']>(),
  };

  const open = (role: Role) =>
    openTestHttp({
      principal: { role },
      env: { STRIPE_API_URL: 'https://api.stripe.com', STRIPE_SECRET_KEY: 'sk_test_x' },
      controllers: [StaffBillingController, StaffCustomersController],
      providers: [
        StaffStripeEvents,
        StaffAttention,
        StaffDrift,
        StaffCustomerBilling,
        { provide: StaffCustomers, useValue: {} },
        { provide: StripeInbox, useValue: inbox },
        { provide: StripeReconcile, useValue: reconcile },
        { provide: ReconcileRuns, useValue: runs },
        { provide: CustomerBilling, useValue: billing },
        { provide: BillingAttentionList, useValue: attention },
        {
          provide: BillingReports,
          useValue: { emailsOf: async (ids: string[]) => new Map(ids.map((id) => [id, `${id}@x.test`])) },
        },
        {
          provide: Users,
          useValue: { get: async (id: string) => ({ id, email: `${id}@x.test`, name: 'Ada' }) },
        },
      ],
    });

  beforeEach(async () => {
    jest.resetAllMocks();
    inbox.list.mockResolvedValue({ items: [event()], nextCursor: 'next' });
    inbox.get.mockResolvedValue({ event: event(), attempts: [], replays: [] });
    app = await open('admin');
  });
  afterEach(() => app.close());

  const call = async (method: 'GET' | 'POST', path: string, payload?: object, token = 'test') => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await app.inject({ method, url: `/api/admin/${path}`, headers, payload });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };

  it('lists events without their bodies', async () => {
    const query = 'status=failed&type=invoice&customer=usr_1&limit=5&cursor=abc';
    const { status, body } = await call('GET', `billing/events?${query}`);
    expect(status).toBe(200);
    expect(inbox.list.mock.calls[0]?.[0]).toEqual({
      status: 'failed',
      type: 'invoice',
      customer: 'usr_1',
      limit: 5,
      cursor: 'abc',
    });
    expect(body).toMatchObject({ items: [{ id: 'evt_1', customerId: 'usr_1' }], nextCursor: 'next' });
    expect(JSON.stringify(body)).not.toContain('payload');
  });

  it.each(['status=odd', 'limit=0', 'limit=101', 'limit=x', `type=${'x'.repeat(101)}`, 'other=1'])(
    'refuses to list events with %s',
    async (query) => {
      expect(await call('GET', `billing/events?${query}`)).toMatchObject({
        status: 400,
        body: { errorCode: 'invalid_request' },
      });
    },
  );

  it('shows one event with its body and its page at Stripe', async () => {
    expect((await call('GET', 'billing/events/evt_1')).body).toMatchObject({
      id: 'evt_1',
      payload: { id: 'evt_1' },
      stripeUrl: 'https://dashboard.stripe.com/test/events/evt_1',
    });
    inbox.get.mockRejectedValue(new BillingError('stripe_event_not_found'));
    expect(await call('GET', 'billing/events/evt_2')).toMatchObject({
      status: 404,
      body: { errorCode: 'stripe_event_not_found' },
    });
  });

  it.each([
    [{ reason: '  because ' }, 'because'],
    [{}, 'replayed from the console'],
  ])('replays an event in the name of who asked: %j', async (body, reason) => {
    expect((await call('POST', 'billing/events/evt_1/replay', body)).status).toBe(202);
    expect(inbox.replay).toHaveBeenCalledWith('evt_1', { actorId: 'usr_test', reason });
  });

  it('shows the latest comparison, and the one that runs', async () => {
    runs.latest.mockResolvedValue(run({ status: 'done', finishedAt: AT, findings: 1, open: 1 }));
    runs.running.mockResolvedValue(run({ id: 'rec_2' }));
    runs.findingsOf.mockResolvedValue([
      {
        id: 'fnd_1',
        runId: 'rec_1',
        kind: 'subscription_differs',
        sentence: 'Something differs',
        userId: 'usr_1',
        stripeId: 'sub_1',
        ours: { plan: 'pro' },
        theirs: { plan: 'power' },
        repair: 're-read',
        repairedAt: null,
        outcome: null,
      },
    ]);
    expect((await call('GET', 'billing/drift')).body).toMatchObject({
      run: { id: 'rec_1', status: 'done', subscriptions: 2, open: 1 },
      running: { id: 'rec_2' },
      findings: [
        {
          customerEmail: 'usr_1@x.test',
          stripeUrl: 'https://dashboard.stripe.com/test/subscriptions/sub_1',
          ours: { plan: 'pro' },
        },
      ],
    });
  });

  it('says so when nothing was compared yet', async () => {
    runs.latest.mockResolvedValue(null);
    runs.running.mockResolvedValue(null);
    expect((await call('GET', 'billing/drift')).body).toEqual({ run: null, findings: [], running: null });
    runs.list.mockResolvedValue({ items: [], nextCursor: null });
    expect((await call('GET', 'billing/drift/runs')).body).toEqual({ items: [], nextCursor: null });
  });

  it('starts comparisons, and repairs only for a reason', async () => {
    reconcile.request.mockResolvedValue(run());
    expect(await call('POST', 'billing/drift/run')).toMatchObject({ status: 202, body: { id: 'rec_1' } });
    expect((await call('POST', 'billing/drift/repair', { reason: 'complaint' })).status).toBe(202);
    expect(reconcile.request.mock.calls).toEqual([
      ['look', 'usr_test', null],
      ['repair', 'usr_test', 'complaint'],
    ]);
    for (const body of [{}, { reason: '' }, { reason: 7 }, { reason: 'x'.repeat(501) }]) {
      expect((await call('POST', 'billing/drift/repair', body)).status).toBe(400);
    }
    reconcile.request.mockRejectedValue(new BillingError('reconcile_busy'));
    expect(await call('POST', 'billing/drift/run')).toMatchObject({
      status: 409,
      body: { errorCode: 'reconcile_busy' },
    });
  });

  it('shows a customer, and that Stripe did not answer', async () => {
    const report: CustomerBillingReport = {
      service: 'none',
      stripeCustomerId: 'cus_1',
      subscriptions: [],
      changes: [],
      money: null,
      attention: [{ kind: 'two_live', sentence: 'Two of them', at: AT, stripeId: 'sub_2' }],
      events: [event()],
    };
    billing.of.mockResolvedValue(report);
    expect((await call('GET', 'customers/usr_1/billing')).body).toMatchObject({
      customerId: 'usr_1',
      stripeUrl: 'https://dashboard.stripe.com/test/customers/cus_1',
      creditCents: null,
      invoices: [],
      stripeUnavailable: true,
      attention: [{ kind: 'two_live', stripeUrl: expect.stringContaining('sub_2') }],
      events: [{ id: 'evt_1' }],
    });
  });

  const ROUTES = [
    ['GET', 'billing/events'],
    ['GET', 'billing/events/evt_1'],
    ['GET', 'billing/attention'],
    ['GET', 'billing/drift'],
    ['GET', 'billing/drift/runs'],
    ['GET', 'customers/usr_1/billing'],
    ['POST', 'billing/events/evt_1/replay'],
    ['POST', 'billing/attention/x/done'],
    ['POST', 'billing/drift/run'],
    ['POST', 'billing/drift/repair'],
  ] as const;

  it.each(ROUTES)('%s %s is for staff who are signed in', async (method, path) => {
    expect((await call(method, path, undefined, 'nobody')).status).toBe(401);
    await app.close();
    app = await open('customer');
    expect((await call(method, path)).status).toBe(403);
  });

  it.each(ROUTES.filter(([method]) => method === 'POST'))(
    '%s %s is not for support',
    async (method, path) => {
      await app.close();
      app = await open('support');
      expect(await call(method, path, { reason: 'because' })).toMatchObject({
        status: 403,
        body: { errorCode: 'not_allowed' },
      });
      expect(inbox.replay).not.toHaveBeenCalled();
      expect(attention.done).not.toHaveBeenCalled();
      expect(reconcile.request).not.toHaveBeenCalled();
    },
  );
});
