import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import Stripe from 'stripe';
import { StripeEventEntity } from '../persistence/billing-entities.js';
import { type Bench, openBench } from '../testing/bench.js';
import { openWebhookServer } from '../testing/webhook-server.js';

describe('POST /api/webhooks/stripe', () => {
  let bench: Bench;
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    bench = await openBench();
    ({ url, app } = await openWebhookServer(bench.inbox, bench.config));
  });
  afterAll(async () => {
    await app.close();
    await bench.close();
  });

  const event = (id: string, filler = '') =>
    JSON.stringify(
      { id, type: 'charge.succeeded', created: 1_772_000_000, data: { object: { id: 'ch_1', filler } } },
      null,
      2,
    );
  const post = async (payload: string, signature?: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(signature ? { 'stripe-signature': signature } : {}),
      },
      body: payload,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const sign = (payload: string) =>
    Stripe.webhooks.generateTestHeaderString({
      payload,
      secret: 'whsec_test',
      timestamp: Math.floor(bench.clock.now().getTime() / 1000),
    });
  const count = () => bench.repository(StripeEventEntity).count();

  it('takes a signed body byte for byte, without a sign-in', async () => {
    const payload = event('evt_1', 'Zoë ✓ 0.10');
    expect(await post(payload, sign(payload))).toEqual({ status: 200, body: { received: true } });
    expect((await bench.repository(StripeEventEntity).findOneByOrFail({ id: 'evt_1' })).payload).toBe(
      payload,
    );
  });

  it('takes an event of 400 KB', async () => {
    const payload = event('evt_big', 'x'.repeat(400_000));
    expect((await post(payload, sign(payload))).status).toBe(200);
  });

  it.each<[string, number, string, (payload: string) => [string, string?]]>([
    ['no signature', 400, 'webhook_signature_invalid', (payload) => [payload]],
    [
      'a changed body',
      400,
      'webhook_signature_invalid',
      (payload) => [payload.replace('ch_1', 'ch_2'), sign(payload)],
    ],
    ['a body over 1 MB', 413, 'body_too_large', () => [event('evt_huge', 'x'.repeat(1_100_000)), 'x']],
    ['broken JSON', 400, 'malformed_body', () => ['{', sign('{')]],
  ])('refuses %s with %s and stores nothing', async (_what, status, errorCode, attempt) => {
    const before = await count();
    const answer = await post(...attempt(event('evt_bad')));
    expect(answer).toMatchObject({ status, body: { status, errorCode } });
    expect(await count()).toBe(before);
  });
});
