import type { MachineConfig } from './types.js';

/** Whether a machine runs its image's own program. One that was given another command has no gateway. */
export function runsGateway({ init }: MachineConfig): boolean {
  const given = init?.exec ?? [...(init?.entrypoint ?? []), ...(init?.cmd ?? [])];
  return given.length === 0 || given.includes('gateway');
}
