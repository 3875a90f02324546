import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../support/processes.ts';

/** A browser that can be started: where it is and what it needs around it. */
export interface ChromiumInstall {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/**
 * Not the package's own list: that one switches web security and site isolation off and squeezes everything into one
 * process, which no customer's browser does. `--no-sandbox` because CI runs as root.
 */
const ARGS = ['--no-sandbox', '--disable-gpu', '--headless=shell'];

// The package unpacks to the temporary folder of its process and trusts whatever it finds there, so it gets a
// process with a temporary folder of its own.
const UNPACK = `
  import chromium, { inflate } from '@sparticuz/chromium';
  await chromium.executablePath();
  await inflate(process.argv[1]);
`;

/** The browser of npm's @sparticuz/chromium, unpacked once per checkout. */
export async function chromiumInstall(): Promise<ChromiumInstall> {
  const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin');
  const { version } = JSON.parse(await readFile(join(bin, '../package.json'), 'utf8')) as { version: string };
  const home = join(ROOT, 'node_modules/.cache/automna-chromium', version);
  if (!existsSync(home)) await unpackTo(home, join(bin, 'al2023.tar.br'));
  const executablePath = join(home, 'chromium');
  return { executablePath, args: ARGS, env: environment(executablePath, home) };
}

/** Unpacked beside its place and then renamed, so that nobody ever sees half a browser. */
async function unpackTo(home: string, libraries: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true });
  const workshop = await mkdtemp(`${home}-`);
  const child = spawn(process.execPath, ['--input-type=module', '-e', UNPACK, libraries], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: workshop },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`Unpacking Chromium failed (exit ${code}).`);
  await rename(workshop, home).catch(async (error: NodeJS.ErrnoException) => {
    await rm(workshop, { recursive: true, force: true });
    // Another run was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

/** A bare machine has neither libnss3 nor fonts: the package carries both. */
function environment(executablePath: string, home: string): Record<string, string> {
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? home,
    TZ: 'UTC',
  };
  if (!existsSync('/etc/fonts/fonts.conf')) env['FONTCONFIG_PATH'] = join(home, 'fonts');
  const starts = () => spawnSync(executablePath, ['--version'], { env, stdio: 'ignore' }).status === 0;
  if (starts()) return env;
  env['LD_LIBRARY_PATH'] = join(home, 'al2023/lib');
  if (starts()) return env;
  const { stderr } = spawnSync(executablePath, ['--version'], { env, encoding: 'utf8' });
  throw new Error(`Chromium does not start on this machine: ${stderr}`);
}
