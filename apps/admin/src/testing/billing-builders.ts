import type {
  AttentionRowDto,
  BillingChangeDto,
  BillingInvoiceDto,
  BillingSubscriptionDto,
  CustomerBillingDto,
  DriftFindingDto,
  DriftReportDto,
  DriftRunDto,
  PlanDto,
  StripeEventDetailDto,
  StripeEventRowDto,
} from '@automna/api-client';
import { subscription } from './builders.js';

/** Answers about billing for specs: complete by default, changed where the spec cares. */
export const eventRow = (over: Partial<StripeEventRowDto> = {}): StripeEventRowDto => ({
  id: 'evt_1',
  type: 'invoice.paid',
  status: 'processed',
  outcome: 'Read the subscription again.',
  at: '2026-11-13T08:00:00.000Z',
  receivedAt: '2026-11-13T08:00:01.000Z',
  processedAt: '2026-11-13T08:00:02.000Z',
  attempts: 1,
  conflicts: 0,
  source: 'webhook',
  objectId: 'in_1',
  stripeCustomerId: 'cus_1',
  customerId: 'usr_2',
  ...over,
});

export const eventDetail = (over: Partial<StripeEventDetailDto> = {}): StripeEventDetailDto => ({
  ...eventRow(),
  apiVersion: '2026-10-29.clover',
  payload: { id: 'evt_1', object: 'event', data: { object: { id: 'in_1', amount_paid: 3000 } } },
  lastConflictAt: null,
  attemptLog: [
    {
      startedAt: '2026-11-13T08:00:01.500Z',
      finishedAt: '2026-11-13T08:00:02.000Z',
      status: 'processed',
      outcome: 'Read the subscription again.',
    },
  ],
  replays: [],
  stripeUrl: null,
  ...over,
});

export const attentionRow = (over: Partial<AttentionRowDto> = {}): AttentionRowDto => ({
  id: 'billing.dispute_opened:dp_1',
  kind: 'billing.dispute_opened',
  sentence: 'The bank opened a dispute over a payment of $30.00',
  customerId: 'usr_2',
  customerEmail: 'ines@example.com',
  stripeId: 'dp_1',
  stripeUrl: null,
  cents: 3000,
  currency: 'usd',
  at: '2026-11-20T08:00:00.000Z',
  doneAt: null,
  doneBy: null,
  doneReason: null,
  ...over,
});

export const driftRun = (over: Partial<DriftRunDto> = {}): DriftRunDto => ({
  id: 'rec_1',
  mode: 'look',
  trigger: 'schedule',
  status: 'done',
  actorId: null,
  reason: null,
  startedAt: '2026-11-22T12:00:00.000Z',
  finishedAt: '2026-11-22T12:00:03.000Z',
  error: null,
  subscriptions: 120,
  customers: 98,
  events: 340,
  calls: 12,
  findings: 0,
  open: 0,
  ...over,
});

export const finding = (over: Partial<DriftFindingDto> = {}): DriftFindingDto => ({
  id: 'fnd_1',
  kind: 'subscription_differs',
  sentence: 'The subscription is past due at Stripe and active here.',
  customerId: 'usr_2',
  customerEmail: 'ines@example.com',
  stripeId: 'sub_1',
  stripeUrl: null,
  ours: { status: 'active' },
  theirs: { status: 'past_due' },
  repair: 're-read',
  repairedAt: null,
  outcome: null,
  ...over,
});

export const driftReport = (over: Partial<DriftReportDto> = {}): DriftReportDto => ({
  run: driftRun(),
  findings: [],
  running: null,
  ...over,
});

export const planDto = (over: Partial<PlanDto> = {}): PlanDto => ({
  name: 'starter',
  title: 'Starter',
  tagline: 'One agent for yourself',
  priceCents: 2000,
  support: 'E-mail',
  features: {} as PlanDto['features'],
  limits: {} as PlanDto['limits'],
  ...over,
});

export const billingSubscription = (over: Partial<BillingSubscriptionDto> = {}): BillingSubscriptionDto => ({
  ...subscription(),
  id: 'sub_local_1',
  stripeSubscriptionId: 'sub_1',
  stripeCustomerId: 'cus_1',
  stripeUrl: null,
  duplicate: false,
  planName: 'pro',
  priceId: 'price_1',
  currency: 'usd',
  scheduleId: null,
  canceledAt: null,
  createdAt: '2026-11-13T08:00:00.000Z',
  updatedAt: '2026-11-13T08:00:00.000Z',
  ...over,
});

export const billingChange = (over: Partial<BillingChangeDto> = {}): BillingChangeDto => ({
  id: 'chg_1',
  kind: 'upgrade',
  fromPlan: 'starter',
  toPlan: 'pro',
  quotedCents: 483,
  status: 'done',
  outcome: null,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:05.000Z',
  ...over,
});

export const invoice = (over: Partial<BillingInvoiceDto> = {}): BillingInvoiceDto => ({
  id: 'in_1',
  number: 'A-0001',
  status: 'paid',
  date: '2026-11-13T08:00:00.000Z',
  totalCents: 3000,
  amountDueCents: 3000,
  amountPaidCents: 3000,
  currency: 'usd',
  attemptCount: 1,
  nextAttemptAt: null,
  hostedUrl: 'https://invoice.example/1',
  pdfUrl: null,
  stripeUrl: null,
  ...over,
});

export const customerBilling = (over: Partial<CustomerBillingDto> = {}): CustomerBillingDto => ({
  customerId: 'usr_2',
  email: 'ines@example.com',
  name: 'Ines Carvalho',
  service: 'running',
  stripeCustomerId: 'cus_1',
  stripeUrl: null,
  creditCents: 0,
  subscriptions: [billingSubscription()],
  changes: [],
  invoices: [],
  stripeUnavailable: false,
  attention: [],
  events: [],
  ...over,
});
