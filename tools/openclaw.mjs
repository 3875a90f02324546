/** Installs the OpenClaw that sandbox machines run, unless it is there, and prints its command as the last line. */
import { dirname, join } from 'node:path';
import { installOpenClaw } from '../apps/sandbox/src/fly/openclaw/install.ts';
import { openClawCache } from '../apps/sandbox/src/fly/openclaw/options.ts';

const entry = await installOpenClaw(openClawCache(process.env));
console.log(join(dirname(dirname(entry)), '.bin/openclaw'));
