import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openTestHttp } from '@automna/core';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type Stripe from 'stripe';
import { BillingError } from '../billing.errors.js';
import { Invoices } from '../services/subscriptions/invoices.service.js';
import { NextCharges } from '../services/subscriptions/next-charge.service.js';
import { InvoiceController } from './invoice.controller.js';

Logger.overrideLogger(false);

const INVOICE = {
  id: 'in_1',
  number: 'A-0001',
  created: 1_772_000_000,
  effective_at: 1_772_003_600,
  status: 'paid',
  total: 3000,
  amount_due: 2000,
  amount_paid: 2000,
  currency: 'usd',
  description: null,
  hosted_invoice_url: 'https://pay/in_1',
  invoice_pdf: null,
  lines: { data: [{ description: '1 × Pro' }] },
} as unknown as Stripe.Invoice;

describe('The routes of invoices', () => {
  let app: NestFastifyApplication;
  const invoices = { ofUser: jest.fn<Invoices['ofUser']>() };
  const nextCharges = { ofUser: jest.fn<NextCharges['ofUser']>() };

  beforeAll(async () => {
    app = await openTestHttp({
      controllers: [InvoiceController],
      providers: [
        { provide: Invoices, useValue: invoices },
        { provide: NextCharges, useValue: nextCharges },
      ],
    });
  });
  afterEach(() => void jest.resetAllMocks());
  afterAll(() => app.close());

  const get = async (path: string, headers: Record<string, string> = { authorization: 'Bearer test' }) => {
    const response = await app.inject({ method: 'GET', url: `/api/user/${path}`, headers });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };

  it.each(['invoices', 'subscription/next-charge'])('%s needs a sign-in', async (path) => {
    expect(await get(path, {})).toMatchObject({ status: 401 });
  });

  it('lists invoices in cents', async () => {
    invoices.ofUser.mockResolvedValue({
      items: [{ invoice: INVOICE, words: '1 × Pro', failureReason: null }],
      nextCursor: 'in_1',
    });
    expect(await get('invoices?cursor=in_0')).toEqual({
      status: 200,
      body: {
        items: [
          {
            number: 'A-0001',
            date: '2026-02-25T07:13:20.000Z',
            status: 'paid',
            totalCents: 3000,
            amountDueCents: 2000,
            amountPaidCents: 2000,
            currency: 'usd',
            description: '1 × Pro',
            failureReason: null,
            hostedUrl: 'https://pay/in_1',
            pdfUrl: null,
          },
        ],
        nextCursor: 'in_1',
      },
    });
    expect(invoices.ofUser).toHaveBeenCalledWith('usr_test', 'in_0');
  });

  it.each([
    'cursor=',
    'cursor=sub_1',
    'cursor=in_1%27',
    `cursor=in_${'x'.repeat(200)}`,
    'customer=cus_other',
  ])('refuses ?%s with 400', async (query) => {
    expect(await get(`invoices?${query}`)).toMatchObject({
      status: 400,
      body: { errorCode: 'invalid_request' },
    });
    expect(invoices.ofUser).not.toHaveBeenCalled();
  });

  it('says what comes next, or nothing', async () => {
    const at = new Date('2026-04-01T00:00:00Z');
    const lines = [{ description: '1 × Pro', amountCents: 3000 }];
    const charge = { amountCents: 3000, at, currency: 'usd', lines, balanceCents: 0 };
    nextCharges.ofUser.mockResolvedValueOnce(charge).mockResolvedValueOnce(null);
    expect((await get('subscription/next-charge')).body).toEqual({ ...charge, at: at.toISOString() });
    expect((await get('subscription/next-charge')).body).toEqual({
      amountCents: null,
      at: null,
      currency: null,
      lines: [],
      balanceCents: null,
    });
  });

  it('answers 503 while Stripe is out of reach', async () => {
    nextCharges.ofUser.mockRejectedValue(new BillingError('billing_unavailable'));
    expect(await get('subscription/next-charge')).toMatchObject({
      status: 503,
      body: { errorCode: 'billing_unavailable' },
    });
  });
});
