import { badRequest } from '../errors.js';
import { secretDigest } from './ids.js';
import { realNow } from './real-time.js';
import type { App } from './types.js';

const MAX_HISTORY = 100;

/** Sets (text) or removes (null) secrets in one new version, and returns that version. */
export function putSecrets(app: App, values: Record<string, string | null>, now: string): number {
  for (const [name, value] of Object.entries(values)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw badRequest(`"${name}" is not a valid secret name`);
    if (value !== null && typeof value !== 'string')
      throw badRequest(`secret "${name}" must be a string or null`);
  }
  for (const [name, value] of Object.entries(values)) {
    if (value === null) {
      app.secrets.delete(name);
      continue;
    }
    const created_at = app.secrets.get(name)?.created_at ?? now;
    app.secrets.set(name, { name, value, digest: secretDigest(app.id, value), created_at, updated_at: now });
  }
  app.secretsVersion += 1;
  const current = Object.fromEntries([...app.secrets.values()].map((it) => [it.name, it.value]));
  app.secretsHistory.push({ version: app.secretsVersion, at: realNow(), values: current });
  if (app.secretsHistory.length > MAX_HISTORY) app.secretsHistory.shift();
  return app.secretsVersion;
}

/** Refuses a version that was never given out. */
export function checkSecretsVersion(app: App, version: number | undefined): void {
  if (version === undefined || version <= app.secretsVersion) return;
  throw badRequest(
    `min_secrets_version ${version} is newer than the app's secrets version ${app.secretsVersion}`,
  );
}

/**
 * The secrets a boot reads: at least the version asked for. Without one it may be `lagMs` behind, as replicas are:
 * that is what min_secrets_version is for.
 */
export function secretsForBoot(
  app: App,
  minVersion: number,
  lagMs: number,
): { version: number; values: Record<string, string> } {
  const settled = realNow() - lagMs;
  const seen = app.secretsHistory.findLast((it) => it.version <= minVersion || it.at <= settled);
  return { version: seen?.version ?? 0, values: seen?.values ?? {} };
}
