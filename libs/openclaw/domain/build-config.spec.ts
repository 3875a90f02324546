import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHANNEL_KINDS, type ChannelKind, PLAN_NAMES } from '@automna/contracts';
import { buildOpenClawConfig, type OpenClawConfigInput } from './build-config.js';

const input = (overrides: Partial<OpenClawConfigInput> = {}): OpenClawConfigInput => ({
  plan: 'pro',
  keyMode: 'direct',
  channels: [],
  addresses: { publicUrl: 'https://automna.test', appUrl: 'https://automna-u-1.fly.dev' },
  ...overrides,
});

const services = {
  search: { baseUrl: 'https://automna.test/api/brave' },
  browser: { cdpUrl: 'wss://automna.test/api/browser/connect' },
  tools: { url: 'https://automna.test/api/mcp', include: ['email_*'] },
};

describe('buildOpenClawConfig', () => {
  it('closes cron, heartbeat and custom skills on Starter', () => {
    const config = buildOpenClawConfig(input({ plan: 'starter' }));
    expect(config.cron.enabled).toBe(false);
    expect(config.agents.defaults.heartbeat).toEqual({ every: '0m' });
    expect(config.agents.defaults.skills).toEqual(['weather', 'healthcheck']);
    expect(config.skills.allowBundled).toEqual(['weather', 'healthcheck']);
    expect(config.tools.deny).toEqual(expect.arrayContaining(['automations', 'cron', 'skill_workshop']));
  });

  it.each(['pro', 'power'] as const)('opens them on %s', (plan) => {
    const config = buildOpenClawConfig(input({ plan }));
    expect(config.cron.enabled).toBe(true);
    expect(config.agents.defaults.heartbeat.every).toBe('30m');
    expect(config.agents.defaults.skills).toBeUndefined();
    expect(config.tools.deny).not.toContain('cron');
    expect(config.skills.load.watch).toBe(true);
  });

  it('takes the tools away with which an agent could change its own gateway', () => {
    for (const plan of PLAN_NAMES) {
      expect(buildOpenClawConfig(input({ plan })).tools.deny).toEqual(
        expect.arrayContaining(['gateway', 'openclaw', 'plugins', 'terminal']),
      );
    }
  });

  it('sends model traffic straight to Anthropic with the own key', () => {
    const { anthropic } = buildOpenClawConfig(input()).models.providers;
    expect(anthropic.baseUrl).toBeUndefined();
    expect(anthropic.apiKey.id).toBe('ANTHROPIC_API_KEY');
  });

  it('sends model traffic to the relay in grace, with the proxy token and never the own key', () => {
    const text = JSON.stringify(buildOpenClawConfig(input({ keyMode: 'grace' })));
    const { anthropic } = buildOpenClawConfig(input({ keyMode: 'grace' })).models.providers;
    expect(anthropic).toMatchObject({
      baseUrl: 'https://automna.test/api/llm',
      apiKey: { id: 'AUTOMNA_PROXY_TOKEN' },
    });
    expect(text).not.toContain('ANTHROPIC_API_KEY');
  });

  it('lets Telegram knock on sleeping machines and polls on the others', () => {
    const sleeping = buildOpenClawConfig(input({ plan: 'starter', channels: ['telegram'] })).channels
      .telegram;
    expect(sleeping).toMatchObject({
      webhookUrl: 'https://automna-u-1.fly.dev:8443/telegram-webhook',
      webhookSecret: { id: 'TELEGRAM_WEBHOOK_SECRET' },
      webhookPort: 8787,
    });
    const awake = buildOpenClawConfig(input({ plan: 'pro', channels: ['telegram'] })).channels.telegram;
    expect(awake).toEqual({
      enabled: true,
      botToken: { source: 'env', provider: 'default', id: 'TELEGRAM_BOT_TOKEN' },
      dmPolicy: 'pairing',
      groupPolicy: 'allowlist',
      configWrites: false,
    });
  });

  it('listens to the owner alone, and lets those who write learn their number while there is none', () => {
    const channels = [...CHANNEL_KINDS];
    const open = buildOpenClawConfig(input({ plan: 'power', channels }));
    expect(open.commands).toBeUndefined();
    expect(open.channels).toMatchObject({
      telegram: { dmPolicy: 'pairing' },
      discord: { dmPolicy: 'pairing' },
    });
    const owners = { telegram: '4711471', discord: '112233445566778899', whatsapp: '+491701234567' };
    const owned = buildOpenClawConfig(input({ plan: 'power', channels, owners }));
    for (const kind of ['telegram', 'discord', 'whatsapp'] as const)
      expect(owned.channels[kind]).toMatchObject({ dmPolicy: 'allowlist', allowFrom: [owners[kind]] });
    // Heartbeats go to the first of them.
    expect(owned.commands).toEqual({
      ownerAllowFrom: ['telegram:4711471', 'discord:112233445566778899', 'whatsapp:+491701234567'],
    });
    const without = buildOpenClawConfig(input({ plan: 'power', channels: ['web'], owners }));
    expect([without.channels, without.commands]).toEqual([{}, undefined]);
  });

  it('never answers the friends of somebody whose phone is linked', () => {
    const { whatsapp } = buildOpenClawConfig(input({ plan: 'pro', channels: ['whatsapp'] })).channels;
    expect(whatsapp).toEqual({
      enabled: true,
      dmPolicy: 'allowlist',
      allowFrom: [],
      selfChatMode: true,
      groupPolicy: 'allowlist',
      configWrites: false,
    });
  });

  it('keeps the path and port of a stand-in address', () => {
    const config = buildOpenClawConfig(
      input({
        plan: 'starter',
        channels: ['telegram'],
        addresses: { publicUrl: 'http://127.0.0.1:3000', appUrl: 'http://127.0.0.1:4012/_apps/automna-u-1' },
      }),
    );
    expect(config.channels.telegram?.webhookUrl).toBe(
      'http://127.0.0.1:4012/_apps/automna-u-1/telegram-webhook',
    );
  });

  it('names no service address that was not given', () => {
    const config = buildOpenClawConfig(input());
    expect(config.tools.web.search).toEqual({ enabled: false });
    expect(config.browser).toEqual({ enabled: false });
    expect(config.mcp).toBeUndefined();
    expect(JSON.stringify(config)).not.toContain('automna.test');
  });

  it('loads a plugin only for a channel that is there', () => {
    const { plugins } = buildOpenClawConfig(input({ channels: ['discord', 'web'] }));
    expect(plugins.allow).toContain('discord');
    expect(plugins.allow).not.toContain('telegram');
    expect(plugins.allow).not.toContain('web');
    expect(plugins.entries).toEqual({ 'admin-http-rpc': { enabled: true }, discord: { enabled: true } });
  });

  it('is a pure function: same input, same text', () => {
    const one = input({ channels: ['telegram', 'discord'], services });
    expect(JSON.stringify(buildOpenClawConfig(one))).toBe(JSON.stringify(buildOpenClawConfig(one)));
  });
});

