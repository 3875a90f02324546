import type {
  ChannelDto,
  ChannelsDto,
  KeyStatusDto,
  MachineDto,
  ProvisionDto,
  SessionDto,
  SetupDto,
} from '@automna/api-client';

export function aSession(overrides: Partial<SessionDto> = {}): SessionDto {
  return {
    accessToken: 'token-1',
    expiresIn: 900,
    user: {
      id: 'usr_1',
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      role: 'customer',
      emailVerified: true,
      createdAt: '2026-11-01T00:00:00.000Z',
    },
    ...overrides,
  };
}

export function aKey(overrides: Partial<KeyStatusDto> = {}): KeyStatusDto {
  return {
    configured: true,
    provider: 'anthropic',
    masked: 'sk-ant-api03-…AB12',
    fingerprint: 'abcdef0123456789',
    verdict: 'valid',
    message: null,
    enabled: true,
    lastCheckedAt: null,
    nextCheckAt: null,
    delivery: 'delivered',
    deliveredAt: null,
    model: null,
    modelInUse: null,
    rolledBack: null,
    helpUrl: null,
    ...overrides,
  };
}

/** The key connected last was refused, the one before it is back. */
export function aRolledBackKey(message: string): KeyStatusDto {
  return aKey({
    delivery: 'rolled_back',
    rolledBack: {
      masked: 'sk-ant-api03-…CD34',
      verdict: 'revoked',
      message,
      at: '2026-11-22T10:00:00.000Z',
    },
  });
}

export function aSetup(step: SetupDto['step'], checkoutSessionId: string | null = null): SetupDto {
  return {
    step,
    checkoutSessionId,
    facts: {
      emailVerified: true,
      subscribed: true,
      paymentPending: false,
      keyConnected: true,
      machineReady: true,
      channelDecided: true,
    },
    suspended: null,
    link: null,
  };
}

export function aProvision(overrides: Partial<ProvisionDto> = {}): ProvisionDto {
  return {
    state: 'running',
    percent: 40,
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: null,
    steps: [],
    message: null,
    region: 'fra',
    ...overrides,
  };
}

export function someChannels(kinds: ChannelDto['kind'][], limit: number | null = 3): ChannelsDto {
  return {
    channels: kinds.map((kind) => ({
      id: `chn_${kind}`,
      kind,
      status: 'active',
      label: kind === 'web' ? 'Web chat' : `@my_${kind}_bot`,
      createdAt: '2026-11-20T00:00:00.000Z',
      ownerId: kind === 'web' ? null : '4711471',
      pausedReason: null,
      observed: null,
      observedAt: null,
    })),
    limit: { limit, unlimited: limit === null, unit: 'channels' },
    used: kinds.length,
    paused: 0,
    kinds: [{ kind: 'web', title: 'Web chat', available: true, note: 'A chat in your browser.' }],
  };
}

export function aMachine(overrides: Partial<MachineDto> = {}): MachineDto {
  return {
    state: 'awake',
    region: 'fra',
    lastActivityAt: null,
    checkedAt: null,
    keyProblem: null,
    message: null,
    sleepsWhenIdle: false,
    suspended: null,
    ...overrides,
  };
}
