/**
 * `npm run mutants`: breaks the product in the ways of `mutations.mjs`, one at a time, and demands that a named test
 * notices each. Works on a copy in a temporary folder; the working tree is never touched. Exit 1 when a mutant
 * survives, when its place in the code is not found exactly once, or when the tests do not pass without it.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MUTATIONS } from './mutations.mjs';

const root = join(import.meta.dirname, '../..');
/** A mutant may hang; that is noticed, but it is no named test. */
const SPEC_TIMEOUT_MS = 300_000;

/** Everything git knows or would take in, without what is ignored; packages are shared. */
function copyTree() {
  const copy = mkdtempSync(join(tmpdir(), 'automna-mutants-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const path of new Set(listed.toString('utf8').split('\0').filter(Boolean))) {
    if (!existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}

/** Runs specs in the copy. @returns names of failed tests, how many passed, and what kept a file from running. */
function runSpecs(copy, specs) {
  const report = join(copy, 'mutants-report.json');
  rmSync(report, { force: true });
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    'unit',
    // A mutant may leave something running for ever; its tests have failed by then.
    '--forceExit',
    '--json',
    '--outputFile',
    report,
    '--runTestsByPath',
    ...specs,
  ];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk) => (output = (output + chunk).slice(-4000)));
  const timer = setTimeout(() => child.kill('SIGKILL'), SPEC_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      if (!existsSync(report))
        return resolve({ failed: [], passed: 0, broken: output || 'Jest wrote no report' });
      const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
      const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
      const silent = testResults.find(
        ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
      );
      resolve({
        failed: tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
        passed: tests.filter(({ status }) => status === 'passed').length,
        broken: silent?.message ?? null,
      });
    });
  });
}

/** Applies the edits to the copy. @returns a function that takes them back. @throws when a place is not unique. */
function apply(copy, edits) {
  const originals = new Map();
  const undo = () => originals.forEach((text, path) => writeFileSync(path, text));
  for (const { file, find, replace } of edits) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    const times = text.split(find).length - 1;
    if (times !== 1) {
      undo();
      throw new Error(`The text to replace is there ${times} times in ${file}, not once:\n${find}`);
    }
    if (!originals.has(path)) originals.set(path, text);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  return undo;
}

async function tryMutation(copy, { edits, specs }) {
  const undo = apply(copy, edits);
  try {
    const { failed, broken } = await runSpecs(copy, specs);
    if (failed.length > 0) return { noticed: true, by: failed };
    return {
      noticed: false,
      by: broken ? [`no test ran: ${broken.split('\n')[0]}`] : ['SURVIVED: no test failed'],
    };
  } finally {
    undo();
  }
}

function printTable(rows) {
  const width = (key) => Math.max(...rows.map((row) => row[key].length));
  const widths = [width('mutation'), width('file')];
  for (const { mutation, file, test } of rows) {
    console.log(`${mutation.padEnd(widths[0])}  ${file.padEnd(widths[1])}  ${test}`);
  }
}

async function main() {
  const copy = copyTree();
  try {
    const specs = [...new Set(MUTATIONS.flatMap((mutation) => mutation.specs))];
    const missing = specs.filter((spec) => !existsSync(join(copy, spec)));
    if (missing.length > 0) {
      console.error(`These specs are named in mutations.mjs and not there: ${missing.join(', ')}`);
      return 1;
    }
    const clean = await runSpecs(copy, specs);
    if (clean.failed.length > 0 || clean.broken || clean.passed === 0) {
      console.error(
        `Without any mutation these do not pass:\n${[...clean.failed, clean.broken ?? ''].join('\n')}`,
      );
      return 1;
    }
    console.log(`Without mutations: ${clean.passed} passed, 0 failed\n`);
    const rows = [{ mutation: 'MUTATION', file: 'FILE', test: 'TEST THAT FAILED' }];
    let survivors = 0;
    for (const mutation of MUTATIONS) {
      const outcome = await tryMutation(copy, mutation).catch((error) => ({
        noticed: false,
        by: [error.message],
      }));
      if (!outcome.noticed) survivors += 1;
      const [first, ...others] = outcome.by;
      rows.push({
        mutation: `${mutation.name}: ${mutation.what}`,
        file: [...new Set(mutation.edits.map(({ file }) => file))].join(', '),
        test: others.length > 0 ? `${first} (and ${others.length} more)` : first,
      });
    }
    printTable(rows);
    console.log(`\n${MUTATIONS.length - survivors} of ${MUTATIONS.length} mutants were noticed`);
    return survivors === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

process.exit(await main());
