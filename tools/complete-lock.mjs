/**
 * Adds the optional platform packages a registry mirror does not carry to package-lock.json as bare entries, so
 * that `npm ci` accepts the file everywhere. npm skips them by platform. Run after every `npm install` that
 * changes the lock; `npm ci --dry-run` in CI fails when it was forgotten.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const OS = [
  'darwin',
  'win32',
  'linux',
  'freebsd',
  'android',
  'openbsd',
  'netbsd',
  'sunos',
  'openharmony',
  'aix',
];
const CPU = ['x64', 'arm64', 'ia32', 'arm', 'riscv64', 'ppc64', 's390x', 'loong64', 'mips64el', 'wasm32'];
let added = 0;

for (const [path, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!/^\d+\.\d+\.\d+/.test(range)) continue;
    const nested = `${path}/node_modules/${name}`.replace(/^\//, '');
    const hoisted = `node_modules/${name}`;
    const found = lock.packages[nested] ?? lock.packages[hoisted];
    if (found?.version === range) continue;
    const words = name
      .split(/[-/@.]/)
      .map((word) => (word === 'windows' ? 'win32' : word === 'universal' ? 'x64' : word));
    const os = OS.filter((word) => words.includes(word));
    const cpu = CPU.filter((word) => words.includes(word));
    lock.packages[found ? nested : hoisted] = {
      version: range,
      ...(cpu.length ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os.length ? { os } : {}),
    };
    added += 1;
  }
}

const sorted = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform entries added`);
