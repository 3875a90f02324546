import type { Tx } from '@automna/core';

/** Kind of the job that asks a machine which key it runs with. */
export const PROVE_JOB = 'machine.prove';

export interface ProvePayload {
  machineId: string;
}

/** A machine was given what it ought to have; whether it has it is the machine's to say. */
export async function askForProof(tx: Tx, machineId: string): Promise<void> {
  await tx.enqueue({ kind: PROVE_JOB, payload: { machineId } });
}
