import type { MasterKey } from '../crypto/exports.js';
import { Secret } from '../secret/exports.js';
import { type Environment, type Profile, readEnvironment } from './environment.js';

/** The settings of this process, parsed once before Nest starts and injected by class. Secrets print as `[secret]`. */
export class AppConfig {
  readonly profile: Profile;
  readonly host: string;
  readonly port: number;
  /** Address people open, without a trailing slash. */
  readonly publicUrl: string;
  readonly trustProxy: boolean;
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly database: { url: string; authToken?: Secret };
  readonly jwtSecret: Secret;
  readonly stripe: { apiUrl: string; secretKey: Secret; webhookSecret: Secret };
  readonly anthropic: { apiUrl: string };
  readonly fly: {
    apiUrl: string;
    token: Secret;
    org: string;
    region: string;
    fallbackRegions: string[];
    image: string;
    /** Address of a customer's machine; `{app}` stands for the app's name. */
    appUrlTemplate: string;
    appPrefix: string;
    /** What Fly asks per month, US cents: a running 2 GB machine, a stopped one, a GB of volume, an IPv4 of one's own. */
    prices: { machine: number; stoppedMachine: number; volumeGb: number; ipv4: number };
    /** Days between the decision to remove something with a volume and its removal. */
    holdDays: number;
  };
  readonly mail: { url: Secret; from: string };
  readonly telegram: { apiUrl: string };
  readonly discord: { apiUrl: string };
  readonly metrics: { port?: number; token?: Secret };
  /** Whether this process carries out jobs and scheduled tasks, or only answers requests. */
  readonly workers: boolean;
  /** Where the sandbox's clock is moved; absent in production. */
  readonly sandboxControlUrl?: string;
  readonly #masterKeys: readonly MasterKey[];

  constructor(env: Environment) {
    const secret = (value: string | undefined) => (value === undefined ? undefined : new Secret(value));
    this.profile = env.PROFILE;
    this.host = env.HOST;
    this.port = env.PORT;
    this.publicUrl = env.PUBLIC_URL;
    this.trustProxy = env.TRUST_PROXY;
    this.logLevel = env.LOG_LEVEL;
    this.database = { url: env.DATABASE_URL, authToken: secret(env.DATABASE_AUTH_TOKEN) };
    this.#masterKeys = env.SECRETS_MASTER_KEYS;
    this.jwtSecret = new Secret(env.JWT_SECRET);
    this.stripe = {
      apiUrl: env.STRIPE_API_URL,
      secretKey: new Secret(env.STRIPE_SECRET_KEY),
      webhookSecret: new Secret(env.STRIPE_WEBHOOK_SECRET),
    };
    this.anthropic = { apiUrl: env.ANTHROPIC_API_URL };
    this.fly = {
      apiUrl: env.FLY_API_URL,
      token: new Secret(env.FLY_API_TOKEN),
      org: env.FLY_ORG,
      region: env.FLY_REGION,
      fallbackRegions: env.FLY_FALLBACK_REGIONS.split(',').filter(
        (region) => region !== '' && region !== env.FLY_REGION,
      ),
      image: env.FLY_MACHINE_IMAGE,
      appUrlTemplate: env.FLY_APP_URL,
      appPrefix: env.FLY_APP_PREFIX,
      prices: {
        machine: env.FLY_PRICE_MACHINE_CENTS,
        stoppedMachine: env.FLY_PRICE_STOPPED_MACHINE_CENTS,
        volumeGb: env.FLY_PRICE_VOLUME_GB_CENTS,
        ipv4: env.FLY_PRICE_IPV4_CENTS,
      },
      holdDays: env.FLY_HOLD_DAYS,
    };
    this.mail = { url: new Secret(env.MAIL_URL), from: env.MAIL_FROM };
    this.telegram = { apiUrl: env.TELEGRAM_API_URL };
    this.discord = { apiUrl: env.DISCORD_API_URL };
    this.metrics = { port: env.METRICS_PORT, token: secret(env.METRICS_TOKEN) };
    this.workers = env.WORKERS;
    if (env.PROFILE === 'sandbox') this.sandboxControlUrl = env.SANDBOX_CONTROL_URL;
  }

  /** The keys that seal secrets at rest; only the crypto box asks. */
  masterKeys(): readonly MasterKey[] {
    return this.#masterKeys;
  }

  /** @throws ConfigError naming every bad setting at once. */
  static fromEnvironment(env: NodeJS.ProcessEnv): AppConfig {
    return new AppConfig(readEnvironment(env));
  }
}
