import { Stack } from './stack.ts';

/**
 * Starts one stack for all files of a Jest project. `STACK_APIS` and `STACK_DATABASE` choose its shape, so the same
 * suite runs on one process, on two processes with one database file, and on a libSQL server over HTTP.
 * JavaScript, because Jest loads this file without its own transform; Node strips the types of what it imports.
 */
export default async function setup() {
  const stack = await Stack.start({
    apis: Number(process.env.STACK_APIS ?? 1),
    database: process.env.STACK_DATABASE === 'http' ? 'http' : 'file',
    trafficFile: process.env.STACK_TRAFFIC_FILE,
  });
  process.env.STACK_URLS = stack.urls.join(',');
  process.env.STACK_VENDORS = JSON.stringify(stack.vendors);
  process.env.STACK_WEBHOOK_SECRET = stack.webhookSecret;
  globalThis.automnaStack = stack;
}
