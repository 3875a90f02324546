import { buildOpenApi } from '@automna/core';
import { createApp } from './create-app.js';
import { throwawayConfig } from './throwaway-config.js';

/** The OpenAPI document as text, from an application without a server, on a database in memory. */
export async function renderOpenApi(): Promise<string> {
  const app = await createApp(throwawayConfig());
  try {
    return `${JSON.stringify(buildOpenApi(app), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
