/**
 * `node tools/generate.mjs [--check]`: DTO classes -> openapi.json -> libs/api-client. With --check nothing is
 * written and a difference fails, so the web apps can never speak another API than the server.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { tmpdir } from 'node:os';
import { build } from './build.mjs';
import { bin, root, run } from './lib.mjs';

export async function generate({ check = false } = {}) {
  await build(['api'], () => {});
  const folder = check ? mkdtempSync(join(tmpdir(), 'automna-generated-')) : root;
  try {
    const document = join(folder, 'openapi.json');
    const client = join(folder, check ? 'api-client' : 'libs/api-client');
    await run(process.execPath, ['dist/apps/api/src/bin/write-openapi.js', document], { quiet: true });
    await run(
      bin('ng-openapi-gen'),
      ['--input', document, '--output', client, '--config', join(root, 'tools/api-client.json')],
      { quiet: true },
    );
    if (check) {
      compareFile(join(root, 'openapi.json'), document);
      compareFolder(join(root, 'libs/api-client'), client);
    }
  } finally {
    if (check) rmSync(folder, { recursive: true, force: true });
  }
}

const STALE = 'is not what the code generates: run `npm run generate` and commit the result.';

function compareFile(kept, fresh) {
  if (read(kept) !== read(fresh)) throw new Error(`${relative(root, kept)} ${STALE}`);
}

function compareFolder(kept, fresh) {
  const list = (folder) => readdirSync(folder, { recursive: true }).sort().join('\n');
  if (list(kept) !== list(fresh)) throw new Error(`${relative(root, kept)} ${STALE}`);
  for (const entry of readdirSync(kept, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    compareFile(file, join(fresh, relative(kept, file)));
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

if (import.meta.filename === process.argv[1]) {
  await generate({ check: process.argv.includes('--check') }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
