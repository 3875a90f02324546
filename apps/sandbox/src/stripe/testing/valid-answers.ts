import { expect } from '@jest/globals';
import type { Harness } from './harness.js';
import { SPEC_PATH, SpecCheck } from './spec-check.js';

interface Logged {
  method: string;
  path: string;
  status: number;
  responseBody: unknown;
}

/** Not in the description that is checked against, though Stripe has them. */
const UNDESCRIBED =
  /^\/v1\/(disputes|radar|setup_intents|refunds\/re_|charges\/search|payment_intents\/search)/;
const UNDESCRIBED_EVENTS = /dispute|early_fraud_warning|setup_intent/;

/** Every answer given so far, and every event, fits the API description; skipped where that is not at hand. */
export async function expectValidAnswers(harness: Harness): Promise<void> {
  const spec = SpecCheck.load();
  if (!spec) {
    process.stderr.write(`skipped: no API description at ${SPEC_PATH}\n`);
    return;
  }
  const log = (await (await fetch(`${harness.url}/_sandbox/requests`)).json()) as { data: Logged[] };
  const calls = log.data.filter((it) => it.path.startsWith('/v1/') && !UNDESCRIBED.test(it.path));
  const wrong = calls.flatMap((call) =>
    spec
      .answer(call.method, call.path, call.status, call.responseBody)
      .map((it) => `${call.method} ${call.path}: ${it}`),
  );
  expect(wrong).toEqual([]);
  const broken: string[] = [];
  for await (const event of harness.stripe.events.list({ limit: 100 })) {
    if (UNDESCRIBED_EVENTS.test(event.type)) continue;
    const problems = spec.object(event.data.object as { object?: string });
    broken.push(...problems.map((it) => `${event.type}: ${it}`));
  }
  expect(broken).toEqual([]);
}
