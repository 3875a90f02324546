import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'qs';
import { ROOT, ServerProcess, freePort } from '../support/processes.js';
import { SPECS, VendorSpec, haveSpecs } from './spec.js';
import { STRIPE_MOCK_EXCEPTIONS } from './stripe-mock-exceptions.js';
import { type Exchange, distinct, readTraffic, shapeOf } from './traffic.js';
import { JUDGED, isOwnPath } from './vendors.js';

/**
 * Sends every kind of request our seams sent once more to somebody else's idea of the vendor: a mock server that
 * validates against the specification, and Stripe's own mock.
 */
const file = process.env['TRAFFIC_FILE'] ?? '';
const ready = haveSpecs && existsSync(file);
if (!ready) {
  process.stderr.write(
    'Skipping: this needs ../shared/specs and TRAFFIC_FILE, the traffic recorded by the e2e suite.\n',
  );
}
const stripeMock = process.env['STRIPE_MOCK'] ?? '';

/** Requests that reached a vendor and were not refused for what they said. */
function sent(vendor: string, own: RegExp, spec: VendorSpec): Exchange[] {
  const ours = readTraffic(file).filter(
    (one) =>
      one.vendor === vendor &&
      !isOwnPath(own, one.path) &&
      spec.match(one.method, one.path) &&
      one.status !== 400 &&
      // A fault that struck before the body was read leaves nothing to send again.
      !(one.fault !== undefined && one.requestBody === null),
  );
  return distinct(ours, (one) =>
    [
      one.method,
      spec.match(one.method, one.path)?.template,
      shapeOf(one.query),
      shapeOf(one.requestBody),
    ].join(' '),
  );
}

/** Headers that are part of what a request says. */
function picked(headers: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}

async function resend(base: string, one: Exchange): Promise<{ status: number; text: string }> {
  const form = one.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  // Recorded flat (`lookup_keys[0]`); both mocks read Stripe's own brackets (`lookup_keys[]`).
  const nested = parse(stringify(one.query, { encode: false }));
  const query = stringify(nested, { arrayFormat: 'brackets', encodeValuesOnly: true });
  const hasBody = one.requestBody !== null && one.requestBody !== undefined && one.method !== 'GET';
  const body = form
    ? stringify(one.requestBody, { arrayFormat: 'indices' })
    : JSON.stringify(one.requestBody);
  const response = await fetch(`${base}${one.path}${query ? `?${query}` : ''}`, {
    method: one.method,
    headers: {
      authorization: 'Bearer sk_test_123',
      'x-api-key': 'sk-ant-api03-oracle',
      ...picked(one.headers, ['anthropic-version', 'fly-machine-lease-nonce']),
      ...(hasBody ? { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' } : {}),
    },
    body: hasBody ? body : undefined,
  });
  return { status: response.status, text: await response.text() };
}

/** It reads nested forms as text only, so Stripe's requests are judged by schema and by Stripe's own mock instead. */
const READABLE = JUDGED.filter(({ vendor }) => vendor !== 'stripe');

(ready ? describe : describe.skip).each(READABLE)(
  'a mock server of $vendor made from its specification',
  (judged) => {
    it('takes every kind of request we send', async () => {
      const spec = new VendorSpec(judged.file);
      const port = await freePort();
      const steady = ServerProcess.run('request oracle', join(ROOT, 'node_modules/.bin/steady'), [
        '--host',
        '127.0.0.1',
        '--port',
        String(port),
        '--quiet',
        '--validator-query-object-format=brackets',
        '--validator-query-array-format=brackets',
        '--validator-form-object-format=brackets',
        join(SPECS, judged.file),
      ]);
      try {
        await steady.untilListening(port);
        const requests = sent(judged.vendor, judged.own, spec);
        const refused: string[] = [];
        for (const one of requests) {
          const { status, text } = await resend(`http://127.0.0.1:${port}`, one);
          if (status === 400 || status === 404 || status === 405) {
            refused.push(
              `${one.method} ${spec.match(one.method, one.path)?.template} ${status} ${text.slice(0, 300)}`,
            );
          }
        }
        expect(refused).toEqual([]);
        expect(requests.length).toBeGreaterThan(0);
        process.stdout.write(`${judged.vendor}: ${requests.length} kinds of requests are taken\n`);
      } finally {
        await steady.stop();
      }
    }, 120_000);
  },
);

const ownOfStripe = JUDGED.find(({ vendor }) => vendor === 'stripe')?.own ?? /^$/;
const withStripeMock = ready && stripeMock !== '';
if (!withStripeMock) process.stderr.write('Skipping stripe-mock: STRIPE_MOCK does not name its binary.\n');

(withStripeMock ? describe : describe.skip)('Stripe’s own mock', () => {
  it('takes every kind of request we send, apart from the listed exceptions', async () => {
    const spec = new VendorSpec('stripe.json');
    const port = await freePort();
    const mock = ServerProcess.run('stripe-mock', stripeMock, ['-http-addr', `127.0.0.1:${port}`]);
    try {
      await mock.untilListening(port);
      const requests = sent('stripe', ownOfStripe, spec);
      const refused: string[] = [];
      const excused = new Set<string>();
      for (const one of requests) {
        const { status, text } = await resend(`http://127.0.0.1:${port}`, one);
        if (status < 400) continue;
        const template = `${one.method} ${spec.match(one.method, one.path)?.template}`;
        const exception = STRIPE_MOCK_EXCEPTIONS.find(
          (known) => known.request === template && known.answer.test(text),
        );
        if (exception) excused.add(exception.request);
        else refused.push(`${template} ${status} ${text.slice(0, 300)}`);
      }
      expect(refused).toEqual([]);
      // An exception nobody needs any more is taken off the list.
      expect([...excused].toSorted()).toEqual(
        STRIPE_MOCK_EXCEPTIONS.map((known) => known.request).toSorted(),
      );
      process.stdout.write(`stripe-mock: ${requests.length} kinds of requests, ${excused.size} exceptions\n`);
    } finally {
      await mock.stop();
    }
  }, 120_000);
});
