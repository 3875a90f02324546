/**
 * Builds what changed: `node tools/build.mjs [api] [sandbox] [customer] [admin]`, all four by default.
 * A target is rebuilt when the content of its inputs differs from its last successful build. One after the other:
 * two Angular builds at once are slower than in turn.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bin, fingerprint, isFresh, markFresh, root, run } from './lib.mjs';
import { precompress } from './precompress.mjs';

const SHARED = ['package-lock.json', 'tsconfig.base.json', 'nest-cli.json'];
const WEB = [
  'package-lock.json',
  'angular.json',
  'tsconfig.angular.json',
  'libs/contracts',
  'libs/api-client',
  'libs/web-ui',
];

const TARGETS = {
  sandbox: {
    inputs: [...SHARED, 'apps/sandbox'],
    output: 'dist/apps/sandbox',
    build: () => run(bin('nest'), ['build', 'sandbox'], { quiet: true }),
  },
  api: {
    inputs: [...SHARED, 'apps/api', 'libs', 'migrations'],
    output: 'dist/apps/api',
    build: () => run(bin('nest'), ['build', 'api'], { quiet: true }),
  },
  customer: {
    inputs: [...WEB, 'apps/customer'],
    output: 'dist/web/customer',
    build: () => buildWeb('customer'),
  },
  admin: { inputs: [...WEB, 'apps/admin'], output: 'dist/web/admin', build: () => buildWeb('admin') },
};

async function buildWeb(name) {
  await run(bin('ng'), ['build', name], { quiet: true });
  await precompress(join(root, 'dist/web', name, 'browser'));
}

export async function build(names = Object.keys(TARGETS), log = console.log) {
  for (const name of names) {
    const target = TARGETS[name];
    if (!target)
      throw new Error(`There is no build target "${name}": use ${Object.keys(TARGETS).join(', ')}.`);
    const hash = fingerprint(target.inputs);
    if (isFresh(name, hash) && existsSync(join(root, target.output))) continue;
    const started = Date.now();
    log(`Building ${name} …`);
    rmSync(join(root, target.output), { recursive: true, force: true });
    await target.build();
    markFresh(name, hash);
    log(`Built ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
}

if (import.meta.filename === process.argv[1]) {
  const names = process.argv.slice(2);
  await build(names.length > 0 ? names : undefined).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
