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
      const accepted = exchanges.filter(
        (one) => one.status > 0 && one.status < 300 && one.requestBody !== null,
      );
      const wrong = distinct(
        accepted,
        (one) => `${one.method} ${one.path} ${shapeOf(one.requestBody)}`,
      ).flatMap((one) => {
        const matched = spec?.match(one.method, one.path);
        const problems = matched ? (spec?.judgeBody(matched, one.requestBody) ?? []) : [];
        return problems.map((problem) => `${one.method} ${matched?.template}: ${problem}`);
      });
      expect([...new Set(wrong)]).toEqual([]);
    });
  },
);
