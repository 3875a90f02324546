/**
 * `npm test`: everything that proves the product, one stage after the other, ending in `N passed, N failed`.
 * `npm test -- unit web` runs only those stages; `npm test -- --list` names them.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { bin, root } from './lib.mjs';

const reports = join(root, 'test-results');
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
const stack = (project, env, args = []) =>
  jest(project, { env, args: ['--runInBand', '--testSequencer=./test/support/largest-first.mjs', ...args] });

/** The longest files, by themselves about as long as all others together. */
const LONGEST = '(keys|machines-bad-input|whatsapp)\\.e2e-spec';
/** They say nothing about the database server or the Stripe they run against, and one writes to the database's file. */
const SAME_EVERYWHERE = '(billing-outage|keys|machines-bad-input)\\.e2e-spec';

/** What a stage consists of runs at the same time: real processes wait more than they work. */
const STAGES = {
  unit: jest('unit', { env: inMemory, args: ['--maxWorkers=2'] }),
  properties: jest('properties', { env: inMemory, args: ['--maxWorkers=2'] }),
  'web-customer': web('customer'),
  'web-admin': web('admin'),
  // Two API processes on one database file; everything said, logged and stored is searched for keys afterwards.
  e2e: [
    ['--testPathPatterns', LONGEST],
    ['--testPathIgnorePatterns', LONGEST],
  ].map((args) => stack('e2e', { STACK_APIS: '2', STACK_DATABASE: 'file', STACK_CANARY: '1' }, args)),
  'e2e-libsql-server': stack('e2e', { STACK_APIS: '1', STACK_DATABASE: 'http' }, [
    '--testPathIgnorePatterns',
    SAME_EVERYWHERE,
  ]),
  'e2e-other-stripe': stack(
    'e2e',
    { STACK_APIS: '1', STRIPE_API_URL: process.env.STRIPE_API_URL ?? 'other' },
    ['--testPathIgnorePatterns', SAME_EVERYWHERE],
  ),
  // Each file has a stack and a browser of its own.
  journeys: jest('journeys', { args: ['--maxWorkers=2'] }),
};

/** Stages that run beside each other when both are asked for. */
const TOGETHER = [['e2e-libsql-server', 'e2e-other-stripe']];

/** @returns how many passed, failed and were skipped. What it prints `beside` others is printed at its end, in one piece. */
function runPart({ command, args, env, counts }, report, beside) {
  const child = spawn(command, args(report), {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: '0', ...env },
    stdio: ['ignore', beside ? 'pipe' : 'inherit', beside ? 'pipe' : 'inherit'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      // A stage that ends without its report failed, whatever it printed.
      if (!existsSync(report)) return resolve({ passed: 0, failed: 1, skipped: 0 });
      const [passed, failed, skipped] = counts(JSON.parse(readFileSync(report, 'utf8')));
      resolve({ passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped });
    });
  });
}

async function runStage(name, together) {
  const started = Date.now();
  const parts = [STAGES[name]].flat();
  const beside = together || parts.length > 1;
  const results = await Promise.all(
    parts.map((part, index) => runPart(part, join(reports, `${name}-${index + 1}.json`), beside)),
  );
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const seconds = (Date.now() - started) / 1000;
  return { name, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), seconds };
}

/** The names in their order, those that run together in one list. */
function inGroups(names) {
  const groups = [];
  for (const name of names) {
    const together = TOGETHER.find((group) => group.includes(name)) ?? [];
    const begun = groups.find(([first]) => together.includes(first));
    if (begun) begun.push(name);
    else groups.push([name]);
  }
  return groups;
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

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
if (names.some((name) => /^(e2e|journeys)/.test(name))) {
  await build().catch((error) => {
    console.error(`${error.message}\n\n0 passed, 1 failed`);
    process.exit(1);
  });
}

const all = [];
for (const group of inGroups(names)) {
  console.log(`\n=== ${group.join(' and ')}`);
  all.push(...(await Promise.all(group.map((name) => runStage(name, group.length > 1)))));
}
const lines = all.map(
  ({ name, passed, failed, skipped, seconds }) =>
    `${name.padEnd(20)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ` +
    `${String(skipped).padStart(4)} skipped ${seconds.toFixed(1).padStart(7)} s`,
);
console.log(`\n${lines.join('\n')}\n`);
const total = (key) => all.reduce((sum, one) => sum + one[key], 0);
console.log(
  `${total('passed')} passed, ${total('failed')} failed${total('skipped') > 0 ? `, ${total('skipped')} skipped` : ''}`,
);
process.exit(total('failed') === 0 ? 0 : 1);