const SHARED = resolve(process.cwd(), '../shared');
const schemaFile = resolve(SHARED, 'specs/openclaw-config.schema.json');
const samplesDir = resolve(SHARED, 'openclaw-samples');
const withSchema = existsSync(schemaFile) ? describe : describe.skip;
if (!existsSync(schemaFile)) process.stderr.write(`skipped: no OpenClaw schema at ${schemaFile}\n`);

withSchema("against OpenClaw's own schema and samples", () => {
  it('is accepted for every plan, key mode and set of channels, with and without services', async () => {
    const { Ajv } = await import('ajv');
    const validate = new Ajv({ strict: false, logger: false, allErrors: true }).compile(
      JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
    );
    const sets: ChannelKind[][] = [
      [],
      ['telegram'],
      ['web'],
      ['discord'],
      ['telegram', 'discord', 'whatsapp', 'web'],
    ];
    let cases = 0;
    for (const plan of PLAN_NAMES) {
      for (const keyMode of ['direct', 'grace'] as const) {
        for (const channels of sets) {
          const owners = { telegram: '4711471', whatsapp: '+491701234567' };
          for (const extra of [{}, { services, timezone: 'Europe/Vienna', owners }]) {
            const valid = validate(buildOpenClawConfig(input({ plan, keyMode, channels, ...extra })));
            expect(validate.errors ?? []).toEqual([]);
            expect(valid).toBe(true);
            cases += 1;
          }
        }
      }
    }
    expect(cases).toBe(60);
    expect(validate({ ...buildOpenClawConfig(input()), unknown: true })).toBe(false);
  }, 60_000);

  it.each([
    ['starter', 'direct', 'starter.json', ['telegram'], ['email_*']],
    ['pro', 'direct', 'pro.json', ['telegram', 'discord', 'whatsapp'], ['email_*', 'phone_*']],
    ['pro', 'grace', 'pro-grace.json', ['telegram', 'discord', 'whatsapp'], ['email_*', 'phone_*']],
    ['power', 'direct', 'power.json', ['telegram', 'discord', 'whatsapp'], ['email_*', 'phone_*']],
  ] as const)(
    'means the same as a config OpenClaw ran (%s, %s)',
    (plan, keyMode, file, channels, include) => {
      // The samples use one token for gateway and proxy; ours are two, since the agent's shell can read the former.
      const sample = JSON.parse(
        readFileSync(resolve(samplesDir, file), 'utf8')
          .replaceAll('${OPENCLAW_GATEWAY_TOKEN}', '${AUTOMNA_PROXY_TOKEN}')
          .replace('m-abc.example.test/', 'm-abc.example.test:8443/'),
      ) as Record<string, unknown>;
      const { gateway: asRun, ...rest } = sample;
      // They ran without a proxy in front; behind Fly's a gateway that trusts none refuses every visitor.
      const gateway = { ...(asRun as object), trustedProxies: ['172.16.0.0/12', 'fdaa::/16'] };
      const renamed = JSON.parse(
        JSON.stringify(rest).replaceAll('"OPENCLAW_GATEWAY_TOKEN"', '"AUTOMNA_PROXY_TOKEN"'),
      ) as { channels: { whatsapp?: object } };
      // They ran on a number of their own, where strangers may ask to be let in.
      if (renamed.channels.whatsapp) {
        Object.assign(renamed.channels.whatsapp, {
          dmPolicy: 'allowlist',
          allowFrom: [],
          selfChatMode: true,
        });
      }
      const built = buildOpenClawConfig({
        plan,
        keyMode,
        channels,
        timezone: 'America/Los_Angeles',
        addresses: { publicUrl: 'https://proxy.example.test', appUrl: 'https://m-abc.example.test' },
        services: {
          search: { baseUrl: 'https://proxy.example.test/api/brave' },
          browser: { cdpUrl: 'wss://proxy.example.test/api/browser/connect' },
          tools: { url: 'https://proxy.example.test/api/mcp', include: [...include] },
        },
      });
      expect(built).toEqual({ gateway, ...renamed });
    },
  );
});
