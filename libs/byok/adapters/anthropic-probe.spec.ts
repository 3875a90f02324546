import { AppLogger, type AppConfig, Secret } from '@automna/core';
import type { RunningSandbox } from '../../../apps/sandbox/src/index.js';
import { createAnthropicVendor, startSandbox } from '../../../apps/sandbox/src/index.js';
import { AnthropicProbe, cheapestModel } from './anthropic-probe.js';

const key = (word: string) => new Secret(`sk-ant-api03-${word}-${'0123456789abcdefghij'.repeat(3)}`);

describe('cheapestModel', () => {
  const model = (id: string, line: 'haiku' | 'sonnet' | 'opus' | 'mythos' | null, lifecycle = 'active') =>
    ({ id, line, lifecycle }) as Parameters<typeof cheapestModel>[0][number];

  it('prefers the cheapest active line', () => {
    expect(cheapestModel([model('o', 'opus'), model('h', 'haiku'), model('s', 'sonnet')])).toBe('h');
    expect(
      cheapestModel([model('old', 'haiku', 'deprecated'), model('s', 'sonnet'), model('m', 'mythos')]),
    ).toBe('s');
  });

  it('takes what there is', () => {
    expect(cheapestModel([model('new', null)])).toBe('new');
    expect(cheapestModel([model('old', 'opus', 'deprecated')])).toBe('old');
    expect(cheapestModel([])).toBeNull();
  });
});

describe('AnthropicProbe against the stand-in', () => {
  let sandbox: RunningSandbox;
  let probe: AnthropicProbe;

  beforeAll(async () => {
    sandbox = await startSandbox([createAnthropicVendor()], { ports: { anthropic: 0 } });
    const config = { anthropic: { apiUrl: sandbox.urls['anthropic'] } } as AppConfig;
    probe = new AnthropicProbe(config, AppLogger.silent());
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
    );
    expect(await nowhere.check(key('good'))).toEqual({ verdict: 'unverified', model: null });
  });
});
