import type {
  AccountEndDto,
  CustomerDetailDto,
  CustomerRowDto,
  KeyStatusDto,
  OverviewDto,
  SessionDto,
  StaffMachineDto,
  StaffSubscriptionDto,
  UserDto,
} from '@automna/api-client';

/** Answers of the API for specs: complete by default, changed where the spec cares. */
export const user = (over: Partial<UserDto> = {}): UserDto => ({
  id: 'usr_1',
  email: 'mara@automna.example',
  name: 'Mara Lindqvist',
  role: 'admin',
  emailVerified: true,
  createdAt: '2026-01-04T10:00:00.000Z',
  ...over,
});

export const session = (over: Partial<SessionDto> = {}): SessionDto => ({
  accessToken: 'token-1',
  expiresIn: 900,
  user: user(),
  ...over,
});

export const row = (over: Partial<CustomerRowDto> = {}): CustomerRowDto => ({
  id: 'usr_2',
  email: 'ines@example.com',
  name: 'Ines Carvalho',
  createdAt: '2026-11-01T08:00:00.000Z',
  plan: 'pro',
  subscriptionStatus: 'active',
  machineState: 'ready',
  keyVerdict: 'valid',
  ...over,
});

export const subscription = (over: Partial<StaffSubscriptionDto> = {}): StaffSubscriptionDto => ({
  status: 'active',
  live: true,
  plan: null,
  catalogue: 'byok',
  currentPeriodStart: '2026-11-13T08:00:00.000Z',
  currentPeriodEnd: '2026-12-13T08:00:00.000Z',
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
  stripeCustomerId: 'cus_1',
  stripeSubscriptionId: 'sub_1',
  ...over,
});

export const key = (over: Partial<KeyStatusDto> = {}): KeyStatusDto => ({
  configured: true,
  provider: 'anthropic',
  masked: 'sk-ant-api03-…AB12',
  fingerprint: '9f2c51d07be4a861',
  verdict: 'valid',
  message: null,
  enabled: true,
  lastCheckedAt: '2026-11-22T08:00:00.000Z',
  nextCheckAt: null,
  delivery: 'delivered',
  deliveredAt: '2026-11-13T08:02:00.000Z',
  modelInUse: 'anthropic/claude-sonnet-4-6',
  rolledBack: null,
  model: null,
  helpUrl: null,
  ...over,
});

export const machine = (over: Partial<StaffMachineDto> = {}): StaffMachineDto => ({
  state: 'ready',
  suspended: null,
  suspendedAt: null,
  appName: 'automna-u-1',
  region: 'fra',
  volumeId: 'vol_1',
  machineId: 'e286d1f0c51987',
  step: null,
  error: null,
  createdAt: '2026-11-13T08:00:00.000Z',
  updatedAt: '2026-11-13T08:01:00.000Z',
  ...over,
});

export const accountEnd = (over: Partial<AccountEndDto> = {}): AccountEndDto => ({
  state: 'pending',
  requestedAt: '2026-11-20T08:00:00.000Z',
  dueAt: '2026-11-27T08:00:00.000Z',
  closedAt: null,
  ...over,
});

export const detail = (over: Partial<CustomerDetailDto> = {}): CustomerDetailDto => ({
  user: user({ id: 'usr_2', email: 'ines@example.com', name: 'Ines Carvalho', role: 'customer' }),
  accountDeletion: null,
  subscription: subscription(),
  key: key(),
  machine: machine(),
  channels: [],
  usage: { periodStart: '2026-11-13T08:00:00.000Z', periodEnd: '2026-12-13T08:00:00.000Z', services: [] },
  timeline: [],
  stripeEvents: [],
  ...over,
});

export const overview = (over: Partial<OverviewDto> = {}): OverviewDto => ({
  customers: 3,
  liveSubscriptions: 2,
  machinesByState: [{ state: 'ready', count: 2 }],
  jobs: { pending: 0, running: 0, dead: 0 },
  stripeEvents: { stored: 0, pending: 0, failed: 0 },
  suspendedCustomers: 0,
  openFindings: 0,
  attention: 0,
  ...over,
});
