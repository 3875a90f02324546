/** `npm run check`: format, lint, boundaries, types, generated files fresh, unit tests. Stops at the first failure. */
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
  ['types', () => run(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json'], { quiet: true })],
  [
    'types of the web apps',
    async () => {
      for (const app of ['customer', 'admin']) {
        await run(bin('ngc'), ['--noEmit', '-p', `apps/${app}/tsconfig.app.json`], { quiet: true });
      }
    },
  ],
  ['generated files', () => generate({ check: true })],
  [
    'unit tests',
    () => run(process.execPath, [...JEST, '--selectProjects', 'unit', '--silent'], { quiet: true }),
  ],
];

for (const [name, step] of STEPS) {
  const started = Date.now();
  try {
    await step();
    console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.error(`FAIL  ${name}\n${error.message}`);
    process.exit(1);
  }
}
