import { writeFileSync } from 'node:fs';
import { renderOpenApi } from '../render-openapi.js';

/** `node write-openapi.js [file]`: what `tools/generate.mjs` runs. */
const [, , file = 'openapi.json'] = process.argv;
writeFileSync(file, await renderOpenApi());
