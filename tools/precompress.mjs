/** Writes `.br` and `.gz` beside every text file of a web app, so that the server never compresses on the way out. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TEXT = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt', '.webmanifest', '.ico', '.map']);

export async function precompress(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(
    names.map(async (name) => {
      const content = readFileSync(name);
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
      writeFileSync(`${name}.br`, await promisify(brotliCompress)(content, quality));
      writeFileSync(`${name}.gz`, await promisify(gzip)(content, { level: 9 }));
    }),
  );
}
