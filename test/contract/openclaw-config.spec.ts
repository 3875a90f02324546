import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CHANNEL_KINDS, type ChannelKind, PLAN_NAMES } from '@automna/contracts';
import { buildOpenClawConfig, type OpenClawConfigInput } from '@automna/openclaw';
import { Ajv } from 'ajv';
import { Chance } from '../chaos/support/seed.js';
import { SPECS } from './spec.js';

/**
 * The configs we write, held against OpenClaw's JSON schema and, when OPENCLAW_BIN names the real program
 * (`npm i openclaw@2026.9.6`, then node_modules/.bin/openclaw), against OpenClaw itself.
 */
const schemaFile = join(SPECS, 'openclaw-config.schema.json');
const bin = process.env['OPENCLAW_BIN'] ?? '';
const withSchema = existsSync(schemaFile) ? describe : describe.skip;
const withBinary = bin === '' ? describe.skip : describe;
if (!existsSync(schemaFile)) process.stderr.write(`Skipping: no ${schemaFile}\n`);
if (bin === '') process.stderr.write('Skipping: OPENCLAW_BIN does not name an OpenClaw to ask.\n');

const RANDOM_CASES = 200;
const SEED = Number(process.env['OPENCLAW_CONFIG_SEED'] ?? 20_261_122);
const ADDRESSES = { publicUrl: 'https://automna.test', appUrl: 'https://automna-u-1.fly.dev' };

const OWNERS = { telegram: '4711471', discord: '112233445566778899', whatsapp: '+491701234567' };

interface Case {
  name: string;
  config: unknown;
}

/** The four we sell: each plan with the customer's own key, and one in the days of grace. */
const VARIANTS: Case[] = [
  made('starter', { plan: 'starter', keyMode: 'direct', channels: ['telegram'] }),
  made('pro', {
    plan: 'pro',
    keyMode: 'direct',
    channels: ['telegram', 'discord', 'whatsapp'],
    owners: OWNERS,
  }),
  made('power', { plan: 'power', keyMode: 'direct', channels: [...CHANNEL_KINDS] }),
  made('pro in grace', { plan: 'pro', keyMode: 'grace', channels: ['telegram', 'web'] }),
];

function made(name: string, input: Omit<OpenClawConfigInput, 'addresses'>): Case {
  return { name, config: buildOpenClawConfig({ addresses: ADDRESSES, ...input }) };
}

function randomCases(): Case[] {
  const chance = new Chance(SEED);
  const half = () => chance.next() < 0.5;
  return Array.from({ length: RANDOM_CASES }, () => {
    const plan = chance.pick(PLAN_NAMES);
    const keyMode = chance.pick(['direct', 'grace'] as const);
    const channels: ChannelKind[] = CHANNEL_KINDS.filter(() => half());
    const services: NonNullable<OpenClawConfigInput['services']> = {
      ...(half() ? { search: { baseUrl: 'https://automna.test/api/brave' } } : {}),
      ...(half() ? { browser: { cdpUrl: 'wss://automna.test/api/browser/connect' } } : {}),
      ...(half() ? { tools: { url: 'https://automna.test/api/mcp', include: ['email_*'] } } : {}),
    };
    const timezone = chance.pick(['', 'Europe/Vienna', 'America/Los_Angeles', 'Asia/Kolkata']);
    const name = `${plan}, ${keyMode}, [${channels.join(' ')}], ${Object.keys(services).join(' ')}, ${timezone}`;
    const owners = half() ? OWNERS : {};
    return made(name, { plan, keyMode, channels, owners, services, ...(timezone ? { timezone } : {}) });
  });
}

