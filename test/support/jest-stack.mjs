import { OtherStripe } from './other-stripe.ts';
import { Stack } from './stack.ts';

/**
 * Starts one stack for all files of a Jest project. `STACK_APIS` and `STACK_DATABASE` choose its shape, so the same
 * suite runs on one process, on two processes with one database file, and on a libSQL server over HTTP.
 * `STRIPE_API_URL` points it at another Stripe emulator; `other` starts one that has no controls of ours.
 * JavaScript, because Jest loads this file without its own transform; Node strips the types of what it imports.
 */
export default async function setup() {
  const wanted = process.env.STRIPE_API_URL;
  const other = wanted === 'other' ? await OtherStripe.start() : null;
  const stack = await Stack.start({
    apis: Number(process.env.STACK_APIS ?? 1),
    database: process.env.STACK_DATABASE === 'http' ? 'http' : 'file',
    trafficFile: process.env.STACK_TRAFFIC_FILE,
    stripeApiUrl: other?.url ?? wanted,
  });
  process.env.STACK_URLS = stack.urls.join(',');
  process.env.STACK_VENDORS = JSON.stringify(stack.vendors);
  process.env.STACK_WEBHOOK_SECRET = stack.webhookSecret;
  process.env.STACK_DATABASE_FILE = stack.databaseFile;
  globalThis.automnaStack = stack;
  globalThis.automnaOtherStripe = other;
}
