import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Eavesdropper } from './eavesdropper.ts';
import { ROOT, ServerProcess, freePort } from './processes.ts';

const VENDORS = ['STRIPE', 'ANTHROPIC', 'FLY', 'MAIL', 'CHANNELS'] as const;
type Vendor = Lowercase<(typeof VENDORS)[number]>;

export interface StackOptions {
  /** API processes on one database. */
  apis?: number;
  /** `file`: embedded libSQL. `http`: a libSQL server spoken to over Hrana (the stand-in of test/support/hrana). */
  database?: 'file' | 'http';
  /** How long a sandbox machine takes to boot, ms. */
  bootMs?: number;
  /** Where the sandbox writes all vendor traffic, JSON lines. */
  trafficFile?: string;
  /**
   * Another Stripe, or another emulator of it, in place of the sandbox's; `STRIPE_API_URL` of the environment when left
   * out. It is used through Stripe's API alone.
   */
  stripeApiUrl?: string;
  /** Writes down all that is said, logged and stored, and searches it for keys at the end; `STACK_CANARY=1`. */
  canary?: boolean;
  /** More environment for the API. */
  env?: Record<string, string>;
  /** More environment for the sandbox. */
  sandboxEnv?: Record<string, string>;
}

interface Parts {
  folder: string;
  sandbox: ServerProcess;
  database: ServerProcess | null;
  eavesdropper: Eavesdropper | null;
  /** The database itself, whoever serves it. */
  databaseFile: string;
  /** Where the sandbox writes its traffic. */
  trafficFile: string | undefined;
  /** Where the stand-ins themselves listen. */
  standIns: Record<string, string>;
  /** Where the API processes themselves listen; the same as `urls` unless somebody listens in. */
  inner: string[];
}

/** The whole product as a customer meets it: sandbox vendors, database and one or more API processes. */
export class Stack {
  readonly vendors: Record<Vendor, string>;
  readonly urls: string[];
  readonly webhookSecret: string;
  readonly apis: ServerProcess[] = [];
  private readonly parts: Parts;
  private readonly apiEnv: Record<string, string>;

  // Fields are spelled out: this file also runs as it is, under Node's own type stripping.
  private constructor(
    urls: string[],
    vendors: Record<Vendor, string>,
    parts: Parts,
    apiEnv: Record<string, string>,
  ) {
    this.urls = urls;
    this.vendors = vendors;
    this.parts = parts;
    this.apiEnv = apiEnv;
    this.webhookSecret = apiEnv['STRIPE_WEBHOOK_SECRET'] ?? '';
  }

  /** The database file, to be broken on purpose. */
  get databaseFile(): string {
    return this.parts.databaseFile;
  }

  /** Address of the first API process. */
  get url(): string {
    return this.urls[0] ?? '';
  }

