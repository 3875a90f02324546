import { randomBytes } from 'node:crypto';
import { AppConfig } from '@automna/core';

/** Settings for an application that only describes itself: a database in memory, keys made on the spot, no jobs. */
export function throwawayConfig(): AppConfig {
  return AppConfig.fromEnvironment({
    PROFILE: 'sandbox',
    LOG_LEVEL: 'error',
    DATABASE_URL: 'file::memory:',
    WORKERS: 'false',
    JWT_SECRET: randomBytes(32).toString('hex'),
    SECRETS_MASTER_KEYS: `once:${randomBytes(32).toString('base64')}`,
  });
}
