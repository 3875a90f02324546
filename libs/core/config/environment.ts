import { z } from 'zod';
import type { MasterKey } from '../crypto/exports.js';

/** Where the sandbox vendors listen when nothing else is said. */
const SANDBOX = {
  STRIPE_API_URL: 'http://127.0.0.1:4010',
  ANTHROPIC_API_URL: 'http://127.0.0.1:4011',
  FLY_API_URL: 'http://127.0.0.1:4012',
  FLY_APP_URL: 'http://127.0.0.1:4012/_apps/{app}',
  MAIL_URL: 'resend+http://re_sandbox@127.0.0.1:4017',
  TELEGRAM_API_URL: 'http://127.0.0.1:4018',
  DISCORD_API_URL: 'http://127.0.0.1:4018/api/v10',
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_sandbox',
  FLY_API_TOKEN: 'fm2_sandbox',
} as const;

/** The vendors' own addresses. */
const PRODUCTION = {
  STRIPE_API_URL: 'https://api.stripe.com',
  ANTHROPIC_API_URL: 'https://api.anthropic.com',
  FLY_API_URL: 'https://api.machines.dev',
  FLY_APP_URL: 'https://{app}.fly.dev',
  TELEGRAM_API_URL: 'https://api.telegram.org',
  DISCORD_API_URL: 'https://discord.com/api/v10',
} as const;

export const PROFILES = ['sandbox', 'production'] as const;
export type Profile = (typeof PROFILES)[number];

const PLACEHOLDER = /change.?me|placeholder|example|your[_-]|xxxx|sandbox|todo/i;

/** Zod's own wording for a missing key names types; people need to know what to do. */
const required = (what: string) =>
  z.string(`is missing: set it to ${what}`).trim().min(1, `is empty: set it to ${what}`);

const url = (protocols: readonly string[]) =>
  z
    .string('is missing: set it to an address')
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be an address starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );

const httpUrl = url(['http:', 'https:']);

const port = z.coerce.number('must be a port number').int('must be a whole number').min(0).max(65_535);

/** `id:base64,id:base64`: 32 bytes each, ids and keys distinct; the first one writes. */
export const masterKeys = z
  .string('is missing: set it to id:base64 with 32 random bytes, e.g. k1:$(openssl rand -base64 32)')
  .trim()
  .transform((text, context): MasterKey[] => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    const keys: MasterKey[] = [];
    for (const part of text.split(',').map((piece) => piece.trim())) {
      const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+={0,2})$/.exec(part);
      if (!match?.[1] || !match[2]) return fail('must be id:base64 pairs separated by commas');
      const key = Buffer.from(match[2], 'base64');
      if (key.length !== 32) return fail(`key "${match[1]}" has ${key.length} bytes, it needs exactly 32`);
      if (new Set(key).size < 8) return fail(`key "${match[1]}" is not random`);
      if (keys.some((other) => other.id === match[1])) return fail(`key id "${match[1]}" is used twice`);
      if (keys.some((other) => other.key.equals(key))) return fail(`key "${match[1]}" repeats another key`);
      keys.push({ id: match[1], key });
    }
    return keys;
  });

const whole = (min: number, max: number, fallback: number) => {
  const words = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(words).int(words).min(min, words).max(max, words).default(fallback);
};
const cents = (fallback: number) => whole(0, 1_000_000, fallback);

