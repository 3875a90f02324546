import { mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Where a real gateway comes from and where its machines keep their files. */
export interface OpenClawOptions {
  /** Where npm installs OpenClaw, outside any repository. */
  cache: string;
  /** Where volumes and file systems of machines live. */
  data: string;
  /** True when `data` goes with the process. */
  temporary: boolean;
  /** A program to run instead of an installed OpenClaw, for specs. */
  entry?: string;
  /** How many may run at a time. */
  most: number;
}

/** One gateway needs about a gigabyte of memory. */
const MOST = 2;

/** Where OpenClaw is installed: SANDBOX_OPENCLAW_CACHE, or a folder in the user's cache. */
export function openClawCache(env: NodeJS.ProcessEnv): string {
  const cacheHome = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return resolve(env['SANDBOX_OPENCLAW_CACHE'] || join(cacheHome, 'automna-sandbox'));
}

/**
 * What SANDBOX_MACHINES asks for: nothing (or `simulated`) or `openclaw`. Volumes lie beside the sandbox's state file;
 * without one they end with the process, as everything else does.
 */
export function openClawFromEnvironment(env: NodeJS.ProcessEnv): OpenClawOptions | undefined {
  const wanted = env['SANDBOX_MACHINES'] || 'simulated';
  if (wanted === 'simulated') return undefined;
  if (wanted !== 'openclaw') {
    throw new Error(`SANDBOX_MACHINES must be "simulated" or "openclaw", not "${wanted}"`);
  }
  const stateFile = env['SANDBOX_STATE_FILE'];
  return {
    cache: openClawCache(env),
    data: stateFile
      ? join(resolve(dirname(stateFile)), 'openclaw')
      : mkdtempSync(join(tmpdir(), 'sandbox-openclaw-')),
    temporary: !stateFile,
    most: MOST,
  };
}
