import { existsSync } from 'node:fs';
import { VendorSpec, haveSpecs } from './spec.js';
import { distinct, readTraffic, shapeOf } from './traffic.js';
import { JUDGED, isOwnPath } from './vendors.js';

/** Recorded by the end-to-end suite: `STACK_TRAFFIC_FILE=… npm test -- e2e`, then `TRAFFIC_FILE=…` here. */
const file = process.env['TRAFFIC_FILE'] ?? '';
const ready = haveSpecs && existsSync(file);
if (!ready) {
  process.stderr.write(
    'Skipping: this needs ../shared/specs and TRAFFIC_FILE, the traffic recorded by the e2e suite.\n',
  );
}

(ready ? describe : describe.skip).each(JUDGED)(
  'recorded traffic with $vendor',
  ({ vendor, file: specFile, own }) => {
    const exchanges = ready
      ? readTraffic(file).filter(
          (one) => one.vendor === vendor && !isOwnPath(own, one.path) && one.fault === undefined,
        )
      : [];
    const spec = ready ? new VendorSpec(specFile) : null;

    it('is there, and every address is one the vendor has', () => {
      expect(exchanges.length).toBeGreaterThan(0);
      const unknown = exchanges.filter((one) => one.status < 400 && !spec?.match(one.method, one.path));
      expect([...new Set(unknown.map((one) => `${one.method} ${one.path}`))]).toEqual([]);
    });

    it('has answers the vendor could give', () => {
      const answered = exchanges.filter((one) => one.status > 0 && typeof one.responseBody !== 'string');
      const kinds = distinct(answered, (one) =>
        [spec?.match(one.method, one.path)?.pointer, one.status, shapeOf(one.responseBody)].join(' '),
      );
      const wrong = kinds.flatMap((one) => {
        const matched = spec?.match(one.method, one.path);
        const problems = matched ? spec?.judgeAnswer(matched, one.status, one.responseBody) : [];
        return (problems ?? []).map(
          (problem) => `${one.method} ${matched?.template} ${one.status}: ${problem}`,
        );
      });
      expect([...new Set(wrong)]).toEqual([]);
      expect(kinds.length).toBeGreaterThan(0);
      process.stdout.write(`${vendor}: ${answered.length} answers of ${kinds.length} kinds are valid\n`);
    });

    it('has requests the vendor would take', () => {
      const sent = exchanges.filter(
        (one) => one.status > 0 && one.status < 300 && one.requestBody !== null && one.method !== 'GET',
      );
      const judged = distinct(sent, (one) => `${one.method} ${one.path} ${shapeOf(one.requestBody)}`).flatMap(
        (one) => {
          const matched = spec?.match(one.method, one.path);
          const problems = matched ? (spec?.judgeBody(matched, one.requestBody) ?? null) : null;
          return problems === null
            ? []
            : [problems.map((problem) => `${one.method} ${matched?.template}: ${problem}`)];
        },
      );
      expect([...new Set(judged.flat())]).toEqual([]);
      process.stdout.write(
        `${vendor}: ${judged.length} of ${sent.length} request bodies judged, all valid\n`,
      );
    });
  },
);

(haveSpecs ? describe : describe.skip)('the judge of forms', () => {
  const spec = haveSpecs ? new VendorSpec('stripe.json') : null;
  const judge = (body: object) => {
    const matched = spec?.match('POST', '/v1/subscriptions/sub_1');
    return matched ? spec?.judgeBody(matched, body) : undefined;
  };

  it('takes text for numbers and booleans, and refuses what no coercion makes right', () => {
    const items = [{ id: 'si_1', price: 'price_1', quantity: '1' }];
    expect(judge({ items, proration_date: '1790000000', cancel_at_period_end: 'true' })).toEqual([]);
    expect(judge({ items, proration_behavior: 'sometimes' })).not.toEqual([]);
    expect(judge({ items, proration_date: 'tomorrow' })).not.toEqual([]);
    expect(judge({ items: [{ quantity: 'two' }] })).not.toEqual([]);
  });
});
