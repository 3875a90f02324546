import { randomBytes } from 'node:crypto';
import { AppConfig } from './app-config.js';
import { ConfigError, readEnvironment } from './environment.js';

const key = (id = 'k1') => `${id}:${randomBytes(32).toString('base64')}`;
const sandbox = (env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PROFILE: 'sandbox',
  JWT_SECRET: randomBytes(32).toString('hex'),
  SECRETS_MASTER_KEYS: key(),
  ...env,
});
const production = (env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PUBLIC_URL: 'https://automna.ai',
  JWT_SECRET: randomBytes(32).toString('hex'),
  SECRETS_MASTER_KEYS: key(),
  STRIPE_SECRET_KEY: 'sk_live_51Nabc',
  STRIPE_WEBHOOK_SECRET: 'whsec_abcdef',
  FLY_API_TOKEN: 'fm2_lJPE',
  MAIL_URL: 'smtps://mailer:pw@smtp.automna.ai:465',
  ...env,
});
const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    readEnvironment(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('the environment', () => {
  it('points every vendor at the sandbox in the sandbox profile and at itself in production', () => {
    expect(readEnvironment(sandbox()).STRIPE_API_URL).toBe('http://127.0.0.1:4010');
    expect(readEnvironment(production()).STRIPE_API_URL).toBe('https://api.stripe.com');
    expect(readEnvironment(production()).ANTHROPIC_API_URL).toBe('https://api.anthropic.com');
  });

  it('lets any one vendor be pointed elsewhere', () => {
    expect(readEnvironment(sandbox({ STRIPE_API_URL: 'http://127.0.0.1:12111' })).STRIPE_API_URL).toBe(
      'http://127.0.0.1:12111',
    );
  });

  it('is production when nothing is said, so that a forgotten variable never opens the sandbox', () => {
    expect(readEnvironment(production()).PROFILE).toBe('production');
  });

  it('names every bad setting at once, on one line', () => {
    const message = refusal(
      production({ PORT: '99999', STRIPE_WEBHOOK_SECRET: 'abc', FLY_REGION: 'Virginia' }),
    );
    expect(message).toMatch(/PORT .*STRIPE_WEBHOOK_SECRET .*FLY_REGION /);
    expect(message).not.toContain('\n');
  });

  it.each([
    ['missing', undefined, /SECRETS_MASTER_KEYS is missing/],
    ['empty', '', /SECRETS_MASTER_KEYS is missing/],
    ['short', `k1:${randomBytes(16).toString('base64')}`, /has 16 bytes, it needs exactly 32/],
    ['without an id', randomBytes(32).toString('base64'), /id:base64/],
    ['not random', `k1:${Buffer.alloc(32, 7).toString('base64')}`, /is not random/],
    ['given twice by id', `${key('a')},${key('a')}`, /id "a" is used twice/],
  ])('refuses a master key that is %s', (_how, value, message) => {
    expect(refusal(sandbox({ SECRETS_MASTER_KEYS: value }))).toMatch(message);
  });

  it('refuses the same master key under two ids', () => {
    const bytes = randomBytes(32).toString('base64');
    expect(refusal(sandbox({ SECRETS_MASTER_KEYS: `a:${bytes},b:${bytes}` }))).toMatch(
      /"b" repeats another key/,
    );
  });

  it.each(['JWT_SECRET', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'FLY_API_TOKEN'])(
    'refuses a placeholder for %s in production',
    (name) => {
      const value = `whsec_change-me-${'x'.repeat(32)}`;
      expect(refusal(production({ [name]: value }))).toContain(`${name} is a placeholder`);
    },
  );

  it('takes prices in whole cents and a hold of whole days', () => {
    const config = AppConfig.fromEnvironment(
      sandbox({ FLY_PRICE_MACHINE_CENTS: '1070', FLY_PRICE_IPV4_CENTS: '0' }),
    );
    expect(config.fly).toMatchObject({ prices: { machine: 1070, volumeGb: 15, ipv4: 0 }, holdDays: 7 });
    for (const days of ['0', '366', '1.5', 'a week', '-1'])
      expect(refusal(sandbox({ FLY_HOLD_DAYS: days }))).toContain(
        'FLY_HOLD_DAYS must be a whole number from 1 to 365',
      );
  });

  it('asks production for the address customers open', () => {
    expect(refusal(production({ PUBLIC_URL: undefined }))).toContain('PUBLIC_URL is missing');
  });

  it('never shows a secret in its message or in the parsed settings', () => {
    const jwt = 'short-but-secret';
    expect(refusal(sandbox({ JWT_SECRET: jwt }))).not.toContain(jwt);
    const config = AppConfig.fromEnvironment(sandbox({ STRIPE_SECRET_KEY: 'sk_test_canary123' }));
    expect(JSON.stringify(config)).not.toContain('canary');
    expect(config.stripe.secretKey.reveal()).toBe('sk_test_canary123');
  });
});
