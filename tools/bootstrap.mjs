/**
 * Makes node_modules match package-lock.json before a script runs. Plain JavaScript on purpose: it is the one
 * file that runs on whatever Node the machine has (>= 20); everything after it runs on the Node pinned in
 * optionalDependencies. Compares the lock with npm's own record of what it installed, so a hand-run
 * `npm ci` is recognised and a warm call costs a tenth of a second.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Node ${process.version} is too old: install Node 20 or newer, then run the command again.`);
  process.exit(1);
}

/** True when every non-optional package of the lock stands in node_modules at the locked version. */
function isInstalled() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}

if (!isInstalled()) {
  console.log('Installing dependencies (first run or changed lock file) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.status !== 0) {
    console.error('Installing failed: check the network and the message above, then run the command again.');
    process.exit(1);
  }
}
