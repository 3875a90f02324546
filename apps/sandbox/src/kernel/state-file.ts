import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Raised whenever a vendor's `save()` changes its shape: an older file is then put aside instead of misread. */
export const STATE_FORMAT = 3;

const MAGIC = 'automna-sandbox-state';
const HEADER_LIMIT = 200;

/** Everything the sandbox remembers across restarts. Plain data; Maps, Sets, Dates and Buffers are fine. */
export interface SandboxState {
  savedAt: string;
  clockOffsetMs: number;
  /** By vendor name: what the kernel keeps for it, and what its own `save()` gave. */
  vendors: Record<string, { faults: unknown; state: unknown }>;
  lastRequest: number;
}

/** The bytes of a state: one line naming format and checksum, then the data. */
export function encodeState(state: SandboxState): Buffer {
  const data = serialize(state);
  return Buffer.concat([Buffer.from(`${MAGIC} ${STATE_FORMAT} ${digest(data)}\n`), data]);
}

/** The state in these bytes. Throws with a sentence about what is wrong with them. */
export function decodeState(bytes: Buffer): SandboxState {
  const end = bytes.subarray(0, HEADER_LIMIT).indexOf('\n');
  const [magic, format, checksum] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split(' ');
  if (magic !== MAGIC) throw new Error('it is not a sandbox state');
  if (Number(format) !== STATE_FORMAT) {
    throw new Error(`it has format ${format}, this sandbox reads format ${STATE_FORMAT}`);
  }
  const data = bytes.subarray(end + 1);
  if (digest(data) !== checksum) throw new Error('it is damaged (the checksum does not fit)');
  return deserialize(data) as SandboxState;
}

/** The file a sandbox keeps its state in. One writer at a time: the process that holds the vendors' ports. */
export class StateFile {
  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
  }

  /** The state in the file, or undefined when there is none yet. Throws when it cannot be read. */
  read(): SandboxState | undefined {
    try {
      return decodeState(readFileSync(this.path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Replaces the file in one step: whoever reads it sees the old state or the new one, never a half of it. */
  async write(bytes: Buffer): Promise<void> {
    const temporary = `${this.path}.tmp`;
    // What a killed process left there might have other permissions; the state holds the machines' secrets.
    await rm(temporary, { force: true });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, this.path);
  }

  /** Moves a file nobody can use out of the way, for whoever wants to look at it, and says where it is now. */
  putAside(): string {
    const aside = `${this.path}.broken`;
    renameSync(this.path, aside);
    return aside;
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(`${this.path}.tmp`, { force: true });
  }
}

function digest(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
