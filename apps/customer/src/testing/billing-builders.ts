import type {
  InvoiceDto,
  NextChargeDto,
  PlanDto,
  PlanPreviewDto,
  SubscriptionDto,
} from '@automna/api-client';
import {
  PLANS,
  type PlanName,
  canUseApi,
  canUseCron,
  canUsePhone,
  channelLimit,
  planHas,
  serviceLimit,
} from '@automna/contracts';

/** A plan as the API describes it, from the catalogue. */
export function aPlan(name: PlanName): PlanDto {
  const { title, tagline, support, priceCents, requestsPerMinute } = PLANS[name];
  return {
    name,
    title,
    tagline,
    support,
    priceCents,
    limits: {
      requestsPerMinute,
      channels: channelLimit(name),
      search: serviceLimit(name, 'search'),
      browser: serviceLimit(name, 'browser'),
      email: serviceLimit(name, 'email'),
      phone: serviceLimit(name, 'phone'),
    },
    features: {
      phone: canUsePhone(name),
      cron: canUseCron(name),
      apiAccess: canUseApi(name),
      customSkills: planHas(name, 'customSkills'),
      fileBrowser: planHas(name, 'fileBrowser'),
      sleepWhenIdle: planHas(name, 'sleepWhenIdle'),
    },
  };
}

/** An active Pro, in the middle of its month. */
export function aSubscription(overrides: Partial<SubscriptionDto> = {}): SubscriptionDto {
  return {
    status: 'active',
    live: true,
    plan: aPlan('pro'),
    catalogue: 'byok',
    currentPeriodStart: '2026-11-10T12:00:00.000Z',
    currentPeriodEnd: '2026-12-10T12:00:00.000Z',
    cancelAtPeriodEnd: false,
    priceCents: 3000,
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
    ...overrides,
  };
}

/** Somebody who never had a plan. */
export function noSubscription(overrides: Partial<SubscriptionDto> = {}): SubscriptionDto {
  return aSubscription({
    status: 'none',
    live: false,
    plan: null,
    catalogue: null,
    currentPeriodStart: null,
    currentPeriodEnd: null,
    priceCents: null,
    service: 'none',
    interval: null,
    ...overrides,
  });
}

export function aNextCharge(overrides: Partial<NextChargeDto> = {}): NextChargeDto {
  return {
    amountCents: 3000,
    at: '2026-12-10T12:00:00.000Z',
    currency: 'usd',
    lines: [{ description: '1 × Pro', amountCents: 3000 }],
    balanceCents: 0,
    ...overrides,
  };
}

export function anInvoice(overrides: Partial<InvoiceDto> = {}): InvoiceDto {
  return {
    number: 'AUT-0001',
    date: '2026-11-10T12:00:00.000Z',
    status: 'paid',
    totalCents: 3000,
    amountDueCents: 3000,
    amountPaidCents: 3000,
    currency: 'usd',
    description: '1 × Pro',
    failureReason: null,
    hostedUrl: 'https://invoice.stripe.com/i/1',
    pdfUrl: 'https://invoice.stripe.com/i/1/pdf',
    ...overrides,
  };
}

/** From Pro to Power, half a month before the next charge. */
export function aPreview(overrides: Partial<PlanPreviewDto> = {}): PlanPreviewDto {
  return {
    kind: 'upgrade',
    from: aPlan('pro'),
    to: aPlan('power'),
    effectiveAt: '2026-11-25T12:00:00.000Z',
    amountDueCents: 483,
    balanceUsedCents: 0,
    balanceWords: null,
    lines: [
      { description: 'Unused time on Pro after 25 Nov 2026', amountCents: -1450, proration: true },
      { description: 'Remaining time on Power after 25 Nov 2026', amountCents: 1933, proration: true },
    ],
    nextChargeCents: 4000,
    nextChargeAt: '2026-12-10T12:00:00.000Z',
    prorationDate: 1_795_608_000,
    currency: 'usd',
    gains: ['unlimited channels instead of 3', 'API access'],
    losses: [],
    channels: { inUse: 1, limit: null, mustChoose: false, options: [] },
    ...overrides,
  };
}
