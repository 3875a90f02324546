/**
 * `npm run contract`: holds recorded traffic with the sandbox against the vendors' specifications, a mock server made
 * from them and, when STRIPE_MOCK names its binary, Stripe's own mock. Records the traffic first by running the
 * end-to-end suite, unless TRAFFIC_FILE names a recording.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './lib.mjs';

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
const given = process.env.TRAFFIC_FILE;
const file = given ?? join(root, 'test-results-traffic.jsonl');

try {
  if (!given) {
    rmSync(file, { force: true });
    await run(process.execPath, ['tools/test.mjs', 'e2e'], { env: { STACK_TRAFFIC_FILE: file } });
  }
  await run(process.execPath, [...JEST, '--selectProjects', 'contract', '--runInBand'], {
    env: { TRAFFIC_FILE: file },
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (!given) rmSync(file, { force: true });
}
