import { describe, expect, it } from '@jest/globals';
import { buildOpenClawConfig } from './build-config.js';
import { configDrift } from './config-drift.js';

const wanted = buildOpenClawConfig({
  plan: 'starter',
  keyMode: 'direct',
  channels: ['telegram'],
  addresses: { publicUrl: 'https://automna.test', appUrl: 'https://automna-u-1.fly.dev' },
});
type Json = Record<string, unknown>;
/** As the gateway gives it back: the ids of secrets are blacked out. */
const found = (): Json => {
  const blackedOut = JSON.stringify(wanted).replace(/"id":"[A-Z_]+"/g, '"id":"__OPENCLAW_REDACTED__"');
  return JSON.parse(blackedOut) as Json;
};

describe('configDrift', () => {
  it('is nothing when the gateway runs with what it was given, blacked out, with its own notes', () => {
    expect(configDrift(wanted, found())).toEqual([]);
    expect(configDrift(wanted, { ...found(), meta: { lastTouchedVersion: '2026.9.6' } })).toEqual([]);
    expect(configDrift(wanted, { ...found(), channels: '__OPENCLAW_REDACTED__' })).toEqual([]);
  });

  it.each([
    ['a changed value', { ...found(), cron: { enabled: true } }, 'cron.enabled'],
    ['a missing block', { ...found(), tools: undefined }, 'tools'],
    ['a block too many', { ...found(), hooks: { enabled: true } }, 'hooks'],
    ['a shorter list', { ...found(), plugins: { ...wanted.plugins, allow: [] } }, 'plugins.allow'],
    ['another kind of value', { ...found(), gateway: 'local' }, 'gateway'],
    ['nothing at all', {}, 'gateway'],
  ])('names the path of %s', (_what, config, path) => {
    expect(configDrift(wanted, config)).toContain(path);
  });

  it('names one entry of a list, and no value anywhere', () => {
    const config = found();
    config['tools'] = {
      ...wanted.tools,
      deny: wanted.tools.deny.map((tool) => (tool === 'cron' ? 'canary' : tool)),
    };
    const paths = configDrift(wanted, config);
    expect(paths).toEqual([`tools.deny[${wanted.tools.deny.indexOf('cron')}]`]);
    expect(JSON.stringify(paths)).not.toContain('canary');
  });

  it('stays short whatever a machine makes up', () => {
    const noise = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`${'x'.repeat(999)}${index}`, 1]),
    );
    const paths = configDrift(wanted, { ...found(), ...noise });
    expect([paths.length, Math.max(...paths.map((path) => path.length))]).toEqual([20, 200]);
  });
});
