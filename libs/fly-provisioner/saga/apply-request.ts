import type { Tx } from '@automna/core';

/** Kind of the job that brings a change to a machine. */
export const APPLY_JOB = 'machine.apply';

export interface ApplyPayload {
  machineId: string;
  /** What changed, for the timeline. */
  cause: string;
}

/** Asks for a machine to be made what it ought to be by the time the job runs. */
export async function askForChange(tx: Tx, machineId: string, cause: string): Promise<void> {
  await tx.enqueue({ kind: APPLY_JOB, payload: { machineId, cause } });
}
