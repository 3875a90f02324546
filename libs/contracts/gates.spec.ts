import {
  PLAN_FEATURES,
  SERVICES,
  canUseApi,
  canUseCron,
  canUsePhone,
  channelLimit,
  planHas,
  serviceLimit,
  shouldSleepWhenIdle,
} from './gates.js';
import { PLAN_NAMES } from './plans.js';

const row = (feature: (typeof PLAN_FEATURES)[number]) => PLAN_NAMES.map((plan) => planHas(plan, feature));

describe('gates', () => {
  it('match the published matrix', () => {
    expect(Object.fromEntries(PLAN_FEATURES.map((feature) => [feature, row(feature)]))).toEqual({
      phone: [false, true, true],
      cron: [false, true, true],
      customSkills: [false, true, true],
      fileBrowser: [false, true, true],
      apiAccess: [false, false, true],
      sleepWhenIdle: [true, false, false],
    });
  });

  it('say the same under their own names', () => {
    expect(PLAN_NAMES.map(canUsePhone)).toEqual(row('phone'));
    expect(PLAN_NAMES.map(canUseCron)).toEqual(row('cron'));
    expect(PLAN_NAMES.map(canUseApi)).toEqual(row('apiAccess'));
    expect(PLAN_NAMES.map(shouldSleepWhenIdle)).toEqual(row('sleepWhenIdle'));
  });
});

describe('limits', () => {
  it('match the published matrix', () => {
    expect(SERVICES.map((service) => PLAN_NAMES.map((plan) => serviceLimit(plan, service).limit))).toEqual([
      [500, 2000, 10_000],
      [60, 300, 1000],
      [100, 500, 2000],
      [0, 60, 120],
    ]);
  });

  it('never show a number for "unlimited"', () => {
    expect(channelLimit('power')).toEqual({ limit: null, unlimited: true, unit: 'channels' });
    expect(JSON.stringify(PLAN_NAMES.map(channelLimit))).not.toContain('-1');
  });

  it('keep zero a limit', () => {
    expect(serviceLimit('starter', 'phone')).toEqual({ limit: 0, unlimited: false, unit: 'minutes' });
  });

  it('count channels', () => {
    expect(PLAN_NAMES.map((plan) => channelLimit(plan).limit)).toEqual([1, 3, null]);
  });
});
