import { randomBytes } from 'node:crypto';
import { AppConfig, buildOpenApi } from '@automna/core';
import { createApp } from './create-app.js';

/** The OpenAPI document as text, from an application without a server, on a database in memory. */
export async function renderOpenApi(): Promise<string> {
  const config = AppConfig.fromEnvironment({
    PROFILE: 'sandbox',
    LOG_LEVEL: 'error',
    DATABASE_URL: 'file::memory:',
    WORKERS: 'false',
    JWT_SECRET: randomBytes(32).toString('hex'),
    SECRETS_MASTER_KEYS: `once:${randomBytes(32).toString('base64')}`,
  });
  const app = await createApp(config);
  try {
    return `${JSON.stringify(buildOpenApi(app), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
