import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Machine } from '../state/types.js';
import { configForProcess, movedPath, type Change, type Places } from './process-config.js';

/** The folders of one machine on this computer, made for one boot. */
export interface MachineFolders {
  /** The root file system: new at every boot, as on the real thing. */
  root: string;
  /** What stands for the mount point. A machine without a volume has it inside its root. */
  mount: Places['mount'];
}

const MOUNT = '/data';

/** Makes the folders of a machine: an empty root, and its volume as it was left. */
export function foldersOf(data: string, machine: Machine): MachineFolders {
  const root = join(data, 'machines', machine.id);
  rmSync(root, { recursive: true, force: true });
  const [mount] = machine.config.mounts ?? [];
  const guest = mount?.path?.replace(/\/+$/, '') || MOUNT;
  const host = mount?.volume ? join(data, 'volumes', mount.volume) : join(root, guest);
  for (const folder of [join(root, 'home'), join(root, 'tmp'), host])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { root, mount: { guest, host } };
}

/** Writes the files the machine was given, OpenClaw's config changed for this computer. @returns those changes. */
export function writeFiles(
  machine: Machine,
  folders: MachineFolders,
  places: Omit<Places, 'mount'>,
): Change[] {
  let all: Change[] = [];
  for (const file of machine.config.files ?? []) {
    const target = placeOf(file.guest_path ?? '', folders);
    const encoded = file.raw_value ?? machine.process?.env[file.secret_name ?? ''] ?? '';
    let content = Buffer.from(encoded, 'base64');
    if (target.endsWith('openclaw.json')) {
      const parsed = parsedOrNothing(content.toString('utf8'));
      // One that is not JSON goes to OpenClaw as it is: saying what is wrong with it is OpenClaw's business.
      if (parsed) {
        const { config, changes } = configForProcess(parsed, { ...places, mount: folders.mount });
        content = Buffer.from(JSON.stringify(config, null, 2));
        all = changes;
      }
    }
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content, { mode: 0o600 });
  }
  return all;
}

/**
 * How this computer reaches npm: OpenClaw fetches the plugin of a messenger that its config names when it starts, and
 * without these a registry behind a proxy's certificate costs it minutes of tries.
 */
const WAY_TO_NPM = ['NODE_EXTRA_CA_CERTS', 'npm_config_registry', 'npm_config_cafile'];

/**
 * The environment of the machine, its paths being those on this computer. Nothing of the sandbox's own is in it but the
 * way to npm, and where Discord's stand-in is: OpenClaw takes that address from nowhere else.
 */
export function environmentOf(
  machine: Machine,
  folders: MachineFolders,
  channelsUrl?: string,
): Record<string, string> {
  const given = new Set((machine.config.files ?? []).map((file) => file.guest_path));
  const entries = Object.entries(machine.process?.env ?? {}).map(([name, value]) => [
    name,
    given.has(value) ? placeOf(value, folders) : movedPath(value, folders.mount),
  ]);
  return {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: join(folders.root, 'home'),
    TMPDIR: join(folders.root, 'tmp'),
    TZ: 'UTC',
    // The process that was started is the one that is watched and stopped.
    OPENCLAW_NO_RESPAWN: '1',
    ...Object.fromEntries(
      WAY_TO_NPM.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    ),
    ...(channelsUrl ? { DISCORD_API_URL: `${channelsUrl}/api/v10` } : {}),
    ...Object.fromEntries(entries),
  } as Record<string, string>;
}

/** Removes what belongs to volumes that are gone. */
export function sweepVolumes(data: string, keep: ReadonlySet<string>): void {
  const folder = join(data, 'volumes');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (!keep.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** A path as somebody wrote it for the machine, on this computer; one that is of this computer already stays. */
export function pathIn(written: string, folders: MachineFolders): string {
  return isInside(written, folders) ? written : placeOf(written, folders);
}

/** Whether a path of this computer belongs to the machine. */
export function isInside(path: string, { root, mount }: MachineFolders): boolean {
  const clean = normalize(path);
  return [root, mount.host].some((folder) => clean === folder || clean.startsWith(`${folder}/`));
}

/** A path of the machine on this computer, never outside the machine's folders. */
function placeOf(guestPath: string, { root, mount }: MachineFolders): string {
  const clean = normalize(`/${guestPath}`);
  const moved = movedPath(clean, mount);
  return moved === clean ? join(root, clean) : moved;
}

function parsedOrNothing(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