/** Configs that must be refused, or the judge is asleep. */
function broken(): Case[] {
  const base = VARIANTS[1]?.config as Record<string, object>;
  return [
    { name: 'an unknown block', config: { ...base, heartbeat: { every: '0m' } } },
    { name: 'an unknown key', config: { ...base, cron: { enabled: true, wake: 1 } } },
    { name: 'a wrong type', config: { ...base, tools: { ...base['tools'], deny: 'cron' } } },
    { name: 'a wrong word', config: { ...base, gateway: { ...base['gateway'], bind: 'world' } } },
    { name: 'an old key', config: { ...base, channels: { telegram: { enabled: true, token: 'x' } } } },
  ];
}

withSchema("the configs we write, by OpenClaw's schema", () => {
  it(`are accepted: ${VARIANTS.length} variants and ${RANDOM_CASES} drawn with seed ${SEED}`, () => {
    const ajv = new Ajv({ strict: false, logger: false, allErrors: true });
    const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);
    const refused = [...VARIANTS, ...randomCases()].filter(({ config }) => !validate(config));
    expect(refused.map(({ name }) => name)).toEqual([]);
    expect(broken().filter(({ config }) => validate(config))).toEqual([]);
  }, 60_000);
});

withBinary('the configs we write, by OpenClaw itself', () => {
  const run = promisify(execFile);
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'automna-openclaw-')));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** An OpenClaw with nothing of ours or of this computer's around it. */
  const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    OPENCLAW_STATE_DIR: join(folder, 'state'),
    OPENCLAW_OFFLINE: '1',
    OPENCLAW_CONFIG_READONLY: '1',
    ...more,
  });
  const write = (cases: readonly Case[]): string[] =>
    cases.map(({ config }, index) => {
      const file = join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(config));
      return file;
    });

  /** In one process, by the functions behind `openclaw config validate`. */
  async function judge(cases: readonly Case[]): Promise<string[]> {
    const list = join(folder, 'list');
    writeFileSync(list, JSON.stringify(write(cases)));
    const script = join(import.meta.dirname, 'openclaw-validate.mjs');
    const packageDir = dirname(realpathSync(bin));
    const answersFile = join(folder, 'answers');
    const options = { env: env(), timeout: 120_000 };
    await run(process.execPath, [script, packageDir, list, answersFile], options);
    const answers = JSON.parse(readFileSync(answersFile, 'utf8')) as { valid: boolean; issues: string[] }[];
    return answers.map(({ valid, issues }, index) =>
      valid ? 'accepted' : `refused: ${cases[index]?.name} (${issues.join('; ')})`,
    );
  }

  /** By the command itself. */
  async function command(file: string): Promise<'accepted' | 'refused'> {
    const options = { env: env({ OPENCLAW_CONFIG_PATH: file }), timeout: 60_000 };
    try {
      const { stdout } = await run(bin, ['config', 'validate', '--json'], options);
      return (JSON.parse(stdout) as { valid: boolean }).valid ? 'accepted' : 'refused';
    } catch (error) {
      const { stdout } = error as { stdout?: string };
      if (stdout && (JSON.parse(stdout) as { valid?: boolean }).valid === false) return 'refused';
      throw error;
    }
  }

  it(`are accepted: ${VARIANTS.length} variants and ${RANDOM_CASES} drawn with seed ${SEED}`, async () => {
    const cases = [...VARIANTS, ...randomCases()];
    const verdicts = await judge(cases);
    expect(verdicts.filter((verdict) => verdict !== 'accepted')).toEqual([]);
    expect(verdicts).toHaveLength(cases.length);
  }, 150_000);

  it('and the command agrees on the variants and on what is broken', async () => {
    const cases = [...VARIANTS, ...broken()];
    const inOneProcess = (await judge(cases)).map((verdict) => verdict.split(':')[0]);
    const byCommand: string[] = [];
    for (const file of write(cases)) byCommand.push(await command(file));
    expect(byCommand).toEqual(inOneProcess);
    expect(byCommand).toEqual([...VARIANTS.map(() => 'accepted'), ...broken().map(() => 'refused')]);
  }, 150_000);
});