const schema = z.object({
  PROFILE: z.enum(PROFILES, 'must be sandbox or production').default('production'),
  HOST: z.string().trim().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: httpUrl.transform((value) => value.replace(/\/+$/, '')),
  TRUST_PROXY: z.stringbool('must be true or false').default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|libsql:\/\/.+|https?:\/\/.+)$/, 'must be file:…, libsql://… or http(s)://…')
    .default('file:./data/automna.db'),
  DATABASE_AUTH_TOKEN: z.string().min(1).optional(),
  SECRETS_MASTER_KEYS: masterKeys,
  JWT_SECRET: required('at least 32 random characters').min(32, 'is too short: use at least 32 characters'),
  STRIPE_SECRET_KEY: required('the secret key of the Stripe account (sk_… or rk_…)'),
  STRIPE_WEBHOOK_SECRET: required('the signing secret of the webhook endpoint (whsec_…)').regex(
    /^whsec_\S+$/,
    'must start with whsec_',
  ),
  STRIPE_API_URL: httpUrl,
  ANTHROPIC_API_URL: httpUrl,
  FLY_API_URL: httpUrl,
  FLY_API_TOKEN: required('an org token of Fly'),
  FLY_ORG: z.string().trim().min(1).default('automna'),
  FLY_REGION: z
    .string()
    .regex(/^[a-z]{3}$/, 'must be a three-letter region')
    .default('iad'),
  FLY_FALLBACK_REGIONS: z
    .string()
    .regex(/^([a-z]{3}(,[a-z]{3})*)?$/, 'must be three-letter regions separated by commas')
    .default('ewr,ord'),
  FLY_MACHINE_IMAGE: z.string().trim().min(1).default('ghcr.io/openclaw/openclaw:2026.9.6'),
  FLY_APP_URL: z.string().includes('{app}', { error: 'must contain {app}' }).pipe(httpUrl),
  FLY_APP_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,20}-$/, 'must be lower case and end with a dash')
    .default('automna-u-'),
  FLY_PRICE_MACHINE_CENTS: cents(900),
  FLY_PRICE_STOPPED_MACHINE_CENTS: cents(15),
  FLY_PRICE_VOLUME_GB_CENTS: cents(15),
  FLY_PRICE_IPV4_CENTS: cents(200),
  FLY_HOLD_DAYS: whole(1, 365, 7),
  MAIL_URL: url(['smtp:', 'smtps:', 'resend:', 'resend+http:', 'resend+https:']),
  MAIL_FROM: z.string().trim().min(3).default('Automna <hello@automna.ai>'),
  TELEGRAM_API_URL: httpUrl,
  DISCORD_API_URL: httpUrl,
  METRICS_PORT: port.optional(),
  METRICS_TOKEN: z.string().min(16, 'is too short: use at least 16 characters').optional(),
  WORKERS: z.stringbool('must be true or false').default(true),
  SANDBOX_CONTROL_URL: httpUrl.optional(),
});

export type Environment = z.output<typeof schema>;

/** Settings that must not be a leftover of an example file when real money and real keys are at stake. */
const NO_PLACEHOLDER = [
  'JWT_SECRET',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'FLY_API_TOKEN',
  'MAIL_URL',
] as const satisfies readonly (keyof Environment)[];

/** One or more settings are wrong. `message` is one line that names every one of them. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      problems.length === 1
        ? `A setting is wrong. ${problems[0]}.`
        : `${problems.length} settings are wrong. ${problems.join('; ')}.`,
    );
    this.name = 'ConfigError';
  }
}

/**
 * Reads the environment once. An empty string counts as not set, as Compose files write it.
 * @throws ConfigError naming every bad setting at once.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const sandbox = given['PROFILE'] === 'sandbox';
  const defaults = sandbox
    ? {
        ...SANDBOX,
        PUBLIC_URL: `http://127.0.0.1:${/^\d+$/.test(given['PORT'] ?? '') ? given['PORT'] : 3000}`,
        SANDBOX_CONTROL_URL: SANDBOX.STRIPE_API_URL,
      }
    : PRODUCTION;
  const result = schema.safeParse({ ...defaults, ...given });
  const problems = result.success
    ? []
    : result.error.issues.map((issue) =>
        issue.path[0] === 'PUBLIC_URL' && given['PUBLIC_URL'] === undefined
          ? 'PUBLIC_URL is missing: set it to the address customers open'
          : `${String(issue.path[0])} ${issue.message}`,
      );
  if (!sandbox) {
    for (const key of NO_PLACEHOLDER) {
      if (PLACEHOLDER.test(given[key] ?? '')) problems.push(`${key} is a placeholder: set a real value`);
    }
  }
  if (!result.success || problems.length > 0) throw new ConfigError(problems);
  return result.data;
}
