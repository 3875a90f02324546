import { AppLogger, type AppConfig, ManualClock, Secret } from '@automna/core';
import type { RunningSandbox } from '../../../apps/sandbox/src/index.js';
import { createAnthropicVendor, startSandbox } from '../../../apps/sandbox/src/index.js';
import { AnthropicProbe } from './anthropic-probe.js';

const key = (word: string) => new Secret(`sk-ant-api03-${word}-${'0123456789abcdefghij'.repeat(3)}`);

describe('AnthropicProbe against the stand-in', () => {
  let sandbox: RunningSandbox;
  let probe: AnthropicProbe;

  beforeAll(async () => {
    sandbox = await startSandbox([createAnthropicVendor()], { ports: { anthropic: 0 } });
    const config = { anthropic: { apiUrl: sandbox.urls['anthropic'] } } as AppConfig;
    probe = new AnthropicProbe(config, AppLogger.silent(), new ManualClock());
  });
  afterAll(() => sandbox.close());

  it.each([
    ['good', 'valid'],
    ['revoked', 'revoked'],
    ['expired', 'revoked'],
    ['nocredit', 'no_credit'],
    ['billing', 'no_credit'],
    ['spendlimit', 'no_credit'],
    ['ratelimited', 'rate_limited'],
    ['overloaded', 'unverified'],
    ['down', 'unverified'],
    ['drop', 'unverified'],
    ['forbidden', 'forbidden'],
    ['onhold', 'on_hold'],
  ])('a key that is %s is %s', async (word, verdict) => {
    expect((await probe.check(key(word))).verdict).toBe(verdict);
  });

  it('says which model it paid for', async () => {
    expect((await probe.check(key('good'))).model).toContain('haiku');
  });

  it('takes "cannot be reached" for what it is', async () => {
    const nowhere = new AnthropicProbe(
      { anthropic: { apiUrl: 'http://127.0.0.1:1' } } as AppConfig,
      AppLogger.silent(),
      new ManualClock(),
    );
    expect(await nowhere.check(key('good'))).toEqual({ verdict: 'unverified', model: null });
  });
});
