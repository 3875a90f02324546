import type { FlyMachine } from '../adapters/fly-types.js';
import { lastOwnExit } from './boot-time.js';

const FRESH_MS = 15 * 60_000;

/**
 * OpenClaw's own repair of a volume an older version wrote. It refuses to work on a config that is managed from outside,
 * as ours is, so it gets a copy to scribble on; what it repairs is the state beside it.
 */
export const DOCTOR_COMMAND = [
  'sh',
  '-c',
  [
    'cp "$OPENCLAW_CONFIG_PATH" /tmp/doctor.json',
    'env -u OPENCLAW_CONFIG_READONLY OPENCLAW_CONFIG_PATH=/tmp/doctor.json openclaw doctor --fix --yes --non-interactive',
  ].join(' && '),
] as const;

/**
 * Comes after it, however it ended: whoever the repair ran as, the files belong to the owner of the volume. An agent
 * that cannot read what a repair left behind would be worse off than before.
 */
export const HAND_BACK_COMMAND = [
  'sh',
  '-c',
  'chown -R --reference="$OPENCLAW_STATE_DIR" "$OPENCLAW_STATE_DIR"',
] as const;

/**
 * Whether the agent ended by itself, with an error, just now: 78 is OpenClaw's word for a config it refuses, 1 for
 * state it cannot read. Being stopped or out of memory is no illness of the volume.
 */
export function needsDoctor(live: Pick<FlyMachine, 'events'>, now: Date): boolean {
  const exit = lastOwnExit(live);
  return exit !== null && exit.code !== 0 && now.getTime() - exit.at < FRESH_MS;
}