  static async start(options: StackOptions = {}): Promise<Stack> {
    const { apis = 1, database = 'file', bootMs = 150 } = options;
    const stripeApiUrl = options.stripeApiUrl ?? process.env['STRIPE_API_URL'];
    const folder = await mkdtemp(join(tmpdir(), 'automna-stack-'));
    const names = VENDORS.map((vendor) => vendor.toLowerCase() as Vendor);
    const ports = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await freePort()] as const)),
    ) as Record<Vendor, number>;
    const inner = await Promise.all(
      Array.from({ length: apis }, async () => `http://127.0.0.1:${await freePort()}`),
    );
    const canary = options.canary ?? process.env['STACK_CANARY'] === '1';
    const eavesdropper = canary ? new Eavesdropper(folder) : null;
    const urls = eavesdropper
      ? await Promise.all(inner.map((url) => eavesdropper.before('api', url)))
      : inner;
    const webhookUrl = `${urls[0]}/api/webhooks/stripe`;
    const webhookSecret = stripeApiUrl
      ? await registerWebhook(stripeApiUrl, webhookUrl)
      : `whsec_${randomBytes(16).toString('hex')}`;

    const sandbox = ServerProcess.start('sandbox', 'dist/apps/sandbox/src/main.js', {
      ...Object.fromEntries(
        VENDORS.map((vendor) => [`SANDBOX_${vendor}_PORT`, String(ports[vendor.toLowerCase() as Vendor])]),
      ),
      SANDBOX_STRIPE_WEBHOOK_URL: webhookUrl,
      SANDBOX_STRIPE_WEBHOOK_SECRET: webhookSecret,
      SANDBOX_FLY_BOOT_MS: String(bootMs),
      ...(options.trafficFile ? { SANDBOX_TRAFFIC_FILE: options.trafficFile } : {}),
      ...options.sandboxEnv,
    });

    let hrana: ServerProcess | null = null;
    const databaseFile = join(folder, database === 'http' ? 'server.db' : 'automna.db');
    let databaseUrl = `file:${databaseFile}`;
    if (database === 'http') {
      const port = await freePort();
      databaseUrl = `http://127.0.0.1:${port}`;
      const script = join(ROOT, 'test/support/hrana/hrana-server.ts');
      hrana = ServerProcess.run('libSQL server', process.execPath, [script, databaseFile, String(port)]);
      await hrana.untilListening(port);
    }

    const at = (vendor: Vendor) => `http://127.0.0.1:${ports[vendor]}`;
    const standIns = Object.fromEntries(names.map((name) => [name, at(name)]));
    const addresses = Object.fromEntries(names.map((name) => [name, at(name)])) as Record<Vendor, string>;
    addresses.stripe = stripeApiUrl ?? addresses.stripe;
    const heard = eavesdropper ? await eavesdropper.beforeAll(addresses) : addresses;
    const apiEnv: Record<string, string> = {
      PROFILE: 'sandbox',
      LOG_LEVEL: canary ? 'trace' : 'info',
      DATABASE_URL: databaseUrl,
      SECRETS_MASTER_KEYS: `test:${randomBytes(32).toString('base64')}`,
      JWT_SECRET: randomBytes(32).toString('hex'),
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_URL: heard.stripe,
      ANTHROPIC_API_URL: heard.anthropic,
      FLY_API_URL: heard.fly,
      FLY_APP_URL: `${heard.fly}/_apps/{app}`,
      MAIL_URL: heard.mail.replace('http://', 'resend+http://re_test_123456@'),
      TELEGRAM_API_URL: heard.channels,
      DISCORD_API_URL: `${heard.channels}/api/v10`,
      SANDBOX_CONTROL_URL: at('fly'),
      PUBLIC_URL: urls[0] ?? '',
      ...options.env,
    };
    const { trafficFile } = options;
    const parts = {
      ...{ folder, sandbox, database: hrana, eavesdropper, inner },
      ...{ databaseFile, trafficFile, standIns },
    };
    const stack = new Stack(urls, addresses, parts, apiEnv);
    try {
      await sandbox.untilOk(`${at('stripe')}/_sandbox/health`);
      for (const index of urls.keys()) await stack.startApi(index);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  /** Starts (again) the API process at `urls[index]` and waits until it is ready. */
  async startApi(index = 0): Promise<ServerProcess> {
    const url = new URL(this.parts.inner[index] ?? '');
    const api = ServerProcess.start(`API ${index + 1}`, 'dist/apps/api/src/main.js', {
      ...this.apiEnv,
      PORT: url.port,
    });
    this.apis[index] = api;
    await api.untilOk(`${url.origin}/api/health/ready`);
    return api;
  }

  /** Everything the processes printed. */
  get log(): string {
    return [...this.apis, this.parts.sandbox]
      .map((process) => `--- ${process.name}\n${process.log}`)
      .join('\n');
  }

  /** @throws Error when somebody listened in and heard a key where none may be. */
  async stop(): Promise<void> {
    const { eavesdropper, sandbox, database } = this.parts;
    const processes = [...this.apis, sandbox, ...(database ? [database] : [])];
    const commandLines = eavesdropper ? await Promise.all(processes.map((it) => it.commandLine())) : [];
    await eavesdropper?.beforeTheEnd(this.parts.standIns);
    await Promise.all(this.apis.map((api) => api.stop()));
    await sandbox.stop();
    await database?.stop();
    const report = await eavesdropper?.report(this.parts.databaseFile, commandLines, this.parts.trafficFile);
    await rm(this.parts.folder, { recursive: true, force: true });
    if (report) process.stdout.write(`${report}\n`);
  }
}

/** Asks a Stripe for our webhooks the way anybody would. @returns the signing secret it makes. */
async function registerWebhook(stripeApiUrl: string, url: string): Promise<string> {
  const response = await fetch(`${stripeApiUrl}/v1/webhook_endpoints`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_sandbox', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ url, 'enabled_events[]': '*', api_version: '2026-10-28.endive' }),
  });
  const endpoint = (await response.json()) as { secret?: string };
  if (!endpoint.secret)
    throw new Error(`${stripeApiUrl} made no webhook endpoint: ${JSON.stringify(endpoint)}`);
  return endpoint.secret;
}
