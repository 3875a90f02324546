/** `npm run cli -- <command>`: builds the API if it changed, then runs the operation with the API's own code. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { build } from './build.mjs';
import { root } from './lib.mjs';

await build(['api'], (line) => console.error(line));

const fileEnv = (file) => (existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {});
const dataDir = resolve(root, process.env.DATA_DIR ?? 'data');
// In a checkout that runs the sandbox, operations work on that sandbox unless the environment says otherwise.
const sandbox = fileEnv(join(dataDir, 'sandbox.env'));
const profile =
  Object.keys(sandbox).length > 0
    ? { PROFILE: 'sandbox', LOG_LEVEL: 'warn', DATABASE_URL: `file:${join(dataDir, 'automna.db')}` }
    : { LOG_LEVEL: 'warn' };
const child = spawn(
  process.execPath,
  ['--enable-source-maps', join(root, 'dist/apps/api/src/cli/automna.js'), ...process.argv.slice(2)],
  {
    cwd: root,
    env: { ...profile, ...sandbox, ...fileEnv(join(root, '.env')), ...process.env, WORKERS: 'false' },
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
