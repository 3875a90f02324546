import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The version the product's config is written for. Never unpinned: under another Node npm picks a placeholder. */
export const OPENCLAW_VERSION = '2026.9.6';

const INSTALL_TIMEOUT_MS = 10 * 60_000;
const run = promisify(execFile);

/** The program inside an installed OpenClaw. */
export function entryIn(cache: string): string {
  return join(cache, `openclaw-${OPENCLAW_VERSION}`, 'node_modules', 'openclaw', 'openclaw.mjs');
}

/**
 * Installs OpenClaw from npm into the cache unless it is there: 650 MB, about half a minute. Install scripts do not run.
 * It appears under its name in one step, so that two sandboxes may do this at once and a killed one leaves no half.
 * @returns the program to run.
 */
export async function installOpenClaw(cache: string): Promise<string> {
  const entry = entryIn(cache);
  if (existsSync(entry)) return entry;
  const target = join(cache, `openclaw-${OPENCLAW_VERSION}`);
  const unfinished = `${target}.${process.pid}.tmp`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  process.stdout.write(`sandbox: installing openclaw@${OPENCLAW_VERSION} into ${cache}\n`);
  const flags = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--ignore-scripts'];
  const args = ['install', '--prefix', unfinished, ...flags, '--loglevel=error'];
  try {
    await run('npm', [...args, `openclaw@${OPENCLAW_VERSION}`], {
      cwd: unfinished,
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: 16 * 1024 * 1024,
    });
    await rename(unfinished, target).catch((error: unknown) => {
      // Somebody else was faster.
      if (!existsSync(entry)) throw error;
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join(' ') ?? '';
    const why = said || (error instanceof Error ? error.message : String(error));
    throw new Error(`npm could not install openclaw@${OPENCLAW_VERSION}: ${why}`, { cause: error });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return entry;
}
