import { describe, expect, it } from '@jest/globals';
import { configAsSent, configForProcess, movedPath, type Places } from './process-config.js';

const places: Places = {
  mount: { guest: '/data', host: '/srv/volumes/vol_1' },
  port: 40_001,
  webhookPort: 40_002,
  logFile: '/srv/machines/m1/openclaw.log',
  anthropicUrl: 'http://127.0.0.1:4011',
  channelsUrl: 'http://127.0.0.1:4018',
};
const sent = {
  gateway: { mode: 'local', port: 18789, bind: 'lan', trustedProxies: ['172.16.0.0/12'] },
  agents: { defaults: { workspace: '/data/workspace' }, list: [{ workspace: '/data/other' }] },
  models: { providers: { anthropic: { api: 'anthropic-messages', models: [] } } },
  channels: { telegram: { enabled: true, webhookUrl: 'https://x/telegram-webhook', webhookHost: '0.0.0.0' } },
};

describe('the config a process on this computer gets', () => {
  it('differs only where a process beside others needs it', () => {
    const { config } = configForProcess(sent, places);
    expect(config).toMatchObject({
      gateway: { mode: 'local', port: 40_001, bind: 'loopback' },
      agents: {
        defaults: { workspace: '/srv/volumes/vol_1/workspace' },
        list: [{ workspace: '/srv/volumes/vol_1/other' }],
      },
      models: { providers: { anthropic: { api: 'anthropic-messages', baseUrl: 'http://127.0.0.1:4011' } } },
      channels: {
        telegram: {
          enabled: true,
          webhookUrl: 'https://x/telegram-webhook',
          webhookHost: '127.0.0.1',
          webhookPort: 40_002,
          apiRoot: 'http://127.0.0.1:4018',
        },
      },
      logging: { file: '/srv/machines/m1/openclaw.log' },
    });
    expect((config['gateway'] as typeof sent.gateway).trustedProxies).toEqual([
      '172.16.0.0/12',
      '127.0.0.1/32',
    ]);
  });

  it('trusts no proxy that the sent config does not speak of', () => {
    const { config } = configForProcess({ gateway: { mode: 'local' } }, places);
    expect(config['gateway']).toEqual({ mode: 'local', port: 40_001, bind: 'loopback' });
  });

  it('leaves an address of Anthropic alone that was sent: in grace it is our relay', () => {
    const provider = { baseUrl: 'http://127.0.0.1:3000/api/llm', api: 'anthropic-messages', models: [] };
    const grace = { models: { providers: { anthropic: provider } } };
    expect(configForProcess(grace, places).config['models']).toEqual(grace.models);
  });

  it('is shown as it was sent, with whatever the gateway changed itself', () => {
    const { config, changes } = configForProcess(sent, places);
    expect(configAsSent(config, changes)).toEqual(sent);
    const drifted = structuredClone(config) as typeof sent & { cron?: object };
    drifted.cron = { enabled: true };
    drifted.agents.defaults.workspace = '/elsewhere';
    expect(configAsSent(drifted, changes)).toEqual({
      ...sent,
      cron: { enabled: true },
      agents: { ...sent.agents, defaults: { workspace: '/elsewhere' } },
    });
  });

  it.each([
    ['/data', '/srv/volumes/vol_1'],
    ['/data/a/b', '/srv/volumes/vol_1/a/b'],
    ['/database', '/database'],
    ['see /data', 'see /data'],
  ])('moves %s to %s', (from, to) => {
    expect(movedPath(from, places.mount)).toBe(to);
  });
});
