/** How the stand-in behaves; changed at runtime by POST /_sandbox/fly/settings. Times are real milliseconds. */
export interface FlySettings {
  /** From the launch of a machine to `started`. */
  bootMs: number;
  /** From a stop, suspend or destroy to its end. */
  stopMs: number;
  /** From `started` to the gateway's /startupz saying so. */
  startupMs: number;
  /** The vendor's 1 request a second per action and machine. */
  rateLimits: boolean;
  /** A boot without min_secrets_version may miss secrets younger than this. */
  secretsLagMs: number;
  /** Sandbox seconds without traffic after which the proxy stops a machine with autostop. */
  idleStopSeconds: number;
}

export const SETTING_NAMES = [
  'bootMs',
  'stopMs',
  'startupMs',
  'rateLimits',
  'secretsLagMs',
  'idleStopSeconds',
] as const satisfies (keyof FlySettings)[];

/** Defaults, with SANDBOX_FLY_BOOT_MS and SANDBOX_FLY_RATE_LIMITS=off taken from the environment. */
export function defaultSettings(options: Partial<FlySettings> = {}): FlySettings {
  const env = process.env['SANDBOX_FLY_BOOT_MS'];
  const bootMs = options.bootMs ?? (env ? wholeMs('SANDBOX_FLY_BOOT_MS', env) : 1500);
  return {
    bootMs,
    stopMs: Math.min(500, Math.ceil(bootMs / 3)),
    startupMs: Math.min(1000, Math.ceil(bootMs / 2)),
    rateLimits: process.env['SANDBOX_FLY_RATE_LIMITS'] !== 'off',
    secretsLagMs: 0,
    idleStopSeconds: 300,
    ...options,
  };
}

function wholeMs(name: string, value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 600_000) return number;
  throw new Error(`${name} must be a whole number of milliseconds up to 600000, not "${value}"`);
}
