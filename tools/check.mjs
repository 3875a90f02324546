/**
 * `npm run check`: format, lint, boundaries, types, generated files fresh, unit tests; stops at the first failure.
 * `npm run check -- lint types` runs only those.
 */
import { generate } from './generate.mjs';
import { bin, run } from './lib.mjs';

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

const STEPS = [
  ['format', () => run(bin('prettier'), ['--check', '--log-level=warn', '.'], { quiet: true })],
  [
    'lint',
    () =>
      run(bin('eslint'), ['.', '--max-warnings', '0', '--cache', '--cache-location', 'dist/.eslintcache'], {
        quiet: true,
      }),
  ],
  ['boundaries', () => run(bin('sheriff'), ['verify'], { quiet: true })],
  [
    'types',
    async () => {
      await run(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json'], { quiet: true });
      // Journeys run code inside pages, so they alone know the DOM.
      await run(bin('tsc'), ['--noEmit', '-p', 'test/journeys/tsconfig.json'], { quiet: true });
    },
  ],
  [
    'web types',
    async () => {
      for (const app of ['customer', 'admin']) {
        await run(bin('ngc'), ['--noEmit', '-p', `apps/${app}/tsconfig.app.json`], { quiet: true });
      }
    },
  ],
  ['generated', () => generate({ check: true })],
  [
    'unit',
    () =>
      run(process.execPath, [...JEST, '--selectProjects', 'unit', '--silent', '--maxWorkers=2'], {
        quiet: true,
      }),
  ],
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !STEPS.some(([step]) => step === name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}: use ${STEPS.map(([name]) => name).join(', ')}.`);
  process.exit(2);
}

for (const [name, step] of STEPS.filter(([name]) => asked.length === 0 || asked.includes(name))) {
  const started = Date.now();
  try {
    await step();
    console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.error(`FAIL  ${name}\n${error.message}`);
    process.exit(1);
  }
}
