/**
 * `npm test`: everything that proves the product, one stage after the other, ending in `N passed, N failed`.
 * `npm test -- unit web` runs only those stages; `npm test -- --list` names them.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { bin, root } from './lib.mjs';

const results = join(root, 'test-results');
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

const jest = (project, { env = {}, args = [] } = {}) => ({
  command: process.execPath,
  args: (report) => [...JEST, '--selectProjects', project, '--json', '--outputFile', report, ...args],
  env,
  counts: (report) => [
    report.numPassedTests,
    report.numFailedTests + report.numRuntimeErrorTestSuites,
    report.numPendingTests,
  ],
});

const web = (project) => ({
  command: bin('ng'),
  args: (report) => [
    'test',
    project,
    '--watch=false',
    '--reporters=default',
    '--reporters=json',
    `--output-file=${report}`,
  ],
  env: { NG_CLI_ANALYTICS: 'false' },
  counts: (report) => [report.numPassedTests, report.numFailedTests, report.numPendingTests],
});

/** Specs open hundreds of small databases: where the system has a memory disk, they need not reach the real one. */
const inMemory = existsSync('/dev/shm') ? { TMPDIR: '/dev/shm' } : {};

/** Against real processes; one at a time, because faults are switched on for everybody. */
const stack = (project, env, args = []) => jest(project, { env, args: ['--runInBand', ...args] });

const STAGES = {
  unit: jest('unit', { env: inMemory, args: ['--maxWorkers=2'] }),
  properties: jest('properties', { env: inMemory, args: ['--maxWorkers=2'] }),
  'web-customer': web('customer'),
  'web-admin': web('admin'),
  // Two API processes on one database file; everything said, logged and stored is searched for keys afterwards.
  e2e: stack('e2e', { STACK_APIS: '2', STACK_DATABASE: 'file', STACK_CANARY: '1' }),
  // A minute of waiting for a Stripe that hangs says nothing about the database.
  'e2e-libsql-server': stack('e2e', { STACK_APIS: '1', STACK_DATABASE: 'http' }, [
    '--testPathIgnorePatterns=billing-outage',
  ]),
  'e2e-other-stripe': stack('e2e', {
    STACK_APIS: '1',
    STRIPE_API_URL: process.env.STRIPE_API_URL ?? 'other',
  }),
  journeys: stack('journeys', {}),
};

function runStage(name, stage) {
  const report = join(results, `${name}.json`);
  const child = spawn(stage.command, stage.args(report), {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: '0', ...stage.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      // A stage that ends without its report failed, whatever it printed.
      if (!existsSync(report)) return resolve({ passed: 0, failed: 1, skipped: 0 });
      const [passed, failed, skipped] = stage.counts(JSON.parse(readFileSync(report, 'utf8')));
      resolve({ passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped });
    });
  });
}

const asked = process.argv.slice(2);
if (asked.includes('--list')) {
  console.log(Object.keys(STAGES).join('\n'));
  process.exit(0);
}
const unknown = asked.filter((name) => !(name in STAGES));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}: use ${Object.keys(STAGES).join(', ')}.`);
  process.exit(2);
}
const names = asked.length > 0 ? asked : Object.keys(STAGES);

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
if (names.some((name) => /^(e2e|journeys)/.test(name))) {
  await build().catch((error) => {
    console.error(`${error.message}\n\n0 passed, 1 failed`);
    process.exit(1);
  });
}

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const name of names) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  const result = await runStage(name, STAGES[name]);
  for (const key of Object.keys(total)) total[key] += result[key];
  lines.push(
    `${name.padEnd(20)} ${String(result.passed).padStart(5)} passed ${String(result.failed).padStart(4)} failed ` +
      `${String(result.skipped).padStart(4)} skipped ${((Date.now() - started) / 1000).toFixed(1).padStart(7)} s`,
  );
}
console.log(`\n${lines.join('\n')}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exit(total.failed === 0 ? 0 : 1);
